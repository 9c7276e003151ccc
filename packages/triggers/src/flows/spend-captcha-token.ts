import { hashedKey } from '../domain/keyring.js';
import { MINUTE } from '../domain/time.js';
import type { Captcha } from '../ports/captcha.js';
import type { Keyring } from '../ports/keys.js';
import type { Store } from '../ports/store.js';
import { updateRecord } from './update-record.js';

/** What the table keeps of a token. */
interface SpentToken {
  /** Who spent it: the account and the round. */
  readonly by: string;
  /** Whether the issuer has accepted it. */
  readonly passed: boolean;
}

/** How long a spent token is remembered. After that time the issuers themselves refuse it. */
const TOKEN_LIFETIME = 15 * MINUTE;

/**
 * Spends a CAPTCHA token on one message. A token pays for one message only, wherever it is presented. The same spender
 * may ask again, because Cognito repeats triggers and an issuer refuses to verify a token twice.
 *
 * @param token what the page sent; without one the answer is no.
 * @param spender identifies the account and the round that ask.
 * @returns whether the message may be sent.
 * @throws whatever the store or the {@link Captcha} throws. Nothing is sent then.
 */
export async function spendCaptchaToken(
  captcha: Captcha,
  token: string | undefined,
  spender: string,
  store: Store,
  keyring: Keyring,
  now: number,
  signal: AbortSignal,
): Promise<boolean> {
  if (token === undefined) return false;
  const key = hashedKey(keyring, 'captcha', token);
  const expiresAt = now + TOKEN_LIFETIME;
  const spent = await updateRecord<SpentToken | undefined, SpentToken>(
    store,
    key,
    undefined,
    (earlier) => {
      const own = { by: spender, passed: false };
      return earlier ? { result: earlier } : { next: own, expiresAt, result: own };
    },
    signal,
  );
  if (spent.by !== spender) return false;
  if (spent.passed) return true;
  if (!(await captcha.verify(token, signal))) return false;
  await updateRecord<SpentToken | undefined, void>(
    store,
    key,
    undefined,
    () => ({ next: { by: spender, passed: true }, expiresAt, result: undefined }),
    signal,
  );
  return true;
}
