/** Takes messages off the budget of a destination, and gives them back. */
import {
  type DestinationBudget,
  emptyBudget,
  type Reservation,
  refund,
  reserve,
} from '../domain/destination-budget.js';
import type { RateWindow } from '../domain/rate-window.js';
import { DAY } from '../domain/time.js';
import type { Clock } from '../ports/clock.js';
import type { Store } from '../ports/store.js';
import { updateRecord } from './update-record.js';

/** How long the record of a budget is kept, in ms: longer than the longest window. */
const RETENTION = 2 * DAY;

/** What the budget is kept with. */
interface BudgetDependencies {
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * Takes a message off a destination's budget, if it fits.
 *
 * @param key the destination's table key.
 * @param messageId identifies the message, so that a repeated write takes nothing more.
 * @throws whatever the store throws.
 */
export function reserveDestination(
  key: string,
  messageId: string,
  windows: readonly RateWindow[],
  { store, clock }: BudgetDependencies,
  signal: AbortSignal,
): Promise<Reservation> {
  return updateRecord<DestinationBudget, Reservation>(
    store,
    key,
    emptyBudget,
    (budget) => {
      const now = clock.now();
      const result = reserve(budget, messageId, now, windows);
      return result.kind === 'reserved' ? { next: result.budget, expiresAt: now + RETENTION, result } : { result };
    },
    signal,
  );
}

/**
 * Gives a message back to a destination's budget.
 *
 * @throws whatever the store throws.
 */
export function refundDestination(
  key: string,
  messageId: string,
  { store, clock }: BudgetDependencies,
  signal: AbortSignal,
): Promise<void> {
  return updateRecord<DestinationBudget, void>(
    store,
    key,
    emptyBudget,
    (budget) => ({ next: refund(budget, messageId), expiresAt: clock.now() + RETENTION, result: undefined }),
    signal,
  );
}
