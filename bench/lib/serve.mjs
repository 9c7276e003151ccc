import { once } from 'node:events';
import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';

/** Forwards a request to another server, and returns its reply. */
async function forward(request, response, target) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const { 'content-type': type, 'x-amz-target': operation } = request.headers;
  const reply = await fetch(target, {
    method: 'POST',
    headers: { 'content-type': type, 'x-amz-target': operation },
    body: Buffer.concat(parts),
  });
  const errorType = reply.headers.get('x-amzn-errortype');
  response.writeHead(reply.status, {
    'content-type': reply.headers.get('content-type'),
    ...(errorType && { 'x-amzn-errortype': errorType }),
  });
  response.end(Buffer.from(await reply.arrayBuffer()));
}

/**
 * Starts a static file server that compresses every file with brotli in advance, as a CDN does.
 *
 * @param {(request: import('node:http').IncomingMessage) => object | undefined} [api] answers requests that name no
 *   file; its result is sent as JSON, and `undefined` as status 404.
 * @param {Readonly<Record<string, string>>} [forwards] path → another server, to which POST requests for this path are forwarded
 */
export async function serve(api = () => undefined, forwards = {}) {
  const files = new Map();
  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url, 'http://localhost').pathname);
    if (file && request.method === 'GET') {
      response.writeHead(200, { 'content-type': file.type, 'content-encoding': 'br', 'cache-control': 'no-store' });
      response.end(file.body);
      return;
    }
    const target = request.method === 'POST' && forwards[request.url.replace(/(?<=.)\/$/, '')];
    if (target) {
      forward(request, response, target);
      return;
    }
    const answer = api(request);
    const isPreflight = request.method === 'OPTIONS';
    const status = answer ? 200 : 404;
    // Two ports are two origins, like a page and its identity provider, so cross-origin requests must be allowed.
    response.writeHead(isPreflight ? 204 : status, {
      'content-type': 'application/json',
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
      'access-control-expose-headers': '*',
    });
    response.end(answer && !isPreflight ? JSON.stringify(answer) : undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const types = { html: 'text/html', js: 'text/javascript', css: 'text/css' };
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    add(path, text) {
      const type = `${types[path.split('.').pop()] ?? 'application/octet-stream'}; charset=utf-8`;
      files.set(path, { type, body: brotliCompressSync(text) });
    },
    /** The compressed size of a file in bytes. */
    size: (path) => files.get(path).body.length,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
