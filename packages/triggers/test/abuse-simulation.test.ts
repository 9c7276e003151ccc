/** The tables of docs/security.md › Attacks, simulated: a part is simulated again, and the promises in them hold. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ATTACKS } from './simulation/actors.js';
import { DAYS, simulate } from './simulation/simulate.js';
import type { Design } from './simulation/system.js';
import { row, VOLUMES } from './simulation/table.js';

const page = readFileSync(fileURLToPath(new URL('../../../docs/security.md', import.meta.url)), 'utf8');
const simulated = page.slice(page.indexOf('<!-- simulation -->'), page.indexOf('<!-- /simulation -->'));
const [ours = '', sample = ''] = simulated.split('The published sample');

const attackNamed = (title: string) => ATTACKS.find((attack) => attack.title === title)!;

/** The rows of a table: attack, requests a day, known device, new device, newcomer, … */
const rowsOf = (table: string) =>
  table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

describe('the abuse simulation', () => {
  it('gives the rows that the documentation shows', async () => {
    const again: [Design, string, number][] = [
      ['ours', 'wrong answers, 3.5 hours a night', 100],
      ['ours', 'codes requested for the owner', 100],
      ['ours', 'codes for one block of numbers', 100],
      ['ours', 'codes for spellings of one mailbox', 100],
      ['sample', 'wrong answers, 3.5 hours a night', 100],
      ['sample', 'codes for invented numbers', 100],
    ];
    for (const [design, title, volume] of again) {
      const attack = attackNamed(title);
      const expected = row(attack, volume, await simulate(design, attack, volume));
      assert.ok(
        (design === 'ours' ? ours : sample).includes(expected),
        `docs/security.md lacks this row, so run npm run simulate:abuse -- --write:\n${expected}`,
      );
    }
  });

  it('documents every attack with every number of requests, for both designs', () => {
    const expected = ATTACKS.flatMap(({ title }) =>
      VOLUMES.map((volume) => `${title} ${volume.toLocaleString('en-US')}`),
    );
    for (const table of [ours, sample])
      assert.deepEqual(
        rowsOf(table).map(([title, volume]) => `${title} ${volume}`),
        expected,
      );
  });

  it('an owner on a known device signs in at the first attempt on each of six days, under every attack', () => {
    for (const [title, volume, knownDevice] of rowsOf(ours)) {
      assert.equal(knownDevice, `${3 * DAYS} of ${3 * DAYS}`, `${title}, ${volume} requests a day`);
    }
  });

  it('an owner on a new device signs in within a day in each run, under every attack', () => {
    for (const [title, volume, , newDevice] of rowsOf(ours)) {
      const [, succeeded, tried] = /^(\d+) of (\d+)/.exec(newDevice!) ?? [];
      assert.ok(Number(tried) >= 6);
      assert.equal(succeeded, tried, `${title}, ${volume} requests a day`);
    }
  });

  it('anonymous requests for other addresses cost a verified owner nothing, on a new device either', async () => {
    const { newDevice, knownDevice } = await simulate('ours', attackNamed('codes for invented numbers'), 200);
    assert.deepEqual([newDevice.failed, Math.max(...newDevice.waits)], [0, 0]);
    assert.deepEqual([knownDevice.failed, Math.max(...knownDevice.waits)], [0, 0]);
  });
});
