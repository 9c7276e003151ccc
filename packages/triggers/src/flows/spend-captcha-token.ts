import { MINUTE } from '../domain/rate-window.js';
import { hashedKey, type Keyring } from '../ports/keys.js';
import { type Store, updateRecord } from '../ports/store.js';

/** Asks whoever issued a CAPTCHA token whether it is good. Bring your own for another kind. */
export interface Captcha {
  /** @throws when that can't be found out: then nothing is sent. */
  verify(token: string, signal: AbortSignal): Promise<boolean>;
}

/** What the table keeps of a token: the round that spent it, and what came of it. */
interface Spent {
  by: string;
  passed: boolean;
}

/** Past it the issuers themselves refuse a token. */
const TOKEN_LIFETIME = 15 * MINUTE;

/**
 * Whether `token` buys the round `by` a message. Each token does so once, wherever it is shown; the same round may ask
 * again, since Cognito repeats triggers and an issuer refuses the second look.
 */
export async function spendCaptchaToken(
  captcha: Captcha,
  token: string | undefined,
  by: string,
  store: Store,
  keyring: Keyring,
  now: number,
  signal: AbortSignal,
): Promise<boolean> {
  if (token === undefined) return false;
  const key = hashedKey(keyring, 'captcha', token);
  const expiresAt = now + TOKEN_LIFETIME;
  const held = await updateRecord<Spent | null, Spent>(
    store,
    key,
    null,
    (spent) => {
      const mine = { by, passed: false };
      return spent ? { result: spent } : { next: mine, expiresAt, result: mine };
    },
    signal,
  );
  if (held.by !== by) return false;
  if (held.passed) return true;
  if (!(await captcha.verify(token, signal))) return false;
  await updateRecord<Spent | null, void>(
    store,
    key,
    null,
    () => ({ next: { by, passed: true }, expiresAt, result: undefined }),
    signal,
  );
  return true;
}
