// PASSWORD_VERIFIER: proof of a password by SRP; and sign-in with the password itself.

import { notAuthorized } from '../../../model/errors.js';
import type { ChallengeResult } from '../../../model/user-pool/sessions.js';
import { checkPassword, createPasswordVerifier, startSrp } from '../../../model/user-pool/srp.js';
import type { AuthState, Subject, UserPool } from '../../../model/user-pool/user-pool.js';
import { afterPassword } from './new-password.js';
import type { UserAuthContext } from './one-time-code.js';
import { issueChallenge } from './sign-in.js';
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
 * @throws ServiceError `NotAuthorizedException` when a part of the answer is missing, or after too many wrong passwords
 */
export function provesPassword({ pool }: SignInContext, state: AuthState, responses: AuthParameters): boolean {
  const { PASSWORD_CLAIM_SIGNATURE: signature, PASSWORD_CLAIM_SECRET_BLOCK: block, TIMESTAMP: timestamp } = responses;
  if (!signature || !block || !timestamp || state.srp === undefined) throw notAuthorized();
  const { subject } = state;
  pool.attempts.checkSignIn(subject.userName);
  const isProved = state.srp.proves(signature, block, timestamp) && subject.found && subject.user.password !== null;
  noteAttempt(pool, subject, isProved);
  return isProved;
}

function noteAttempt({ attempts }: UserPool, { userName }: Subject, isCorrect: boolean): void {
  if (isCorrect) attempts.signInSucceeded(userName);
  else attempts.signInFailed(userName);
}

/**
 * Signs in with the password itself.
 *
 * @throws ServiceError `NotAuthorizedException` for a wrong password, after too many of them, and without a user or password
 */
export async function signInWithPassword(
  context: UserAuthContext,
  subject: Subject,
  password: string,
): Promise<AuthResponse> {
  const { pool } = context;
  pool.attempts.checkSignIn(subject.userName);
  const stored = subject.found ? subject.user.password : null;
  const isCorrect = stored !== null && checkPassword(stored, pool.srpName, subject.userName, password);
  noteAttempt(pool, subject, isCorrect);
  if (!isCorrect) throw notAuthorized();
  return afterPassword(context, subject);
}
