// Parsing and formatting of groups in the API's group operations.

import { invalidParameter } from '../../../model/errors.js';
import type { Group, GroupSettings } from '../../../model/user-pool/groups.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import type { OperationInput } from '../../shared/operation-input.js';

/** A group as the API returns it. Dates are in seconds since the Unix epoch. */
export const describeGroup = ({ definition }: UserPool, group: Group): object => ({
  GroupName: group.name,
  UserPoolId: definition.id,
  ...(group.description === null ? {} : { Description: group.description }),
  ...(group.roleArn === null ? {} : { RoleArn: group.roleArn }),
  ...(group.precedence === null ? {} : { Precedence: group.precedence }),
  LastModifiedDate: group.modifiedAt / 1000,
  CreationDate: group.createdAt / 1000,
});

/** The call's `GroupName`. */
export const groupName = (input: OperationInput): string => input.name('GroupName', 128);

/**
 * The settings of CreateGroup and UpdateGroup.
 *
 * @throws ServiceError `InvalidParameterException`
 */
export function groupSettings(input: OperationInput): GroupSettings {
  const precedence = input.number('Precedence');
  if (precedence !== undefined && (precedence < 0 || !Number.isInteger(precedence))) {
    throw invalidParameter(
      `1 validation error detected: Value '${precedence}' at 'precedence' failed to satisfy constraint: Member must have value greater than or equal to 0`,
    );
  }
  const roleArn = input.optionalText('RoleArn', 2048);
  if (roleArn !== undefined && !/^arn:[\w+=/,.@-]+:iam::\d*:role\/.+$/.test(roleArn)) {
    throw invalidParameter(
      `1 validation error detected: Value '${roleArn}' at 'roleArn' failed to satisfy constraint: Member must be the ARN of a role`,
    );
  }
  return { description: input.optionalText('Description', 2048), roleArn, precedence };
}

/** A page of a list. The token is an index. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly token: string | undefined;
}

/**
 * The page that a call's `Limit` and `NextToken` select.
 *
 * @throws ServiceError `InvalidParameterException`
 */
export function pageOf<T>(input: OperationInput, all: readonly T[]): Page<T> {
  const limit = input.number('Limit') ?? 60;
  if (limit < 0 || limit > 60) throw invalidParameter('Limit has to be from 0 to 60.');
  const start = Number(input.optionalText('NextToken') ?? 0);
  if (!Number.isInteger(start) || start < 0) throw invalidParameter('Invalid pagination token');
  const end = start + (limit === 0 ? 60 : limit);
  return { items: all.slice(start, end), token: end < all.length ? String(end) : undefined };
}
