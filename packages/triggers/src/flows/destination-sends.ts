/** Takes messages off the budget of a destination, and gives them back. */
import { type DestinationBudget, type Reservation, refund, reserve } from '../domain/destination-budget.js';
import type { RateWindow } from '../domain/rate-window.js';
import { readBudget } from '../domain/read-records.js';
import { DAY } from '../domain/time.js';
import type { Clock } from '../ports/clock.js';
import type { Store, Stored } from '../ports/store.js';
import { updateRecord } from './update-record.js';

/** How long the record of a budget is kept, in ms: longer than the longest window. */
export const BUDGET_RETENTION = 2 * DAY;

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
export async function reserveDestination(
  key: string,
  messageId: string,
  windows: readonly RateWindow[],
  { store, clock }: BudgetDependencies,
  signal: AbortSignal,
): Promise<Reservation> {
  const { result } = await updateRecord<DestinationBudget, Reservation>(
    store,
    key,
    (data) => readBudget(data, clock.now()),
    (budget) => {
      const now = clock.now();
      const result = reserve(budget, messageId, now, windows);
      return result.kind === 'reserved'
        ? { next: result.budget, expiresAt: now + BUDGET_RETENTION, result }
        : { result };
    },
    signal,
  );
  return result;
}

/**
 * Gives a message back to a destination's budget.
 *
 * @param known the record of the budget as it was read last.
 * @throws whatever the store throws.
 */
export async function refundDestination(
  key: string,
  messageId: string,
  { store, clock }: BudgetDependencies,
  signal: AbortSignal,
  known?: Stored,
): Promise<void> {
  await updateRecord<DestinationBudget, void>(
    store,
    key,
    (data) => readBudget(data, clock.now()),
    (budget) => ({ next: refund(budget, messageId), expiresAt: clock.now() + BUDGET_RETENTION, result: undefined }),
    signal,
    known,
  );
}
