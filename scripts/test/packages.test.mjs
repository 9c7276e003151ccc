/** Checks the packages as they would be published. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { root } from '../workspace.mjs';

for (const name of readdirSync(join(root, 'packages'))) {
  const pkgDir = join(root, 'packages', name);
  const manifest = JSON.parse(readFileSync(join(pkgDir, 'package.json'), 'utf8'));
  if (manifest.private) continue;

  test(`${manifest.name}: publint finds no problem in the package that would be published`, async () => {
    const { messages } = await publint({ pkgDir, strict: true, pack: 'npm' });
    assert.deepEqual(
      messages.map((message) => formatMessage(message, manifest, { color: false })),
      [],
    );
  });

  test(`${manifest.name}: the files of every entry and of the manifest are built`, () => {
    for (const [entry, conditions] of Object.entries(manifest.exports)) {
      const files = typeof conditions === 'string' ? [conditions] : Object.values(conditions);
      for (const file of files) assert.ok(existsSync(join(pkgDir, file.replace(/\*$/, ''))), `${entry}: ${file}`);
    }
    for (const file of manifest.files.filter((one) => !one.startsWith('!')))
      assert.ok(existsSync(join(pkgDir, file)), file);
    assert.equal(manifest.license, 'MIT');
  });
}
