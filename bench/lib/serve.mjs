import { once } from 'node:events';
import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';

/**
 * A static server on this machine that has everything compressed with brotli before anybody asks, as a CDN has.
 *
 * @param {(request: import('node:http').IncomingMessage) => object | undefined} [api] answers in JSON what is no file.
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
    // Two ports of one machine are two origins, as a page and its provider are.
    response.writeHead(request.method === 'OPTIONS' ? 204 : answer ? 200 : 404, {
      'content-type': 'application/json',
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
      'access-control-expose-headers': '*',
    });
    response.end(answer && request.method !== 'OPTIONS' ? JSON.stringify(answer) : undefined);
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
