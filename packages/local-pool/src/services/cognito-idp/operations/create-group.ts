import type { AdminOperation } from '../request/operation.js';
import { describeGroup, groupName, groupSettings } from '../users/group-description.js';

/**
 * Creates a group.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html
 */
export const createGroup: AdminOperation = async (input, pool, { clock }) => ({
  Group: describeGroup(pool, pool.groups.create(groupName(input), groupSettings(input), clock.now())),
});
