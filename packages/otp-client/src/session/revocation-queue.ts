import { type MaybePromise, type SafeStorage, thenMaybeSync } from '../platform/storage.js';
import type { Config } from '../validation/options.js';

/**
 * The stored queue of refresh tokens that have yet to be revoked at Cognito. It outlives a sign-out that was made offline, and
 * a page that was closed before Cognito replied.
 */

/** Changes the queue, if a change is given, and returns it. */
export type UpdateQueue = (change?: (queue: Set<unknown>) => unknown) => MaybePromise<ReadonlySet<unknown>>;

/**
 * Opens the queue of one app client. If the storage is synchronous, it is read and written in one step, because other tabs
 * may change it during a call of Cognito.
 */
export function openRevocationQueue({ clientId }: Config, store: SafeStorage): UpdateQueue {
  const key = `cognito-otp.${clientId}.revoke`;
  return (change) =>
    thenMaybeSync([store.get(key)], ([text]) => {
      const queue = new Set<unknown>(text?.match(/\S+/g));
      change?.(queue);
      const next = [...queue].join(' ') || null;
      return thenMaybeSync([next === text ? undefined : store.set(key, next)], () => queue);
    });
}
