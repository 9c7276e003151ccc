import { spawn } from 'node:child_process';
import { freePort } from './free-port.mjs';

/** Key names of the DOM → code points of WebDriver (https://www.w3.org/TR/webdriver2/#keyboard-actions). */
const KEYS = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Escape: '\uE00C',
  Space: ' ',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Delete: '\uE017',
};

/**
 * A launcher for @web/test-runner that runs tests in WebKitGTK's MiniBrowser through WebKitWebDriver, on a virtual screen.
 * @web/test-runner-webdriver is not used because it depends on packages that download drivers when they are installed.
 *
 * @param {string} driverPath path of WebKitWebDriver
 * @returns {import('@web/test-runner-core').BrowserLauncher}
 */
export function webkitLauncher(driverPath) {
  let processes = [];
  let base = '';
  let starting;
  let active = '';

  async function command(method, path, body) {
    const response = await fetch(`${base}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebDriver: ${value?.error}: ${value?.message}`);
    return value;
  }

  async function start() {
    const display = `:${200 + (process.pid % 400)}`;
    const port = await freePort();
    const screen = spawn('Xvfb', [display, '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], { stdio: 'ignore' });
    const driver = spawn(driverPath, [`--port=${port}`, '--host=127.0.0.1'], {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', NO_AT_BRIDGE: '1' },
    });
    processes = [driver, screen];
    for (const child of processes) child.on('error', (error) => console.error(`${child.spawnfile}: ${error.message}`));
    base = `http://127.0.0.1:${port}`;
    const folder = ['x86_64-linux-gnu', 'aarch64-linux-gnu'][process.arch === 'arm64' ? 1 : 0];
    const binary = process.env.WEBKIT_PATH ?? `/usr/lib/${folder}/webkit2gtk-4.1/MiniBrowser`;
    const capabilities = {
      alwaysMatch: { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary, args: ['--automation'] } },
    };
    for (let tries = 0; ; tries++) {
      try {
        const { sessionId } = await command('POST', '/session', { capabilities });
        base += `/session/${sessionId}`;
        return;
      } catch (error) {
        if (tries > 60) throw error;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  }

  const actions = (id, parameters, list) =>
    command('POST', '/actions', { actions: [{ type: parameters.type, id, ...parameters, actions: list }] });
  const pointer = (list) => actions('mouse', { type: 'pointer', parameters: { pointerType: 'mouse' } }, list);
  const buttons = { left: 0, middle: 1, right: 2 };
  const move = (x, y) => ({ type: 'pointerMove', duration: 0, origin: 'viewport', x: Math.round(x), y: Math.round(y) });

  return {
    name: 'WebKit',
    type: 'webdriver',
    concurrency: 1,
    async startSession(sessionId, url) {
      starting ??= start();
      await starting;
      active = sessionId;
      await command('POST', '/url', { url });
    },
    isActive: (sessionId) => active === sessionId,
    getBrowserUrl: () => command('GET', '/url'),
    async stopSession() {
      active = '';
      await command('POST', '/url', { url: 'about:blank' });
      return {};
    },
    async startDebugSession() {
      throw new Error('Debugging is not supported in WebKit; choose another browser.');
    },
    async stop() {
      if (!starting) return;
      await command('DELETE', '').catch((error) => console.error(error.message));
      for (const child of processes) child.kill();
    },
    /** Sends a command of the WebDriver session, for tests that open more windows. */
    webdriver: command,
    // The methods that @web/test-runner-commands calls on launchers of the type `webdriver`.
    sendKeys: (_sessionId, list) =>
      actions(
        'keyboard',
        { type: 'key' },
        list.flatMap((key) => {
          const value = KEYS[key] ?? key;
          return [
            { type: 'keyDown', value },
            { type: 'keyUp', value },
          ];
        }),
      ),
    sendMouseMove: (_sessionId, x, y) => pointer([move(x, y)]),
    sendMouseClick: (_sessionId, x, y, button = 'left') =>
      pointer([
        move(x, y),
        { type: 'pointerDown', button: buttons[button] },
        { type: 'pointerUp', button: buttons[button] },
      ]),
    sendMouseDown: (_sessionId, button = 'left') => pointer([{ type: 'pointerDown', button: buttons[button] }]),
    sendMouseUp: (_sessionId, button = 'left') => pointer([{ type: 'pointerUp', button: buttons[button] }]),
    resetMouse: () => command('DELETE', '/actions'),
  };
}
