/**
 * `/page?html=…&policy=…`: a page of a test's own with a policy of its own, as a real server sends it, and nothing of the
 * runner's in it. (A page in a `srcdoc` has no headers, nor, in Firefox, an origin that `'self'` could mean.)
 */
export function pageServer(context, next) {
  if (context.path !== '/page') return next();
  const { html, policy } = context.query;
  if (policy) context.set('content-security-policy', policy);
  context.type = 'html';
  context.body = html;
  return undefined;
}
