/** Counts sign-ups against the budget: each new account once, and no sign-up whose name is taken. */
import { countedSignUpKey, SIGN_UPS_KEY } from '../domain/record-keys.js';
import { MINUTE } from '../domain/time.js';
import type { Clock } from '../ports/clock.js';
import { type Log, loggableError } from '../ports/log.js';
import type { CounterLimits, CountResult, Store } from '../ports/store.js';
import type { UserDirectory } from '../ports/user-directory.js';

/** The dependencies of {@link countSignUp}. */
export interface SignUpDependencies {
  readonly store: Store;
  readonly users: Pick<UserDirectory, 'isTaken'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A sign-up as PreSignUp sees it. */
export interface SignUp {
  readonly userPoolId: string;
  /**
   * The username that Cognito has chosen for the new account. It is the same in each call of the trigger for one sign-up.
   */
  readonly username: string;
  /** The phone number or email address of the sign-up. */
  readonly address: string;
}

/** How long a counted sign-up is remembered, in ms. It exceeds the time of all of Cognito's retries. */
const RETRY_TIME = MINUTE;

/** The longest username that Cognito looks up, in characters. */
const MAX_USERNAME_LENGTH = 128;

/**
 * Counts a sign-up, unless an account has the name already. Cognito refuses such a sign-up in any case, but may call
 * PreSignUp first. If it were counted, returning users and attackers who repeat names would use up the budget of new users.
 *
 * The sign-up is counted before the account exists, because concurrent sign-ups could exceed a limit that is checked
 * afterwards. If the lookup fails, the sign-up is counted.
 *
 * @returns `taken` for a name that is taken; otherwise how the count ended.
 * @throws whatever the store throws.
 */
export async function countSignUp(
  { userPoolId, username, address }: SignUp,
  limits: CounterLimits,
  { store, users, clock, log }: SignUpDependencies,
  signal: AbortSignal,
): Promise<CountResult | { readonly kind: 'taken' }> {
  const key = countedSignUpKey(userPoolId, username);
  const mark = await store.read(key, signal);
  if (mark.data !== undefined) return { kind: 'counted' };
  if (await isTaken()) return { kind: 'taken' };
  const counted = await store.count({ key: SIGN_UPS_KEY, limits, permanent: true }, 1, clock.now(), signal);
  if (counted.kind === 'counted') await store.write(key, mark.version, {}, clock.now() + RETRY_TIME, signal);
  return counted;

  async function isTaken(): Promise<boolean> {
    if (address.length > MAX_USERNAME_LENGTH) return false;
    return users.isTaken(userPoolId, address, signal).catch((error: unknown) => {
      log('sign_up_lookup_failed', { why: loggableError(error) });
      return false;
    });
  }
}
