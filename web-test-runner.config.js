import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import puppeteer from 'puppeteer-core';
import { pageServer } from './packages/otp-element/test/support/page-server.mjs';
import { findBrowser } from './scripts/browsers.mjs';
import { freePort } from './scripts/free-port.mjs';
import { oneFile } from './scripts/test-runner/one-file.mjs';
import { realTabs } from './scripts/test-runner/real-tabs.mjs';
import { webkitLauncher } from './scripts/webkit-launcher.mjs';
import { root } from './scripts/workspace.mjs';

/** `/pool.json`: a local pool with our template and the built triggers, for as long as the tests run. */
function localPool() {
  let child;
  let ready = '';
  return {
    name: 'local-pool',
    async serverStart() {
      const bin = join(root, 'packages/local-pool/dist/esm/bin.js');
      const flags = ['--template', 'template.yaml', '--port', '0', '--json'];
      const parameters = [
        'Countries=*',
        'BrandName=Test',
        'AnswerPaceMs=0',
        'PoolSendsAnHour=10000',
        'PoolSendsADay=10000',
        'SignUpsAnHour=10000',
      ];
      child = spawn(process.execPath, [bin, ...flags, ...parameters.flatMap((one) => ['--parameter', one])], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      ready = await new Promise((resolve, reject) => {
        child.stdout.once('data', (line) => resolve(String(line)));
        child.once('exit', (code) => reject(new Error(`The local pool ended with ${code}`)));
      });
    },
    serve({ path }) {
      return path === '/pool.json' ? { body: ready, type: 'json' } : undefined;
    },
    serverStop() {
      child?.kill('SIGTERM');
    },
  };
}

/** Writes the counts where the test command looks for them. */
function countReporter() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const count = (suite) => {
    for (const test of suite?.tests ?? []) counts[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed']++;
    for (const inner of suite?.suites ?? []) count(inner);
  };
  return {
    stop({ sessions }) {
      for (const session of sessions) {
        count(session.testResults);
        // A file that didn't load has run no test, and that is a failure of its own.
        if (!session.passed && !session.testResults) counts.failed++;
      }
      if (process.env.COUNTS_FILE) writeFileSync(process.env.COUNTS_FILE, JSON.stringify(counts));
    },
  };
}

/** Engines by name; each where `npm test` put or found it. */
const launchers = {
  chromium: () =>
    chromeLauncher({
      launchOptions: {
        executablePath: findBrowser('chromium'),
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          '--no-first-run',
        ],
      },
    }),
  firefox: () =>
    chromeLauncher({
      puppeteer,
      launchOptions: { browser: 'firefox', executablePath: findBrowser('firefox'), headless: true },
    }),
  webkit: () => webkitLauncher(findBrowser('webkit')),
};

const browsers = (process.env.BROWSERS ?? 'chromium').split(',').map((name) => launchers[name]());

export default {
  rootDir: root,
  // The runner would look for one by itself, but engines that start at once would find the same.
  port: await freePort(),
  files: readdirSync(join(root, 'packages')).map((name) => `packages/${name}/test/**/*.browser.test.ts`),
  nodeResolve: { exportConditions: ['source', 'browser', 'development'] },
  browsers,
  concurrency: 1,
  concurrentBrowsers: 1,
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testFramework: { config: { timeout: 15_000 } },
  plugins: [
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: join(root, 'packages/otp-element/tsconfig.json') }),
    localPool(),
    realTabs(),
  ],
  middleware: [oneFile(), pageServer],
  reporters: [defaultReporter({ reportTestProgress: false }), countReporter()],
};
