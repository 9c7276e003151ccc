import { type AdminOperation, findUser } from '../request/operation.js';
import { groupName } from '../users/group-description.js';

/**
 * Removes a user from a group.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html
 */
export const adminRemoveUserFromGroup: AdminOperation = async (input, pool) => {
  const user = findUser(pool, input);
  const { name } = pool.groups.get(groupName(input));
  user.groups = user.groups.filter((one) => one !== name);
  return {};
};
