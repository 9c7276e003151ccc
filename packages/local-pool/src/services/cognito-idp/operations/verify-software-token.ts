import { invalidParameter } from '../../../model/errors.js';
import { authenticateBearer, type Operation } from '../request/operation.js';
import { hasSession, takeSetupSession, verifySoftwareToken as verify } from '../users/software-token.js';

/**
 * Verifies by a code that an authenticator app has the secret of AssociateSoftwareToken. During a sign-in this switches the
 * factor on; a signed-in user switches it on with SetUserMFAPreference.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html
 */
export const verifySoftwareToken: Operation = async (input, context) => {
  const now = context.clock.now();
  if (!hasSession(input)) {
    const { user } = await authenticateBearer(context, input);
    const { pendingTotpSecret } = user.mfa;
    if (pendingTotpSecret === null) throw invalidParameter('Software token has not been associated.');
    verify(user, pendingTotpSecret, input, now);
    return { Status: 'SUCCESS' };
  }
  const { pool, session, state } = takeSetupSession(context.pools, input);
  const { subject, mfa } = state;
  try {
    if (!subject.found || mfa?.totpSecret === undefined)
      throw invalidParameter('Software token has not been associated.');
    verify(subject.user, mfa.totpSecret, input, now);
    subject.user.mfa.enabled = [...new Set([...subject.user.mfa.enabled, 'SOFTWARE_TOKEN_MFA' as const])];
  } catch (error) {
    pool.sessions.reopen(session, state);
    throw error;
  }
  const verified: typeof state = { ...state, mfa: { ...mfa, isVerified: true } };
  return { Status: 'SUCCESS', Session: pool.sessions.create(verified, state.client.sessionMinutes) };
};
