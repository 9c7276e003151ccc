import { type IdentifierKind, parseIdentifierKinds } from '../contracts/identifier.js';
import type { LoginHost } from '../contracts/login-host.js';

/** Recognizes an identifier that was typed into the field for the other kind. */

/** The number of digits from which on a text may be a phone number. */
const MIN_DIGITS = 7;

/**
 * The kind that a text certainly is; `undefined` while it can be either.
 *
 * No phone number contains `@`. A text with a plus sign, spaces, brackets or slashes and without letters is not an email
 * address. Digits alone may be the beginning of an email address, `123456789@qq.com` for instance.
 * @param isWhole whether the text is complete, because it was pasted or submitted: digits alone are then a phone number.
 */
export function certainKind(text: string, isWhole: boolean): IdentifierKind | undefined {
  const typed = text.normalize('NFKC').trim();
  if (typed.includes('@')) return 'email';
  if (!/^[+\p{Nd}\p{Cf}\s()./-]+$/u.test(typed) || typed.replace(/\P{Nd}/gu, '').length < MIN_DIGITS) return undefined;
  return isWhole || /^\+|[\s()/]/.test(typed) ? 'phone' : undefined;
}

/**
 * Moves a text that is certainly the other kind of identifier to the field for it, if the page accepts that kind.
 * @param isWhole see {@link certainKind}.
 * @returns whether the form has switched to the other kind.
 */
export function switchKind(host: LoginHost, isWhole: boolean): boolean {
  const { kind, typed } = host;
  const text = typed[kind];
  const found = certainKind(text, isWhole);
  if (!found || found === kind || !parseIdentifierKinds(host.identifiers).includes(found)) return false;
  typed[kind] = '';
  typed[found] = text;
  host.kind = found;
  return true;
}
