import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { elementTypes, readmeTables, vsCodeData } from './describe.mjs';
import { readManifest } from './manifest.mjs';

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const GENERATED = /(<!-- elements -->\n)[\s\S]*(\n<!-- \/elements -->)/;

/** The README with its tables generated from the manifest. */
export const readme = (text, manifest) =>
  text.replace(GENERATED, (_, start, end) => `${start}\n${readmeTables(manifest)}${end}`);

/**
 * Run as a script: writes what tools read about the elements, which is the custom elements manifest, types for frameworks and
 * VS Code's custom data. With `--readme` it also updates the README's tables.
 */
if (import.meta.filename === process.argv[1]) {
  const manifest = readManifest();
  const json = (data) => `${JSON.stringify(data, null, 2)}\n`;
  mkdirSync(here('dist/types'), { recursive: true });
  writeFileSync(here('dist/custom-elements.json'), json(manifest));
  writeFileSync(here('dist/vscode.html-custom-data.json'), json(vsCodeData(manifest)));
  writeFileSync(here('dist/types/elements.d.ts'), elementTypes(manifest));
  if (process.argv.includes('--readme')) {
    writeFileSync(here('README.md'), readme(readFileSync(here('README.md'), 'utf8'), manifest));
  }
}
