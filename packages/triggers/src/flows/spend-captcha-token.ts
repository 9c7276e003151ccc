import { hashedKey } from '../domain/keyring.js';
import { isPast } from '../domain/read-records.js';
import { MINUTE } from '../domain/time.js';
import type { Captcha } from '../ports/captcha.js';
import type { Keyring } from '../ports/keys.js';
import type { Store } from '../ports/store.js';
import { updateRecord } from './update-record.js';

/** What the table keeps of a token. */
interface SpentToken {
  /** Who spent it: the challenge and the round. What is stored may be anything, which then equals no spender. */
  readonly by: unknown;
  /** When, in ms since the epoch. */
  readonly at: number;
  /** Whether the issuer has accepted it. */
  readonly passed: boolean;
}

/** How long a spent token is remembered. After that time the issuers themselves refuse it. */
const TOKEN_LIFETIME = 15 * MINUTE;

/**
 * Spends a CAPTCHA token on one message. A token pays for one message only, wherever it is presented. The same spender
 * may ask again for a moment, because Cognito repeats triggers and an issuer refuses to verify a token twice.
 *
 * @param token what the page sent; without one the answer is no.
 * @param spender identifies the challenge and the round that present the token.
 * @param retryTime how long the same spender may ask again, in ms. It must not exceed the shortest time between two messages of a
 *   challenge: all starts of an account are the same spender, and the token would pay for a second message.
 * @returns whether the message may be sent.
 * @throws whatever the store or the {@link Captcha} throws. Nothing is sent then.
 */
export async function spendCaptchaToken(
  captcha: Captcha,
  token: string | undefined,
  spender: string,
  retryTime: number,
  store: Store,
  keyring: Keyring,
  now: number,
  signal: AbortSignal,
): Promise<boolean> {
  if (token === undefined) return false;
  const key = hashedKey(keyring, 'captcha', token);
  const expiresAt = now + TOKEN_LIFETIME;
  const readToken = (data: unknown) => readSpentToken(data, now);
  const { result: spent, stored } = await updateRecord<SpentToken | undefined, SpentToken>(
    store,
    key,
    readToken,
    (earlier) => {
      const own = { by: spender, at: now, passed: false };
      return earlier ? { result: earlier } : { next: own, expiresAt, result: own };
    },
    signal,
  );
  if (spent.by !== spender || now >= spent.at + retryTime) return false;
  if (spent.passed) return true;
  if (!(await captcha.verify(token, signal))) return false;
  await updateRecord<SpentToken | undefined, void>(
    store,
    key,
    readToken,
    () => ({ next: { ...spent, passed: true }, expiresAt, result: undefined }),
    signal,
    stored,
  );
  return true;
}

/** Reads the record of a token. If it cannot be read, the token counts as spent by another round. */
function readSpentToken(data: unknown, now: number): SpentToken | undefined {
  if (data === undefined) return undefined;
  const { by, at, passed } = (data ?? {}) as Readonly<Record<string, unknown>>;
  return { by, at: isPast(at, now) ? at : 0, passed: passed === true };
}
