import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'integrity.json';

/**
 * Writes `integrity.json` into a folder of scripts: each script's path and its hash, for `<script integrity>` and, for the
 * chunks, for the `integrity` of an import map. The browser then runs exactly this build. https://www.w3.org/TR/sri-2/
 */
export function writeIntegrity(folder) {
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .sort();
  const hash = (name) =>
    `sha384-${createHash('sha384')
      .update(readFileSync(join(folder, name)))
      .digest('base64')}`;
  const hashes = Object.fromEntries(scripts.map((name) => [name.replaceAll('\\', '/'), hash(name)]));
  writeFileSync(join(folder, FILE), `${JSON.stringify(hashes, null, 2)}\n`);
}
