import type { UserPool } from '../../../model/user-pool/user-pool.js';
import type { AdminOperation } from '../request/operation.js';

/** The settings as the API returns them. */
export const describeMfaConfig = ({ definition, mfa }: UserPool): object => {
  const { sms, email, subject } = definition.messages.authentication;
  return {
    ...(mfa.factors.includes('SMS_MFA') ? { SmsMfaConfiguration: { SmsAuthenticationMessage: sms } } : {}),
    SoftwareTokenMfaConfiguration: { Enabled: mfa.factors.includes('SOFTWARE_TOKEN_MFA') },
    ...(mfa.factors.includes('EMAIL_OTP') ? { EmailMfaConfiguration: { Message: email, Subject: subject } } : {}),
    MfaConfiguration: mfa.configuration,
  };
};

/**
 * Which second factors the pool has, and whether users need one.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html
 */
export const getUserPoolMfaConfig: AdminOperation = async (_input, pool) => describeMfaConfig(pool);
