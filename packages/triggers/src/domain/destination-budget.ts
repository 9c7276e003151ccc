/** The budget of one destination: the record of its recent messages, in sliding windows. */
import { nextFreeTime, type RateWindow, withinWindows } from './rate-window.js';

/** The messages that were sent, or may have been sent, to one address, oldest first. */
export interface DestinationBudget {
  /** `name` identifies the message; `at` is in ms since the epoch. The names are the stored format. */
  readonly sends: readonly { readonly name: string; readonly at: number }[];
}

/** The budget of an address that no message was sent to. */
export const emptyBudget: DestinationBudget = { sends: [] };

/**
 * Whether a message fits into the budget.
 * - `reserved`: once `budget` is written. `nextAt` is when another message is possible.
 * - `refused`: none is possible before `until`.
 */
export type Reservation =
  | { readonly kind: 'reserved'; readonly budget: DestinationBudget; readonly nextAt: number }
  | { readonly kind: 'refused'; readonly until: number };

/**
 * Takes one message off the budget.
 *
 * @param messageId identifies the message. If it is in the budget already, as after a write whose reply was lost, nothing
 *   more is taken.
 */
export function reserve(
  budget: DestinationBudget,
  messageId: string,
  now: number,
  windows: readonly RateWindow[],
): Reservation {
  const times = withinWindows(
    budget.sends.map((send) => send.at),
    windows,
    now,
  );
  const sends = budget.sends.filter((send) => times.includes(send.at));
  if (sends.some((send) => send.name === messageId)) {
    return { kind: 'reserved', budget: { sends }, nextAt: nextFreeTime(times, windows, now) };
  }
  const free = nextFreeTime(times, windows, now);
  if (free > now) return { kind: 'refused', until: free };
  return {
    kind: 'reserved',
    budget: { sends: [...sends, { name: messageId, at: now }] },
    nextAt: nextFreeTime([...times, now], windows, now),
  };
}

/** Gives back a message that the provider certainly did not take. */
export function refund(budget: DestinationBudget, messageId: string): DestinationBudget {
  return { sends: budget.sends.filter((send) => send.name !== messageId) };
}
