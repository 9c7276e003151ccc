import type { AdminOperation } from '../request/operation.js';
import { describeGroup, pageOf } from '../users/group-description.js';

/**
 * The groups of a pool.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html
 */
export const listGroups: AdminOperation = async (input, pool) => {
  const { items, token } = pageOf(input, pool.groups.all());
  return { Groups: items.map((group) => describeGroup(pool, group)), NextToken: token };
};
