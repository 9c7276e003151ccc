import { invalidParameter } from '../../../model/errors.js';
import type { MfaFactor } from '../../../model/pool-definition.js';
import type { AdminOperation } from '../request/operation.js';
import { describeMfaConfig } from './get-user-pool-mfa-config.js';

/**
 * Sets which second factors the pool has, and whether users need one. A factor that the call does not name is switched off;
 * the texts of messages stay those of the template.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html
 */
export const setUserPoolMfaConfig: AdminOperation = async (input, pool) => {
  const configuration = input.oneOf('MfaConfiguration', ['OFF', 'ON', 'OPTIONAL']) ?? 'OFF';
  const isTotp = input.structure('SoftwareTokenMfaConfiguration').flag('Enabled');
  const factors: MfaFactor[] = [
    ...(input.has('SmsMfaConfiguration') ? (['SMS_MFA'] as const) : []),
    ...(isTotp ? (['SOFTWARE_TOKEN_MFA'] as const) : []),
    ...(input.has('EmailMfaConfiguration') ? (['EMAIL_OTP'] as const) : []),
  ];
  if (configuration !== 'OFF' && factors.length === 0) {
    throw invalidParameter("Invalid MFA configuration given, can't turn on MFA without a factor.");
  }
  pool.mfa = { configuration, factors };
  return describeMfaConfig(pool);
};
