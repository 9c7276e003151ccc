import { nextFree, recent, type Window } from './windows.js';

/** The messages that went (or may have gone) to one address, oldest first. */
export interface DestinationBudget {
  sends: { name: string; at: number }[];
}

export const emptyDestination: DestinationBudget = { sends: [] };

export type Reservation =
  | { kind: 'reserved'; budget: DestinationBudget; nextAt: number }
  | { kind: 'refused'; until: number };

/**
 * Takes one message off the address's budget.
 *
 * @param name of the message: one that is reserved already stays so and costs nothing more, however often it is tried.
 */
export function reserve(budget: DestinationBudget, name: string, now: number, windows: readonly Window[]): Reservation {
  const times = recent(
    budget.sends.map((send) => send.at),
    windows,
    now,
  );
  const sends = budget.sends.slice(budget.sends.length - times.length);
  if (sends.some((send) => send.name === name)) {
    return { kind: 'reserved', budget: { sends }, nextAt: nextFree(times, windows, now) };
  }
  const free = nextFree(times, windows, now);
  if (free > now) return { kind: 'refused', until: free };
  return {
    kind: 'reserved',
    budget: { sends: [...sends, { name, at: now }] },
    nextAt: nextFree([...times, now], windows, now),
  };
}

/** Gives a message back that the provider certainly didn't take. */
export function refund(budget: DestinationBudget, name: string): DestinationBudget {
  return { sends: budget.sends.filter((send) => send.name !== name) };
}
