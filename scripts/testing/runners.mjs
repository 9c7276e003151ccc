import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runProcess, tool } from '../workspace.mjs';
import { noCounts } from './counts.mjs';

/**
 * The programs that `npm test` runs, each as a function from options to counts.
 *
 * @typedef {import('./counts.mjs').Counts} Counts
 * @typedef {{ grep?: string, watch: boolean }} Options what the caller of `npm test` asked for
 */

/** Runs a check that is one command; it passes or fails as a whole. @returns {Promise<Counts>} */
export async function runCheck(args) {
  const code = await runProcess(process.execPath, args);
  return { ...noCounts(), [code === 0 ? 'passed' : 'failed']: 1 };
}

/**
 * Runs test files with Node's test runner, on the sources of the packages.
 *
 * @param {readonly string[]} files
 * @param {Options} options
 * @returns {Promise<Counts>}
 */
export function runNodeTests(files, options) {
  const reporter = options.grep === undefined ? 'spec' : join(root, 'scripts/testing/matching-reporter.mjs');
  const args = [
    '--conditions=source',
    '--import',
    'tsx',
    '--test',
    // A test that hangs fails instead of blocking all others.
    '--test-timeout=300000',
    // One more than the two cores of a small machine, because tests that wait for a pool or a timeout leave a core idle.
    '--test-concurrency=3',
    ...(options.grep === undefined ? [] : [`--test-name-pattern=${ignoringCase(options.grep)}`]),
    ...(options.watch ? ['--watch'] : []),
    `--test-reporter=${reporter}`,
    '--test-reporter-destination=stdout',
  ];
  return withCounts(options, (countsFile) => ({
    args: [
      ...args,
      `--test-reporter=${join(root, 'scripts/testing/count-reporter.mjs')}`,
      `--test-reporter-destination=${countsFile}`,
      ...files,
    ],
  }));
}

/**
 * Runs browser tests with @web/test-runner.
 *
 * @param {readonly string[]} browsers engines that share one process
 * @param {readonly string[] | undefined} files undefined: all
 * @param {Options} options
 * @param {'engine-independent' | 'engine-dependent'} [group] which of all tests; default: every test
 * @returns {Promise<Counts>}
 */
export function runBrowserTests(browsers, files, options, group) {
  return withCounts(options, () => ({
    args: [
      tool('@web/test-runner/dist/bin.js'),
      ...(options.watch ? ['--watch'] : []),
      ...(files ? ['--files', ...files] : []),
    ],
    env: {
      BROWSERS: browsers.join(','),
      ...(group === undefined ? {} : { TEST_GROUP: group }),
      ...(options.grep === undefined ? {} : { TEST_GREP: ignoringCase(options.grep) }),
    },
    out: options.watch ? 'terminal' : 'at the end',
    // The runner ends with exit code 1 when a pattern leaves tests out.
    ignoreExitCode: options.grep !== undefined,
  }));
}

/**
 * Runs end-to-end tests with Playwright, in Chromium.
 *
 * @param {string} chromium path of the program
 * @param {readonly string[] | undefined} files undefined: all
 * @param {Options} options
 * @returns {Promise<Counts>}
 */
export function runEndToEndTests(chromium, files, options) {
  return withCounts(options, () => ({
    args: [
      tool('@playwright/test/cli.js'),
      'test',
      '--config',
      'e2e/playwright.config.ts',
      // Playwright's own --grep ignores case.
      ...(options.grep === undefined ? [] : ['--grep', options.grep, '--pass-with-no-tests']),
      // Playwright takes regular expressions.
      ...(files ?? []).map((file) => `${file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`),
    ],
    env: { CHROMIUM_PATH: chromium },
  }));
}

/** A regular expression as Node's runner and Mocha take it: `/pattern/i`. */
const ignoringCase = (pattern) => String(new RegExp(pattern, 'i'));

/**
 * Runs a test runner whose reporter writes its counts to `COUNTS_FILE`. A runner that fails without a failed test, or
 * that runs no test although no pattern filters them, counts as one failure.
 *
 * @param {Options} options
 * @param {(countsFile: string) => { args: string[], env?: NodeJS.ProcessEnv, out?: string, ignoreExitCode?: boolean }}
 *   command `ignoreExitCode`: only the counts show whether a test failed
 * @returns {Promise<Counts>}
 */
async function withCounts({ grep }, command) {
  const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-test-'));
  try {
    const file = join(folder, 'counts.json');
    const { args, env, out, ignoreExitCode = false } = command(file);
    const code = await runProcess(process.execPath, args, { env: { ...env, COUNTS_FILE: file }, out });
    const counted = existsSync(file);
    const counts = counted ? JSON.parse(readFileSync(file, 'utf8')) : noCounts();
    if (code !== 0 && counts.failed === 0 && !(counted && ignoreExitCode)) counts.failed = 1;
    if (grep === undefined && counts.passed + counts.failed === 0) {
      console.error('No test ran.');
      counts.failed = 1;
    }
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
