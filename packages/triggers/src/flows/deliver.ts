/** Delivers one message: takes it off every budget, hands it to the provider, and refunds it if the provider refuses. */
import type { Channel, Reason } from '@cognito-otp/client/wire';
import type { Challenge } from '../domain/account.js';
import { deriveCode } from '../domain/code.js';
import type { Destination } from '../domain/destination.js';
import type { Reservation } from '../domain/destination-budget.js';
import { secretForVersion } from '../domain/keyring.js';
import type { Person } from '../domain/person.js';
import type { RateWindow } from '../domain/rate-window.js';
import { POOL_SENDS_KEY } from '../domain/record-keys.js';
import { type ComposeConfig, composeMessage } from '../messages/compose.js';
import type { Clock } from '../ports/clock.js';
import type { KeyringSource } from '../ports/keys.js';
import { type Log, loggableError, loggableWord } from '../ports/log.js';
import type { Sender, SendOutcome } from '../ports/sender.js';
import type { Counter, CounterLimits, Store } from '../ports/store.js';
import type { Deadline } from './deadline.js';
import { refundDestination, reserveDestination } from './destination-sends.js';

/** Configuration of {@link deliver}. */
export interface DeliveryConfig extends ComposeConfig {
  readonly codeLength: number;
  /** The shortest time between two messages to one destination, in ms. */
  readonly coolDown: number;
  /** The budget of one destination. */
  readonly sends: readonly RateWindow[];
  /** The budget of a range: messages that no right answer has followed yet. */
  readonly rangeSends: CounterLimits;
  /** The budget of the whole pool. */
  readonly poolSends: CounterLimits;
}

/** What {@link deliver} works with. */
export interface DeliveryDependencies {
  readonly config: DeliveryConfig;
  readonly store: Store;
  readonly keys: KeyringSource;
  readonly senders: Readonly<Partial<Record<Channel, Sender>>>;
  readonly clock: Clock;
  readonly log: Log;
}

/** One message to send. */
export interface SendJob {
  readonly person: Person;
  readonly destination: Destination;
  /** The destination's table key (`destinationKey`). */
  readonly destinationKey: string;
  /** The range that the destination lies in (`rangeKey`). */
  readonly rangeKey: string | undefined;
  readonly userPoolId: string;
  readonly clientId: string;
  /** The language that the page asked for, a BCP 47 tag. */
  readonly locale: string | undefined;
}

/** How a delivery ended, for the page. */
export interface DeliveryResult {
  /** Whether a message was sent, or may have been. */
  readonly possiblySent: boolean;
  readonly reason?: Reason;
  /** When the next message is possible, in ms since the epoch; `undefined` if that is not known. */
  readonly resendAt?: number;
  /** The provider's id for the message. */
  readonly receipt?: string;
}

/** A shared counter that a message is taken off, under the name that the log gives its budget. */
interface BudgetCounter extends Counter {
  readonly budget: 'range' | 'pool';
}

/**
 * Takes a message off the budgets of its destination, its range and the pool, then hands it to the provider. Each step is
 * one conditional write, so that no message is sent that is not counted. What a provider certainly refused is refunded.
 *
 * For unknown users and closed accounts the steps are the same, except that nothing is handed to a provider and nothing is
 * taken off the shared budgets.
 *
 * @param challenge the claimed challenge whose code to send.
 * @throws whatever the store or the keyring source throws.
 */
export async function deliver(
  job: SendJob,
  challenge: Challenge,
  dependencies: DeliveryDependencies,
  deadline: Deadline,
): Promise<DeliveryResult> {
  const { config, clock, log } = dependencies;
  const { channel } = job.destination;
  const messageId = `${challenge.id}.${challenge.send.number}`;

  const reservation = await reserveAll(job, messageId, dependencies, deadline.signal);
  if (reservation.kind === 'refused') {
    const { budget, until } = reservation;
    log('send_refused', { budget, channel });
    return { possiblySent: false, reason: 'rate_limited', ...(until === undefined ? {} : { resendAt: until }) };
  }

  const outcome = await handToProvider(job, challenge, dependencies, deadline);
  if (outcome.kind === 'accepted') {
    log('sent', { channel, known: job.person.canReceiveCode });
    const { receipt } = outcome;
    return { possiblySent: true, resendAt: reservation.nextAt, ...(receipt ? { receipt } : {}) };
  }
  log('send_not_accepted', { outcome: outcome.kind, why: loggableWord(outcome.why), channel });
  if (outcome.kind === 'unclear') return { possiblySent: true, reason: 'send_failed', resendAt: reservation.nextAt };
  await refundAll(job, messageId, countersOf(job, config), dependencies, deadline.signal);
  if (outcome.kind !== 'unsupported') return { possiblySent: false, reason: 'send_failed', resendAt: clock.now() };
  // The provider would refuse again a moment later, and all users share its rate limits.
  return { possiblySent: false, reason: 'unsupported', resendAt: clock.now() + config.coolDown };
}

/** The counters that a message is taken off, in this order. */
function countersOf({ rangeKey }: SendJob, config: DeliveryConfig): readonly BudgetCounter[] {
  return [
    ...(rangeKey ? [{ budget: 'range' as const, key: rangeKey, limits: config.rangeSends, permanent: false }] : []),
    { budget: 'pool', key: POOL_SENDS_KEY, limits: config.poolSends, permanent: true },
  ];
}

/** Takes a message off every budget, or off none and names the one that refuses. */
async function reserveAll(
  job: SendJob,
  messageId: string,
  dependencies: DeliveryDependencies,
  signal: AbortSignal,
): Promise<
  | { kind: 'reserved'; nextAt: number }
  | { kind: 'refused'; budget: 'destination' | 'range' | 'pool' | 'switch'; until: number | undefined }
> {
  const { config, store, clock } = dependencies;
  const reservation: Reservation = await reserveDestination(
    job.destinationKey,
    messageId,
    config.sends,
    dependencies,
    signal,
  );
  if (reservation.kind === 'refused') return { kind: 'refused', budget: 'destination', until: reservation.until };
  const taken: BudgetCounter[] = [];
  for (const counter of countersOf(job, config)) {
    const result = await store.count(counter, job.person.canReceiveCode ? 1 : 0, clock.now(), signal);
    if (result.kind !== 'counted') {
      await refundAll(job, messageId, taken, dependencies, signal);
      return result.kind === 'stopped'
        ? { kind: 'refused', budget: 'switch', until: undefined }
        : { kind: 'refused', budget: counter.budget, until: result.until };
    }
    taken.push(counter);
  }
  return { kind: 'reserved', nextAt: reservation.nextAt };
}

/** Gives a message back to the destination's budget and to the counters that it was taken off. */
async function refundAll(
  job: SendJob,
  messageId: string,
  taken: readonly BudgetCounter[],
  dependencies: DeliveryDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = dependencies;
  await refundDestination(job.destinationKey, messageId, dependencies, signal);
  for (const counter of taken) await store.count(counter, job.person.canReceiveCode ? -1 : 0, clock.now(), signal);
}

/** Derives the code, composes the message, and hands it to the channel's sender. */
async function handToProvider(
  job: SendJob,
  challenge: Challenge,
  { config, keys, senders }: DeliveryDependencies,
  { signal, allowsSending }: Deadline,
): Promise<SendOutcome> {
  const { destination, person } = job;
  const version = challenge.secretVersion;
  const secret = secretForVersion(await keys.keyring(signal, version), version);
  const sender = senders[destination.channel];
  if (!secret) return { kind: 'refused', why: 'secret_gone' };
  if (!sender) return { kind: 'unsupported', why: 'no_sender' };
  const binding = {
    challengeId: challenge.id,
    nonce: challenge.nonce,
    sub: person.sub,
    userPoolId: job.userPoolId,
    clientId: job.clientId,
    channel: destination.channel,
    destination: job.destinationKey,
  };
  const code = deriveCode(secret, binding, config.codeLength);
  const message = composeMessage(destination, code, [job.locale, person.locale], config);
  if (!allowsSending()) return { kind: 'refused', why: 'too_late' };
  if (!person.canReceiveCode) return { kind: 'accepted' };
  // A sender must not throw. One that does may have sent the message before.
  return sender.send(message, signal).catch((error: unknown) => ({ kind: 'unclear', why: loggableError(error) }));
}
