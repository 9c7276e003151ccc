import { authenticateBearer, type Operation } from '../request/operation.js';
import { setMfaPreference } from '../users/mfa-preference.js';

/**
 * Switches second factors of the signed-in user on and off, and prefers one.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html
 */
export const setUserMFAPreference: Operation = async (input, context) => {
  const { pool, user } = await authenticateBearer(context, input);
  setMfaPreference(pool, user, input);
  return {};
};
