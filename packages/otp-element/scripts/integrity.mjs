import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = 'integrity.json';

/**
 * Writes `integrity.json` beside the single files: what `<script integrity>` (and, for the chunks, `integrity` of an import
 * map) has to say for the browser to run exactly this build. https://www.w3.org/TR/sri-2/
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
  writeFileSync(join(folder, file), `${JSON.stringify(hashes, null, 2)}\n`);
}
