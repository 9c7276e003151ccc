import { now, pause, timeLimit } from './clock.js';
import type { Store } from './storage.js';

/** Runs work while no other tab runs work under the same name. */
export type Lock = <T>(work: () => Promise<T>) => Promise<T>;

/** Longer than any work under the lock: two calls with their time limits. After it a tab that was killed blocks nobody. */
const LEASE = 40_000;

/**
 * Web Locks where there are any (the browser frees the lock of a killed tab at once), else a lease in the storage the
 * tabs share. The lease is not a perfect lock; Cognito's reuse grace covers the rest.
 */
export const openLock =
  (name: string, store: Store): Lock =>
  async (work) => {
    const locks = globalThis.navigator?.locks;
    try {
      if (locks) {
        const signal = timeLimit(LEASE);
        return await (locks.request(name, { signal }, work) as ReturnType<typeof work>);
      }
    } catch (error) {
      // What a sandboxed page gets, or one beside a tab that hangs; anything else is the work's own.
      if (!/^(Security|Timeout)E/.test((error as Error).name)) throw error;
    }
    const mine = `${Math.random()}`;
    const owner = async () => {
      const [id, end] = (await store.get(name))?.split(' ') ?? [];
      const left = Number(end) - now();
      return left > 0 && left <= LEASE ? id : undefined;
    };
    // A storage that forgets what it is told holds nobody up for ever.
    const giveUp = now() + LEASE;
    while ((await owner()) !== mine && now() < giveUp) {
      if (!(await owner())) await store.set(name, `${mine} ${now() + LEASE}`);
      // Long enough for a tab that wrote at the same moment to have written too.
      await pause(20 + Math.random() * 30);
    }
    try {
      return await work();
    } finally {
      if ((await owner()) === mine) await store.set(name, null);
    }
  };
