import { join } from 'node:path';
import { build } from './build.mjs';
import { setUp } from './setup.mjs';
import { root, runCommand, runProcess } from './workspace.mjs';

/** The full numbers of docs/security.md; `npm test` runs the same attacks with smaller ones. */
const FULL_NUMBERS = {
  SEEDS: '50',
  SESSIONS: '1000',
  NUMBERS: '10000',
  TIMING_SAMPLES: '2000',
  FUZZ_RUNS: '2000',
  DEFINE_LENGTH: '5',
  CODE_STEP: '1',
};

/** The tests whose numbers the environment sets. */
export const SOAK_FILES = [
  'code',
  'code-validity',
  'define',
  'guess-limits',
  'hostile',
  'send-budgets',
  'sign-up',
  'user-enumeration',
].map((name) => `packages/triggers/test/${name}.test.ts`);

/** `npm run test:soak`: takes half an hour on two otherwise idle cores, because one test measures response times. */
if (import.meta.filename === process.argv[1]) {
  await runCommand(async () => {
    await setUp();
    await build();
    const flags = ['--conditions=source', '--import', 'tsx', '--test', '--test-concurrency=1', '--test-reporter=spec'];
    return runProcess(process.execPath, [...flags, ...SOAK_FILES.map((file) => join(root, file))], {
      env: FULL_NUMBERS,
    });
  });
}
