import type { CognitoCall, Json } from '../cognito/api.js';
import { claimsOf } from '../cognito/jwt.js';
import type { CallOptions, Tokens } from '../contracts/client.js';
import { OtpError, withCode } from '../contracts/errors.js';
import type { Identifier, SignedInUser } from '../contracts/state.js';
import { now } from '../platform/clock.js';
import { openLock } from '../platform/lock.js';
import { type MaybePromise, type Store, thenMaybeSync } from '../platform/storage.js';
import { parseIdentifier } from '../validation/identifier.js';
import type { Config } from '../validation/options.js';

/** The stored session, under the names amazon-cognito-identity-js and Amplify use: all on one page see one user. */
export interface StoredSession extends Tokens {
  readonly user: SignedInUser;
  readonly identifier: Identifier | null;
  readonly refreshToken: string | null;
  readonly deviceKey: string | null;
  /** Tells this sign-in from any other; nothing secret. */
  readonly sessionId: string;
}

/**
 * What is kept for a user, in the order it is written: should a page die half-way, the one thing that can't be asked for
 * again is safe. The last two are others' and only cleared.
 */
const FIELDS = ['refreshToken', 'idToken', 'accessToken', 'clockDrift', 'signInDetails', 'userData', 'oauthMetadata'];

/** A token with less left than this is refreshed before it is handed out: it must outlive the request it is for. */
const MARGIN = 60_000;

/** Two clocks this close are taken for equal: a reply's way and rounding to seconds explain it. */
const SAME_TIME = 10_000;

const text = (value: unknown) => (typeof value === 'string' ? value : null);
const isFresh = ({ expiresAt }: Tokens) => expiresAt - MARGIN > now();
const signedOutError = () => new OtpError('signed_out');

export function openSessions({ clientId: ClientId, flow }: Config, store: Store, call: CognitoCall) {
  const prefix = `CognitoIdentityServiceProvider.${ClientId}.`;
  const unrevoked = `cognito-otp.${ClientId}.revoke`;
  const lock = openLock(`cognito-otp.${ClientId}.refresh`, store);
  let refreshing: Promise<StoredSession> | undefined;
  /** Counts sign-outs: a refresh that one overtook is void. */
  let signOutEpoch = 0;

  const load = (): MaybePromise<StoredSession | null> =>
    thenMaybeSync([store.get(`${prefix}LastAuthUser`)], ([username]) => {
      if (!username) return null;
      return thenMaybeSync(
        [...FIELDS, 'deviceKey'].map((name) => store.get(`${prefix}${username}.${name}`)),
        ([refreshToken = null, idToken, accessToken, storedDrift, details, , , deviceKey = null]) => {
          try {
            const { iat, exp } = claimsOf(accessToken);
            const claims = claimsOf(idToken);
            // Amplify keeps Cognito's clock minus ours in milliseconds, amazon-cognito-identity-js ours minus Cognito's
            // in seconds. No token is issued in the future, which tells them apart where it matters.
            let drift = Number(storedDrift) || 0;
            const least = iat * 1000 - now() - SAME_TIME;
            if (drift < least) drift *= -1000;
            // Set back since then, the clock tells nothing of these tokens: they count as ended, and new ones are measured.
            if (drift < least) drift = exp * 1000;
            return {
              accessToken: accessToken!,
              idToken: idToken!,
              refreshToken,
              deviceKey,
              sessionId: `${claims.sub} ${claims.auth_time}`,
              expiresAt: Math.min(exp, claims.exp) * 1000 - drift,
              identifier: parseIdentifier(`${(JSON.parse(details ?? '{}') as Json).loginId}`),
              user: Object.freeze({
                username: username!,
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
        },
      );
    });

  async function write(username: unknown, values: readonly (string | null | undefined)[], last: string | null) {
    for (const [i, value] of values.entries()) {
      if (value !== undefined) await store.set(`${prefix}${username}.${FIELDS[i]}`, value);
    }
    await store.set(`${prefix}LastAuthUser`, last);
  }

  /** @param loginId what the person signed in with; absent after a refresh, where the stored one stays. */
  async function save(result: unknown, loginId?: string): Promise<StoredSession | null> {
    const { AccessToken, IdToken, RefreshToken, NewDeviceMetadata } = Object(result) as {
      readonly [name: string]: string;
    };
    const { username, iat } = claimsOf(AccessToken);
    claimsOf(IdToken);
    const drift = iat * 1000 - now();
    // Where Cognito keeps track of devices, it takes a refresh token from the one it was given to.
    const { DeviceKey } = Object(NewDeviceMetadata) as Json;
    if (DeviceKey) await store.set(`${prefix}${username}.deviceKey`, `${DeviceKey}`);
    const details = { loginId, authFlowType: flow === 'native' ? 'USER_AUTH' : 'CUSTOM_WITHOUT_SRP' };
    await write(
      username,
      [
        RefreshToken,
        IdToken,
        AccessToken,
        `${Math.abs(drift) < SAME_TIME ? 0 : drift}`,
        loginId && JSON.stringify(details),
      ],
      `${username}`,
    );
    return load();
  }

  const clear = ({ user }: StoredSession) =>
    write(
      user.username,
      FIELDS.map(() => null),
      null,
    );

  /** Changes the list of tokens to end, read and written in one go: other tabs add to it, and take from it, while we ask. */
  const edit = (change: (list: Set<unknown>) => void) =>
    thenMaybeSync([store.get(unrevoked)], ([text]) => {
      const list = new Set<unknown>(text?.match(/\S+/g));
      change(list);
      const next = [...list].join(' ') || null;
      return thenMaybeSync([next === text ? undefined : store.set(unrevoked, next)], () => list);
    });

  /** Ends refresh tokens at Cognito; what can't be reached now is tried again with the next call. */
  async function revoke(token?: unknown, signal?: AbortSignal) {
    for (const Token of await edit((list) => token && list.add(token))) {
      const isDone = await call('RevokeToken', { ClientId, Token }, signal).then(
        () => true,
        ({ retryable }: OtpError) => !retryable,
      );
      if (isDone) await edit((list) => list.delete(Token));
    }
  }

  const isRefusal = ({ code }: OtpError) => /^(not_auth|session_)/.test(code);

  const request = ({ refreshToken, deviceKey }: StoredSession) =>
    call('GetTokensFromRefreshToken', {
      ClientId,
      RefreshToken: refreshToken,
      DeviceKey: deviceKey || undefined,
    }).catch((error: OtpError) => {
      if (error.retryable || (isRefusal(error) && !/not (enabled|supported)/i.test(error.message))) throw error;
      return call('InitiateAuth', {
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: refreshToken, DEVICE_KEY: deviceKey || undefined },
      });
    });

  const refresh = (seen: string) =>
    lock(async (): Promise<StoredSession> => {
      const begun = signOutEpoch;
      const before = await load();
      // Nothing can be made of one without.
      if (before?.refreshToken === null) await clear(before);
      if (!before?.refreshToken) throw signedOutError();
      // Another tab, or another library on this page, was faster.
      if (before.accessToken !== seen && isFresh(before)) return before;
      let result: Json = {};
      let refused: OtpError | undefined;
      try {
        result = Object((await request(before)).AuthenticationResult);
      } catch (error) {
        refused = error as OtpError;
        if (!isRefusal(refused)) throw error;
      }
      const isVoid = () => refused || begun !== signOutEpoch;
      let found = await load();
      if (found?.refreshToken === before.refreshToken) {
        if (!isVoid()) found = await save(result);
        if (found && !isVoid()) return found;
        if (found?.sessionId === before.sessionId) await clear(found);
        if (refused) throw withCode(refused, 'session_revoked');
        found = null;
      }
      // Signed out, or rotated by others, while we asked or wrote: theirs stands, and nothing of ours may outlive it.
      await revoke(result.RefreshToken);
      // Without a refresh token it is one that is just being cleared.
      if (found?.refreshToken) return found;
      throw signedOutError();
    });

  return {
    load,
    save,
    revoke,
    /** Clears whoever is signed in. @returns who that was. */
    async signOutLocally() {
      signOutEpoch++;
      const session = await load();
      if (session) await clear(session);
      return session;
    },
    /** @throws {OtpError} `signed_out`, `session_revoked`, or what kept Cognito from answering. */
    async fresh({ signal, forceRefresh }: CallOptions & { forceRefresh?: boolean }): Promise<StoredSession> {
      const session = await load();
      if (!session) throw signedOutError();
      if (!forceRefresh && isFresh(session)) return session;
      refreshing ??= refresh(session.accessToken).finally(() => {
        refreshing = undefined;
      });
      return Promise.race([
        refreshing,
        new Promise<never>((_, reject) => {
          const give = () => reject(new OtpError('aborted'));
          if (signal?.aborted) give();
          signal?.addEventListener('abort', give);
        }),
      ]);
    },
    /** Clears this sign-in and no other, once no refresh is under way that could write it back, and ends what it left. */
    async end(sessionId: string) {
      const left = await lock(async () => {
        const found = await load();
        return found?.sessionId === sessionId ? clear(found).then(() => found) : null;
      });
      if (left) await revoke(left.refreshToken);
    },
  };
}
