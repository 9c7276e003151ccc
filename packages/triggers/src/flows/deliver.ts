import type { Channel, Reason } from '@cognito-otp/client/wire';
import type { Challenge } from '../domain/account.js';
import { codeOf } from '../domain/code.js';
import type { Destination } from '../domain/destination.js';
import {
  type DestinationBudget,
  emptyDestination,
  type Reservation,
  refund,
  reserve,
} from '../domain/destination-budget.js';
import type { Person } from '../domain/person.js';
import { day, type Window } from '../domain/windows.js';
import { type ComposeConfig, compose } from '../messages/compose.js';
import type { Clock } from '../ports/clock.js';
import { type KeyringSource, secretOf } from '../ports/keys.js';
import { faultOf, type Log, wordOf } from '../ports/log.js';
import type { Outcome, Sender } from '../ports/sender.js';
import { type Counter, type CounterLimits, type Decision, type Store, transact } from '../ports/store.js';
import type { Deadline } from './deadline.js';

export interface DeliveryConfig extends ComposeConfig {
  codeLength: number;
  /** Between two messages to one address, in ms. */
  coolDown: number;
  /** Messages to one address. */
  sends: readonly Window[];
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
export interface Parcel {
  person: Person;
  destination: Destination;
  destinationName: string;
  /** The block of numbers it lies in (`rangeKey`). */
  range: string | undefined;
  userPoolId: string;
  clientId: string;
  /** The language asked for, BCP 47. */
  locale: string | undefined;
}

/** How it ended, for the page. */
export interface Delivery {
  /** Whether a message has, or may have, gone out. */
  out: boolean;
  reason?: Reason;
  /** When the next one is possible, in ms; `undefined` where nobody knows. */
  resendAt?: number;
  receipt?: string;
}

/** The item that counts the pool's messages, and that an operator stops them with: `stopped = true`. */
export const poolSendsKey = 'sends';

/**
 * Takes a message off every budget, then hands it over: each step one conditional write, so that no message goes out that
 * isn't counted. For somebody unknown, or whose account is closed, all of it is done alike, but nothing is handed to a
 * provider and nothing taken off the budgets that others share. What a provider certainly refused is given back.
 */
export async function deliver(
  parcel: Parcel,
  challenge: Challenge,
  { config, store, keys, senders, clock, log }: DeliveryDependencies,
  { signal, allowsSending }: Deadline,
): Promise<Delivery> {
  const { destination, person, range } = parcel;
  const { channel } = destination;
  const amount = person.known ? 1 : 0;
  const name = `${challenge.id}.${challenge.send.number}`;
  const counters: (Counter & { budget: string })[] = [
    ...(range ? [{ budget: 'range', key: range, limits: config.rangeSends, keep: false }] : []),
    { budget: 'pool', key: poolSendsKey, limits: config.poolSends, keep: true },
  ];

  const reservation = await onDestination<Reservation>((budget, now) => {
    const result = reserve(budget, name, now, config.sends);
    return result.kind === 'reserved' ? { next: result.budget, endsAt: now + 2 * day, result } : { result };
  });
  if (reservation.kind === 'refused') return refusedBy('destination', reservation.until);
  const taken: typeof counters = [];
  for (const counter of counters) {
    const result = await store.count(counter, amount, clock.now(), signal);
    if (result.kind !== 'counted') {
      await giveBack();
      const stopped = result.kind === 'stopped';
      return refusedBy(stopped ? 'switch' : counter.budget, stopped ? undefined : result.until);
    }
    taken.push(counter);
  }

  const outcome = await handOver();
  if (outcome.kind === 'accepted') {
    log('sent', { channel, known: person.known });
    const { receipt } = outcome;
    return { out: true, resendAt: reservation.nextAt, ...(receipt ? { receipt } : {}) };
  }
  log('send_not_accepted', { outcome: outcome.kind, why: wordOf(outcome.why), channel });
  if (outcome.kind === 'unclear') return { out: true, reason: 'send_failed', resendAt: reservation.nextAt };
  await giveBack();
  if (outcome.kind !== 'unsupported') return { out: false, reason: 'send_failed', resendAt: clock.now() };
  // The provider won't have another mind in a moment, and its calls are everybody's.
  return { out: false, reason: 'unsupported', resendAt: clock.now() + config.coolDown };

  async function handOver(): Promise<Outcome> {
    const version = challenge.secretVersion;
    const secret = secretOf(await keys.keyring(signal, version), version);
    const sender = senders[channel];
    if (!secret) return { kind: 'refused', why: 'secret_gone' };
    if (!sender) return { kind: 'unsupported', why: 'no_sender' };
    const binding = {
      challengeId: challenge.id,
      nonce: challenge.nonce,
      sub: person.sub,
      userPoolId: parcel.userPoolId,
      clientId: parcel.clientId,
      channel,
      destination: parcel.destinationName,
    };
    const code = codeOf(secret, binding, config.codeLength);
    const message = compose(destination, code, [parcel.locale, person.locale], config);
    if (!allowsSending()) return { kind: 'refused', why: 'too_late' };
    if (!person.known) return { kind: 'accepted' };
    // A sender that throws, though it shouldn't, may have sent before it did.
    return sender.send(message, signal).catch((error: unknown) => ({ kind: 'unclear', why: faultOf(error) }));
  }

  async function giveBack(): Promise<void> {
    await onDestination<void>((budget, now) => ({
      next: refund(budget, name),
      endsAt: now + 2 * day,
      result: undefined,
    }));
    for (const counter of taken) await store.count(counter, amount ? -1 : 0, clock.now(), signal);
  }

  function onDestination<Result>(
    decide: (budget: DestinationBudget, now: number) => Decision<DestinationBudget, Result>,
  ): Promise<Result> {
    return transact<DestinationBudget, Result>(
      store,
      parcel.destinationName,
      emptyDestination,
      (budget) => decide(budget, clock.now()),
      signal,
    );
  }

  function refusedBy(budget: string, resendAt: number | undefined): Delivery {
    log('send_refused', { budget, channel });
    return { out: false, reason: 'rate_limited', ...(resendAt === undefined ? {} : { resendAt }) };
  }
}
