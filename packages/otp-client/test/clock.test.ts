/** Keeps time behind one module, so that tests can replace the clock. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const sources = new URL('../src/', import.meta.url);
const TIME = /\b(Date\.now|new Date\(\)|performance|setTimeout|setInterval|AbortSignal\.timeout)\b/;

test('only clock.ts reads the time or sets timers', () => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const readers = files.filter((file) => TIME.test(readFileSync(new URL(file, sources), 'utf8')));
  assert.deepEqual(readers, ['platform/clock.ts']);
});
