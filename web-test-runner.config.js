import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import puppeteer from 'puppeteer-core';
import { pageServer } from './packages/otp-element/test/support/page-server.mjs';
import { reactPages } from './packages/otp-element/test/support/react-pages.mjs';
import { requestLog } from './packages/otp-element/test/support/request-log.mjs';
import { findBrowser } from './scripts/browsers.mjs';
import { freePort } from './scripts/free-port.mjs';
import { oneFile } from './scripts/test-runner/one-file.mjs';
import { realTabs } from './scripts/test-runner/real-tabs.mjs';
import { webkitLauncher } from './scripts/webkit-launcher.mjs';
import { root } from './scripts/workspace.mjs';

/**
 * Starts a local pool with the project's template and the built triggers for the duration of the tests, and serves its
 * description at `/pool.json`.
 */
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
        'EmailFrom=codes@example.com',
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
        child.once('exit', (code) => reject(new Error(`The local pool exited with code ${code}`)));
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

/** A reporter that writes how many tests passed, failed and were skipped to `COUNTS_FILE`, for `npm test`. */
function countReporter() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const countTest = ({ passed, skipped, error }) => {
    if (skipped) counts.skipped++;
    else if (passed) counts.passed++;
    // Mocha also lists the tests that `grep` leaves out: neither passed nor failed.
    else if (error || !process.env.TEST_GREP) counts.failed++;
  };
  const countSuite = (suite) => {
    for (const test of suite?.tests ?? []) countTest(test);
    for (const inner of suite?.suites ?? []) countSuite(inner);
  };
  return {
    stop({ sessions }) {
      for (const session of sessions) {
        countSuite(session.testResults);
        // A file that failed to load, or one of its hooks, is a failure besides those of its tests.
        const failedOutsideTests = process.env.TEST_GREP ? session.errors.length > 0 : !session.testResults;
        if (!session.passed && failedOutsideTests) counts.failed++;
      }
      if (process.env.COUNTS_FILE) writeFileSync(process.env.COUNTS_FILE, JSON.stringify(counts));
    },
  };
}

/** Launchers by engine, for the programs that `npm test` found or installed. */
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

/** Tests of behavior that does not depend on the engine, as names of files. */
const ENGINE_INDEPENDENT = [
  'accessibility',
  'attributes',
  'brand',
  'companions',
  'countries',
  'failures',
  'hostile',
  'identifier',
  'interoperation',
  'language',
  'loading',
  'mailbox',
  'options',
  'pauses',
  'questions',
  'react',
  'remember',
  'sessions',
  'states',
  'views',
];

const engines = (process.env.BROWSERS ?? 'chromium').split(',');

/** `engine-independent` or `engine-dependent` tests. Without it, all of them run in the engines of `BROWSERS`. */
const group = process.env.TEST_GROUP;

const independentFiles = ENGINE_INDEPENDENT.map((name) => `packages/*/test/${name}.browser.test.ts`);
const dependentFiles = [
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/test/**/*.browser.test.ts`),
  ...(group === 'engine-dependent' ? independentFiles.map((files) => `!${files}`) : []),
];

export default {
  rootDir: root,
  // The runner can find a port itself, but runners that start at the same time would find the same one.
  port: await freePort(),
  files: group === 'engine-independent' ? independentFiles : dependentFiles,
  nodeResolve: { exportConditions: ['source', 'browser', 'development'] },
  browsers: engines.map((name) => launchers[name]()),
  concurrency: 1,
  concurrentBrowsers: 1,
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 300_000,
  // Long, because a busy machine may stop a browser for seconds. No test measures time by it.
  testFramework: { config: { timeout: 90_000, ...(process.env.TEST_GREP && { grep: process.env.TEST_GREP }) } },
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: join(root, 'packages/otp-element/tsconfig.json'),
      define: { TESTS_LIGHT_DOM: String(group !== 'engine-dependent' || engines.includes('chromium')) },
    }),
    localPool(),
    realTabs(),
  ],
  middleware: [oneFile(), requestLog, reactPages, pageServer],
  reporters: [defaultReporter({ reportTestProgress: process.argv.includes('--watch') }), countReporter()],
};
