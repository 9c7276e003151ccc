import type { Json } from '../cognito/api.js';
import { claimsOf } from '../cognito/jwt.js';
import type { Tokens } from '../contracts/client.js';
import type { Identifier, SignedInUser } from '../contracts/state.js';
import { now } from '../platform/clock.js';
import { type MaybePromise, type SafeStorage, stringOrNull, thenMaybeSync } from '../platform/storage.js';
import { parseIdentifier } from '../validation/identifier.js';
import type { Config } from '../validation/options.js';

/**
 * Reads and writes the signed-in user's tokens under the keys that amazon-cognito-identity-js and Amplify use, so that
 * all libraries on a page see one user.
 * https://github.com/aws-amplify/amplify-js/blob/main/packages/auth/src/providers/cognito/tokenProvider/TokenStore.ts
 */

/** The stored session of one sign-in. */
export interface StoredSession extends Tokens {
  readonly user: SignedInUser;
  /** What the user signed in with. */
  readonly identifier: Identifier | undefined;
  /** Missing after an incomplete write, and for tokens that another library stored without one. */
  readonly refreshToken: string | undefined;
  /** The device Cognito issued the refresh token to, where the user pool tracks devices. */
  readonly deviceKey: string | undefined;
  /** Distinguishes this sign-in from any other; not secret. */
  readonly sessionId: string;
  /** Whether this sign-in created the account, and the page has not acknowledged the new user yet. */
  readonly isNewUser: boolean;
}

/** See {@link openTokenStore}. */
export type TokenStore = ReturnType<typeof openTokenStore>;

/**
 * The stored fields in the order they are written. The refresh token comes before the other tokens: if the page dies
 * half-way, the one value that cannot be requested again is safe. Those after `signInDetails` are written by other
 * libraries or by the entry `./password`, and are only cleared.
 */
const FIELDS = [
  'deviceKey',
  'refreshToken',
  'idToken',
  'accessToken',
  'clockDrift',
  'signInDetails',
  'userData',
  'oauthMetadata',
  'deviceGroupKey',
  'randomPasswordKey',
];

/** The fields by which Cognito recognizes the device at the next sign-in. */
const DEVICE_FIELDS = ['deviceKey', 'deviceGroupKey', 'randomPasswordKey'];

/** Two clocks this close, in ms, count as equal: network latency and rounding to seconds explain the difference. */
const CLOCK_TOLERANCE_MS = 10_000;

/** @throws {unknown} if the values are not a session. */
function parseSession(
  username: string,
  [deviceKey, refreshToken, idToken, accessToken, clockDrift, details]: readonly (string | null)[],
): StoredSession {
  const { iat, exp } = claimsOf(accessToken);
  const claims = claimsOf(idToken);
  const { loginId, isNewUser } = JSON.parse(details ?? '{}') as Json;
  // Amplify stores Cognito's clock minus the local clock in ms, as this client does; amazon-cognito-identity-js stores the
  // local clock minus Cognito's in seconds. No token is issued in the future, which distinguishes the two where it matters.
  let drift = Number(clockDrift) || 0;
  const minimum = iat * 1000 - now() - CLOCK_TOLERANCE_MS;
  if (drift < minimum) drift *= -1000;
  // The clock moved backwards since sign-in, so the drift is unknown: treat the tokens as expired, and measure new ones.
  if (drift < minimum) drift = exp * 1000;
  return {
    accessToken: accessToken!,
    idToken: idToken!,
    refreshToken: refreshToken || undefined,
    deviceKey: deviceKey || undefined,
    sessionId: `${claims.sub} ${claims.auth_time}`,
    expiresAt: Math.min(exp, claims.exp) * 1000 - drift,
    isNewUser: !!isNewUser,
    identifier: parseIdentifier(`${loginId}`),
    user: Object.freeze({
      username,
      sub: `${claims.sub}`,
      phone: stringOrNull(claims.phone_number),
      email: stringOrNull(claims.email),
      claims,
    }),
  };
}

/** Opens the token store of one app client. */
export function openTokenStore({ clientId, flow }: Config, store: SafeStorage) {
  const prefix = `CognitoIdentityServiceProvider.${clientId}.`;
  const keyOf = (username: unknown, field: string) => `${prefix}${username}.${field}`;

  /** The stored session, read at once where storage is synchronous. `undefined` if no user is signed in. */
  const load = (): MaybePromise<StoredSession | undefined> =>
    thenMaybeSync([store.get(`${prefix}LastAuthUser`)], ([username]) => {
      if (!username) return undefined;
      return thenMaybeSync(
        FIELDS.map((name) => store.get(keyOf(username, name))),
        (values) => {
          try {
            return parseSession(username, values);
          } catch {
            // Not a session that can be read; the next sign-in overwrites it.
            return undefined;
          }
        },
      );
    });

  async function write(username: unknown, values: readonly (string | null | undefined)[], lastUser: string | null) {
    for (const [i, value] of values.entries()) {
      if (value !== undefined) await store.set(keyOf(username, FIELDS[i]!), value);
    }
    await store.set(`${prefix}LastAuthUser`, lastUser);
  }

  return {
    keyOf,
    load,

    /**
     * Stores Cognito's `AuthenticationResult`.
     * @param loginId what the user signed in with; absent after a refresh, which keeps the stored one.
     * @param isNewUser whether this sign-in created the account.
     * @throws {OtpError} `bad_response` if it has no valid tokens; then nothing is stored.
     */
    async save(result: unknown, loginId?: string, isNewUser?: boolean): Promise<StoredSession | undefined> {
      const { AccessToken, IdToken, RefreshToken, NewDeviceMetadata } = Object(result) as {
        readonly [name: string]: string;
      };
      const { username, iat } = claimsOf(AccessToken);
      claimsOf(IdToken);
      const drift = iat * 1000 - now();
      // A user pool that tracks devices accepts a refresh token only together with the key of its device.
      const { DeviceKey } = Object(NewDeviceMetadata) as { readonly DeviceKey?: string };
      const details = { loginId, authFlowType: flow === 'native' ? 'USER_AUTH' : 'CUSTOM_WITHOUT_SRP', isNewUser };
      await write(
        username,
        [
          DeviceKey,
          RefreshToken,
          IdToken,
          AccessToken,
          `${Math.abs(drift) < CLOCK_TOLERANCE_MS ? 0 : drift}`,
          loginId && JSON.stringify(details),
        ],
        `${username}`,
      );
      return load();
    },

    /**
     * Removes a session's tokens and the signed-in user. The keys by which Cognito recognizes the device stay. After a
     * sign-out they stay only if Cognito chose the username: any other username may be an address, or derived from one.
     */
    clear: ({ user: { username, sub } }: StoredSession, isSignOut: boolean) =>
      write(
        username,
        FIELDS.map((name) => (DEVICE_FIELDS.includes(name) && (username === sub || !isSignOut) ? undefined : null)),
        null,
      ),
  };
}
