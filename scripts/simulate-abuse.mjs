import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setUp } from './setup.mjs';
import { root, runCommand, runProcess } from './workspace.mjs';

/**
 * `npm run simulate:abuse [-- --write]`: simulates attacks on this project and on the published sample, and prints the tables of
 * docs/security.md, or writes them there. The clock is simulated; a run takes about ten minutes.
 */
await runCommand(async () => {
  const { values } = parseArgs({ options: { write: { type: 'boolean' } } });
  await setUp();
  const page = values.write ? [join(root, 'docs', 'security.md')] : [];
  const main = join(root, 'packages/triggers/test/simulation/main.ts');
  return runProcess(process.execPath, ['--conditions=source', '--import', 'tsx', main, ...page]);
});
