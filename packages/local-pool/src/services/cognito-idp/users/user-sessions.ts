import { ServiceError } from '../../../model/errors.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';

/**
 * Checks that the pool tracks sessions.
 *
 * @throws ServiceError `OperationNotEnabledException`, which AWS documents for operations that the pool's configuration does
 * not allow
 */
export function requireSessionTracking(pool: UserPool): void {
  if (pool.sessionTracking.enabled) return;
  throw new ServiceError('OperationNotEnabledException', 'User session tracking is not enabled for this user pool.');
}
