import { nextFreeTime, type RateWindow, SECOND, withinWindows } from './rate-window.js';

/**
 * What the table keeps for one account: the wrong answers it has seen, and the challenge that is out on each channel.
 * One item, so that counting an answer against the code and against the account is one conditional write.
 * Everything here is a pure function from one such record to the next.
 */
export interface Account {
  /** When answers were evaluated and not (yet) found right, in ms, oldest first. Only a right answer clears it. */
  guesses: number[];
  /** The same without an end in time. */
  inARow: number;
  /** By client, channel and destination, hashed. */
  challenges: Record<string, Challenge>;
  /** The last destination that a right answer proved; PostAuthentication marks it verified. */
  proved?: { address: string; at: number; receipt?: string };
}

export interface Challenge {
  id: string;
  nonce: string;
  /** Which version of the secret the code was made with. */
  secretVersion: string;
  expiresAt: number;
  /** Marks of the answers that were evaluated (`deriveAnswerId`). */
  tries: string[];
  /** The one of them that a fault kept from being compared, last. */
  indeterminate?: string;
  used?: { mark: string; at: number };
  /** Whether a message with its code has (or may have) gone out. */
  out: boolean;
  /** The code it took the place of while that still worked; back again if no message could be sent for this one. */
  before?: Challenge;
  send: {
    /** How many messages were tried for this challenge; with the id, the name of one of them. */
    number: number;
    /** The round that asked, or `start`. */
    by: string;
    /** Who claimed it: one invocation, which knows its own write again after a lost reply. */
    owner: string;
    at: number;
    state: 'claimed' | 'sent' | 'failed';
    /** The provider's name for the message. */
    receipt?: string;
    /** When the destination's budget allows the next one. */
    resendAt: number;
  };
}

export interface AccountLimits {
  attempts: number;
  guesses: readonly RateWindow[];
  guessesInARow: number;
  lifetime: number;
  coolDown: number;
}

/** How long a claimed message may be under way: past a trigger's own deadline, its claimer can no longer be sending. */
const CLAIM_LEASE = 5 * SECOND;
/** With less left than this a code is of no use to somebody who has yet to read it. */
const MIN_USEFUL_LIFETIME = 60 * SECOND;
/** Cognito retries within 3 × 5 s; that long a right answer stays right when it is asked again. */
const VERDICT_LEASE = 20 * SECOND;

export const emptyAccount: Account = { guesses: [], inARow: 0, challenges: {} };

/** When the account takes answers (and so gets codes) again; `now` when it does already, Infinity when never by itself. */
export function lockedUntil(account: Account, now: number, limits: AccountLimits): number {
  if (account.inARow >= limits.guessesInARow) return Number.POSITIVE_INFINITY;
  return nextFreeTime(account.guesses, limits.guesses, now);
}

/** Answers that the account still takes before it locks. */
export function guessesLeft(account: Account, now: number, limits: AccountLimits): number {
  const left = limits.guesses.map(
    ({ count, span }) => count - account.guesses.filter((time) => time > now - span).length,
  );
  return Math.max(0, Math.min(limits.guessesInARow - account.inARow, ...left));
}

/** Whether its code is one that answers are, or (with its message on the way) will be, looked at. */
export function isAnswerable(
  challenge: Challenge | undefined,
  now: number,
  limits: AccountLimits,
): challenge is Challenge {
  if (!challenge || challenge.used || now >= challenge.expiresAt) return false;
  return challenge.tries.length < limits.attempts && (challenge.out || challenge.send.state === 'claimed');
}

/**
 * The challenge that answers are held against: one that never went out has none, as a guess must not stand in for a
 * message. Until a new one is known to be out, that is the one before.
 */
export function activeChallenge(live: Challenge | undefined): Challenge | undefined {
  return live && !live.out ? live.before : live;
}

/** Whether a right answer was given so lately that Cognito may yet ask for its verdict again. */
const wasJustUsed = ({ used }: Challenge, now: number) => used !== undefined && now < used.at + VERDICT_LEASE;

export type SendPlan =
  | { kind: 'locked'; until: number }
  /** Somebody sent or is sending just now; that message serves this session too. */
  | { kind: 'join' }
  | { kind: 'wait'; until: number }
  /** Ours to send, once `account` (where there is one) is written. */
  | { kind: 'claim'; account?: Account; challenge: Challenge };

/**
 * Whether to send, and which code. One live challenge an account and destination: sessions join it, and a new code comes
 * only when the old one is used, used up or (nearly) over.
 *
 * @param by the round that asked, or `start`: a start joins a message on its way, somebody who asks again is told to wait.
 */
export function planSend(
  account: Account,
  key: string,
  requestedBy: string,
  owner: string,
  fresh: Pick<Challenge, 'id' | 'nonce' | 'secretVersion'>,
  now: number,
  limits: AccountLimits,
): SendPlan {
  const until = lockedUntil(account, now, limits);
  if (until > now) return { kind: 'locked', until };

  const live = account.challenges[key];
  if (live?.send.owner === owner) return { kind: 'claim', challenge: live };
  const answerable = isAnswerable(live, now, limits);
  // Refused a moment ago: nothing is written, or asking again and again would hold up the owner's answers.
  if (live?.send.state === 'failed' && now < Math.min(live.send.resendAt, live.send.at + limits.coolDown)) {
    return { kind: 'wait', until: live.send.resendAt };
  }
  if (answerable && live.send.state !== 'failed') {
    const { send } = live;
    const underWay = send.state === 'claimed' && now < send.at + CLAIM_LEASE;
    const cooling = send.state === 'sent' && now < send.at + limits.coolDown;
    if (underWay || cooling) {
      return requestedBy === 'start' || requestedBy === send.by || underWay
        ? { kind: 'join' }
        : { kind: 'wait', until: send.resendAt };
    }
  }

  const claim = { by: requestedBy, owner, at: now, state: 'claimed', resendAt: now + limits.coolDown } as const;
  const challenge: Challenge =
    answerable && live.expiresAt - now >= MIN_USEFUL_LIFETIME
      ? // A claimer that died may have sent before it did. The budget knows: it refuses another if one was reserved.
        { ...live, out: true, send: { ...claim, number: live.send.number + 1 } }
      : {
          ...fresh,
          expiresAt: now + limits.lifetime,
          tries: [],
          out: false,
          ...(live && (answerable || wasJustUsed(live, now)) ? { before: withoutBefore(live) } : {}),
          send: { ...claim, number: 1 },
        };
  return { kind: 'claim', account: withChallenge(account, key, challenge, now), challenge };
}

/** Notes how a claimed message ended. Nothing when another challenge or message has taken its place. */
export function settleSend(
  account: Account,
  key: string,
  claimed: Challenge,
  state: 'sent' | 'failed',
  resendAt: number,
  receipt?: string,
): Account | undefined {
  const live = account.challenges[key];
  if (live?.id !== claimed.id || live.send.owner !== claimed.send.owner || live.send.state !== 'claimed') {
    return undefined;
  }
  // One that was just used stays beside the new one: its verdict may be asked for again.
  const kept = live.before?.used ? live : withoutBefore(live);
  const base = (state === 'failed' && live.before) || kept;
  const settled = {
    ...base,
    out: base.out || state === 'sent',
    send: { ...base.send, state, resendAt, ...(receipt ? { receipt } : {}) },
  };
  return { ...account, challenges: { ...account.challenges, [key]: settled } };
}

function withoutBefore({ before: _, ...challenge }: Challenge): Challenge {
  return challenge;
}

export type AnswerEvaluation =
  /** This very answer was found right a moment ago; Cognito asks again. */
  | { kind: 'already-accepted' }
  /** Counted earlier; compare it again without counting. */
  | { kind: 'compare'; challenge: Challenge }
  /** To be compared once `account` is written: the count comes first, so that no crash buys a free guess. */
  | { kind: 'count'; account: Account; challenge: Challenge }
  | { kind: 'refuse' };

/** What to do with an answer, known by its mark. */
export function evaluateAnswer(
  account: Account,
  key: string,
  answerId: string,
  now: number,
  limits: AccountLimits,
): AnswerEvaluation {
  const whole = account.challenges[key];
  if ([whole, whole?.before].some((one) => one?.used?.mark === answerId && wasJustUsed(one, now)))
    return { kind: 'already-accepted' };
  const live = activeChallenge(whole);
  if (!live || live.used || now >= live.expiresAt) return { kind: 'refuse' };
  if (live.tries.includes(answerId)) return { kind: 'compare', challenge: live };
  if (!isAnswerable(live, now, limits) || lockedUntil(account, now, limits) > now) return { kind: 'refuse' };

  const challenge = { ...live, tries: [...live.tries, answerId] };
  const counted = withChallenge(account, key, replaceChallenge(whole, challenge), now);
  return {
    kind: 'count',
    challenge,
    account: {
      ...counted,
      guesses: [...withinWindows(account.guesses, limits.guesses, now), now],
      inARow: account.inARow + 1,
    },
  };
}

/**
 * Uses the challenge up for the answer that was found right: to be written, done before by this answer, or too late.
 *
 * @param address the name of the user attribute that the code went to, proved by it.
 */
export function consumeChallenge(
  account: Account,
  key: string,
  challengeId: string,
  answerId: string,
  address: string,
  now: number,
): Account | 'already-consumed' | 'lost' {
  const whole = account.challenges[key];
  const live = [whole, whole?.before].find((one) => one?.id === challengeId);
  if (!live) return 'lost';
  if (live.used) return live.used.mark === answerId ? 'already-consumed' : 'lost';
  if (now >= live.expiresAt || !live.tries.includes(answerId)) return 'lost';
  const used = { ...live, used: { mark: answerId, at: now } };
  return {
    ...account,
    guesses: [],
    inARow: 0,
    proved: { address, at: now, ...(live.send.receipt ? { receipt: live.send.receipt } : {}) },
    // Also where a new code is on its way: whoever is in needs it no more.
    challenges: { ...account.challenges, [key]: used },
  };
}

/**
 * After a fault in the middle of an answer: `used` when it was found right and written down all the same; the record to
 * write when it was counted and (as far as anybody can tell) never compared; `nothing` when it was not counted.
 */
export function markIndeterminate(
  account: Account,
  key: string,
  answerId: string,
): Account | 'consumed' | 'not-counted' {
  const whole = account.challenges[key];
  const live = [whole, whole?.before].find((one) => one?.tries.includes(answerId));
  if (live?.used?.mark === answerId) return 'consumed';
  if (!live || live.used) return 'not-counted';
  return {
    ...account,
    challenges: { ...account.challenges, [key]: replaceChallenge(whole, { ...live, indeterminate: answerId }) },
  };
}

/** What stands under a key once a challenge there, or the one before it, has changed. */
function replaceChallenge(whole: Challenge | undefined, changed: Challenge): Challenge {
  return whole && whole.id !== changed.id ? { ...whole, before: changed } : changed;
}

/** Writes one challenge and forgets those that ended long ago, so that the item stays small. */
function withChallenge(account: Account, key: string, challenge: Challenge, now: number): Account {
  const kept = Object.entries(account.challenges).filter(([, other]) => other.expiresAt > now - CLAIM_LEASE);
  return { ...account, challenges: { ...Object.fromEntries(kept), [key]: challenge } };
}
