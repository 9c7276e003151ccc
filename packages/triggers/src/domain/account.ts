/**
 * What the table keeps of one account: the answers counted against it, and the current challenge of each client and
 * destination. It is a single item, so that counting an answer against the challenge and against the account is one
 * conditional write.
 *
 * This file has the record and what can be read from it. `send-plan.ts` and `answer.ts` have the transitions; all of them
 * are pure functions from one record to the next.
 */
import type { RateWindow } from './rate-window.js';
import { SECOND } from './time.js';

/** The record of an account. The names of its fields are the stored format. All times are ms since the epoch. */
export interface Account {
  /**
   * When answers from unknown devices were counted that did not (yet) turn out right, oldest first. Only a right answer from
   * an unknown device clears the list.
   */
  readonly guesses: readonly number[];
  /** How many answers from unknown devices were counted since the last right one. Unlike `guesses`, it does not age. */
  readonly inARow: number;
  /** The known devices; that of the most recent right answer is first. */
  readonly devices?: readonly KnownDevice[];
  /** The current challenges, by `challengeKey`. */
  readonly challenges: Readonly<Record<string, Challenge>>;
  /** The last destination that a right answer has proved; PostAuthentication marks it verified. */
  readonly proved?: ProvedDestination;
}

/** A device on which the owner of the account has entered a right code. */
export interface KnownDevice {
  /** The `deviceHash` of the id that the device sends. */
  readonly id: string;
  /** When a right answer was last given on it. */
  readonly provedAt: number;
  /** When answers from it were counted since then. */
  readonly guesses: readonly number[];
}

/** A destination that a right answer has proved. */
export interface ProvedDestination {
  /** The attribute's `addressHash`. */
  readonly address: string;
  readonly at: number;
  /** The provider's id for the message, if the answer is to be reported to it. */
  readonly receipt?: string;
}

/** One issued code for one account, client and destination. */
export interface Challenge {
  readonly id: string;
  readonly nonce: string;
  /** The secret version that the code is derived with. */
  readonly secretVersion: string;
  readonly expiresAt: number;
  /** The ids (`deriveAnswerId`) of the answers that were counted against this challenge: its attempts. */
  readonly tries: readonly string[];
  /** The id of the last answer that was counted but that a fault kept from being compared. */
  readonly indeterminate?: string;
  /** Set once a right answer has consumed the challenge: the answer's id, and when. */
  readonly used?: { readonly mark: string; readonly at: number };
  /** Whether a message with the code was sent, or may have been. */
  readonly out: boolean;
  /**
   * The challenge that this one replaced while it was still answerable. It comes back if no message could be sent for
   * this one.
   */
  readonly before?: Challenge;
  /** The challenge's last message. */
  readonly send: ChallengeSend;
}

/** The state of a challenge's last message. */
export interface ChallengeSend {
  /** How many messages were attempted for this challenge. Together with the challenge's id it identifies a message. */
  readonly number: number;
  /** The id of the round that asked for the message, or `start`. */
  readonly by: string;
  /** The invocation that claimed the send. It recognizes its own claim after a lost reply. */
  readonly owner: string;
  /** When it was claimed. */
  readonly at: number;
  readonly state: 'claimed' | 'sent' | 'failed';
  /** The provider's id for the message. */
  readonly receipt?: string;
  /** When the destination's budget allows the next message. */
  readonly resendAt: number;
}

/** Limits on the answers to an account, and the lifetimes of its challenges. */
export interface AccountLimits {
  /** How many answers may be counted against one challenge. */
  readonly attempts: number;
  /** How many answers from unknown devices may be counted against the account, over all challenges. */
  readonly guesses: readonly RateWindow[];
  /** How many answers in a row may be wrong before {@link slowGuesses} apply as well. */
  readonly guessesInARow: number;
  /** The limits on answers from unknown devices after too many in a row. They always end. */
  readonly slowGuesses: readonly RateWindow[];
  /** How many answers from one known device may be counted in addition. */
  readonly deviceGuesses: readonly RateWindow[];
  /** How long a code can be answered, in ms. */
  readonly lifetime: number;
  /** The shortest time between two messages to one destination, in ms. */
  readonly coolDown: number;
}

/** How long a claim is honored, in ms. It exceeds a trigger's own deadline, so its holder cannot be sending any more. */
export const CLAIM_LEASE = 5 * SECOND;

/**
 * For this long, in ms, a right answer stays right when it is sent again. Cognito waits 5 s for each try and does not state how often
 * it tries; this is enough for six.
 */
const VERDICT_LEASE = 30 * SECOND;

/** The record of an account that has none yet. */
export const emptyAccount: Account = { guesses: [], inARow: 0, challenges: {} };

/** Reports whether answers to the challenge are compared, now or as soon as its message has been sent. */
export function isAnswerable(
  challenge: Challenge | undefined,
  now: number,
  limits: AccountLimits,
): challenge is Challenge {
  if (!challenge || challenge.used || now >= challenge.expiresAt) return false;
  return challenge.tries.length < limits.attempts && (challenge.out || challenge.send.state === 'claimed');
}

/**
 * Returns the challenge that answers are verified against. A replacement becomes active only once its message has been
 * sent, because a guess must not take the place of a message; until then the challenge it replaces stays active.
 *
 * @param current the challenge stored under a key.
 */
export function activeChallenge(current: Challenge | undefined): Challenge | undefined {
  return current && !current.out ? current.before : current;
}

/** Reports whether a right answer consumed the challenge so recently that Cognito may still ask for the verdict again. */
export function wasJustUsed({ used }: Challenge, now: number): boolean {
  return used !== undefined && now < used.at + VERDICT_LEASE;
}

/** Returns the record with one challenge set, without those that ended long ago, so that the item stays small. */
export function withChallenge(account: Account, key: string, challenge: Challenge, now: number): Account {
  const kept = Object.entries(account.challenges).filter(([, other]) => other.expiresAt > now - CLAIM_LEASE);
  return { ...account, challenges: { ...Object.fromEntries(kept), [key]: challenge } };
}
