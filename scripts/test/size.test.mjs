/** Tests the comparison of sizes with size.json. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, updateReadmeTable } from '../size/ledger.mjs';

const ledger = (raw, brotli, compressor = '1.1.0') => ({ compressor, bytes: { client: { raw, brotli } } });

test('sizes as recorded are not reported', () => {
  assert.deepEqual(differences(ledger(1000, 400), ledger(1000, 400)), []);
});

test('one byte more is reported, and so is one byte less', () => {
  for (const found of [ledger(1001, 400), ledger(999, 400), ledger(1000, 401), ledger(1000, 399)]) {
    assert.equal(differences(ledger(1000, 400), found).length, 1);
  }
});

test('an entry that is recorded but no longer built, or built but not recorded, is reported', () => {
  const nothing = { compressor: '1.1.0', bytes: {} };
  assert.match(differences(ledger(1000, 400), nothing)[0], /no longer built/);
  assert.match(differences(nothing, ledger(1000, 400))[0], /is not in size.json/);
});

test('with another version of brotli, only compressed sizes may differ, by 1 %', () => {
  assert.deepEqual(differences(ledger(1000, 400), ledger(1000, 404, '1.0.9')), []);
  assert.equal(differences(ledger(1000, 400), ledger(1000, 405, '1.0.9')).length, 1);
  assert.equal(differences(ledger(1000, 400), ledger(1001, 400, '1.0.9')).length, 1);
});

test('the table of the README has the recorded sizes', () => {
  const element = ['first paint', 'untouched page', 'signed in by email', 'signed in by phone', 'classic'];
  const entries = [...element.map((name) => `element: ${name}`), 'client: sign-in', 'client: on demand'];
  const functions = ['trigger: create-auth-challenge', 'trigger: define-auth-challenge'];
  const record = (brotli) => ({
    bytes: Object.fromEntries([...entries, ...functions].map((name) => [name, { raw: 20_000, brotli }])),
  });
  const page = updateReadmeTable('a\n<!-- size -->\nold\n<!-- /size -->\nb', record(9486));
  assert.match(page, /^a\n<!-- size -->\n/);
  assert.match(page, /\n<!-- \/size -->\nb$/);
  assert.match(page, /first paint of its form \| 9\.5 \|/);
  assert.match(page, /decides \| 20\.0 \|/);
  assert.equal(updateReadmeTable(page, record(9486)), page);
  assert.notEqual(updateReadmeTable(page, record(9580)), page);
});
