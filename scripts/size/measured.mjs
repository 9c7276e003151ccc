import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { weigh, weightOf } from '../bundle.mjs';
import { root } from '../workspace.mjs';

const cdn = join(root, 'packages/otp-element/dist/cdn');
const triggers = join(root, 'packages/triggers');

/** The functions by their names, and the one file that each is. */
export const functions = () =>
  readdirSync(join(triggers, 'src/lambda'))
    .map((file) => file.replace(/\.ts$/, ''))
    .map((name) => ({ name, file: join(triggers, 'dist', name, 'index.js') }));

/**
 * Everything whose size is promised, as it was last built.
 *
 * @returns {Promise<Record<string, { raw: number, brotli: number }>>} bytes.
 */
export async function measured() {
  const sizes = {
    'element: first paint': weigh(...withImports(join(cdn, 'cognito-otp.js'))),
    'element: classic': weigh(readFileSync(join(cdn, 'cognito-otp.classic.js'))),
    'client: sign-in': await weightOf("export { createOtpClient } from '@cognito-otp/client';"),
  };
  for (const { name, file } of functions()) sizes[`trigger: ${name}`] = weigh(readFileSync(file));
  // Gzip is left out: Node's gives other bytes on other processors.
  return Object.fromEntries(Object.entries(sizes).map(([name, { raw, brotli }]) => [name, { raw, brotli }]));
}

/** A built module and all it imports before it runs, each once. */
function withImports(file, seen = new Map()) {
  if (seen.has(file)) return [];
  const text = readFileSync(file, 'utf8');
  seen.set(file, text);
  for (const [, path] of text.matchAll(/\b(?:from|import)\s*["'](\.{1,2}\/[^"']+)["']/g)) {
    withImports(join(dirname(file), path), seen);
  }
  return [...seen.values()];
}
