/** The trigger CustomMessage: holds the messages that Cognito itself sends to the budgets. */
import { randomBytes } from 'node:crypto';
import type { CustomMessageTriggerEvent } from 'aws-lambda';
import type { RateWindow } from '../domain/rate-window.js';
import { cognitoMessagesKey, POOL_SENDS_KEY } from '../domain/record-keys.js';
import { startDeadline } from '../flows/deadline.js';
import { refundDestination, reserveDestination } from '../flows/destination-sends.js';
import type { Clock } from '../ports/clock.js';
import { type Log, loggableError } from '../ports/log.js';
import type { CounterLimits, Store } from '../ports/store.js';

/** Configuration of {@link customMessage}. */
export interface CustomMessageConfig {
  /** How many messages one user can make Cognito send. */
  readonly sends: readonly RateWindow[];
  /** The budget of the whole pool, which includes the messages of the triggers. */
  readonly poolSends: CounterLimits;
}

/** What {@link customMessage} works with. */
export interface CustomMessageDependencies {
  readonly config: CustomMessageConfig;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Creates the trigger CustomMessage. It takes the messages that Cognito itself sends (because a user changes their phone
 * number, for example) off the pool's budget and off a budget of the user, and obeys the kill switch. The event does not
 * say where a message goes, so its country is not checked. The text stays that of the pool.
 *
 * @returns the handler. Throwing is the only way to refuse: `message_limited` when a budget is used up,
 *   `message_unavailable` after a fault. The page receives `CustomMessage failed with error <word>.`
 */
export function customMessage(dependencies: CustomMessageDependencies) {
  const { log } = dependencies;
  return async (event: CustomMessageTriggerEvent): Promise<CustomMessageTriggerEvent> => {
    // An administrator's action.
    if (event.triggerSource === 'CustomMessage_AdminCreateUser') return event;
    const refusedBy = await reserveMessage(event, dependencies).catch((error: unknown) => {
      log('custom_message_failed', { why: loggableError(error) });
      throw new Error('message_unavailable');
    });
    if (refusedBy) {
      log('send_refused', { budget: refusedBy, channel: 'cognito' });
      throw new Error('message_limited');
    }
    log('sent', { channel: 'cognito', known: true });
    return event;
  };
}

/** Takes one message off both budgets. Returns the budget that refuses, `undefined` if none does. */
async function reserveMessage(
  event: CustomMessageTriggerEvent,
  { config, store, clock }: CustomMessageDependencies,
): Promise<'destination' | 'pool' | 'switch' | undefined> {
  const { signal } = startDeadline(clock);
  if (typeof event?.userName !== 'string' || typeof event.userPoolId !== 'string') throw new Error('event_malformed');
  const key = cognitoMessagesKey(event.userPoolId, event.userName);
  const messageId = randomBytes(9).toString('base64url');

  const reservation = await reserveDestination(key, messageId, config.sends, { store, clock }, signal);
  if (reservation.kind === 'refused') return 'destination';
  const counter = { key: POOL_SENDS_KEY, limits: config.poolSends, permanent: true };
  const result = await store.count(counter, 1, clock.now(), signal);
  if (result.kind === 'counted') return undefined;
  await refundDestination(key, messageId, { store, clock }, signal);
  return result.kind === 'stopped' ? 'switch' : 'pool';
}
