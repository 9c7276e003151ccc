import { type AdminOperation, findUser } from '../request/operation.js';
import { describeGroup, pageOf } from '../users/group-description.js';

/**
 * The groups of a user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html
 */
export const adminListGroupsForUser: AdminOperation = async (input, pool) => {
  const { items, token } = pageOf(input, pool.groups.of(findUser(pool, input)));
  return { Groups: items.map((group) => describeGroup(pool, group)), NextToken: token };
};
