import type { CallOptions, Tokens } from './client.js';
import type { Call, Json } from './cognito.js';
import { OtpError } from './errors.js';
import { claimsOf } from './jwt.js';
import { openLock } from './lock.js';
import type { Config } from './options.js';
import type { Identifier, SignedInUser } from './state.js';
import { type Maybe, type Store, settle } from './storage.js';

/**
 * The stored session, in the key layout of amazon-cognito-identity-js and Amplify, so that a page may use either beside
 * this client and all see one user.
 */
export interface StoredSession extends Tokens {
  readonly user: SignedInUser;
  readonly identifier: Identifier | null;
  readonly refreshToken: string | null;
  /** Tells this sign-in from any other; nothing secret. */
  readonly mark: string;
}

/** A token with less left than this is refreshed before it is handed out: it must outlive the request it is for. */
const MARGIN = 60_000;

/** Two clocks this close are taken for equal: a reply's way and rounding to seconds explain it. */
const SAME_TIME = 10_000;

const text = (value: unknown) => (typeof value === 'string' ? value : null);

export function openSessions({ clientId, flow }: Config, store: Store, call: Call) {
  const prefix = `CognitoIdentityServiceProvider.${clientId}.`;
  const own = `cognito-otp.${clientId}.`;
  const lock = openLock(`${own}refresh`, store);
  let refreshing: Promise<StoredSession> | undefined;

  function* read(): Generator<Maybe<string | null>, StoredSession | null, string | null> {
    const username = yield store.get(`${prefix}LastAuthUser`);
    if (!username) return null;
    const key = `${prefix}${username}.`;
    const accessToken = (yield store.get(`${key}accessToken`))!;
    const idToken = (yield store.get(`${key}idToken`))!;
    const refreshToken = yield store.get(`${key}refreshToken`);
    const storedDrift = Number(yield store.get(`${key}clockDrift`)) || 0;
    const details = yield store.get(`${key}signInDetails`);
    try {
      const access = claimsOf(accessToken);
      const claims = claimsOf(idToken);
      // Amplify keeps Cognito's clock minus ours in milliseconds, amazon-cognito-identity-js ours minus Cognito's in
      // seconds. No token is issued in the future, which tells them apart where it matters.
      const drift = access.iat * 1000 > Date.now() + storedDrift + SAME_TIME ? storedDrift * -1000 : storedDrift;
      const loginId = text(details && (JSON.parse(details) as Json | null)?.loginId);
      return {
        accessToken,
        idToken,
        refreshToken,
        mark: `${claims.sub} ${claims.auth_time}`,
        expiresAt: Math.min(access.exp, claims.exp) * 1000 - drift,
        identifier: loginId?.[0] === '+' ? { phone: loginId } : loginId?.includes('@') ? { email: loginId } : null,
        user: Object.freeze({
          username,
          sub: `${claims.sub}`,
          phone: text(claims.phone_number),
          email: text(claims.email),
          claims,
        }),
      };
    } catch {
      // What can't be read is nobody's session; the next sign-in writes over it.
      return null;
    }
  }
  const load = () => settle(read());

  /** @param loginId what the person signed in with; absent after a refresh, where the stored one stays. */
  async function save({ AccessToken, IdToken, RefreshToken }: Json, loginId?: string): Promise<StoredSession> {
    const { username, iat } = claimsOf(AccessToken);
    claimsOf(IdToken);
    const drift = iat * 1000 - Date.now();
    const key = `${prefix}${username}.`;
    const write = async (name: string, value: unknown) => {
      if (value) await store.set(key + name, `${value}`);
    };
    // The refresh token first: should this page die half-way, the one thing that can't be asked for again is safe.
    await write('refreshToken', RefreshToken);
    await write('idToken', IdToken);
    await write('accessToken', AccessToken);
    await write('clockDrift', `${Math.abs(drift) < SAME_TIME ? 0 : drift}`);
    if (loginId)
      await write(
        'signInDetails',
        JSON.stringify({ loginId, authFlowType: flow === 'native' ? 'USER_AUTH' : 'CUSTOM_WITHOUT_SRP' }),
      );
    await store.set(`${prefix}LastAuthUser`, `${username}`);
    return (await load())!;
  }

  async function clear({ user: { username } }: StoredSession) {
    await store.set(`${prefix}LastAuthUser`, null);
    for (const name of [
      'refreshToken',
      'idToken',
      'accessToken',
      'clockDrift',
      'signInDetails',
      'userData',
      'oauthMetadata',
    ]) {
      await store.set(`${prefix}${username}.${name}`, null);
    }
  }

  /** Ends refresh tokens at Cognito; what can't be reached now is tried again with the next call. */
  async function revoke(token?: unknown) {
    const waiting = new Set((await store.get(`${own}revoke`))?.split(' '));
    if (token) waiting.add(`${token}`);
    if (!waiting.size) return;
    const keep = () => store.set(`${own}revoke`, [...waiting].join(' ') || null);
    await keep();
    for (const Token of waiting) {
      try {
        await call('RevokeToken', { ClientId: clientId, Token });
      } catch (error) {
        if ((error as OtpError).retryable) continue;
      }
      waiting.delete(Token);
    }
    await keep();
  }

  async function requestTokens({ refreshToken, user }: StoredSession): Promise<Json> {
    const device = await store.get(`${prefix}${user.username}.deviceKey`);
    try {
      return await call('GetTokensFromRefreshToken', {
        ClientId: clientId,
        RefreshToken: refreshToken,
        ...(device && { DeviceKey: device }),
      });
    } catch (error) {
      const { retryable, code, message } = error as OtpError;
      if (retryable || (isRefusal(code) && !/not (enabled|supported)/i.test(message))) throw error;
      return call('InitiateAuth', {
        ClientId: clientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: refreshToken, ...(device && { DEVICE_KEY: device }) },
      });
    }
  }

  const none = () => new OtpError('signed_out', 'nobody is signed in');
  const isFresh = ({ expiresAt }: Tokens) => expiresAt - MARGIN > Date.now();

  const refresh = (seen: string) =>
    lock(async (): Promise<StoredSession> => {
      const before = await load();
      if (!before) throw none();
      // Another tab, or another library on this page, was faster.
      if (before.accessToken !== seen && isFresh(before)) return before;
      let result: Json = {};
      let refused: OtpError | undefined;
      try {
        result = ((await requestTokens(before)).AuthenticationResult ?? {}) as Json;
      } catch (error) {
        refused = error as OtpError;
        if (!isRefusal(refused.code)) throw error;
      }
      const after = await load();
      if (after?.refreshToken !== before.refreshToken) {
        // Signed out, or rotated by others, while we asked: theirs stands, and nothing of ours may outlive it.
        if (result.RefreshToken) await revoke(result.RefreshToken);
        if (after) return after;
        throw none();
      }
      if (!refused) return save(result);
      await clear(before);
      const { message, requestId, cognitoName } = refused;
      throw new OtpError('session_revoked', message, {
        cause: refused,
        ...(requestId && { requestId }),
        ...(cognitoName && { cognitoName }),
      });
    });

  return {
    read,
    load,
    save,
    clear,
    revoke,
    /** @throws {OtpError} `signed_out`, `session_revoked`, or what kept Cognito from answering. */
    async fresh({ signal, forceRefresh }: CallOptions & { forceRefresh?: boolean }): Promise<StoredSession> {
      const session = await load();
      if (!session) throw none();
      if (!forceRefresh && isFresh(session)) return session;
      refreshing ??= refresh(session.accessToken).finally(() => {
        refreshing = undefined;
      });
      const aborted = new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => reject(new OtpError('aborted', 'aborted', { retryable: true })));
      });
      return Promise.race([refreshing, aborted]);
    },
    /** Clears this sign-in and no other, once no refresh is under way that could write it back. */
    end: (mark: string) =>
      lock(async () => {
        const left = await load();
        if (left?.mark === mark) await clear(left);
      }),
  };
}

const isRefusal = (code: string) => /^(not_auth|session_)/.test(code);
