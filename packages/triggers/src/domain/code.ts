import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Channel } from '@cognito-otp/client/wire';

/** All that a code is bound to. Change any of it and the code is another one. */
export interface CodeBinding {
  challengeId: string;
  nonce: string;
  sub: string;
  userPoolId: string;
  clientId: string;
  channel: Channel;
  destination: string;
}

const WORD_RANGE = 2 ** 48;

/** Yields unsigned 48-bit words; never ends. */
export type WordSource = Iterator<number, never>;

/**
 * The words of HMAC-SHA-256(secret, binding ‖ counter), counter = 0, 1, 2 …: a generator whose output nobody without the
 * secret can tell from chance, and which gives the same words again when asked again.
 */
export function* hmacWords(secret: Uint8Array, binding: CodeBinding): Generator<number, never> {
  // An array, in a fixed order and as JSON, so that no two bindings share one encoding.
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
    for (let offset = 0; offset + 6 <= block.length; offset += 6) yield block.readUIntBE(offset, 6);
  }
}

/**
 * A uniform number of `length` digits (leading zeros kept) by rejection sampling: words past the last whole multiple of
 * 10^length are dropped rather than folded, which would favour small numbers (NIST SP 800-90A, B.5.1.1).
 *
 * @param length 4–10.
 */
export function uniformDigits(words: WordSource, length: number): string {
  const size = 10 ** length;
  const end = WORD_RANGE - (WORD_RANGE % size);
  for (;;) {
    const word = words.next().value;
    if (word < end) return String(word % size).padStart(length, '0');
  }
}

/** The code of a challenge. Nothing stores it: whoever needs it derives it again. */
export function deriveCode(secret: Uint8Array, binding: CodeBinding, length: number): string {
  return uniformDigits(hmacWords(secret, binding), length);
}

/** Compares in time that depends on neither: MACs of equal length under the secret, not the strings. */
export function codesMatch(secret: Uint8Array, expected: string, answer: string): boolean {
  const mac = (text: string) => createHmac('sha256', secret).update('compare\n').update(text).digest();
  return timingSafeEqual(mac(expected), mac(answer));
}

/**
 * Names one answer in one round, so that Cognito's retry of the same Verify is known again without keeping the answer.
 * Keyed: without the secret it says nothing about what was answered.
 */
export function deriveAnswerId(secret: Uint8Array, round: string, answer: string): string {
  const mac = createHmac('sha256', secret).update(`mark\n${round}\n`).update(answer).digest('base64url');
  return `${round}.${mac.slice(0, 22)}`;
}
