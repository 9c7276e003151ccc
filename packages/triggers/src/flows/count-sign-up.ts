/**
 * Counts sign-ups against the budget: each new account once, and no sign-up whose name is taken. Stores the language of the
 * page.
 */
import { MAX_USERNAME_LENGTH } from '../domain/person.js';
import { countedSignUpKey, SIGN_UPS_KEY } from '../domain/record-keys.js';
import { DAY, MINUTE } from '../domain/time.js';
import type { Clock } from '../ports/clock.js';
import { type Log, loggableError } from '../ports/log.js';
import type { CounterLimits, CountResult, Store } from '../ports/store.js';
import type { UserDirectory } from '../ports/user-directory.js';
import { readLocale } from '../wire/send-request.js';

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
  /** The language of the page, a BCP 47 tag that the caller has chosen. */
  readonly locale: string | undefined;
  /** Whether {@link isSignUpOfTriggers} must know the account later. Otherwise it is remembered for {@link LANGUAGE_TIME}. */
  readonly isRemembered: boolean;
}

/** How long after it was counted a sign-up can be that of a retry of Cognito, in ms. It exceeds the time of all of them. */
const RETRY_TIME = MINUTE;

/**
 * How long the language of a sign-up applies, in ms. The client starts the authentication right after the sign-up; ten
 * minutes let a user repeat a start that has failed.
 */
const LANGUAGE_TIME = 10 * MINUTE;

/** How long the record of an account of these triggers is kept, in ms: longer than any user pool is used. */
const REMEMBERED_TIME = 36_500 * DAY;

/** What {@link countSignUp} stores of a sign-up. */
interface SignUpMark {
  /** When it was counted, in ms since the epoch. */
  readonly at?: unknown;
  /** The language of the page. */
  readonly locale?: unknown;
}

/**
 * Counts a sign-up, unless an account has the name already. Cognito refuses such a sign-up in any case, but may call
 * PreSignUp first. If it were counted, returning users and attackers who repeat names would use up the budget of new users.
 *
 * The sign-up is counted before the account exists, because concurrent sign-ups could exceed a limit that is checked
 * afterwards. If the lookup fails, the sign-up is counted.
 *
 * The same write keeps the language of the page under the username of the new account, because Cognito passes no
 * `ClientMetadata` to the CreateAuthChallenge that sends the first message (docs/decisions/0056).
 *
 * @returns `taken` for a name that is taken; otherwise how the count ended.
 * @throws whatever the store throws.
 */
export async function countSignUp(
  { userPoolId, username, address, locale, isRemembered }: SignUp,
  limits: CounterLimits,
  { store, users, clock, log }: SignUpDependencies,
  signal: AbortSignal,
): Promise<CountResult | { readonly kind: 'taken' }> {
  const key = countedSignUpKey(userPoolId, username);
  const mark = await store.read(key, signal);
  const countedAt = Number((mark.data as SignUpMark | undefined)?.at ?? clock.now());
  if (mark.data !== undefined && clock.now() < countedAt + RETRY_TIME) return { kind: 'counted' };
  if (await isTaken()) return { kind: 'taken' };
  const counted = await store.count({ key: SIGN_UPS_KEY, limits, permanent: true }, 1, clock.now(), signal);
  if (counted.kind === 'counted') {
    const expiresAt = clock.now() + (isRemembered ? REMEMBERED_TIME : LANGUAGE_TIME);
    const data: SignUpMark = { at: clock.now(), locale };
    await store.write(key, mark.version, data, expiresAt, signal);
  }
  return counted;

  async function isTaken(): Promise<boolean> {
    if (address.length > MAX_USERNAME_LENGTH) return false;
    return users.isTaken(userPoolId, address, signal).catch((error: unknown) => {
      log('sign_up_lookup_failed', { why: loggableError(error) });
      return false;
    });
  }
}

/**
 * Reads the language of the page from the record of a sign-up; `undefined` if it has none, or ten minutes after the sign-up.
 *
 * @param data as the store returns it; it may be malformed.
 * @param now the current time, in ms since the epoch.
 */
export function localeOfSignUp(data: unknown, now: number): string | undefined {
  const { at } = Object(data) as SignUpMark;
  return Math.abs(now - Number(at)) < LANGUAGE_TIME ? readLocale(data) : undefined;
}

/**
 * Whether an account was signed up through these triggers, which confirm accounts without a proof; `false` for accounts that
 * others have created. Only for pools whose sign-ups are remembered.
 *
 * @throws whatever the store throws.
 */
export async function isSignUpOfTriggers(
  userPoolId: string,
  username: string,
  { store }: Pick<SignUpDependencies, 'store'>,
  signal: AbortSignal,
): Promise<boolean> {
  return (await store.read(countedSignUpKey(userPoolId, username), signal)).data !== undefined;
}
