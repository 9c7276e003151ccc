import { randomBytes } from 'node:crypto';
import type { CustomMessageTriggerEvent } from 'aws-lambda';
import {
  type DestinationBudget,
  emptyDestination,
  type Reservation,
  refund,
  reserve,
} from '../domain/destination-budget.js';
import { day, type Window } from '../domain/windows.js';
import { deadlineFrom } from '../flows/deadline.js';
import { poolSendsKey } from '../flows/deliver.js';
import type { Clock } from '../ports/clock.js';
import { faultOf, type Log } from '../ports/log.js';
import { type CounterLimits, type Decision, type Store, transact } from '../ports/store.js';

export interface CustomMessageConfig {
  /** Messages that one person can have Cognito send. */
  sends: readonly Window[];
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
      log('message_failed', { why: faultOf(error) });
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
    const { signal } = deadlineFrom(clock);
    if (typeof event?.userName !== 'string' || typeof event.userPoolId !== 'string') throw new Error('event_malformed');
    const key = `cognito-messages#${event.userPoolId}#${event.userName}`;
    const name = randomBytes(9).toString('base64url');
    const own = <Result>(decide: (budget: DestinationBudget, now: number) => Decision<DestinationBudget, Result>) =>
      transact<DestinationBudget, Result>(store, key, emptyDestination, (data) => decide(data, clock.now()), signal);

    const reservation = await own<Reservation>((budget, now) => {
      const result = reserve(budget, name, now, config.sends);
      return result.kind === 'reserved' ? { next: result.budget, endsAt: now + 2 * day, result } : { result };
    });
    if (reservation.kind === 'refused') return 'destination';
    const counter = { key: poolSendsKey, limits: config.poolSends, keep: true };
    const result = await store.count(counter, 1, clock.now(), signal);
    if (result.kind === 'counted') return undefined;
    await own<void>((budget, now) => ({ next: refund(budget, name), endsAt: now + 2 * day, result: undefined }));
    return result.kind === 'stopped' ? 'switch' : 'pool';
  }
}
