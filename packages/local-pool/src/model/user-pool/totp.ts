// Time-based one-time passwords as authenticator apps compute them: RFC 6238 with SHA-1, six digits and steps of 30 seconds.
// https://www.rfc-editor.org/rfc/rfc6238

import { createHmac, randomBytes } from 'node:crypto';

const STEP_MS = 30_000;

/** Steps by which the clock of an app may differ. */
const TOLERANCE = 1;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Creates a secret of 32 bytes in Base32, which is how apps read it. */
export function createTotpSecret(): string {
  let bits = '';
  for (const byte of randomBytes(32)) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map((part) => ALPHABET[Number.parseInt(part.padEnd(5, '0'), 2)]).join('');
}

/** The code of a step. */
function codeOf(secret: string, step: number): string {
  let bits = '';
  for (const character of secret) bits += ALPHABET.indexOf(character).toString(2).padStart(5, '0');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((part) => Number.parseInt(part, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** The code that an app shows. `now` is in milliseconds. */
export const totpAt = (secret: string, now: number): string => codeOf(secret, Math.floor(now / STEP_MS));

/** The step that a code belongs to; undefined for a wrong code. `now` is in milliseconds. */
export function totpStep(secret: string, code: string, now: number): number | undefined {
  const current = Math.floor(now / STEP_MS);
  for (let step = current - TOLERANCE; step <= current + TOLERANCE; step += 1) {
    if (codeOf(secret, step) === code) return step;
  }
  return undefined;
}
