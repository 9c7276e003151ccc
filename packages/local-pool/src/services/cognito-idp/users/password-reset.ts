// The common part of ForgotPassword and AdminResetUserPassword: the address for the code, and the users who cannot reset a
// password. https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html

import { invalidParameter, notAuthorized } from '../../../model/errors.js';
import type { AddressAttribute } from '../../../model/pool-definition.js';
import type { User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import {
  type CodeDeliveryDetails,
  codeDeliveryDetails,
  codeMismatch,
  createCode,
  expiredCode,
  type MessageContext,
  sendCodeMessage,
} from '../messages/verification-code.js';

/** Codes of ForgotPassword are valid for an hour. */
const CODE_LIFETIME_MS = 3_600_000;

/** The addresses for codes in pools without an AccountRecoverySetting: the phone number first, if it is verified. */
const LEGACY_ORDER: readonly AddressAttribute[] = ['phone_number', 'email'];

/** The kinds of addresses that a pool sends reset codes to, in the order of their priority. */
export const recoveryOrder = ({ definition }: UserPool): readonly AddressAttribute[] =>
  definition.recoveryAddresses ?? LEGACY_ORDER;

/**
 * Whether a user can get a reset code at an address. With an AccountRecoverySetting, an address that receives codes of the
 * second factor does not count, because one address would then be both factors.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountRecoverySettingType.html
 */
export function canRecoverBy({ definition }: UserPool, user: User, name: AddressAttribute): boolean {
  if (user.attributes[`${name}_verified`] !== 'true') return false;
  const factor = name === 'email' ? 'EMAIL_OTP' : 'SMS_MFA';
  return definition.recoveryAddresses === undefined || !user.mfa.enabled.includes(factor);
}

/**
 * Sends a code that lets the user choose another password.
 *
 * @throws ServiceError `NotAuthorizedException` for a user with a temporary password, and in pools where only administrators
 * reset passwords; `InvalidParameterException` for a user without a verified address; the errors of CustomMessage
 */
export async function sendResetCode(context: MessageContext, user: User): Promise<CodeDeliveryDetails> {
  const { pool, clock } = context;
  if (user.status === 'FORCE_CHANGE_PASSWORD')
    throw notAuthorized('User password cannot be reset in the current state.');
  const order = recoveryOrder(pool);
  if (order.length === 0) throw notAuthorized('Contact administrator to reset password.');
  const attribute = order.find((name) => canRecoverBy(pool, user, name));
  const value = attribute === undefined ? undefined : user.attributes[attribute];
  if (attribute === undefined || value === undefined) {
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  }
  const code = createCode();
  user.passwordReset = { code, attribute, expiresAt: clock.now() + CODE_LIFETIME_MS };
  await sendCodeMessage(context, { user, attribute, value, purpose: 'ForgotPassword' }, code);
  return codeDeliveryDetails(attribute, value);
}

/**
 * Checks the code of ForgotPassword. It stays valid until a password was set with it.
 *
 * @param now the pool's time in milliseconds
 * @throws ServiceError `CodeMismatchException`; `ExpiredCodeException` when there is no valid code
 */
export function checkResetCode({ passwordReset }: User, given: string, now: number): void {
  if (passwordReset === null || now >= passwordReset.expiresAt) throw expiredCode();
  if (passwordReset.code !== given) throw codeMismatch();
}
