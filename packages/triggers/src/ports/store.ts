/**
 * Port: the table. It keeps records, which are replaced as a whole by conditional writes, and counters. Each method is one
 * call to the database in the usual case (docs/decisions/0047).
 */
export interface Store {
  /** Reads a record consistently. An expired record counts as absent, but keeps its version until it is deleted. */
  read(key: string, signal: AbortSignal): Promise<Stored>;
  /**
   * Reads several items, each as {@link read} does, in one call. They may have been read at different moments.
   *
   * @param keys of records, and of counters for {@link Counter.seen}.
   * @returns the items in the order of the keys.
   */
  readAll(keys: readonly string[], signal: AbortSignal): Promise<readonly Stored[]>;
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
   * Replaces several records, each as {@link write} does: all of them, or none.
   *
   * @returns `false` if another writer has replaced one of them since it was read, or is replacing it.
   */
  writeAll(writes: readonly RecordWrite[], signal: AbortSignal): Promise<boolean>;
  /**
   * Adds `amount` to the counts of the current clock hour and day (UTC), provided that both stay within the limits and
   * the counter has not been stopped. It never retries by itself: an increment whose reply was lost may have happened.
   *
   * @param amount how many to add: all of them fit, or none is added. 0 reads and writes in the same way as 1 without
   *   counting. A negative amount gives back some of this hour; a count never goes below zero.
   * @param now the current time, in ms since the epoch.
   */
  count(counter: Counter, amount: number, now: number, signal: AbortSignal): Promise<CountResult>;
}

/** One record of {@link Store.writeAll}, with the arguments of {@link Store.write}. */
export interface RecordWrite {
  readonly key: string;
  readonly version: number;
  readonly data: unknown;
  readonly expiresAt: number;
}

/** A record as {@link Store.read} returns it. */
export interface Stored {
  /** 0 if there is no item. A write gives the record the next version: 1 if there was no valid one. */
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
  /**
   * If present, the amount is also counted in the open part of the budget, to which these limits apply. The rest of the
   * budget is reserved for calls without this property.
   */
  readonly openLimits?: CounterLimits;
  /** How much must still fit into the limits for the amount to be counted. Default: the amount, at least 1. */
  readonly room?: number;
  /** Whether the item never expires: an operator's kill switch on it must outlast weeks without traffic. */
  readonly permanent: boolean;
  /** The counter as {@link Store.readAll} has returned it. Without it, the store may have to read the counter first. */
  readonly seen?: Stored | undefined;
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
