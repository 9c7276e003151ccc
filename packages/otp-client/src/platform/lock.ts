import type * as Clock from './clock.js';
import type { SafeStorage } from './storage.js';

/** A lock that all tabs of a browser share. */

/** Longer than any work under the lock: two calls with their time limits. After it, the lock of a tab that was killed no longer blocks others. */
const LEASE_MS = 40_000;

/** Errors of a sandboxed page, and of waiting for a tab that hangs. Any other error comes from the work itself. */
const LOCK_ERRORS: readonly string[] = ['SecurityError', 'TimeoutError'];

/**
 * Runs work while no other tab runs work under the same name. Uses Web Locks, where the browser frees the lock of a killed tab at
 * once, or a lease in the storage that the tabs share. The lease is not a perfect lock; the grace period in which Cognito
 * accepts a rotated refresh token again covers the rest (`RetryGracePeriodSeconds`).
 * @param clock of the main bundle; see `client/parts.ts`.
 */
export async function runExclusively<T>(
  name: string,
  store: SafeStorage,
  { now, timeLimit }: Pick<typeof Clock, 'now' | 'timeLimit'>,
  work: () => Promise<T>,
): Promise<T> {
  const locks = globalThis.navigator?.locks;
  try {
    if (locks) {
      const { signal, end } = timeLimit(LEASE_MS);
      return await (locks.request(name, { signal }, work) as Promise<T>).finally(end);
    }
  } catch (error) {
    if (!LOCK_ERRORS.includes((error as Error).name)) throw error;
  }
  const ownId = `${Math.random()}`;
  const holder = async () => {
    const [id, end] = (await store.get(name))?.split(' ') ?? [];
    const left = Number(end) - now();
    return left > 0 && left <= LEASE_MS ? id : undefined;
  };
  // A storage that does not keep what is written must not block the work forever.
  const deadline = now() + LEASE_MS;
  while ((await holder()) !== ownId && now() < deadline) {
    if (!(await holder())) await store.set(name, `${ownId} ${now() + LEASE_MS}`);
    // Long enough for the write of a tab that wrote at the same moment to arrive.
    const { signal } = timeLimit(20 + Math.random() * 30);
    await new Promise((done) => signal.addEventListener('abort', done));
  }
  try {
    return await work();
  } finally {
    if ((await holder()) === ownId) await store.set(name, null);
  }
}
