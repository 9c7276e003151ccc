import { existsSync, readFileSync } from 'node:fs';
import { runProcess, UserError } from './workspace.mjs';

/** Where each browser engine may be installed, and the Debian packages that install it. */
const ENGINES = {
  chromium: {
    variable: 'CHROMIUM_PATH',
    paths: [
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome',
      '/usr/bin/google-chrome-stable',
      '/opt/google/chrome/chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
    packages: ['chromium', 'fonts-liberation'],
  },
  firefox: {
    variable: 'FIREFOX_PATH',
    paths: ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
    packages: ['firefox-esr', 'fonts-liberation'],
  },
  webkit: {
    variable: 'WEBKIT_DRIVER_PATH',
    paths: ['/usr/bin/WebKitWebDriver'],
    packages: ['webkit2gtk-driver', 'xvfb', 'xauth', 'fonts-liberation'],
  },
};

/** The path of a browser engine's program, or undefined if it is not installed. */
export function findBrowser(name) {
  const { variable, paths } = ENGINES[name];
  return [process.env[variable], ...paths].find((path) => path && existsSync(path));
}

/**
 * The path of a browser engine's program. Installs the engine with apt if it is missing and this is Debian and root.
 *
 * @throws {UserError} that says what to install, if it cannot be installed here.
 */
export async function requireBrowser(name, { find = findBrowser, uid = process.getuid?.() } = {}) {
  const found = find(name);
  if (found) return found;
  const { variable, packages } = ENGINES[name];
  if (uid === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')) {
    console.error(`Installing ${packages.join(', ')} …`);
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await runProcess('apt-get', ['update', '-qq'], { env, out: 'stderr' });
    await runProcess('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      env,
      out: 'stderr',
    });
    const installed = find(name);
    if (installed) return installed;
  }
  const system = existsSync('/etc/os-release')
    ? /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
    : process.platform;
  throw new UserError(
    `The tests need ${name}, which is not installed on this machine (${system}). Install it (Debian, Ubuntu: apt-get install ${packages.join(' ')}), ` +
      `or set ${variable} to the path of its program.`,
  );
}
