// PASSWORD_VERIFIER: proof of a password by SRP; and sign-in with the password itself.

import { notAuthorized } from '../../../model/errors.js';
import type { ChallengeResult } from '../../../model/user-pool/sessions.js';
import { checkPassword, createPasswordVerifier, startSrp } from '../../../model/user-pool/srp.js';
import type { AuthState, Subject } from '../../../model/user-pool/user-pool.js';
import { completeSignIn, issueChallenge } from './sign-in.js';
import { type AuthParameters, type AuthResponse, initialAuthState, type SignInContext } from './sign-in-context.js';
import { visibleUsername } from './subject.js';

/** What a proof of a password begins with. */
export interface PasswordProofRequest {
  readonly subject: Subject;
  readonly history: readonly ChallengeResult[];
  /** The client's SRP value A. */
  readonly clientA: string;
  readonly flow: AuthState['flow'];
}

/**
 * Issues the PASSWORD_VERIFIER challenge. A name without a user and a user without a password get the same challenge,
 * which can never be answered correctly.
 *
 * @throws ServiceError `InvalidParameterException` for a malformed value A
 */
export function startPasswordProof(
  context: SignInContext,
  { subject, history, clientA, flow }: PasswordProofRequest,
): AuthResponse {
  const { pool } = context;
  const name = visibleUsername(pool, subject);
  const stored = subject.found ? subject.user.password : null;
  const verifier = stored ?? createPasswordVerifier(pool.srpName, name, `${Math.random()}`);
  const srp = startSrp(clientA, verifier, pool.srpName, name);
  const state: AuthState = {
    ...initialAuthState(context.client, subject),
    flow,
    challengeName: 'PASSWORD_VERIFIER',
    history,
    srp,
    clientA,
    deviceKey: context.deviceKey,
  };
  return issueChallenge(context, state, {
    SALT: srp.salt,
    SECRET_BLOCK: srp.secretBlock,
    SRP_B: srp.publicB,
    USERNAME: name,
    USER_ID_FOR_SRP: name,
  });
}

/**
 * Whether the answer to PASSWORD_VERIFIER proves the password.
 *
 * @throws ServiceError `NotAuthorizedException` when a part of the answer is missing
 */
export function provesPassword(state: AuthState, responses: AuthParameters): boolean {
  const { PASSWORD_CLAIM_SIGNATURE: signature, PASSWORD_CLAIM_SECRET_BLOCK: block, TIMESTAMP: timestamp } = responses;
  if (!signature || !block || !timestamp || state.srp === undefined) throw notAuthorized();
  const isProved = state.srp.proves(signature, block, timestamp);
  return isProved && state.subject.found && state.subject.user.password !== null;
}

/**
 * Signs in with the password itself.
 *
 * @throws ServiceError `NotAuthorizedException` for a wrong password, and without a user or password
 */
export async function signInWithPassword(
  context: SignInContext,
  subject: Subject,
  password: string,
): Promise<AuthResponse> {
  const stored = subject.found ? subject.user.password : null;
  if (stored === null || !checkPassword(stored, context.pool.srpName, subject.userName, password)) {
    throw notAuthorized();
  }
  return completeSignIn(context, subject);
}
