import type { CognitoCall, Json } from '../cognito/api.js';
import { OtpError, REJECTS_CREDENTIAL, withCode } from '../contracts/errors.js';
import { openLock } from '../platform/lock.js';
import type { SafeStorage } from '../platform/storage.js';
import type { Config } from '../validation/options.js';
import { openRevocationQueue } from './revocation-queue.js';
import { isFresh, requestTokens } from './token-refresh.js';
import { openTokenStore, type StoredSession } from './token-store.js';

/** Options of {@link Sessions.getTokens}. */
interface TokenOptions {
  readonly signal?: AbortSignal | undefined;
  readonly forceRefresh?: boolean;
}

/** Never resolves; rejects with `aborted`. */
const rejectOnAbort = (signal: AbortSignal | undefined) =>
  new Promise<never>((_, reject) => {
    const abort = () => reject(new OtpError('aborted'));
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
  });

/** See {@link openSessions}. */
export type Sessions = ReturnType<typeof openSessions>;

/**
 * The signed-in user's session: resolves the races between refreshes, sign-outs and other tabs. Combines the token store,
 * the refresh and the revocation queue; one lock for all tabs keeps a refresh and a sign-out apart.
 */
export function openSessions(config: Config, store: SafeStorage, call: CognitoCall) {
  const { load, save, clear } = openTokenStore(config, store);
  const lock = openLock(`cognito-otp.${config.clientId}.refresh`, store);
  const revoke = openRevocationQueue(config, store, call);
  let refreshing: Promise<StoredSession> | undefined;
  /** Counts local sign-outs: a refresh that was under way during one must not store its tokens. */
  let signOutEpoch = 0;

  /**
   * Refreshes the tokens. Runs under the lock.
   * @param seen the access token that the caller wants replaced.
   * @throws {OtpError} `signed_out`, `session_revoked`, or why Cognito could not be reached.
   */
  async function refresh(seen: string): Promise<StoredSession> {
    const epoch = signOutEpoch;
    const before = await load();
    // Without a refresh token the session cannot be continued.
    if (before && !before.refreshToken) await clear(before);
    if (!before?.refreshToken) throw new OtpError('signed_out');
    // Another tab, or another library on this page, has refreshed already.
    if (before.accessToken !== seen && isFresh(before)) return before;
    let result: Json = {};
    let refusal: OtpError | undefined;
    try {
      result = Object((await requestTokens(call, config.clientId, before)).AuthenticationResult);
    } catch (error) {
      refusal = error as OtpError;
      if (!REJECTS_CREDENTIAL.includes(refusal.code)) throw error;
    }
    const isVoid = () => refusal || epoch !== signOutEpoch;
    let found = await load();
    if (found?.refreshToken === before.refreshToken) {
      if (!isVoid()) found = await save(result);
      if (found && !isVoid()) return found;
      if (found?.sessionId === before.sessionId) await clear(found);
      if (refusal) throw withCode(refusal, 'session_revoked');
      found = undefined;
    }
    // Lost a race with a sign-out, or with a rotation in another tab: keep the stored session and revoke the token we just
    // received.
    await revoke(result.RefreshToken);
    // A session without a refresh token is just being cleared.
    if (found?.refreshToken) return found;
    throw new OtpError('signed_out');
  }

  return {
    load,
    save,
    revoke,

    /** Removes the stored session without asking Cognito. @returns the session that was removed. */
    async signOut() {
      signOutEpoch++;
      const session = await load();
      if (session) await clear(session);
      return session;
    },

    /**
     * The stored session with tokens that are fresh.
     * @throws {OtpError} `signed_out`, `session_revoked`, `aborted` by the signal, or why Cognito could not be reached.
     */
    async getTokens({ signal, forceRefresh }: TokenOptions): Promise<StoredSession> {
      const session = await load();
      if (!session) throw new OtpError('signed_out');
      if (!forceRefresh && isFresh(session)) return session;
      refreshing ??= lock(() => refresh(session.accessToken)).finally(() => {
        refreshing = undefined;
      });
      // The signal ends the caller's wait. The refresh itself goes on: other callers may be waiting for it.
      return Promise.race([refreshing, rejectOnAbort(signal)]);
    },

    /** Removes this sign-in and no other, once no refresh is under way that could write it back, and revokes its token. */
    async end(sessionId: string) {
      const ended = await lock(async () => {
        const found = await load();
        return found?.sessionId === sessionId ? clear(found).then(() => found) : undefined;
      });
      if (ended) await revoke(ended.refreshToken);
    },
  };
}
