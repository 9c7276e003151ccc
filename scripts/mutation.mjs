import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runCommand, runProcess } from './workspace.mjs';

/** The files with the rules that protect accounts and limit costs. */
export const MUTATED_FILES = [
  'domain/code',
  'domain/rate-window',
  'domain/destination-budget',
  'domain/budget-address',
  'domain/sms-segments',
  'domain/shared-budget',
  'domain/guess-budget',
  'domain/known-devices',
  'domain/read-records',
  'domain/account',
  'domain/send-plan',
  'domain/answer',
  'domain/challenge-status',
  'flows/check-answer',
  'domain/closed-account',
  'handlers/verify-auth-challenge-response',
  'handlers/define-auth-challenge',
  'flows/send-code',
  'flows/deliver',
  'flows/claim-send',
  'flows/provider-time',
  'flows/destination-sends',
  'flows/count-sign-up',
  'flows/spend-captcha-token',
].map((name) => `packages/triggers/src/${name}.ts`);

const config = join(root, 'stryker.config.json');
const settings = {
  testRunner: 'command',
  commandRunner: {
    command:
      'node --test-reporter=./scripts/mutation/first-failure-reporter.mjs packages/triggers/test/fast.bundle.mjs',
  },
  buildCommand: 'node scripts/mutation/bundle.mjs',
  // Stryker reads tsconfig.json through an API that TypeScript 7 does not have; esbuild reads its own.
  tsconfigFile: 'none',
  mutate: MUTATED_FILES,
  // Strings are names in log lines and the like; no user and no budget depends on them.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['**/dist', 'docs', 'e2e', '.stryker'],
  concurrency: 1,
  timeoutMS: 20_000,
  incremental: true,
  incrementalFile: '.stryker/incremental.json',
  tempDirName: '.stryker/sandbox',
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false },
  jsonReporter: { fileName: '.stryker/report.json' },
  thresholds: { high: 100, low: 98, break: 98 },
};

/** `npm run test:mutation [-- FILE…]`: checks that every change to the rules fails a test. See docs/mutation.md. */
if (import.meta.filename === process.argv[1]) {
  await runCommand(async () => {
    const files = process.argv.slice(2);
    writeFileSync(config, JSON.stringify({ ...settings, ...(files.length > 0 ? { mutate: files } : {}) }));
    try {
      return await runProcess(
        process.execPath,
        [join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js'), 'run', config],
        {
          env: {
            TABLE: 'memory',
            SEEDS: '1',
            SESSIONS: '20',
            NUMBERS: '80',
            DRAWS: '20000',
            DEFINE_LENGTH: '2',
            DEFINE_WRITTEN: '4',
          },
        },
      );
    } finally {
      rmSync(config, { force: true });
    }
  });
}
