import { type AdminOperation, findUser } from '../request/operation.js';
import { setMfaPreference } from '../users/mfa-preference.js';

/**
 * Switches second factors of a user on and off, and prefers one.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html
 */
export const adminSetUserMFAPreference: AdminOperation = async (input, pool) => {
  setMfaPreference(pool, findUser(pool, input), input);
  return {};
};
