/** Whether an account is sent a message, and with which challenge: the transitions of its record around a send. */
import {
  type Account,
  type AccountLimits,
  type Challenge,
  type ChallengeSend,
  CLAIM_LEASE,
  isAnswerable,
  wasJustUsed,
  withChallenge,
} from './account.js';
import { lockedUntil } from './guess-budget.js';
import { SECOND } from './time.js';

/** The shortest remaining lifetime, in ms, at which a code is sent: less leaves no time to read and enter it. */
const MIN_USEFUL_LIFETIME = 60 * SECOND;

/**
 * What to do about a message.
 * - `locked`: nothing is sent before `until`.
 * - `join`: a message was just sent, or is being sent; it serves this session too.
 * - `wait`: nothing is sent before `until`.
 * - `claim`: send the code of `challenge`, once `account` has been written. Without `account` it has been already.
 */
export type SendPlan =
  | { readonly kind: 'locked'; readonly until: number }
  | { readonly kind: 'join' }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'claim'; readonly account?: Account; readonly challenge: Challenge };

/**
 * Plans a send. There is one current challenge per account and destination, and sessions share it. A new code is issued
 * only if the old one is consumed, has no attempts left, or is about to expire.
 *
 * @param key the challenge's `challengeKey`.
 * @param requestedBy the round that asks, or `start`. A start joins a message on its way; a repeated request has to
 *   wait.
 * @param owner identifies this invocation.
 * @param fresh what a new challenge is made of.
 * @param deviceId the device that sends the request, if it names one (`deviceHash`).
 */
export function planSend(
  account: Account,
  key: string,
  requestedBy: string,
  owner: string,
  fresh: Pick<Challenge, 'id' | 'nonce' | 'secretVersion'>,
  now: number,
  limits: AccountLimits,
  deviceId?: string,
): SendPlan {
  const until = lockedUntil(account, now, limits, deviceId);
  if (until > now) return { kind: 'locked', until };

  const current = account.challenges[key];
  if (current?.send.owner === owner) return { kind: 'claim', challenge: current };
  const answerable = isAnswerable(current, now, limits);
  // The last send failed moments ago. Nothing is written, because repeated requests would otherwise contend with the
  // answers of the account's owner.
  if (current?.send.state === 'failed' && now < Math.min(current.send.resendAt, current.send.at + limits.coolDown)) {
    return { kind: 'wait', until: current.send.resendAt };
  }
  if (answerable) {
    const { send } = current;
    const inProgress = send.state === 'claimed' && now < send.at + CLAIM_LEASE;
    const cooling = send.state === 'sent' && now < send.at + limits.coolDown;
    if (inProgress || cooling) {
      const joins = requestedBy === 'start' || requestedBy === send.by || inProgress;
      return joins ? { kind: 'join' } : { kind: 'wait', until: send.resendAt };
    }
  }

  const claim = { by: requestedBy, owner, at: now, state: 'claimed', resendAt: now + limits.coolDown } as const;
  const challenge: Challenge =
    answerable && current.expiresAt - now >= MIN_USEFUL_LIFETIME
      ? // An invocation that died after its claim may have sent the message. The destination's budget knows: it refuses
        // another one if the first was reserved.
        { ...current, out: true, send: { ...claim, number: current.send.number + 1 } }
      : newChallenge(current, answerable, fresh, claim, now, limits);
  return { kind: 'claim', account: withChallenge(account, key, challenge, now), challenge };
}

/** Returns what identifies the message of a claimed send in the budget of its destination. */
export function messageIdOf({ id, send }: Challenge): string {
  return `${id}.${send.number}`;
}

/** Makes a new challenge. It keeps the one it replaces while that can be answered, or its verdict be asked for again. */
function newChallenge(
  current: Challenge | undefined,
  answerable: boolean,
  fresh: Pick<Challenge, 'id' | 'nonce' | 'secretVersion'>,
  claim: Omit<ChallengeSend, 'number'>,
  now: number,
  limits: AccountLimits,
): Challenge {
  return {
    ...fresh,
    expiresAt: now + limits.lifetime,
    tries: [],
    out: false,
    ...(current && (answerable || wasJustUsed(current, now)) ? { before: withoutPrevious(current) } : {}),
    send: { ...claim, number: 1 },
  };
}

/**
 * Records how a claimed send ended.
 *
 * @param claimed the challenge as {@link planSend} returned it.
 * @param resendAt when the next message is possible, in ms since the epoch.
 * @param receipt the provider's id for the message.
 * @returns `undefined` if another challenge or another message has taken the place of the claimed one.
 */
export function settleSend(
  account: Account,
  key: string,
  claimed: Challenge,
  state: 'sent' | 'failed',
  resendAt: number,
  receipt?: string,
): Account | undefined {
  const current = account.challenges[key];
  if (current?.id !== claimed.id || current.send.owner !== claimed.send.owner || current.send.state !== 'claimed') {
    return undefined;
  }
  // A challenge that was just consumed stays beside the new one, because Cognito may ask for its verdict again.
  const kept = current.before?.used ? current : withoutPrevious(current);
  const base = (state === 'failed' && current.before) || kept;
  const settled = {
    ...base,
    out: base.out || state === 'sent',
    send: { ...base.send, state, resendAt, ...(receipt ? { receipt } : {}) },
  };
  return { ...account, challenges: { ...account.challenges, [key]: settled } };
}

function withoutPrevious({ before: _, ...challenge }: Challenge): Challenge {
  return challenge;
}
