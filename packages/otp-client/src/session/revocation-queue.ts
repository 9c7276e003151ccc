import type { CognitoCall } from '../cognito/api.js';
import type { OtpError } from '../contracts/errors.js';
import { type SafeStorage, thenMaybeSync } from '../platform/storage.js';
import type { Config } from '../validation/options.js';

/**
 * Revokes refresh tokens at Cognito. A token that cannot be revoked now, after a sign-out made offline for instance, stays
 * in a stored queue and is tried again with the next call.
 */

/** See {@link openRevocationQueue}. */
export type Revoke = ReturnType<typeof openRevocationQueue>;

/** Returns a function that adds a token to the queue, if there is one, and then revokes all that are queued. */
export function openRevocationQueue({ clientId: ClientId }: Config, store: SafeStorage, call: CognitoCall) {
  const key = `cognito-otp.${ClientId}.revoke`;

  /** Reads and writes the queue in one step, where storage is synchronous: other tabs change it while we wait for Cognito. */
  const update = (change: (queue: Set<unknown>) => void) =>
    thenMaybeSync([store.get(key)], ([text]) => {
      const queue = new Set<unknown>(text?.match(/\S+/g));
      change(queue);
      const next = [...queue].join(' ') || null;
      return thenMaybeSync([next === text ? undefined : store.set(key, next)], () => queue);
    });

  return async (token?: unknown, signal?: AbortSignal) => {
    for (const Token of await update((queue) => token && queue.add(token))) {
      // Only Cognito itself can say that a token is revoked, or that it will never be: a firewall or a proxy cannot.
      const isDone = await call('RevokeToken', { ClientId, Token }, signal).then(
        () => true,
        ({ code, cognitoName, retryable }: OtpError) => cognitoName && code !== 'forbidden' && !retryable,
      );
      if (isDone) await update((queue) => queue.delete(Token));
    }
  };
}
