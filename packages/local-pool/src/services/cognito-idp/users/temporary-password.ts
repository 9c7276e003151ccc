import { randomInt } from 'node:crypto';
import type { PasswordPolicy } from '../../../model/pool-definition.js';

/** One of each is in every password. Characters that are easily confused, such as 0 and O, are left out. */
const CHARACTER_CLASSES = ['abcdefghijkmnopqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '!@#%*-_'];

/** Generates a password that meets the pool's policy, for AdminCreateUser without a TemporaryPassword. */
export function createTemporaryPassword(policy: PasswordPolicy): string {
  const pick = (characters: string): string => characters.charAt(randomInt(characters.length));
  const all = CHARACTER_CLASSES.join('');
  const furtherCharacters = Array.from({ length: Math.max(policy.minimumLength, 12) }, () => pick(all));
  return [...CHARACTER_CLASSES.map(pick), ...furtherCharacters].join('');
}
