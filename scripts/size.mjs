import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { setUp } from './setup.mjs';
import { differences, namesOf, updateReadmeTable } from './size/ledger.mjs';
import { measureSizes } from './size/measured.mjs';
import { root, runCommand } from './workspace.mjs';

/**
 * `npm run size`: compares the sizes of everything that pages and Lambda load with `size.json`, to the byte. `--write` records
 * the current sizes and updates the table of the README.
 */
const LEDGER_FILE = join(root, 'size.json');
const README_FILE = join(root, 'README.md');

const currentSizes = async () => ({ compressor: process.versions.brotli, bytes: await measureSizes() });

/** Compares every entry and the table of the README. @returns counts for the summary of `npm test` */
export async function checkSizes() {
  const recorded = JSON.parse(readFileSync(LEDGER_FILE, 'utf8'));
  const found = await currentSizes();
  const readme = readFileSync(README_FILE, 'utf8');
  const problems = differences(recorded, found);
  if (readme !== updateReadmeTable(readme, recorded))
    problems.push('README.md: the table of sizes differs from size.json');
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) console.error('To record an intended change: npm run size -- --write');
  return { passed: namesOf(recorded, found).length + 1 - problems.length, failed: problems.length, skipped: 0 };
}

async function record() {
  const found = await currentSizes();
  writeFileSync(LEDGER_FILE, `${JSON.stringify(found, null, 2)}\n`);
  writeFileSync(README_FILE, updateReadmeTable(readFileSync(README_FILE, 'utf8'), found));
  for (const [name, { raw, brotli }] of Object.entries(found.bytes)) console.log(`${name}: ${raw}, brotli ${brotli}`);
}

if (import.meta.filename === process.argv[1]) {
  await runCommand(async () => {
    await setUp();
    await build();
    if (process.argv.includes('--write')) return record();
    const { passed, failed } = await checkSizes();
    console.log(`${passed} as recorded, ${failed} different`);
    return failed === 0 ? 0 : 1;
  });
}
