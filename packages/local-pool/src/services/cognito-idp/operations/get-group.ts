import type { AdminOperation } from '../request/operation.js';
import { describeGroup, groupName } from '../users/group-description.js';

/**
 * One group.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetGroup.html
 */
export const getGroup: AdminOperation = async (input, pool) => ({
  Group: describeGroup(pool, pool.groups.get(groupName(input))),
});
