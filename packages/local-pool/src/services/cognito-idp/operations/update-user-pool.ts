import { invalidParameter } from '../../../model/errors.js';
import type { Settings } from '../../../model/pool-definition.js';
import type { AdminOperation } from '../request/operation.js';

/**
 * Replaces the settings of the pool: what the call leaves out is reset to its default.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
 */
export const updateUserPool: AdminOperation = async (input, pool, { reconfigure, clock }) => {
  const { UserPoolId: _, MfaConfiguration: __, ...given } = input.raw();
  const configuration = input.oneOf('MfaConfiguration', ['OFF', 'ON', 'OPTIONAL']) ?? 'OFF';
  const settings: Settings = { PoolName: pool.definition.settings['PoolName'], ...given };
  refuse(settings, configuration);
  pool.definition = reconfigure.pool(pool.definition, settings);
  pool.mfa = { configuration, factors: pool.mfa.factors };
  pool.modifiedAt = { ...pool.modifiedAt, last: clock.now() };
  return {};
};

/**
 * What Cognito refuses. Its texts as in https://github.com/aws-controllers-k8s/community/issues/2837,
 * https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/769 and
 * https://github.com/hashicorp/terraform-provider-aws/issues/28294.
 */
function refuse(settings: Settings, mfa: 'OFF' | 'ON' | 'OPTIONAL'): void {
  const invitations = settings['AdminCreateUserConfig'] as { UnusedAccountValidityDays?: number } | undefined;
  if (invitations?.UnusedAccountValidityDays) {
    throw invalidParameter(
      'Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
    );
  }
  if (settings['SmsConfiguration'] !== undefined) return;
  if (mfa !== 'OFF') {
    throw invalidParameter(
      'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
    );
  }
  if (((settings['AutoVerifiedAttributes'] ?? []) as string[]).includes('phone_number')) {
    throw invalidParameter('SMS configuration is required when phone_number is selected for auto verification');
  }
}
