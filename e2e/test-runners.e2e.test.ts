/** The examples of examples/testing, each with its own test runner. The one for Node's test runner is a unit test itself. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { findBrowser } from '../scripts/browsers.mjs';
import { freePort } from '../scripts/free-port.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a test runner. @returns what it printed, without colors */
async function run(...args: string[]): Promise<string> {
  // The variables of this Playwright worker are not those of another run.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:TEST_|PW_|PLAYWRIGHT|COUNTS_FILE|FORCE_COLOR)/.test(name),
  );
  const env = {
    ...Object.fromEntries(own),
    CHROMIUM_PATH: findBrowser('chromium') ?? '',
    PORT: String(await freePort()),
    NO_COLOR: '1',
  };
  const done = await promisify(execFile)(process.execPath, args, { cwd: root, env }).catch((error) => error);
  return `${done.stdout}${done.stderr}${done.code === undefined ? '' : `exit code ${done.code}`}`;
}

test('Vitest signs in with the Vite plugin', async () => {
  const printed = await run('node_modules/vitest/vitest.mjs', 'run', '--config', 'examples/testing/vite.config.ts');
  expect(printed).toMatch(/Tests\s+2 passed \(2\)/);
  expect(printed).not.toContain('exit code');
});

test('Playwright signs in with the fixtures', async () => {
  const printed = await run(
    'node_modules/@playwright/test/cli.js',
    'test',
    '--config',
    'examples/testing/playwright.config.ts',
  );
  expect(printed).toContain('3 passed');
  expect(printed).not.toContain('exit code');
});

test('@web/test-runner signs in in a browser', async () => {
  const printed = await run(
    'node_modules/@web/test-runner/dist/bin.js',
    '--config',
    'examples/testing/web-test-runner.config.mjs',
  );
  expect(printed).toContain('2 passed, 0 failed');
  expect(printed).not.toContain('exit code');
});
