import type { CognitoCall } from '../cognito/api.js';
import { OtpError, REJECTS_CREDENTIAL, withCode } from '../contracts/errors.js';
import { now, timeLimit } from '../platform/clock.js';
import type { SafeStorage } from '../platform/storage.js';
import type { Config } from '../validation/options.js';
import { openRevocationQueue } from './revocation-queue.js';
import { openTokenStore, type StoredSession } from './token-store.js';

/** Options of {@link Sessions.getTokens}. */
interface TokenOptions {
  readonly signal?: AbortSignal | undefined;
  readonly forceRefresh?: boolean;
}

/** A token that expires sooner, in ms, is refreshed before it is handed out: it must outlive the request it is for. */
const REFRESH_MARGIN_MS = 60_000;

/** Whether the tokens are valid for long enough to be used. */
const isFresh = ({ expiresAt }: StoredSession) => expiresAt - REFRESH_MARGIN_MS > now();

/** See {@link openSessions}. */
export type Sessions = ReturnType<typeof openSessions>;

/**
 * The signed-in user's session: resolves the races between refreshes, sign-outs and other tabs. Combines the token store,
 * the revocation queue, and the operations of `maintenance.ts`.
 * @param loadMaintenance rejects with an {@link OtpError} if it cannot be loaded.
 */
export function openSessions(
  config: Config,
  store: SafeStorage,
  call: CognitoCall,
  loadMaintenance: () => Promise<typeof import('./maintenance.js')>,
) {
  const tokens = openTokenStore(config, store);
  const updateQueue = openRevocationQueue(config, store);
  const context = {
    ...tokens,
    ...config,
    store,
    call,
    now,
    timeLimit,
    OtpError,
    REJECTS_CREDENTIAL,
    withCode,
    updateQueue,
    remove,
    isFresh,
    signOuts: 0,
  };

  /**
   * Removes the stored session without asking Cognito, and queues its token for revocation.
   * @param sessionId of the only sign-in that may be removed. Default: any.
   * @returns the session that was removed.
   */
  async function remove(sessionId?: string): Promise<StoredSession | undefined> {
    const session = await tokens.load();
    if (!session || (sessionId ?? session.sessionId) !== session.sessionId) return undefined;
    context.signOuts++;
    await updateQueue((queue) => session.refreshToken && queue.add(session.refreshToken));
    await tokens.clear(session, true);
    return session;
  }

  /** For operations that must not fail: `undefined` if the maintenance cannot be loaded. */
  const tryMaintenance = () => loadMaintenance().catch(() => undefined);

  return {
    ...tokens,
    remove,

    /** Loads the maintenance in advance, so that a later call does not wait for it. */
    prepare: tryMaintenance,

    /** Revokes the tokens that are queued, if there are any. What cannot be revoked now stays in the queue. */
    async revoke(signal?: AbortSignal) {
      const { size } = await updateQueue();
      if (size > 0) await (await tryMaintenance())?.revokeQueued(context, signal);
    },

    /** Removes this sign-in again if a refresh in progress in another tab writes it back, and revokes its token. */
    finishSignOut: async (sessionId: string) => (await tryMaintenance())?.finishSignOut(context, sessionId),

    /** See `maintenance.ts`. @throws {OtpError} */
    acknowledgeNewUser: async () => (await loadMaintenance()).acknowledgeNewUser(context),

    /** See `maintenance.ts`. @throws {OtpError} */
    restoreAttributes: async (session: StoredSession, attributes: Readonly<Record<string, string>>) =>
      (await loadMaintenance()).restoreAttributes(context, session, attributes),

    /**
     * The stored session with tokens that are fresh.
     * @throws {OtpError} `signed_out`, `session_revoked`, `aborted` by the signal, or why Cognito could not be reached.
     */
    async getTokens({ signal, forceRefresh }: TokenOptions): Promise<StoredSession> {
      const session = await tokens.load();
      if (!session) throw new OtpError('signed_out');
      if (!forceRefresh && isFresh(session)) return session;
      return (await loadMaintenance()).refresh(context, session.accessToken, signal);
    },
  };
}
