import { once } from 'node:events';
import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';

/**
 * Starts a static file server that compresses every file with brotli in advance, as a CDN does.
 *
 * @param {(request: import('node:http').IncomingMessage) => object | undefined} [api] answers requests that name no
 *   file; its result is sent as JSON, and `undefined` as status 404.
 */
export async function serve(api = () => undefined) {
  const files = new Map();
  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url, 'http://localhost').pathname);
    if (file && request.method === 'GET') {
      response.writeHead(200, { 'content-type': file.type, 'content-encoding': 'br', 'cache-control': 'no-store' });
      response.end(file.body);
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
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
