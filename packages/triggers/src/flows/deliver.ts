/**
 * Delivers one message: reserves it in the shared budgets, hands it to the provider, and refunds it if the provider
 * refuses.
 */
import type { Channel, Reason } from '@cognito-otp/client/wire';
import type { Challenge } from '../domain/account.js';
import { deriveCode } from '../domain/code.js';
import type { Destination } from '../domain/destination.js';
import type { Reservation } from '../domain/destination-budget.js';
import { secretForVersion } from '../domain/keyring.js';
import type { Person } from '../domain/person.js';
import type { RateWindow } from '../domain/rate-window.js';
import { POOL_SENDS_KEY } from '../domain/record-keys.js';
import { messageIdOf } from '../domain/send-plan.js';
import type { SharedBudget } from '../domain/shared-budget.js';
import { smsSegments } from '../domain/sms-segments.js';
import { type ComposeConfig, composeMessage } from '../messages/compose.js';
import type { Clock } from '../ports/clock.js';
import type { KeyringSource } from '../ports/keys.js';
import { type Log, loggableError, loggableWord } from '../ports/log.js';
import type { Sender, SendOutcome } from '../ports/sender.js';
import type { Counter, Store } from '../ports/store.js';
import type { Deadline } from './deadline.js';
import { refundDestination } from './destination-sends.js';
import type { ProviderTime } from './provider-time.js';
import type { Items } from './update-record.js';

/** Configuration of {@link deliver}. */
export interface DeliveryConfig extends ComposeConfig {
  readonly codeLength: number;
  /** The shortest time between two messages to one destination, in ms. */
  readonly coolDown: number;
  /** The budget of one destination. */
  readonly sends: readonly RateWindow[];
  /** The budget of a range: messages that no right answer has followed yet. */
  readonly rangeSends: SharedBudget;
  /** The budget of the whole pool, in segments of SMS; an email counts as one. */
  readonly poolSends: SharedBudget;
}

/** What {@link deliver} works with. */
export interface DeliveryDependencies {
  readonly config: DeliveryConfig;
  readonly store: Store;
  readonly keys: KeyringSource;
  readonly senders: Readonly<Partial<Record<Channel, Sender>>>;
  readonly providerTime: ProviderTime;
  readonly clock: Clock;
  readonly log: Log;
}

/** One message to send. */
export interface SendJob {
  readonly person: Person;
  readonly destination: Destination;
  /** The destination's table key (`destinationKey`). */
  readonly destinationKey: string;
  /** The key of the destination's budget (`destinationBudgetKey`). */
  readonly budgetKey: string;
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
  readonly room: number;
}

/** What is known from the claim of a message. */
export interface Claimed {
  /** Whether the message was reserved in the budget of its destination. */
  readonly reservation: Reservation;
  /** What the claim has read and written, by key. */
  readonly items: Items;
}

/**
 * Reserves a message, which was reserved in the budget of its destination already, in those of its range and the pool, then
 * hands it to the provider. Each step is one conditional write, so that every message that is sent was counted. A message
 * that the provider certainly refused is refunded.
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
  claimed: Claimed,
  dependencies: DeliveryDependencies,
  deadline: Deadline,
): Promise<DeliveryResult> {
  const { config, clock, log } = dependencies;
  const { channel } = job.destination;
  const messageId = messageIdOf(challenge);

  const segments = segmentsOf(job, config);
  const counters = countersOf(job, config, segments);

  const reservation = await reserveAll(job, messageId, counters, claimed, dependencies, deadline.signal);
  if (reservation.kind === 'refused') {
    const { budget, until } = reservation;
    log('send_refused', { budget, channel });
    return { possiblySent: false, reason: 'rate_limited', ...(until === undefined ? {} : { resendAt: until }) };
  }

  const outcome = await handToProvider(job, challenge, dependencies, deadline);
  if (outcome.kind === 'accepted') {
    log('sent', { channel, known: job.person.canReceiveCode, segments });
    const { receipt } = outcome;
    return { possiblySent: true, resendAt: reservation.nextAt, ...(receipt ? { receipt } : {}) };
  }
  log('send_not_accepted', { outcome: outcome.kind, why: loggableWord(outcome.why), channel });
  if (outcome.kind === 'unclear') return { possiblySent: true, reason: 'send_failed', resendAt: reservation.nextAt };
  await refundAll(job, messageId, counters, claimed, dependencies, deadline.signal);
  if (outcome.kind !== 'unsupported') return { possiblySent: false, reason: 'send_failed', resendAt: clock.now() };
  // The provider would refuse again a moment later, and all users share its rate limits.
  return { possiblySent: false, reason: 'unsupported', resendAt: clock.now() + config.coolDown };
}

/** The counters in which a message is reserved, in this order. `room` is how much it takes. */
function countersOf(
  { rangeKey, person, destination }: SendJob,
  config: DeliveryConfig,
  segments: number,
): readonly BudgetCounter[] {
  // An unknown user is treated like one with a verified address, so that a caller cannot distinguish the two.
  const isOpen = person.canReceiveCode && !person.verified.has(destination.channel);
  const limitsOf = ({ limits, openLimits }: SharedBudget) => ({ limits, ...(isOpen ? { openLimits } : {}) });
  return [
    ...(rangeKey
      ? [{ budget: 'range' as const, key: rangeKey, ...limitsOf(config.rangeSends), permanent: false, room: 1 }]
      : []),
    {
      budget: 'pool',
      key: POOL_SENDS_KEY,
      ...limitsOf(config.poolSends),
      permanent: true,
      room: segments,
    },
  ];
}

/** How many segments a message is billed as. All codes have the same length, so the code need not be known. */
function segmentsOf({ destination, locale, person }: SendJob, config: DeliveryConfig): number {
  if (destination.channel !== 'sms') return 1;
  return smsSegments(composeMessage(destination, '0'.repeat(config.codeLength), [locale, person.locale], config).text);
}

/** Reserves a message in the shared budgets. If one refuses, it is reserved in no budget, and the refusing one is named. */
async function reserveAll(
  job: SendJob,
  messageId: string,
  counters: readonly BudgetCounter[],
  { reservation, items }: Claimed,
  dependencies: DeliveryDependencies,
  signal: AbortSignal,
): Promise<
  | { kind: 'reserved'; nextAt: number }
  | { kind: 'refused'; budget: 'destination' | 'range' | 'pool' | 'switch'; until: number | undefined }
> {
  const { store, clock } = dependencies;
  if (reservation.kind === 'refused') return { kind: 'refused', budget: 'destination', until: reservation.until };
  const taken: BudgetCounter[] = [];
  for (const counter of counters) {
    const amount = job.person.canReceiveCode ? counter.room : 0;
    const seen = items.get(counter.key);
    const result = await store.count({ ...counter, seen }, amount, clock.now(), signal);
    if (result.kind !== 'counted') {
      await refundAll(job, messageId, taken, { items }, dependencies, signal);
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
  { items }: Pick<Claimed, 'items'>,
  dependencies: DeliveryDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = dependencies;
  await refundDestination(job.budgetKey, messageId, dependencies, signal, items.get(job.budgetKey));
  for (const counter of taken) {
    await store.count(counter, job.person.canReceiveCode ? -counter.room : 0, clock.now(), signal);
  }
}

/** Derives the code, composes the message, and hands it to the channel's sender. */
async function handToProvider(
  job: SendJob,
  challenge: Challenge,
  { config, keys, senders, providerTime }: DeliveryDependencies,
  { signal, allowsSending, latestHandOver }: Deadline,
): Promise<SendOutcome> {
  const { destination, person } = job;
  const { channel } = destination;
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
  // The answer proves exactly the spelling of the attribute.
  const recipient = destination.channel === 'email' ? person.addresses.email : undefined;
  const to = { ...destination, address: recipient ?? destination.address };
  const message = composeMessage(to, code, [job.locale, person.locale], config);
  if (!allowsSending()) return { kind: 'refused', why: 'too_late' };
  // A sender must not throw. One that does may have sent the message before.
  const send = (): Promise<SendOutcome> =>
    sender
      .send(message, signal, allowsSending)
      .catch((error: unknown) => ({ kind: 'unclear', why: loggableError(error) }));
  const outcome = await providerTime.spend(channel, person.canReceiveCode ? send : undefined, latestHandOver);
  return outcome ?? { kind: 'accepted' };
}
