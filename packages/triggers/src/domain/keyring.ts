/** The pool's secret: how its text becomes keys, and how the pepper turns names into table keys. */
import { createHmac, hkdfSync } from 'node:crypto';
import type { Keyring } from '../ports/keys.js';

/** The shortest secret accepted, in characters. */
const MIN_SECRET_LENGTH = 32;

/** Returns the key of a secret version, or `undefined` if the keyring does not have that version (any longer). */
export function secretForVersion(keyring: Keyring, version: string): Uint8Array | undefined {
  return [keyring.current, keyring.previous].find((secret) => secret?.version === version)?.key;
}

/**
 * Derives the code key and the pepper from the text of a secret.
 *
 * @param text either any string of 32 characters or more, which is then the source of both; or
 *   `{"code": "…", "pepper": "…"}` (`pepper` in base64url), which a rotation writes in order to keep the pepper.
 * @throws `secret_malformed` if the JSON lacks one of the two strings, `secret_too_short` for fewer than 32 characters.
 */
export function parseSecret(text: string): { key: Uint8Array; pepper: Uint8Array } {
  let code = text;
  let pepper: string | undefined;
  if (text.startsWith('{')) {
    const parsed = JSON.parse(text) as { code?: unknown; pepper?: unknown };
    if (typeof parsed.code !== 'string' || typeof parsed.pepper !== 'string') throw new Error('secret_malformed');
    code = parsed.code;
    pepper = parsed.pepper;
  }
  if (code.length < MIN_SECRET_LENGTH) throw new Error('secret_too_short');
  return {
    key: derive(code, 'code'),
    pepper: pepper === undefined ? derive(code, 'pepper') : Buffer.from(pepper, 'base64url'),
  };
}

/**
 * Returns the text of the secret's next version: a new key, the same pepper.
 *
 * @param current the text of the current version.
 * @param code what the new key is derived from: a random string of 32 characters or more.
 * @throws as {@link parseSecret} does for `current`.
 */
export function rotatedSecret(current: string, code: string): string {
  return JSON.stringify({ code, pepper: Buffer.from(parseSecret(current).pepper).toString('base64url') });
}

function derive(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `cognito-otp ${purpose}`, 32));
}

/**
 * Returns the key under which the table knows something: `kind#` and a keyed hash. Without the pepper, an address cannot
 * be read from it or found by trying every phone number.
 */
export function hashedKey(keyring: Keyring, kind: string, ...parts: readonly string[]): string {
  const mac = createHmac('sha256', keyring.pepper).update(JSON.stringify([kind, ...parts]));
  return `${kind}#${mac.digest('base64url').slice(0, 32)}`;
}
