import { nextFreeTime, type RateWindow, withinWindows } from './rate-window.js';

/** The messages that went (or may have gone) to one address, oldest first. */
export interface DestinationBudget {
  sends: { name: string; at: number }[];
}

export const emptyBudget: DestinationBudget = { sends: [] };

export type Reservation =
  | { kind: 'reserved'; budget: DestinationBudget; nextAt: number }
  | { kind: 'refused'; until: number };

/**
 * Takes one message off the address's budget.
 *
 * @param name of the message: a write whose reply got lost finds it there, and takes nothing more.
 */
export function reserve(
  budget: DestinationBudget,
  name: string,
  now: number,
  windows: readonly RateWindow[],
): Reservation {
  const seen = withinWindows(
    budget.sends.map((send) => send.at),
    windows,
    now,
  );
  const sends = budget.sends.filter((send) => seen.includes(send.at));
  if (sends.some((send) => send.name === name)) {
    return { kind: 'reserved', budget: { sends }, nextAt: nextFreeTime(seen, windows, now) };
  }
  const free = nextFreeTime(seen, windows, now);
  if (free > now) return { kind: 'refused', until: free };
  return {
    kind: 'reserved',
    budget: { sends: [...sends, { name, at: now }] },
    nextAt: nextFreeTime([...seen, now], windows, now),
  };
}

/** Gives a message back that the provider certainly didn't take. */
export function refund(budget: DestinationBudget, name: string): DestinationBudget {
  return { sends: budget.sends.filter((send) => send.name !== name) };
}
