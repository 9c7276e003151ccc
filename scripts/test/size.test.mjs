import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, withTable } from '../size/ledger.mjs';

const ledger = (raw, brotli, compressor = '1.1.0') => ({ compressor, bytes: { client: { raw, brotli } } });

test('sizes as recorded are no difference', () => {
  assert.deepEqual(differences(ledger(1000, 400), ledger(1000, 400)), []);
});

test('a byte more is a difference, and so is a byte less', () => {
  for (const found of [ledger(1001, 400), ledger(999, 400), ledger(1000, 401), ledger(1000, 399)]) {
    assert.equal(differences(ledger(1000, 400), found).length, 1);
  }
});

test('what is recorded and built no more, or built and not recorded, is a difference', () => {
  const nothing = { compressor: '1.1.0', bytes: {} };
  assert.match(differences(ledger(1000, 400), nothing)[0], /built no more/);
  assert.match(differences(nothing, ledger(1000, 400))[0], /isn’t in size.json/);
});

test('another compressor may differ by a hundredth, in what it made alone', () => {
  assert.deepEqual(differences(ledger(1000, 400), ledger(1000, 404, '1.0.9')), []);
  assert.equal(differences(ledger(1000, 400), ledger(1000, 405, '1.0.9')).length, 1);
  assert.equal(differences(ledger(1000, 400), ledger(1001, 400, '1.0.9')).length, 1);
});

test('the README’s numbers are the record’s', () => {
  const names = ['element: first paint', 'client: sign-in', 'element: classic'];
  const functions = ['trigger: create-auth-challenge', 'trigger: define-auth-challenge'];
  const record = (brotli) => ({
    bytes: Object.fromEntries([...names, ...functions].map((name) => [name, { raw: 20_000, brotli }])),
  });
  const page = withTable('a\n<!-- size -->\nold\n<!-- /size -->\nb', record(9486));
  assert.match(page, /^a\n<!-- size -->\n/);
  assert.match(page, /\n<!-- \/size -->\nb$/);
  assert.match(page, /first paint of its form \| 9\.5 \|/);
  assert.match(page, /decides \| 20\.0 \|/);
  assert.equal(withTable(page, record(9486)), page);
  assert.notEqual(withTable(page, record(9580)), page);
});
