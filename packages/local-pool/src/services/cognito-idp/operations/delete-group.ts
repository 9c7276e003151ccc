import type { AdminOperation } from '../request/operation.js';
import { groupName } from '../users/group-description.js';

/**
 * Deletes a group. Its members stay in the pool.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html
 */
export const deleteGroup: AdminOperation = async (input, pool) => {
  const { name } = pool.groups.get(groupName(input));
  pool.groups.delete(name, pool.users.all());
  return {};
};
