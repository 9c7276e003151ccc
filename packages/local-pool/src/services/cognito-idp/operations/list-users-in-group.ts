import type { AdminOperation } from '../request/operation.js';
import { groupName, pageOf } from '../users/group-description.js';
import { describeUser } from '../users/user-description.js';

/**
 * The users in a group.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html
 */
export const listUsersInGroup: AdminOperation = async (input, pool) => {
  const { name } = pool.groups.get(groupName(input));
  const { items, token } = pageOf(
    input,
    pool.users.all().filter(({ groups }) => groups.includes(name)),
  );
  return { Users: items.map(describeUser), NextToken: token };
};
