/** Checks the packages as they would be published: their manifests, and the tarballs that `pnpm publish` would upload. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { root } from '../workspace.mjs';

/** An import of a package, in JavaScript or in a declaration. */
const IMPORT = /\b(?:from|import)\s*\(?\s*['"](@?[a-z0-9][\w./-]*)['"]/g;

const folder = mkdtempSync(join(tmpdir(), 'tarballs-'));
after(() => rmSync(folder, { recursive: true }));

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Packs a package as for publishing, and unpacks it. @returns the tarball and the folder of its files */
function pack(name) {
  const target = join(folder, name);
  const pnpm = ['--yes', packageManager, '--filter', `./packages/${name}`, 'pack', '--pack-destination', target];
  execFileSync('npx', pnpm, { cwd: root, stdio: 'pipe' });
  const tarball = join(target, readdirSync(target)[0]);
  execFileSync('tar', ['-xzf', tarball, '-C', target]);
  return { tarball, path: join(target, 'package') };
}

const filesIn = (path) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

for (const name of readdirSync(join(root, 'packages'))) {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  if (manifest.private) continue;

  test(`${manifest.name}: publint finds no problem in the tarball, which has a license, no build metadata, and sources for its maps`, async () => {
    const { tarball, path } = pack(name);
    const bytes = readFileSync(tarball);
    const { messages } = await publint({
      strict: true,
      pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    });
    assert.deepEqual(
      messages.map((message) => formatMessage(message, manifest, { color: false })),
      [],
    );
    const files = filesIn(path);
    assert.equal(readFileSync(join(path, 'LICENSE'), 'utf8'), readFileSync(join(root, 'LICENSE'), 'utf8'));
    assert.deepEqual(
      files.filter((file) => /tsbuildinfo|\.test\.|[\\/]test[\\/]/.test(file.slice(path.length))),
      [],
    );
    const packed = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    assert.ok(packed.keywords.length > 3);
    assert.doesNotMatch(JSON.stringify(packed.dependencies ?? {}), /workspace:/);
    const missing = files
      .filter((file) => file.endsWith('.map'))
      .flatMap((file) => {
        const { sources, sourcesContent } = JSON.parse(readFileSync(file, 'utf8'));
        if (sourcesContent) return [];
        return sources.map((source) => resolve(dirname(file), source)).filter((source) => !existsSync(source));
      });
    assert.deepEqual(missing, []);
  });

  test(`${manifest.name}: the files of every entry and of the manifest are built`, () => {
    const pkgDir = join(root, 'packages', name);
    for (const [entry, conditions] of Object.entries(manifest.exports)) {
      const files = typeof conditions === 'string' ? [conditions] : Object.values(conditions);
      for (const file of files) assert.ok(existsSync(join(pkgDir, file.replace(/\*$/, ''))), `${entry}: ${file}`);
    }
    for (const file of manifest.files.filter((one) => !one.startsWith('!')))
      assert.ok(existsSync(join(pkgDir, file)), file);
    assert.equal(manifest.license, 'MIT');
  });

  test(`${manifest.name}: everything that its modules and types import is a dependency`, () => {
    const declared = new Set([
      manifest.name,
      ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
    ]);
    const imported = filesIn(join(root, 'packages', name, 'dist/esm'))
      .filter((file) => /\.(?:d\.ts|js)$/.test(file))
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(IMPORT)])
      .map(([, specifier]) =>
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      )
      .filter((library) => !library.startsWith('node:'));
    const typesOf = (library) => `@types/${library}`;
    assert.deepEqual(
      [...new Set(imported)].filter((library) => !declared.has(library) && !declared.has(typesOf(library))),
      [],
    );
  });
}

test('@cognito-otp/local-pool: the tarball has every file that the page of a running pool loads', () => {
  const path = join(folder, 'local-pool/package/page');
  const loaded = [...readFileSync(join(path, 'index.html'), 'utf8').matchAll(/="\/page\/([^"]+)"/g)].map(
    ([, file]) => file,
  );
  for (const file of loaded) {
    const text = readFileSync(join(path, file), 'utf8');
    for (const [, imported] of text.matchAll(/^import .* from '\.\/([^']+)'/gm)) {
      if (!loaded.includes(imported)) loaded.push(imported);
    }
  }
  assert.ok(loaded.length > 5, loaded.join());
});

test('the bundles come with the notices of the libraries that they contain', () => {
  const notices = (path) => readFileSync(join(root, 'packages', path, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  const element = notices('otp-element/dist/cdn');
  for (const library of ['@lit/reactive-element', 'libphonenumber-js'])
    assert.match(element, new RegExp(`^${library} \\d`, 'm'));
  const create = notices('triggers/dist/create-auth-challenge');
  for (const library of ['@aws-sdk/client-sns', '@aws-sdk/client-dynamodb', 'libphonenumber-js']) {
    assert.match(create, new RegExp(`^${library} \\d`, 'm'));
  }
  for (const text of [element, create]) assert.match(text, /Permission is hereby granted|Apache License/);
  assert.doesNotMatch(notices('triggers/dist/define-auth-challenge'), /^@aws-sdk/m);
});
