// Rules for passwords: the pool's policy, the password history, and the validity of temporary passwords.

import { ServiceError } from '../errors.js';
import { checkPasswordPolicy } from './attributes.js';
import { checkPassword, createPasswordVerifier } from './srp.js';
import type { User } from './user.js';
import type { UserPool } from './user-pool.js';

const DAY_MS = 86_400_000;

/**
 * Checks a new password against the pool's policy, and against the user's earlier passwords as far as the policy
 * remembers them.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 *
 * @throws ServiceError `InvalidPasswordException`, `PasswordHistoryPolicyViolationException`
 */
export function checkNewPassword({ definition, srpName }: UserPool, user: User, password: string): void {
  const { passwordPolicy } = definition;
  checkPasswordPolicy(passwordPolicy, password);
  const remembered = [user.password, ...user.earlierPasswords].slice(0, passwordPolicy.historySize);
  if (remembered.some((stored) => stored !== null && checkPassword(stored, srpName, user.username, password))) {
    throw new ServiceError('PasswordHistoryPolicyViolationException', 'Password has previously been used.');
  }
}

/** Stores a password that was checked. `now` is the pool's time in milliseconds. */
export function storePassword(
  { definition, srpName }: UserPool,
  user: User,
  password: string,
  kind: 'permanent' | 'temporary',
  now: number,
): void {
  const { historySize, temporaryDays } = definition.passwordPolicy;
  const earlier = user.password === null ? [] : [user.password];
  user.earlierPasswords = [...earlier, ...user.earlierPasswords].slice(0, Math.max(0, historySize - 1));
  user.password = createPasswordVerifier(srpName, user.username, password);
  user.temporaryPasswordExpiresAt = kind === 'temporary' ? now + temporaryDays * DAY_MS : null;
  user.passwordReset = null;
  user.modifiedAt = now;
}
