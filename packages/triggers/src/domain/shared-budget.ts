/** A budget that all accounts share: the range's, and the pool's. */
import type { CounterLimits } from '../ports/store.js';

/** The limits of a shared budget. */
export interface SharedBudget {
  /** The limits for all accounts together. */
  readonly limits: CounterLimits;
  /**
   * The part that accounts without a verified address may use. The rest is reserved for accounts with one. Anyone can sign
   * up addresses, and could otherwise use up the budget that owners of accounts need.
   */
  readonly openLimits: CounterLimits;
}

/**
 * Divides limits into an open part and a reserved one.
 *
 * @param reservedPercent the reserved part, from 0 to 100. At least one message an hour and a day stays open.
 */
export function shareBudget(limits: CounterLimits, reservedPercent: number): SharedBudget {
  const open = (limit: number) => Math.max(1, Math.floor((limit * (100 - reservedPercent)) / 100));
  return { limits, openLimits: { hour: open(limits.hour), day: open(limits.day) } };
}
