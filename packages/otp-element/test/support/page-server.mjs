import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const builds = fileURLToPath(new URL('../../dist/cdn/', import.meta.url));

/**
 * What a real server sends, byte for byte, with nothing of the runner's in it:
 *
 * - `/page?html=…&policy=…`, a page of a test's own with a policy of its own. (A page in a `srcdoc` has no headers, nor, in
 *   Firefox, an origin that `'self'` could mean.)
 * - `/cdn/…`, the element's single files.
 */
export function pageServer(context, next) {
  if (context.path === '/page') {
    const { html, policy } = context.query;
    if (policy) context.set('content-security-policy', policy);
    context.type = 'html';
    context.body = html || ' ';
    return undefined;
  }
  const file = context.path.startsWith('/cdn/') && join(builds, context.path.slice('/cdn/'.length));
  if (!file || !existsSync(file)) return next();
  context.type = file.endsWith('.js') ? 'text/javascript' : 'json';
  context.body = readFileSync(file);
  return undefined;
}
