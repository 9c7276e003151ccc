import type { AdminOperation } from '../request/operation.js';
import { describeGroup, groupName, groupSettings } from '../users/group-description.js';

/**
 * Changes the properties of a group that the call contains.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateGroup.html
 */
export const updateGroup: AdminOperation = async (input, pool, { clock }) => {
  const group = pool.groups.get(groupName(input));
  const { description, roleArn, precedence } = groupSettings(input);
  group.description = description ?? group.description;
  group.roleArn = roleArn ?? group.roleArn;
  group.precedence = precedence ?? group.precedence;
  group.modifiedAt = clock.now();
  return { Group: describeGroup(pool, group) };
};
