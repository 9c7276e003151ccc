/** Middleware of the test runner: serves the CDN builds over a slow connection, and lists what was requested, and when. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const builds = fileURLToPath(new URL('../../dist/cdn/', import.meta.url));
const ROUND_TRIP_MS = 500;

/** @typedef {{ file: string, at: number, answeredAt?: number, body: Buffer }} LoggedRequest times in ms */

/** @type {Map<string, LoggedRequest[]>} */
const logs = new Map();

/**
 * - `/logged/KEY/FILE` serves a file of the builds, one round trip later. Each page uses a key of its own.
 * - `/logged/KEY` returns the requests under this key as JSON, each with its size in bytes of brotli.
 */
export async function requestLog(context, next) {
  const [, key, file] = /^\/logged\/([\w-]+)(?:\/(.+))?$/.exec(context.path) ?? [];
  if (!key) return next();
  const log = logs.get(key) ?? [];
  logs.set(key, log);
  context.set('cache-control', 'no-store');
  if (!file) {
    context.type = 'json';
    // Compressed only here: it takes long, and would delay the requests.
    const withSize = ({ body, ...request }) => ({ ...request, bytes: brotliCompressSync(body).length });
    context.body = JSON.stringify(log.map(withSize));
    return undefined;
  }
  const path = join(builds, file);
  if (!existsSync(path)) return next();
  const body = readFileSync(path);
  const request = { file, at: performance.now(), answeredAt: undefined, body };
  log.push(request);
  await new Promise((resolve) => setTimeout(resolve, ROUND_TRIP_MS));
  request.answeredAt = performance.now();
  context.type = 'text/javascript';
  context.body = body;
  return undefined;
}
