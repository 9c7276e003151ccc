import type { CognitoCall, Json } from '../cognito/api.js';
import type * as Errors from '../contracts/errors.js';
import type * as Clock from '../platform/clock.js';
import { runExclusively } from '../platform/lock.js';
import type { SafeStorage } from '../platform/storage.js';
import type { UpdateQueue } from './revocation-queue.js';
import { requestTokens } from './token-request.js';
import type { StoredSession, TokenStore } from './token-store.js';

/**
 * Refresh and revocation of a session's tokens after the sign-in, under a lock for all tabs. Loaded on demand; see
 * `client/parts.ts`, which also says why nothing of the main bundle is imported here.
 */

/** The functions of the main bundle that are used here. One object per client. */
export interface MaintenanceContext
  extends TokenStore,
    Pick<typeof Clock, 'now' | 'timeLimit'>,
    Pick<typeof Errors, 'OtpError' | 'REJECTS_CREDENTIAL' | 'withCode'> {
  readonly clientId: string;
  readonly store: SafeStorage;
  readonly call: CognitoCall;
  readonly updateQueue: UpdateQueue;
  /** Removes the stored session if it has this ID, and queues its token for revocation. */
  readonly remove: (sessionId: string) => Promise<unknown>;
  /** Whether the tokens are valid for long enough to be used. */
  readonly isFresh: (session: StoredSession) => boolean;
  /** The number of local sign-outs. A refresh that was in progress during one must not store its tokens. */
  readonly signOuts: number;
}

/** Refreshes in progress. */
const refreshes = new WeakMap<MaintenanceContext, Promise<StoredSession>>();

/** Runs work while no other tab refreshes or ends the session. */
const exclusively = <T>(context: MaintenanceContext, work: () => Promise<T>): Promise<T> =>
  runExclusively(`cognito-otp.${context.clientId}.refresh`, context.store, context, work);

/** Rejects with `aborted` once the signal aborts; never resolves. */
const rejectOnAbort = ({ OtpError }: MaintenanceContext, signal: AbortSignal | undefined) =>
  new Promise<never>((_, reject) => {
    const abort = () => reject(new OtpError('aborted'));
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
  });

/** Runs under the lock. See {@link refresh}. */
async function refreshOnce(context: MaintenanceContext, seen: string): Promise<StoredSession> {
  const { load, save, clear, updateQueue, isFresh, call, clientId, signOuts } = context;
  const { OtpError, REJECTS_CREDENTIAL, withCode } = context;
  const before = await load();
  // Without a refresh token the session cannot be continued.
  if (before && !before.refreshToken) await clear(before, false);
  if (!before?.refreshToken) throw new OtpError('signed_out');
  // Another tab, or another library on this page, has refreshed already.
  if (before.accessToken !== seen && isFresh(before)) return before;
  let result: Json = {};
  let refusal: Errors.OtpError | undefined;
  try {
    result = Object((await requestTokens(call, clientId, before, REJECTS_CREDENTIAL)).AuthenticationResult);
  } catch (error) {
    refusal = error as Errors.OtpError;
    if (!REJECTS_CREDENTIAL.includes(refusal.code)) throw error;
  }
  const isVoid = () => refusal || signOuts !== context.signOuts;
  let found = await load();
  if (found?.refreshToken === before.refreshToken) {
    if (!isVoid()) found = await save(result);
    if (found && !isVoid()) return found;
    if (found?.sessionId === before.sessionId) await clear(found, false);
    if (refusal) throw withCode(refusal, 'session_revoked');
    found = undefined;
  }
  // Lost a race with a sign-out, or with a rotation in another tab: keep the stored session and revoke the token we just
  // received.
  const { RefreshToken } = result;
  await updateQueue((queue) => RefreshToken && queue.add(RefreshToken));
  await revokeQueued(context);
  // A session without a refresh token is being cleared at the moment.
  if (found?.refreshToken) return found;
  throw new OtpError('signed_out');
}

/**
 * Refreshes the tokens, once for all callers.
 * @param seen the access token that the caller wants replaced.
 * @throws {OtpError} `signed_out`, `session_revoked`, `aborted` by the signal, or why Cognito could not be reached.
 */
export function refresh(
  context: MaintenanceContext,
  seen: string,
  signal: AbortSignal | undefined,
): Promise<StoredSession> {
  const refreshing =
    refreshes.get(context) ??
    exclusively(context, () => refreshOnce(context, seen)).finally(() => refreshes.delete(context));
  refreshes.set(context, refreshing);
  // The signal ends the caller's wait. The refresh itself continues, because other callers may be waiting for it.
  return Promise.race([refreshing, rejectOnAbort(context, signal)]);
}

/** Removes a sign-in once no refresh is in progress that could write it back, and revokes its token. */
export async function finishSignOut(context: MaintenanceContext, sessionId: string): Promise<void> {
  await exclusively(context, () => context.remove(sessionId));
  await revokeQueued(context);
}

/** Revokes the tokens that are queued at Cognito. Those that cannot be revoked now stay in the queue. */
export async function revokeQueued(
  { clientId: ClientId, call, updateQueue }: MaintenanceContext,
  signal?: AbortSignal,
): Promise<void> {
  for (const Token of await updateQueue()) {
    // Only Cognito itself can say that a token is revoked, or that it will never be: a firewall or a proxy cannot.
    const isDone = await call('RevokeToken', { ClientId, Token }, signal).then(
      () => true,
      ({ code, cognitoName, retryable }: Errors.OtpError) => cognitoName && code !== 'forbidden' && !retryable,
    );
    if (isDone) await updateQueue((queue) => queue.delete(Token));
  }
}

/** Removes the mark that the sign-in created the account. @returns the session. */
export async function acknowledgeNewUser({ load, store, keyOf }: MaintenanceContext) {
  const session = await load();
  if (session) {
    const key = keyOf(session.user.username, 'signInDetails');
    const details = JSON.parse((await store.get(key)) ?? '{}') as object;
    await store.set(key, JSON.stringify({ ...details, isNewUser: undefined }));
  }
  return load();
}

/**
 * Sets the attributes again that the page gave at sign-up, and gets tokens that contain them. The triggers drop the
 * attributes of a sign-up once the number or address is verified, because an attacker may have planted them before.
 * @returns the session; the given one if no attribute is missing.
 * @throws {OtpError}
 */
export async function restoreAttributes(
  context: MaintenanceContext,
  session: StoredSession,
  attributes: Readonly<Record<string, string>>,
): Promise<StoredSession> {
  const { accessToken, user } = session;
  const UserAttributes = Object.entries(attributes)
    .filter(([name]) => !(name in user.claims))
    .map(([Name, Value]) => ({ Name, Value }));
  if (UserAttributes.length === 0) return session;
  await context.call('UpdateUserAttributes', { AccessToken: accessToken, UserAttributes });
  return refresh(context, accessToken, undefined);
}
