// The quota of a group of operations, which Cognito counts per second for all user pools of an account and Region.

import type { Clock } from './clock.js';
import { ServiceError } from './errors.js';

/**
 * The operations that share a quota of 25 a second.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#category_operations
 */
const USER_UPDATES: ReadonlySet<string> = new Set([
  'AdminDeleteUserAttributes',
  'AdminUpdateUserAttributes',
  'AdminUserGlobalSignOut',
]);

/**
 * Creates the check of the quota.
 *
 * @param perSecond how many of these operations a second are accepted; undefined for any number
 * @returns a function that counts an operation, by name, and throws ServiceError `TooManyRequestsException` beyond the quota
 */
export function createUserUpdateQuota(clock: Clock, perSecond: number | undefined): (operation: string) => void {
  let second = 0;
  let count = 0;
  return (operation) => {
    if (perSecond === undefined || !USER_UPDATES.has(operation)) return;
    const now = Math.floor(clock.now() / 1000);
    count = now === second ? count + 1 : 1;
    second = now;
    if (count > perSecond) throw new ServiceError('TooManyRequestsException', 'Rate exceeded');
  };
}
