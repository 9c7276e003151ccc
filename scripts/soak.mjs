import { join } from 'node:path';
import { build } from './build.mjs';
import { setUp } from './setup.mjs';
import { root, runCommand, runProcess } from './workspace.mjs';

/** The numbers of docs/security.md in full; `npm test` plays the same attacks with fewer. */
const numbers = {
  SEEDS: '50',
  SESSIONS: '1000',
  NUMBERS: '10000',
  TIMING_SAMPLES: '2000',
  FUZZ_RUNS: '2000',
  DEFINE_LENGTH: '5',
  CODE_STEP: '1',
};

const files = ['code', 'define', 'guesses', 'hostile', 'people', 'sends', 'sign-up'].map(
  (name) => `packages/triggers/test/${name}.test.ts`,
);

/** `npm run test:soak`: half an hour on two cores that have nothing else to do, as one test is about time. */
await runCommand(async () => {
  await setUp();
  await build();
  const flags = ['--conditions=source', '--import', 'tsx', '--test', '--test-concurrency=1', '--test-reporter=spec'];
  return runProcess(process.execPath, [...flags, ...files.map((file) => join(root, file))], { env: numbers });
});
