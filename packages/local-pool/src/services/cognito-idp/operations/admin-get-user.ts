import { type AdminOperation, findUser } from '../request/operation.js';
import { describeMfa } from '../users/mfa-preference.js';
import { describeUser } from '../users/user-description.js';

/**
 * One user with all attributes.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html
 */
export const adminGetUser: AdminOperation = async (input, pool) => {
  const user = findUser(pool, input);
  const { Attributes, ...rest } = describeUser(user);
  return { ...rest, UserAttributes: Attributes, ...describeMfa(user) };
};
