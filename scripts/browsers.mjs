import { existsSync, readFileSync } from 'node:fs';
import { runProcess, UserError } from './workspace.mjs';

/** Where each engine is looked for, and the Debian packages that bring it. */
const engines = {
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

/** The engine's program, if it is on this machine. */
export function findBrowser(name) {
  const { variable, paths } = engines[name];
  return [process.env[variable], ...paths].find((path) => path && existsSync(path));
}

/**
 * The engine's program: one that is there, else Debian's where this is Debian and we may install.
 *
 * @throws {UserError} that says what to install.
 */
export async function requireBrowser(name, { find = findBrowser, uid = process.getuid?.() } = {}) {
  const found = find(name);
  if (found) return found;
  const { variable, packages } = engines[name];
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
    `The tests need ${name}, and there is none on this machine (${system}). Install it (Debian, Ubuntu: apt-get install ${packages.join(' ')}), ` +
      `or say where it is with ${variable}=/path/to/it.`,
  );
}
