import { randomBytes } from 'node:crypto';
import type { CustomMessageTriggerEvent } from 'aws-lambda';
import {
  type DestinationBudget,
  emptyBudget,
  type Reservation,
  refund,
  reserve,
} from '../domain/destination-budget.js';
import { DAY, type RateWindow } from '../domain/rate-window.js';
import { startDeadline } from '../flows/deadline.js';
import { POOL_SENDS_KEY } from '../flows/deliver.js';
import type { Clock } from '../ports/clock.js';
import { type Log, loggableError } from '../ports/log.js';
import { type CounterLimits, type RecordUpdate, type Store, updateRecord } from '../ports/store.js';

export interface CustomMessageConfig {
  /** Messages that one person can have Cognito send. */
  sends: readonly RateWindow[];
  /** Messages of the whole pool, the triggers' own among them. */
  poolSends: CounterLimits;
}

export interface CustomMessageDependencies {
  config: CustomMessageConfig;
  store: Store;
  clock: Clock;
  log: Log;
}

/**
 * CustomMessage: takes the messages that Cognito sends by itself (somebody changes their number, say) off the pool's budget,
 * and off one of the person's own, under the same switch. The event doesn't show where a message goes, so no country is
 * checked. The words are those of the pool.
 *
 * Refusing is throwing here, there is no other way; the fixed words reach the page as
 * `CustomMessage failed with error <word>.`: `message_limited`, `message_unavailable`.
 */
export function customMessage({ config, store, clock, log }: CustomMessageDependencies) {
  return async (event: CustomMessageTriggerEvent): Promise<CustomMessageTriggerEvent> => {
    // An administrator's own doing.
    if (event.triggerSource === 'CustomMessage_AdminCreateUser') return event;
    const refusing = await spend(event).catch((error: unknown) => {
      log('custom_message_failed', { why: loggableError(error) });
      throw new Error('message_unavailable');
    });
    if (refusing) {
      log('send_refused', { budget: refusing, channel: 'cognito' });
      throw new Error('message_limited');
    }
    log('sent', { channel: 'cognito', known: true });
    return event;
  };

  /** @returns which budget refuses; nothing where none does and the message is counted. */
  async function spend(event: CustomMessageTriggerEvent): Promise<'destination' | 'pool' | 'switch' | undefined> {
    const { signal } = startDeadline(clock);
    if (typeof event?.userName !== 'string' || typeof event.userPoolId !== 'string') throw new Error('event_malformed');
    const key = `cognito-messages#${event.userPoolId}#${event.userName}`;
    const name = randomBytes(9).toString('base64url');
    const own = <Result>(decide: (budget: DestinationBudget, now: number) => RecordUpdate<DestinationBudget, Result>) =>
      updateRecord<DestinationBudget, Result>(store, key, emptyBudget, (data) => decide(data, clock.now()), signal);

    const reservation = await own<Reservation>((budget, now) => {
      const result = reserve(budget, name, now, config.sends);
      return result.kind === 'reserved' ? { next: result.budget, expiresAt: now + 2 * DAY, result } : { result };
    });
    if (reservation.kind === 'refused') return 'destination';
    const counter = { key: POOL_SENDS_KEY, limits: config.poolSends, permanent: true };
    const result = await store.count(counter, 1, clock.now(), signal);
    if (result.kind === 'counted') return undefined;
    await own<void>((budget, now) => ({ next: refund(budget, name), expiresAt: now + 2 * DAY, result: undefined }));
    return result.kind === 'stopped' ? 'switch' : 'pool';
  }
}
