import { randomBytes } from 'node:crypto';
import type { Channel, Reason } from '@cognito-otp/client/wire';
import {
  type Account,
  type AccountLimits,
  type Challenge,
  emptyAccount,
  guessesLeft,
  isAnswerable,
  lockedUntil,
  planSend,
  type SendPlan,
  settleSend,
} from './account.js';
import { accountEnd } from './challenge-key.js';
import { codeOf } from './code.js';
import { type ComposeConfig, compose } from './compose.js';
import type { Deadline } from './deadline.js';
import type { Destination } from './destination.js';
import { type DestinationBudget, emptyDestination, type Reservation, refund, reserve } from './destination-budget.js';
import { type Keyring, type KeyringSource, secretOf } from './keys.js';
import type { Log } from './log.js';
import type { Person } from './person.js';
import type { Standing } from './public-parameters.js';
import type { SendWish } from './send-request.js';
import type { Outcome, Sender } from './sender.js';
import { type CounterLimits, type Store, transact } from './store.js';
import { day, type Window } from './windows.js';

export interface SendConfig extends AccountLimits, ComposeConfig {
  codeLength: number;
  /** Messages to one address. */
  sends: readonly Window[];
  /** Messages of the whole pool. */
  poolSends: CounterLimits;
}

export interface SendDependencies {
  config: SendConfig;
  store: Store;
  keys: KeyringSource;
  senders: Partial<Record<Channel, Sender>>;
  clock: () => number;
  log: Log;
}

/** One Create's question: is a code to be out for this person, there? */
export interface SendTask {
  wanted: boolean;
  asked: SendWish | undefined;
  /** The round that asked, or `start`. */
  by: string;
  /** The round whose answer led here, where there was one. */
  answered: string | undefined;
  person: Person;
  destination: Destination;
  destinationName: string;
  account: string;
  challengeKey: string;
  userPoolId: string;
  clientId: string;
}

/** The item that counts the pool's messages, and that an operator stops them with: `stopped = true`. */
export const poolSendsKey = 'sends';

/**
 * Claim, reserve, count, send, settle: in this order, each one conditional write, so that whatever fails or is repeated
 * in between, no message goes out that isn't counted and no second one for a claim. For somebody unknown all of it is
 * done alike, but nothing is handed to a provider or taken off the pool's budget.
 */
export async function sendCode(
  task: SendTask,
  dependencies: SendDependencies,
  ring: Keyring,
  deadline: Deadline,
): Promise<Standing> {
  const { config, store, clock } = dependencies;
  const { signal } = deadline;
  const owner = randomBytes(9).toString('base64url');
  const fresh = {
    id: randomBytes(12).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    secretVersion: ring.current.version,
  };

  const { plan, account } = await transact<Account, { plan: SendPlan | undefined; account: Account }>(
    store,
    task.account,
    emptyAccount,
    (data) => {
      const now = clock();
      if (!task.wanted || !task.destination.supported) return { result: { plan: undefined, account: data } };
      const plan = planSend(data, task.challengeKey, task.by, owner, fresh, now, config);
      if (plan.kind !== 'claim' || !plan.account) return { result: { plan, account: data } };
      return { next: plan.account, endsAt: accountEnd(plan.account, now), result: { plan, account: plan.account } };
    },
    signal,
  );

  const standing = standingOf(account, task, clock(), config);
  if (task.wanted && !task.destination.supported) return { ...standing, reason: 'unsupported' };
  if (!plan || plan.kind === 'join') return standing;
  if (plan.kind !== 'claim') {
    return { ...standing, reason: plan.kind === 'wait' ? 'rate_limited' : 'locked', resendAt: plan.until };
  }

  const result = await deliver(task, plan.challenge, dependencies, deadline);
  const settled = result.kind === 'accepted' || result.kind === 'unclear' ? 'sent' : 'failed';
  await transact<Account, void>(
    store,
    task.account,
    emptyAccount,
    (data) => {
      const next = settleSend(data, task.challengeKey, plan.challenge, settled, result.resendAt);
      return next ? { next, endsAt: accountEnd(next, clock()), result: undefined } : { result: undefined };
    },
    signal,
  );
  const { resendAt } = result;
  if (result.kind === 'accepted') return { ...standing, resendAt, sentNow: true };
  const reason: Reason =
    result.kind === 'limited' ? 'rate_limited' : result.kind === 'unsupported' ? 'unsupported' : 'send_failed';
  // A message that was refused leaves a code out only if an earlier one brought it.
  if (result.kind === 'unclear' || plan.challenge.out) return { ...standing, resendAt, reason };
  const { expiresAt: _, ...without } = standing;
  return { ...without, resendAt, reason };
}

type Delivery = { kind: Outcome['kind'] | 'limited'; resendAt: number };

async function deliver(
  task: SendTask,
  challenge: Challenge,
  { config, store, keys, senders, clock, log }: SendDependencies,
  deadline: Deadline,
): Promise<Delivery> {
  const { signal } = deadline;
  const name = `${challenge.id}.${challenge.send.number}`;
  const reservation = await onDestination<Reservation>(store, task, clock, signal, (budget, now) => {
    const result = reserve(budget, name, now, config.sends);
    return { next: result.kind === 'reserved' ? result.budget : undefined, result };
  });
  if (reservation.kind === 'refused') return refused('destination', reservation.until);

  const giveBack = () =>
    onDestination<void>(store, task, clock, signal, (budget) => ({ next: refund(budget, name), result: undefined }));

  const amount = task.person.known ? 1 : 0;
  const counted = await store.count(poolSendsKey, amount, config.poolSends, clock(), signal);
  if (counted.kind !== 'counted') {
    await giveBack();
    return refused(
      counted.kind === 'stopped' ? 'switch' : 'pool',
      counted.kind === 'refused' ? counted.until : Number.POSITIVE_INFINITY,
    );
  }

  const outcome = await handOver();
  if (outcome.kind === 'accepted') return { kind: 'accepted', resendAt: reservation.nextAt };
  log('send_not_accepted', { outcome: outcome.kind, why: outcome.why, channel: task.destination.channel });
  if (outcome.kind === 'unclear') return { kind: 'unclear', resendAt: reservation.nextAt };
  await giveBack();
  await store.count(poolSendsKey, amount ? -1 : 0, config.poolSends, clock(), signal);
  return { kind: outcome.kind, resendAt: clock() };

  function refused(budget: string, resendAt: number): Delivery {
    log('send_refused', { budget, channel: task.destination.channel });
    return { kind: 'limited', resendAt };
  }

  async function handOver(): Promise<Outcome> {
    const version = challenge.secretVersion;
    const secret = secretOf(await keys.keyring(signal, version), version);
    const sender = senders[task.destination.channel];
    if (!secret) return { kind: 'refused', why: 'secret_gone' };
    if (!sender) return { kind: 'unsupported', why: 'no_sender' };
    const binding = {
      challengeId: challenge.id,
      nonce: challenge.nonce,
      sub: task.person.sub,
      userPoolId: task.userPoolId,
      clientId: task.clientId,
      channel: task.destination.channel,
      destination: task.destinationName,
    };
    const code = codeOf(secret, binding, config.codeLength);
    const message = compose(task.destination, code, [task.asked?.locale, task.person.locale], config);
    if (!deadline.allowsSending()) return { kind: 'refused', why: 'too_late' };
    return task.person.known ? sender.send(message, signal) : { kind: 'accepted' };
  }
}

function onDestination<Result>(
  store: Store,
  task: SendTask,
  clock: () => number,
  signal: AbortSignal,
  decide: (budget: DestinationBudget, now: number) => { next: DestinationBudget | undefined; result: Result },
): Promise<Result> {
  return transact<DestinationBudget, Result>(
    store,
    task.destinationName,
    emptyDestination,
    (budget) => {
      const now = clock();
      const { next, result } = decide(budget, now);
      return next ? { next, endsAt: now + 2 * day, result } : { result };
    },
    signal,
  );
}

/** What the page is told of the code as it is on record, before this round's own sending. */
function standingOf(account: Account, task: SendTask, now: number, config: SendConfig): Standing {
  const live = account.challenges[task.challengeKey];
  const until = lockedUntil(account, now, config);
  if (until > now) return { reason: 'locked', resendAt: until, attemptsLeft: 0 };
  const resendAt = live ? live.send.resendAt : now;
  if (isAnswerable(live, now, config) && (live.out || live.send.state === 'claimed')) {
    const attemptsLeft = Math.min(config.attempts - live.tries.length, guessesLeft(account, now, config));
    return { expiresAt: live.expiresAt, resendAt, attemptsLeft, ...wrongReason(live, task) };
  }
  const reason = reasonWithout(live, task, now, config);
  return { resendAt, ...(reason ? { reason } : {}) };
}

/** After an answer: it was counted, or (a fault of ours) never looked at, and may be given again. */
function wrongReason(live: Challenge, { answered }: SendTask): { reason?: Reason } {
  if (answered === undefined) return {};
  return { reason: live.tries.some((mark) => mark.startsWith(`${answered}.`)) ? 'wrong_code' : 'unchecked' };
}

function reasonWithout(
  live: Challenge | undefined,
  task: SendTask,
  now: number,
  config: SendConfig,
): Reason | undefined {
  if (task.wanted) return undefined;
  if (!live?.out) return 'not_sent';
  if (live.tries.length >= config.attempts) return 'used_up';
  return live.used || now >= live.expiresAt ? 'expired' : undefined;
}
