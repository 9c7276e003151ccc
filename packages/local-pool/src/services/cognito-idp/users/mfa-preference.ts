// The common part of SetUserMFAPreference and AdminSetUserMFAPreference.

import { invalidParameter } from '../../../model/errors.js';
import type { MfaFactor } from '../../../model/pool-definition.js';
import { isUsable } from '../../../model/user-pool/mfa.js';
import type { User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import type { OperationInput } from '../../shared/operation-input.js';

/** The parameter of the calls for each factor. */
const SETTINGS: Readonly<Record<MfaFactor, string>> = {
  SMS_MFA: 'SMSMfaSettings',
  SOFTWARE_TOKEN_MFA: 'SoftwareTokenMfaSettings',
  EMAIL_OTP: 'EmailMfaSettings',
};

/**
 * Switches second factors on and off, and prefers one. A factor that the call does not name stays as it is.
 *
 * @throws ServiceError `InvalidParameterException` for a factor that the pool or the user does not have
 */
export function setMfaPreference({ mfa }: UserPool, user: User, input: OperationInput): void {
  const enabled = new Set(user.mfa.enabled);
  let { preferred } = user.mfa;
  const newlyPreferred: MfaFactor[] = [];
  for (const [name, parameter] of Object.entries(SETTINGS)) {
    const factor = name as MfaFactor;
    if (!input.has(parameter)) continue;
    const settings = input.structure(parameter);
    if (settings.flag('Enabled')) {
      requireFactor(mfa.factors, user, factor);
      enabled.add(factor);
    } else {
      if (mfa.configuration === 'ON' && enabled.has(factor) && enabled.size === 1) {
        throw invalidParameter('MFA is required in this user pool: the only factor of a user cannot be switched off.');
      }
      enabled.delete(factor);
    }
    if (settings.flag('PreferredMfa') && enabled.has(factor)) newlyPreferred.push(factor);
    else if (preferred === factor) preferred = null;
  }
  if (newlyPreferred.length > 1) throw invalidParameter('Only one MFA factor can be preferred.');
  user.mfa.enabled = [...enabled];
  user.mfa.preferred = newlyPreferred[0] ?? preferred;
}

function requireFactor(factors: readonly MfaFactor[], user: User, factor: MfaFactor): void {
  if (!factors.includes(factor)) throw invalidParameter(`${factor} is not enabled for the user pool.`);
  if (isUsable(user, factor)) return;
  throw invalidParameter(
    factor === 'SOFTWARE_TOKEN_MFA'
      ? 'User has not verified software token mfa'
      : `User does not have delivery config set to turn on ${factor}`,
  );
}

/** The members of GetUser and AdminGetUser that describe a user's second factors. */
export const describeMfa = ({ mfa }: User): object => ({
  ...(mfa.enabled.length === 0 ? {} : { UserMFASettingList: mfa.enabled }),
  ...(mfa.preferred === null ? {} : { PreferredMfaSetting: mfa.preferred }),
});
