/** Middleware of the test runner that serves pages and builds as a production server would. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const builds = fileURLToPath(new URL('../../dist/cdn/', import.meta.url));

/**
 * Serves, without anything that the test runner would add:
 *
 * - `/page?html=…&policy=…`, a page of a test with a content security policy of its own. (A `srcdoc` page has no headers
 *   and, in Firefox, no origin that `'self'` could refer to.)
 * - `/cdn/…`, the CDN builds of the element; with `?no-charset`, scripts without an encoding in their header.
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
  const isScript = file.endsWith('.js');
  context.type = isScript ? 'text/javascript' : 'json';
  if (isScript && 'no-charset' in context.query) context.set('content-type', 'text/javascript');
  context.body = readFileSync(file);
  return undefined;
}
