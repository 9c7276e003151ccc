/** The settings that several triggers share: attempts, lifetimes and budgets, with their defaults and bounds. */
import type { AccountLimits } from '../domain/account.js';
import { CLOSED_ATTRIBUTE } from '../domain/closed-account.js';
import type { FirstProofResets } from '../domain/policy.js';
import type { RateWindow } from '../domain/rate-window.js';
import { type SharedBudget, shareBudget } from '../domain/shared-budget.js';
import { DAY, MINUTE, SECOND } from '../domain/time.js';
import type { CounterLimits } from '../ports/store.js';
import { type EnvironmentReader, matches } from './environment.js';

/** Ids of the app clients whose users sign in with codes; empty for all of the pool. */
export const appClients = (read: EnvironmentReader): ReadonlySet<string> =>
  new Set(read.words('APP_CLIENTS', matches(/^[\w+]{1,128}$/), 'ids of app clients', []));

/** How many digits a code has. */
export const codeLength = (read: EnvironmentReader): number => read.number('CODE_LENGTH', 6, 4, 10);

/** How many answers may be counted against one challenge. */
export const attempts = (read: EnvironmentReader): number => read.number('ATTEMPTS', 3, 1, 5);

/** How long a code can be answered, in ms. */
export const lifetime = (read: EnvironmentReader): number =>
  read.number('CODE_LIFETIME_SECONDS', 300, 60, 600) * SECOND;

/** The shortest time between two messages to one destination, in ms. */
export const coolDown = (read: EnvironmentReader): number => read.number('SEND_WAIT_SECONDS', 30, 10, 600) * SECOND;

/** Whether a code is the only factor, or follows a password. */
export const factorOrder = (read: EnvironmentReader) => read.oneOf('FACTOR_ORDER', ['otp', 'password-then-otp']);

/** How many answers from unknown devices are taken in twelve hours after too many wrong ones in a row. */
const SLOW_GUESSES = 2;

/**
 * Which values that the sign-up has set are removed by the account's first proof. A password that is the first factor
 * stays, because the user could not choose another one.
 */
export function firstProofResets(read: EnvironmentReader): FirstProofResets {
  const resets = read.oneOf('FIRST_PROOF_RESETS', ['password-and-attributes', 'attributes', 'nothing']);
  return resets === 'password-and-attributes' && factorOrder(read) === 'password-then-otp' ? 'attributes' : resets;
}

/**
 * The windows of a budget of which a part is available at once: half of the rest follows after eight hours, the other half
 * after twelve. If an attacker uses everything as soon as it is available, or attacks every night, a part of the day's
 * budget is left for the owner.
 */
const releasedOverDay = (atOnce: number, daily: number): readonly RateWindow[] => [
  { count: atOnce, span: DAY / 3 },
  { count: Math.ceil((atOnce + daily) / 2), span: DAY / 2 },
  { count: daily, span: DAY },
];

/** Limits on the answers to an account. */
export function accountLimits(read: EnvironmentReader): AccountLimits {
  const guessesADay = read.number('GUESSES_A_DAY', 20, 1, 50);
  return {
    attempts: attempts(read),
    guesses: [
      { count: read.number('GUESSES_IN_15_MINUTES', 5, 1, 10), span: 15 * MINUTE },
      ...releasedOverDay(Math.ceil(guessesADay / 2), guessesADay),
    ],
    guessesInARow: read.number('GUESSES_IN_A_ROW', 100, 10, 100),
    slowGuesses: [{ count: SLOW_GUESSES, span: DAY / 2 }],
    deviceGuesses: [{ count: read.number('DEVICE_GUESSES_A_DAY', 5, 1, 20), span: DAY }],
    lifetime: lifetime(read),
    coolDown: coolDown(read),
  };
}

/** The budget of one destination. */
export function destinationSends(read: EnvironmentReader): RateWindow[] {
  const sendsADay = read.number('SENDS_A_DAY', 6, 1, 50);
  return [
    { count: 1, span: coolDown(read) },
    { count: read.number('SENDS_IN_10_MINUTES', 3, 1, 10), span: 10 * MINUTE },
    ...releasedOverDay(Math.ceil((sendsADay * 2) / 3), sendsADay),
  ];
}

/** The budget of a range of 1,000 adjacent phone numbers. */
export const rangeSends = (read: EnvironmentReader): SharedBudget =>
  shareBudget(hourAndDay(read, 'RANGE_SENDS_AN_HOUR', 10, 'RANGE_SENDS_A_DAY', 40), reservedPercent(read));

/**
 * The budget of the whole pool.
 *
 * @param most what the service that sends allows in a day.
 */
export function poolSends(read: EnvironmentReader, most = Number.POSITIVE_INFINITY): SharedBudget {
  const { hour, day } = hourAndDay(read, 'POOL_SENDS_AN_HOUR', 100, 'POOL_SENDS_A_DAY', 500);
  return shareBudget({ hour, day: Math.min(day, most) }, reservedPercent(read));
}

/** The part of the shared budgets that is reserved for accounts with a verified address. */
const reservedPercent = (read: EnvironmentReader): number => read.number('RESERVED_PERCENT', 50, 0, 90);

/** How many users may sign up. */
export const signUps = (read: EnvironmentReader): CounterLimits =>
  hourAndDay(read, 'SIGN_UPS_AN_HOUR', 100, 'SIGN_UPS_A_DAY', 1000);

function hourAndDay(
  read: EnvironmentReader,
  hourName: string,
  hourly: number,
  dayName: string,
  daily: number,
): CounterLimits {
  return { hour: read.number(hourName, hourly, 1, 1_000_000), day: read.number(dayName, daily, 1, 10_000_000) };
}

/**
 * The user attributes that a sign-up may set.
 *
 * @throws {ConfigurationError} if the attribute is among them by which operators close accounts.
 */
export function signUpAttributes(read: EnvironmentReader): ReadonlySet<string> {
  const name = 'SIGN_UP_ATTRIBUTES';
  const names = new Set(read.words(name, matches(/^[\w:]{1,32}$/), 'names of user attributes', ['locale']));
  if (names.has(CLOSED_ATTRIBUTE)) {
    read.fail(name, `names of user attributes without ${CLOSED_ATTRIBUTE}, which operators set`);
  }
  return names;
}
