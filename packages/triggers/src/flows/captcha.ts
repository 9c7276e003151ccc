import { minute } from '../domain/windows.js';
import { type Keyring, nameOf } from '../ports/keys.js';
import { type Store, transact } from '../ports/store.js';

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
const tokenLife = 15 * minute;

/**
 * Whether `token` buys the round `by` a message. Each token does so once, wherever it is shown; the same round may ask
 * again, since Cognito repeats triggers and an issuer refuses the second look.
 */
export async function spendToken(
  captcha: Captcha,
  token: string | undefined,
  by: string,
  store: Store,
  ring: Keyring,
  now: number,
  signal: AbortSignal,
): Promise<boolean> {
  if (token === undefined) return false;
  const key = nameOf(ring, 'captcha', token);
  const endsAt = now + tokenLife;
  const held = await transact<Spent | null, Spent>(
    store,
    key,
    null,
    (spent) => {
      const mine = { by, passed: false };
      return spent ? { result: spent } : { next: mine, endsAt, result: mine };
    },
    signal,
  );
  if (held.by !== by) return false;
  if (held.passed) return true;
  if (!(await captcha.verify(token, signal))) return false;
  await transact<Spent | null, void>(
    store,
    key,
    null,
    () => ({ next: { by, passed: true }, endsAt, result: undefined }),
    signal,
  );
  return true;
}
