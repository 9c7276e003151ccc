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

/** By key: a part of a file's name, and how many requests for it fail. @type {Map<string, { name: string, times: number }>} */
const failing = new Map();

/**
 * - `/logged/KEY/FILE` serves a file of the builds, one round trip later. Each page uses a key of its own.
 * - `/logged/KEY` returns the requests under this key as JSON, each with its size in bytes of brotli. With `?fail=NAME`, the next
 *   request for a file with this name is answered with 503; with `&times=2`, the next two.
 */
export async function requestLog(context, next) {
  const [, key, file] = /^\/logged\/([\w-]+)(?:\/(.+))?$/.exec(context.path) ?? [];
  if (!key) return next();
  const log = logs.get(key) ?? [];
  logs.set(key, log);
  context.set('cache-control', 'no-store');
  if (!file) {
    const { fail, times = 1 } = context.query;
    if (fail) failing.set(key, { name: fail, times: Number(times) });
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
  const fails = failing.get(key);
  if (fails?.times && file.includes(fails.name)) {
    fails.times--;
    context.status = 503;
    return undefined;
  }
  context.type = 'text/javascript';
  context.body = body;
  return undefined;
}
