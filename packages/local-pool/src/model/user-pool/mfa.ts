// Second factors: those of a pool, and those of a user.
// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html

import type { MfaFactor, MfaSettings } from '../pool-definition.js';
import type { User } from './user.js';

/** The step of a sign-in that follows the password. */
export type MfaDecision =
  | { readonly kind: 'none' }
  | { readonly kind: 'factor'; readonly factor: MfaFactor }
  | { readonly kind: 'choice'; readonly factors: readonly MfaFactor[] }
  | { readonly kind: 'setup'; readonly factors: readonly MfaFactor[] };

/** Whether a factor can be used by a user: there is an address for its codes, or a verified app. */
export function isUsable(user: User, factor: MfaFactor): boolean {
  if (factor === 'SOFTWARE_TOKEN_MFA') return user.mfa.totp !== null;
  const address = factor === 'SMS_MFA' ? 'phone_number' : 'email';
  return (user.attributes[address] ?? '') !== '';
}

/**
 * Decides on the second factor of a sign-in. Where MFA is required, a user who has switched nothing on gets codes at the
 * addresses that the account has; a user who has none has to set up a factor first.
 */
export function decideMfa({ configuration, factors }: MfaSettings, user: User): MfaDecision {
  if (configuration === 'OFF') return { kind: 'none' };
  const own = user.mfa.enabled.filter((factor) => factors.includes(factor) && isUsable(user, factor));
  const preferred = own.find((factor) => factor === user.mfa.preferred);
  if (preferred !== undefined) return { kind: 'factor', factor: preferred };
  if (own.length === 0 && configuration === 'OPTIONAL') return { kind: 'none' };
  const usable = own.length > 0 ? own : factors.filter((factor) => isUsable(user, factor));
  const [only] = usable;
  if (only === undefined) return { kind: 'setup', factors };
  return usable.length === 1 ? { kind: 'factor', factor: only } : { kind: 'choice', factors: usable };
}
