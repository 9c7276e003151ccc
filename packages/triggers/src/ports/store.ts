/**
 * Port: the table. It keeps records, which are replaced as a whole by conditional writes, and counters. Each write is one
 * conditional write to one item (docs/decisions/0009).
 */
export interface Store {
  /** Reads a record consistently. An expired record counts as absent, but keeps its version until it is deleted. */
  read(key: string, signal: AbortSignal): Promise<Stored>;
  /**
   * Replaces a record if it still has `version`.
   *
   * @param version as {@link read} returned it; 0 creates the record.
   * @param data serializable as JSON.
   * @param expiresAt in ms since the epoch. From then on the record is not honored and may be deleted.
   * @returns `false` if another writer has replaced the record in the meantime.
   */
  write(key: string, version: number, data: unknown, expiresAt: number, signal: AbortSignal): Promise<boolean>;
  /**
   * Adds `amount` to the counts of the current clock hour and day (UTC), provided that both stay within the limits and
   * the counter has not been stopped. It never retries by itself: an increment whose reply was lost may have happened.
   *
   * @param amount 1 counts. 0 reads and writes in the same way without counting. −1 gives back one of this hour; a count
   *   never goes below zero.
   * @param now the current time, in ms since the epoch.
   */
  count(counter: Counter, amount: 0 | 1 | -1, now: number, signal: AbortSignal): Promise<CountResult>;
}

/** A record as {@link Store.read} returns it. */
export interface Stored {
  /** 0 if there is no item. */
  readonly version: number;
  /** What was written last; `undefined` if there is no record or it has expired. */
  readonly data: unknown;
}

/** The most that a counter may reach. */
export interface CounterLimits {
  /** Per clock hour. */
  readonly hour: number;
  /** Per day (UTC). */
  readonly day: number;
}

/** A counter in the table. */
export interface Counter {
  readonly key: string;
  readonly limits: CounterLimits;
  /** Whether the item never expires: an operator's kill switch on it must outlast weeks without traffic. */
  readonly permanent: boolean;
}

/**
 * How {@link Store.count} ended.
 * - `counted`: within the limits.
 * - `refused`: a limit is reached; `until` (ms since the epoch) is when its hour or day ends.
 * - `stopped`: an operator has set `stopped` on the counter.
 */
export type CountResult =
  | { readonly kind: 'counted' }
  | { readonly kind: 'refused'; readonly until: number }
  | { readonly kind: 'stopped' };
