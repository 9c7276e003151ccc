import { createTotpSecret } from '../../../model/user-pool/totp.js';
import { authenticateBearer, type Operation } from '../request/operation.js';
import { hasSession, requireSoftwareTokens, takeSetupSession } from '../users/software-token.js';

/**
 * Creates the secret of an authenticator app. The app can be used once VerifySoftwareToken has verified it.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html
 */
export const associateSoftwareToken: Operation = async (input, context) => {
  const SecretCode = createTotpSecret();
  if (!hasSession(input)) {
    const { pool, user } = await authenticateBearer(context, input);
    requireSoftwareTokens(pool);
    user.mfa.pendingTotpSecret = SecretCode;
    return { SecretCode };
  }
  const { pool, state } = takeSetupSession(context.pools, input);
  requireSoftwareTokens(pool);
  const mfa = { factors: state.mfa?.factors ?? [], totpSecret: SecretCode, isVerified: false };
  return { SecretCode, Session: pool.sessions.create({ ...state, mfa }, state.client.sessionMinutes) };
};
