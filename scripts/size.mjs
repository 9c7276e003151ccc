import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { setUp } from './setup.mjs';
import { differences, namesOf, withTable } from './size/ledger.mjs';
import { measured } from './size/measured.mjs';
import { root, runCommand } from './workspace.mjs';

/**
 * What people load, to the byte. `size.json` says what it was; a difference fails. `--write` records what is, and puts it
 * into the README's table.
 */
const ledgerFile = join(root, 'size.json');
const readmeFile = join(root, 'README.md');

const now = async () => ({ compressor: process.versions.brotli, bytes: await measured() });

/** Compares every entry, and the README's table. @returns counts, as each stage of the tests has them. */
export async function checkSizes() {
  const recorded = JSON.parse(readFileSync(ledgerFile, 'utf8'));
  const found = await now();
  const readme = readFileSync(readmeFile, 'utf8');
  const problems = differences(recorded, found);
  if (readme !== withTable(readme, recorded)) problems.push('README.md: its table of sizes isn’t that of size.json');
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) console.error('If it is meant to be so: npm run size -- --write');
  return { passed: namesOf(recorded, found).length + 1 - problems.length, failed: problems.length, skipped: 0 };
}

async function record() {
  const found = await now();
  writeFileSync(ledgerFile, `${JSON.stringify(found, null, 2)}\n`);
  writeFileSync(readmeFile, withTable(readFileSync(readmeFile, 'utf8'), found));
  for (const [name, { raw, brotli }] of Object.entries(found.bytes)) console.log(`${name}: ${raw}, brotli ${brotli}`);
}

if (import.meta.filename === process.argv[1]) {
  await runCommand(async () => {
    await setUp();
    await build();
    if (process.argv.includes('--write')) return record();
    const { passed, failed } = await checkSizes();
    console.log(`${passed} as recorded, ${failed} not`);
    return failed === 0 ? 0 : 1;
  });
}
