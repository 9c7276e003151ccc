/** The trigger CustomMessage: holds the messages that Cognito itself sends to the budgets. */
import { randomBytes } from 'node:crypto';
import type { CustomMessageTriggerEvent } from 'aws-lambda';
import type { RateWindow } from '../domain/rate-window.js';
import { ADDRESS_CHANGES_KEY, cognitoMessagesKey, POOL_SENDS_KEY } from '../domain/record-keys.js';
import type { SharedBudget } from '../domain/shared-budget.js';
import { startDeadline } from '../flows/deadline.js';
import { refundDestination, reserveDestination } from '../flows/destination-sends.js';
import type { Clock } from '../ports/clock.js';
import { type Log, loggableError } from '../ports/log.js';
import type { Counter, Store } from '../ports/store.js';

/** Configuration of {@link customMessage}. */
export interface CustomMessageConfig {
  /** How many messages one user can make Cognito send. */
  readonly sends: readonly RateWindow[];
  /** The budget of the whole pool, which includes the messages of the triggers. */
  readonly poolSends: SharedBudget;
  /**
   * Whether users may change their addresses. If not, Cognito sends no message to the new address, and the change has no
   * effect.
   */
  readonly addressChange: 'off' | 'on';
}

/** What {@link customMessage} works with. */
export interface CustomMessageDependencies {
  readonly config: CustomMessageConfig;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** The sources of messages that a signed-in user can cause to an address that is not proved. */
const TO_UNPROVED_ADDRESS: ReadonlySet<string | undefined> = new Set([
  'CustomMessage_UpdateUserAttribute',
  'CustomMessage_VerifyUserAttribute',
]);

/**
 * The part of the pool's budget that changes of addresses may use, so that they cannot use up the messages of sign-ins.
 */
const ADDRESS_CHANGE_SHARE = 0.1;

/**
 * Creates the trigger CustomMessage. It refuses the messages that verify a changed address unless the operator allows
 * changes. It counts all other messages that Cognito itself sends in the pool's budget and in a budget of the user, and
 * obeys the kill switch. Messages that verify an address also have a small budget of their own, because the event does not
 * contain the destination, so its country cannot be checked. The text of the messages is that of the pool:
 * docs/decisions/0037-no-change-of-address.md.
 *
 * @returns the handler. Throwing is the only way to refuse: `address_change_refused` if changes are not allowed,
 *   `message_limited` when a budget is used up, `message_unavailable` after a fault. The page receives
 *   `CustomMessage failed with error <word>.`
 */
export function customMessage(dependencies: CustomMessageDependencies) {
  const { config, log } = dependencies;
  return async (event: CustomMessageTriggerEvent): Promise<CustomMessageTriggerEvent> => {
    // An administrator's action.
    if (event.triggerSource === 'CustomMessage_AdminCreateUser') return event;
    if (config.addressChange === 'off' && TO_UNPROVED_ADDRESS.has(event?.triggerSource)) {
      log('address_change_refused');
      throw new Error('address_change_refused');
    }
    const refusedBy = await reserveMessage(event, dependencies).catch((error: unknown) => {
      log('custom_message_failed', { why: loggableError(error) });
      throw new Error('message_unavailable');
    });
    if (refusedBy) {
      log('send_refused', { budget: refusedBy, channel: 'cognito' });
      throw new Error('message_limited');
    }
    log('sent', { channel: 'cognito', known: true, segments: 1 });
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
  const taken: Counter[] = [];
  for (const counter of countersOf(event, config)) {
    const result = await store.count(counter, 1, clock.now(), signal);
    if (result.kind === 'counted') {
      taken.push(counter);
      continue;
    }
    for (const one of taken) await store.count(one, -1, clock.now(), signal);
    await refundDestination(key, messageId, { store, clock }, signal);
    return result.kind === 'stopped' ? 'switch' : 'pool';
  }
  return undefined;
}

/** The counters of a message. That of the pool is the last, because every sender writes to it. */
function countersOf({ triggerSource }: CustomMessageTriggerEvent, { poolSends }: CustomMessageConfig): Counter[] {
  const pool = { key: POOL_SENDS_KEY, ...poolSends, permanent: true };
  if (!TO_UNPROVED_ADDRESS.has(triggerSource)) return [pool];
  const share = (limit: number): number => Math.max(1, Math.floor(limit * ADDRESS_CHANGE_SHARE));
  const limits = { hour: share(poolSends.limits.hour), day: share(poolSends.limits.day) };
  return [{ key: ADDRESS_CHANGES_KEY, limits, permanent: true }, pool];
}
