import { notAuthorized } from '../../../model/errors.js';
import type { ChallengeResult } from '../../../model/user-pool/sessions.js';
import { makeVerifier, startSrp } from '../../../model/user-pool/srp.js';
import type { AuthState, Subject } from '../../../model/user-pool/user-pool.js';
import { type AuthResponse, initialAuthState, issueChallenge, type SignInContext, visibleUsername } from './sign-in.js';

/** The PASSWORD_VERIFIER challenge. For nobody, and for users without a password, it looks the same and never succeeds. */
export function startPasswordProof(
  signIn: SignInContext,
  subject: Subject,
  history: readonly ChallengeResult[],
  clientA: string,
  flow: AuthState['flow'],
): AuthResponse {
  const { pool } = signIn;
  const name = visibleUsername(pool, subject);
  const kept = subject.found ? subject.user.password : null;
  const verifier = kept ?? makeVerifier(pool.srpName, name, `${Math.random()}`);
  const srp = startSrp(clientA, verifier, pool.srpName, name);
  const state: AuthState = {
    ...initialAuthState(signIn.client, subject),
    flow,
    challengeName: 'PASSWORD_VERIFIER',
    history,
    srp,
    clientA,
    deviceKey: signIn.deviceKey,
  };
  return issueChallenge(signIn, state, {
    SALT: srp.salt,
    SECRET_BLOCK: srp.secretBlock,
    SRP_B: srp.publicB,
    USERNAME: name,
    USER_ID_FOR_SRP: name,
  });
}

/** Whether the answer to PASSWORD_VERIFIER proves the password. Throws where a part of it is missing. */
export function provesPassword(state: AuthState, responses: Readonly<Record<string, string>>): boolean {
  const { PASSWORD_CLAIM_SIGNATURE, PASSWORD_CLAIM_SECRET_BLOCK, TIMESTAMP } = responses;
  if (!PASSWORD_CLAIM_SIGNATURE || !PASSWORD_CLAIM_SECRET_BLOCK || !TIMESTAMP || state.srp === null)
    throw notAuthorized();
  const proved = state.srp.proves(PASSWORD_CLAIM_SIGNATURE, PASSWORD_CLAIM_SECRET_BLOCK, TIMESTAMP);
  return proved && state.subject.found && state.subject.user.password !== null;
}
