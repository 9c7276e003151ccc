/** Compares the gallery's pages and themes with their lists. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../workspace.mjs';

const examples = join(root, 'examples');

describe('the gallery', () => {
  it('has a card for every page, and a page for every card', () => {
    const groups = JSON.parse(readFileSync(join(examples, 'manifest.json'), 'utf8'));
    const cards = groups.flatMap((group) => group.examples.map(({ path }) => path.replaceAll('/', '')));
    const pages = readdirSync(examples).filter((folder) =>
      // Next renders its own page.
      ['index.html', 'app/page.tsx'].some((page) => existsSync(join(examples, folder, page))),
    );
    assert.deepEqual(cards.sort(), pages.sort());
  });

  it('offers every theme on the themes page', () => {
    const [, list = ''] = /const order = \[(.*?)\]/s.exec(readFileSync(join(examples, 'themes/main.ts'), 'utf8')) ?? [];
    const offered = [...list.matchAll(/'([\w-]+)'/g)].map(([, name]) => name);
    const files = readdirSync(join(examples, 'themes')).filter((file) => file.endsWith('.css'));
    assert.deepEqual(offered.sort(), files.map((file) => file.replace('.css', '')).sort());
  });
});
