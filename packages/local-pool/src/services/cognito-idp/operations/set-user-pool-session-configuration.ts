import { invalidParameter, ServiceError } from '../../../model/errors.js';
import type { AdminOperation } from '../request/operation.js';
import { describeSessionConfiguration } from './get-user-pool-session-configuration.js';

/**
 * Turns session tracking on or off. Sign-ins from before are not tracked.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolSessionConfiguration.html
 */
export const setUserPoolSessionConfiguration: AdminOperation = async (input, pool) => {
  if (pool.definition.plan === 'LITE') {
    throw new ServiceError(
      'FeatureUnavailableInTierException',
      "This exception is thrown when a feature you attempted to configure isn't available in your current feature plan.",
    );
  }
  const tracking = input.text('UserSessionTracking');
  if (tracking !== 'ENABLED' && tracking !== 'DISABLED') {
    throw invalidParameter('UserSessionTracking has to be ENABLED or DISABLED.');
  }
  const maxPerUser = input.structure('TokenSession').number('MaxPerUser');
  if (maxPerUser === undefined || !Number.isInteger(maxPerUser) || maxPerUser < 1 || maxPerUser > 100) {
    throw invalidParameter('TokenSession needs MaxPerUser, a whole number from 1 to 100.');
  }
  pool.sessionTracking = { enabled: tracking === 'ENABLED', maxPerUser };
  return describeSessionConfiguration(pool);
};
