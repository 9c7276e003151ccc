import type { Channel, Reason } from '@cognito-otp/client/wire';
import type { Challenge } from '../domain/account.js';
import { deriveCode } from '../domain/code.js';
import type { Destination } from '../domain/destination.js';
import {
  type DestinationBudget,
  emptyBudget,
  type Reservation,
  refund,
  reserve,
} from '../domain/destination-budget.js';
import type { Person } from '../domain/person.js';
import { DAY, type RateWindow } from '../domain/rate-window.js';
import { type ComposeConfig, composeMessage } from '../messages/compose.js';
import type { Clock } from '../ports/clock.js';
import { type KeyringSource, secretForVersion } from '../ports/keys.js';
import { type Log, loggableError, loggableWord } from '../ports/log.js';
import type { Sender, SendOutcome } from '../ports/sender.js';
import { type Counter, type CounterLimits, type RecordUpdate, type Store, updateRecord } from '../ports/store.js';
import type { Deadline } from './deadline.js';

export interface DeliveryConfig extends ComposeConfig {
  codeLength: number;
  /** Between two messages to one address, in ms. */
  coolDown: number;
  /** Messages to one address. */
  sends: readonly RateWindow[];
  /** Messages that no right answer has followed yet, to a block of neighbouring numbers. */
  rangeSends: CounterLimits;
  /** Messages of the whole pool. */
  poolSends: CounterLimits;
}

export interface DeliveryDependencies {
  config: DeliveryConfig;
  store: Store;
  keys: KeyringSource;
  senders: Partial<Record<Channel, Sender>>;
  clock: Clock;
  log: Log;
}

/** One message to be. */
export interface SendJob {
  person: Person;
  destination: Destination;
  destinationKey: string;
  /** The block of numbers it lies in (`rangeKey`). */
  rangeKey: string | undefined;
  userPoolId: string;
  clientId: string;
  /** The language asked for, BCP 47. */
  locale: string | undefined;
}

/** How it ended, for the page. */
export interface DeliveryResult {
  /** Whether a message has, or may have, gone out. */
  possiblySent: boolean;
  reason?: Reason;
  /** When the next one is possible, in ms; `undefined` where nobody knows. */
  resendAt?: number;
  receipt?: string;
}

/** The item that counts the pool's messages, and that an operator stops them with: `stopped = true`. */
export const POOL_SENDS_KEY = 'sends';

/**
 * Takes a message off every budget, then hands it over: each step one conditional write, so that no message goes out that
 * isn't counted. For somebody unknown, or whose account is closed, all of it is done alike, but nothing is handed to a
 * provider and nothing taken off the budgets that others share. What a provider certainly refused is given back.
 */
export async function deliver(
  job: SendJob,
  challenge: Challenge,
  { config, store, keys, senders, clock, log }: DeliveryDependencies,
  { signal, allowsSending }: Deadline,
): Promise<DeliveryResult> {
  const { destination, person, rangeKey } = job;
  const { channel } = destination;
  const amount = person.canReceiveCode ? 1 : 0;
  const name = `${challenge.id}.${challenge.send.number}`;
  const counters: (Counter & { budget: string })[] = [
    ...(rangeKey ? [{ budget: 'range', key: rangeKey, limits: config.rangeSends, permanent: false }] : []),
    { budget: 'pool', key: POOL_SENDS_KEY, limits: config.poolSends, permanent: true },
  ];

  const reservation = await onDestination<Reservation>((budget, now) => {
    const result = reserve(budget, name, now, config.sends);
    return result.kind === 'reserved' ? { next: result.budget, expiresAt: now + 2 * DAY, result } : { result };
  });
  if (reservation.kind === 'refused') return refusedBy('destination', reservation.until);
  const taken: typeof counters = [];
  for (const counter of counters) {
    const result = await store.count(counter, amount, clock.now(), signal);
    if (result.kind !== 'counted') {
      await refundAll();
      const stopped = result.kind === 'stopped';
      return refusedBy(stopped ? 'switch' : counter.budget, stopped ? undefined : result.until);
    }
    taken.push(counter);
  }

  const outcome = await handToProvider();
  if (outcome.kind === 'accepted') {
    log('sent', { channel, known: person.canReceiveCode });
    const { receipt } = outcome;
    return { possiblySent: true, resendAt: reservation.nextAt, ...(receipt ? { receipt } : {}) };
  }
  log('send_not_accepted', { outcome: outcome.kind, why: loggableWord(outcome.why), channel });
  if (outcome.kind === 'unclear') return { possiblySent: true, reason: 'send_failed', resendAt: reservation.nextAt };
  await refundAll();
  if (outcome.kind !== 'unsupported') return { possiblySent: false, reason: 'send_failed', resendAt: clock.now() };
  // The provider won't have another mind in a moment, and its calls are everybody's.
  return { possiblySent: false, reason: 'unsupported', resendAt: clock.now() + config.coolDown };

  async function handToProvider(): Promise<SendOutcome> {
    const version = challenge.secretVersion;
    const secret = secretForVersion(await keys.keyring(signal, version), version);
    const sender = senders[channel];
    if (!secret) return { kind: 'refused', why: 'secret_gone' };
    if (!sender) return { kind: 'unsupported', why: 'no_sender' };
    const binding = {
      challengeId: challenge.id,
      nonce: challenge.nonce,
      sub: person.sub,
      userPoolId: job.userPoolId,
      clientId: job.clientId,
      channel,
      destination: job.destinationKey,
    };
    const code = deriveCode(secret, binding, config.codeLength);
    const message = composeMessage(destination, code, [job.locale, person.locale], config);
    if (!allowsSending()) return { kind: 'refused', why: 'too_late' };
    if (!person.canReceiveCode) return { kind: 'accepted' };
    // A sender that throws, though it shouldn't, may have sent before it did.
    return sender.send(message, signal).catch((error: unknown) => ({ kind: 'unclear', why: loggableError(error) }));
  }

  async function refundAll(): Promise<void> {
    await onDestination<void>((budget, now) => ({
      next: refund(budget, name),
      expiresAt: now + 2 * DAY,
      result: undefined,
    }));
    for (const counter of taken) await store.count(counter, amount ? -1 : 0, clock.now(), signal);
  }

  function onDestination<Result>(
    decide: (budget: DestinationBudget, now: number) => RecordUpdate<DestinationBudget, Result>,
  ): Promise<Result> {
    return updateRecord<DestinationBudget, Result>(
      store,
      job.destinationKey,
      emptyBudget,
      (budget) => decide(budget, clock.now()),
      signal,
    );
  }

  function refusedBy(budget: string, resendAt: number | undefined): DeliveryResult {
    log('send_refused', { budget, channel });
    return { possiblySent: false, reason: 'rate_limited', ...(resendAt === undefined ? {} : { resendAt }) };
  }
}
