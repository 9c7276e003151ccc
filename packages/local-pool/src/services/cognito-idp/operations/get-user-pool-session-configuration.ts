import type { UserPool } from '../../../model/user-pool/user-pool.js';
import type { AdminOperation } from '../request/operation.js';

/** The settings as the API returns them. */
export const describeSessionConfiguration = ({ definition, sessionTracking }: UserPool): object => ({
  UserPoolId: definition.id,
  UserSessionTracking: sessionTracking.enabled ? 'ENABLED' : 'DISABLED',
  TokenSession: { MaxPerUser: sessionTracking.maxPerUser },
});

/**
 * Whether the pool tracks sessions.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolSessionConfiguration.html
 */
export const getUserPoolSessionConfiguration: AdminOperation = async (_input, pool) =>
  describeSessionConfiguration(pool);
