import { randomInt } from 'node:crypto';
import type { PasswordPolicy } from '../../../model/stack.js';

/** A password that meets the pool's policy, for AdminCreateUser without one. */
export function newTemporaryPassword(policy: PasswordPolicy): string {
  const classes = ['abcdefghijkmnopqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '!@#%*-_'];
  const pick = (from: string): string => from.charAt(randomInt(from.length));
  const rest = Array.from({ length: Math.max(policy.minimumLength, 12) }, () => pick(classes.join('')));
  return [...classes.map(pick), ...rest].join('');
}
