/** The style sheets of the elements, as text. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const source = new URL('../src/', import.meta.url);

test("no style depends on the font size of the page's root: lengths are relative to the element's own", () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const styled = files.filter((file) => /css`/.test(readFileSync(new URL(file, source), 'utf8')));
  assert.ok(styled.length >= 4, 'the style sheets were found');
  for (const file of styled) {
    const text = readFileSync(new URL(file, source), 'utf8');
    assert.deepEqual(text.match(/[\d.]+(rem|rlh|rex|rch|rcap|ric)\b/g) ?? [], [], file);
  }
});
