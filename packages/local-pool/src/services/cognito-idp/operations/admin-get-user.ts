import { type AdminOperation, findUser } from '../request/operation.js';
import { describeUser } from '../users/user-description.js';

/**
 * One user with all attributes.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html
 */
export const adminGetUser: AdminOperation = async (input, pool) => {
  const { Attributes, ...rest } = describeUser(findUser(pool, input));
  return { ...rest, UserAttributes: Attributes };
};
