/** The code on documentation pages that is copied from examples, which tests run. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../workspace.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');

/** Lines without the indentation that all of them share. */
function dedent(text) {
  const lines = text.split('\n');
  const indents = lines.filter((line) => line.trim()).map((line) => line.length - line.trimStart().length);
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n');
}

/** Whether consecutive lines of a file are this text, apart from the indentation. */
function contains(file, text) {
  const lines = file.split('\n');
  const { length } = text.split('\n');
  return lines.some((_, start) => dedent(lines.slice(start, start + length).join('\n')) === text);
}

const page = read('docs/frameworks.md');
const snippets = [...page.matchAll(/(?:<!-- from (\S+) -->\n)?```\w*\n([\s\S]*?)\n```/g)];

test('every snippet for a framework is code of an example', () => {
  for (const [, file, text] of snippets) {
    assert.ok(file, `from no example:\n${text}`);
    assert.ok(contains(read(file), text), `not in ${file}:\n${text}`);
  }
});

test('every example for a framework is on the page, and signs in in a test', () => {
  const documented = new Set(snippets.map(([, file]) => file.split('/')[1]));
  const tested = /Object\.entries\(\{([^}]*)\}/.exec(read('e2e/frameworks.e2e.test.ts'))[1];
  const folders = [...tested.matchAll(/'?([\w-]+)'?: '/g)].map(([, folder]) => folder);
  assert.ok(folders.length >= 7);
  for (const folder of folders) assert.ok(documented.has(folder), folder);
});

test('the comparison finds a changed line and ignores the indentation', () => {
  assert.ok(contains('a\n  b\n    c\n', 'b\n  c'));
  for (const changed of ['b\n c', 'b\nc', 'b\n  d', 'c\nb']) assert.ok(!contains('a\n  b\n    c\n', changed), changed);
});
