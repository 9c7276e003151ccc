// AssociateSoftwareToken and VerifySoftwareToken: the authenticator app of a signed-in user, or of one who has to set up a
// second factor before signing in.

import { invalidParameter, notAuthorized, ServiceError } from '../../../model/errors.js';
import { totpStep } from '../../../model/user-pool/totp.js';
import type { User } from '../../../model/user-pool/user.js';
import type { AuthState, UserPool } from '../../../model/user-pool/user-pool.js';
import type { OperationInput } from '../../shared/operation-input.js';

/** The shortest and the longest session string that Cognito accepts, in characters. */
const SESSION_LENGTHS = [20, 2048] as const;

/** The session of an MFA_SETUP challenge. */
export interface SetupSession {
  readonly pool: UserPool;
  readonly session: string;
  readonly state: AuthState;
}

/** Whether the call has a session rather than an access token. */
export function hasSession(input: OperationInput): boolean {
  const isSession = input.optionalText('Session') !== undefined;
  if (!isSession && input.optionalText('AccessToken') === undefined) {
    throw invalidParameter('Either an access token or a session is required.');
  }
  return isSession;
}

/**
 * Uses the call's session, which has to be one of MFA_SETUP.
 *
 * @throws ServiceError `NotAuthorizedException`
 */
export function takeSetupSession(pools: readonly UserPool[], input: OperationInput): SetupSession {
  const session = input.text('Session', ...SESSION_LENGTHS);
  const pool = pools.find(({ sessions }) => sessions.has(session));
  if (pool === undefined) throw notAuthorized('Invalid session for the user.');
  const state = pool.sessions.take(session, ({ challengeName }) => challengeName === 'MFA_SETUP');
  return { pool, session, state };
}

/** @throws ServiceError `SoftwareTokenMFANotFoundException` in pools without this factor */
export function requireSoftwareTokens({ mfa }: UserPool): void {
  if (mfa.factors.includes('SOFTWARE_TOKEN_MFA')) return;
  throw new ServiceError('SoftwareTokenMFANotFoundException', 'Software Token MFA is not enabled by the userPool.');
}

/**
 * Makes the app with this secret the user's, if the code proves that it has the secret.
 *
 * @param now the pool's time in milliseconds
 * @throws ServiceError `EnableSoftwareTokenMFAException` for a wrong code
 */
export function verifySoftwareToken(user: User, secret: string, input: OperationInput, now: number): void {
  const step = totpStep(secret, input.text('UserCode', 6, 6), now);
  if (step === undefined) throw new ServiceError('EnableSoftwareTokenMFAException', 'Code mismatch');
  // The same code cannot be used again to sign in.
  user.mfa.totp = { secret, deviceName: input.optionalText('FriendlyDeviceName', 131_072) ?? '', lastStep: step };
  user.mfa.pendingTotpSecret = null;
}
