/** Simulates all attacks, prints the tables, and writes them between the markers of the page that the argument names. */
import { readFileSync, writeFileSync } from 'node:fs';
import { ATTACKS } from './actors.js';
import { simulate } from './simulate.js';
import type { Design } from './system.js';
import { row, table, VOLUMES } from './table.js';

async function tableOf(design: Design): Promise<string> {
  const rows: string[] = [];
  for (const attack of ATTACKS) {
    for (const volume of VOLUMES) {
      rows.push(row(attack, volume, await simulate(design, attack, volume)));
      console.error(rows.at(-1));
    }
  }
  return table(rows);
}

const [page] = process.argv.slice(2);
const text = [
  'This project, with the template’s defaults:',
  await tableOf('ours'),
  'The published sample:',
  await tableOf('sample'),
].join('\n\n');
console.log(text);
if (page !== undefined) {
  const [open, close] = ['<!-- simulation -->', '<!-- /simulation -->'];
  const old = readFileSync(page, 'utf8');
  const [from, to] = [old.indexOf(open), old.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${page} has no markers for the simulation.`);
  writeFileSync(page, `${old.slice(0, from + open.length)}\n\n${text}\n\n${old.slice(to)}`);
}
