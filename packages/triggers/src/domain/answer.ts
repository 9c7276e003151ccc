/** What an answer does to an account: the transitions of its record when an answer is counted, found right, or lost. */
import {
  type Account,
  type AccountLimits,
  activeChallenge,
  type Challenge,
  isAnswerable,
  wasJustUsed,
  withChallenge,
} from './account.js';
import { lockedUntil } from './guess-budget.js';
import { chargedDevice, knownDevice, withDeviceGuess, withProvenDevice } from './known-devices.js';
import { withinWindows } from './rate-window.js';

/**
 * What to do with an answer.
 * - `already-accepted`: this very answer was found right a moment ago, and Cognito asks again.
 * - `compare`: it was counted earlier. Compare it again without counting it.
 * - `count`: write `account`, then compare the answer. The count comes first, so that a crash does not give a free guess.
 * - `refuse`: nothing takes answers.
 */
export type AnswerEvaluation =
  | { readonly kind: 'already-accepted' }
  | { readonly kind: 'compare'; readonly challenge: Challenge }
  | { readonly kind: 'count'; readonly account: Account; readonly challenge: Challenge }
  | { readonly kind: 'refuse' };

/**
 * Decides whether an answer is compared, and counts it.
 *
 * @param key the challenge's `challengeKey`.
 * @param answerId identifies the answer (`deriveAnswerId`).
 * @param deviceId the device that answers, if it names one (`deviceHash`).
 */
export function evaluateAnswer(
  account: Account,
  key: string,
  answerId: string,
  now: number,
  limits: AccountLimits,
  deviceId?: string,
): AnswerEvaluation {
  const current = account.challenges[key];
  if ([current, current?.before].some((one) => one?.used?.mark === answerId && wasJustUsed(one, now))) {
    return { kind: 'already-accepted' };
  }
  const active = activeChallenge(current);
  if (!active || active.used || now >= active.expiresAt) return { kind: 'refuse' };
  if (active.tries.includes(answerId)) return { kind: 'compare', challenge: active };
  if (!isAnswerable(active, now, limits) || lockedUntil(account, now, limits, deviceId) > now)
    return { kind: 'refuse' };

  const challenge = { ...active, tries: [...active.tries, answerId] };
  const tried = withChallenge(account, key, withChanged(current, challenge), now);
  const device = chargedDevice(account, deviceId, now, limits);
  const counted = device ? withDeviceGuess(tried, device, now, limits) : withSharedGuess(tried, now, limits);
  return { kind: 'count', challenge, account: counted };
}

function withSharedGuess(account: Account, now: number, limits: AccountLimits): Account {
  const windows = [...limits.guesses, ...limits.slowGuesses];
  return {
    ...account,
    guesses: [...withinWindows(account.guesses, windows, now), now],
    inARow: account.inARow + 1,
  };
}

/**
 * Consumes a challenge for the answer that was found right.
 *
 * @param address the `addressHash` of the attribute that the code was sent to; the answer proves it.
 * @param deviceId the device that answers; it becomes known. If it is known already, the count of unknown devices is not
 * cleared, because it may contain answers of an attacker.
 * @returns the record to write; `already-consumed` if this answer has consumed the challenge before; `lost` if another
 *   answer has, or if it is too late.
 */
export function consumeChallenge(
  account: Account,
  key: string,
  challengeId: string,
  answerId: string,
  address: string,
  now: number,
  deviceId?: string,
): Account | 'already-consumed' | 'lost' {
  const current = account.challenges[key];
  const challenge = [current, current?.before].find((one) => one?.id === challengeId);
  if (!challenge) return 'lost';
  if (challenge.used) return challenge.used.mark === answerId ? 'already-consumed' : 'lost';
  if (now >= challenge.expiresAt || !challenge.tries.includes(answerId)) return 'lost';
  const used = { ...challenge, used: { mark: answerId, at: now } };
  const shared = knownDevice(account, deviceId) ? account : { ...account, guesses: [], inARow: 0 };
  return {
    ...withProvenDevice(shared, deviceId, now),
    proved: { address, at: now, ...(challenge.send.receipt ? { receipt: challenge.send.receipt } : {}) },
    // This also drops a replacement whose message is on its way: a user who is signed in no longer needs it.
    challenges: { ...account.challenges, [key]: used },
  };
}

/**
 * Records that a fault kept an answer from being compared.
 *
 * @returns the record to write if the answer was counted and, as far as the record shows, never compared; `consumed` if
 *   it had been found right and its challenge was consumed; `not-counted` if it was not counted.
 */
export function markIndeterminate(
  account: Account,
  key: string,
  answerId: string,
): Account | 'consumed' | 'not-counted' {
  const current = account.challenges[key];
  const challenge = [current, current?.before].find((one) => one?.tries.includes(answerId));
  if (challenge?.used?.mark === answerId) return 'consumed';
  if (!challenge || challenge.used) return 'not-counted';
  return {
    ...account,
    challenges: {
      ...account.challenges,
      [key]: withChanged(current, { ...challenge, indeterminate: answerId }),
    },
  };
}

/** Returns what to store under a key once the challenge there, or the one that it replaced, has changed. */
function withChanged(current: Challenge | undefined, changed: Challenge): Challenge {
  return current && current.id !== changed.id ? { ...current, before: changed } : changed;
}
