import { type AdminOperation, findUser } from '../request/operation.js';
import { groupName } from '../users/group-description.js';

/**
 * Adds a user to a group. Tokens that are issued afterwards contain the group.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html
 */
export const adminAddUserToGroup: AdminOperation = async (input, pool) => {
  const user = findUser(pool, input);
  const { name } = pool.groups.get(groupName(input));
  if (!user.groups.includes(name)) user.groups = [...user.groups, name];
  return {};
};
