/**
 * Codes: how they are derived and compared. No code is stored (docs/decisions/0005); it is derived again whenever it is
 * needed.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Channel } from '@cognito-otp/client/wire';

/** Everything that a code is bound to. If any of it changes, the code is a different one. */
export interface CodeBinding {
  readonly challengeId: string;
  readonly nonce: string;
  readonly sub: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly channel: Channel;
  /** The destination's table key (`destinationKey`). */
  readonly destination: string;
}

/** Where the words of a MAC of 32 bytes begin. Its last two bytes are not used. */
const WORD_OFFSETS = [0, 6, 12, 18, 24] as const;

/** How many values a 48-bit word has. */
const WORD_RANGE = 2 ** 48;

/** An endless source of unsigned 48-bit words. */
export type WordSource = Iterator<number, never>;

/**
 * Yields the words of HMAC-SHA-256(secret, binding ‖ counter) for counter = 0, 1, 2 …: a deterministic generator whose
 * output is indistinguishable from random without the secret.
 */
export function* hmacWords(secret: Uint8Array, binding: CodeBinding): Generator<number, never> {
  // A JSON array in a fixed order, so that no two bindings have the same encoding.
  const bound = JSON.stringify([
    binding.challengeId,
    binding.nonce,
    binding.sub,
    binding.userPoolId,
    binding.clientId,
    binding.channel,
    binding.destination,
  ]);
  for (let counter = 0; ; counter++) {
    const block = createHmac('sha256', secret).update(`otp1\n${counter}\n`).update(bound).digest();
    for (const offset of WORD_OFFSETS) yield block.readUIntBE(offset, 6);
  }
}

/**
 * Draws a uniformly distributed number by rejection sampling: words beyond the last whole multiple of 10^length are
 * dropped instead of reduced, which would favor small numbers (NIST SP 800-90A, B.5.1.1).
 *
 * @param length how many digits, from 4 to 10.
 * @returns the digits, with leading zeros.
 */
export function uniformDigits(words: WordSource, length: number): string {
  const size = 10 ** length;
  const end = WORD_RANGE - (WORD_RANGE % size);
  for (;;) {
    const word = words.next().value;
    if (word < end) return String(word % size).padStart(length, '0');
  }
}

/** Derives the code of a challenge. */
export function deriveCode(secret: Uint8Array, binding: CodeBinding, length: number): string {
  return uniformDigits(hmacWords(secret, binding), length);
}

/**
 * Compares an answer with the code. It compares MACs of equal length under the secret instead of the strings, so the time
 * it takes depends on neither.
 */
export function codesMatch(secret: Uint8Array, expected: string, answer: string): boolean {
  const mac = (text: string) => createHmac('sha256', secret).update('compare\n').update(text).digest();
  return timingSafeEqual(mac(expected), mac(answer));
}

/**
 * Derives the id of one answer in one round: `ROUND.` and a keyed hash. It identifies Cognito's retry of the same Verify
 * without storing the answer, and without the secret it does not disclose the answer.
 */
export function deriveAnswerId(secret: Uint8Array, round: string, answer: string): string {
  const mac = createHmac('sha256', secret).update(`mark\n${round}\n`).update(answer).digest('base64url');
  return `${round}.${mac.slice(0, 22)}`;
}
