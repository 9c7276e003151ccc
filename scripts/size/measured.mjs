import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundle, sizeOf } from '../bundle.mjs';
import { root } from '../workspace.mjs';

const cdn = join(root, 'packages/otp-element/dist/cdn');
const triggers = join(root, 'packages/triggers');

/** The names of the Lambda functions, and the file that each was bundled into. */
export const functions = () =>
  readdirSync(join(triggers, 'src/lambda'))
    .map((file) => file.replace(/\.ts$/, ''))
    .map((name) => ({ name, file: join(triggers, 'dist', name, 'index.js') }));

/**
 * Measures the last build of everything whose size is recorded.
 *
 * @returns {Promise<Record<string, { raw: number, brotli: number }>>} sizes in bytes
 */
export async function measureSizes() {
  const untouched = JSON.parse(readFileSync(join(cdn, 'preload.json'), 'utf8'));
  const signedIn = [...untouched, chunk('later-steps')];
  const client = await bundle({ text: "export { createOtpClient } from '@cognito-otp/client';" });
  const textsOf = (files) => files.map(({ text }) => text);
  const sizes = {
    'element: first paint': sizeOf(...withImports(join(cdn, 'cognito-otp.js'))),
    'element: untouched page': sizeOf(...texts(untouched)),
    'element: signed in by email': sizeOf(...texts([...signedIn, chunk('mail-domains'), chunk('mailbox')])),
    'element: signed in by phone': sizeOf(...texts([...signedIn, chunk('phone-library'), 'chunks/phone-GB.js'])),
    'element: classic': sizeOf(readFileSync(join(cdn, 'cognito-otp.classic.js'))),
    'client: sign-in': sizeOf(...textsOf(client.filter(({ later }) => !later))),
    'client: on demand': sizeOf(...textsOf(client.filter(({ later }) => later))),
  };
  for (const { name, file } of functions()) sizes[`trigger: ${name}`] = sizeOf(readFileSync(file));
  // Gzip is left out, because Node's gzip output depends on the processor.
  return Object.fromEntries(Object.entries(sizes).map(([name, { raw, brotli }]) => [name, { raw, brotli }]));
}

/** The path of a chunk whose name has a hash. `loading.browser.test.ts` checks which chunks a sign-in loads. */
const chunk = (name) =>
  `chunks/${readdirSync(join(cdn, 'chunks')).find((file) => new RegExp(`^${name}-[\\w-]{8}\\.js$`).test(file))}`;

const texts = (files) => files.map((file) => readFileSync(join(cdn, file), 'utf8'));

/** The texts of a built module and of everything that it imports statically, each once. */
function withImports(file, seen = new Map()) {
  if (seen.has(file)) return [];
  const text = readFileSync(file, 'utf8');
  seen.set(file, text);
  for (const [, path] of text.matchAll(/\b(?:from|import)\s*["'](\.{1,2}\/[^"']+)["']/g)) {
    withImports(join(dirname(file), path), seen);
  }
  return [...seen.values()];
}
