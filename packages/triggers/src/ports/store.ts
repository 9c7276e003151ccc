/**
 * What the triggers need of a table: whole records replaced on condition that nobody else did meanwhile, and counters.
 * Every write is one conditional write to one item.
 */
export interface Store {
  read(key: string, signal: AbortSignal): Promise<Stored>;
  /**
   * Replaces the record if it still has `version`; false if it doesn't.
   * @param expiresAt ms; the record may be dropped after it and is not honoured any more.
   */
  write(key: string, version: number, data: unknown, expiresAt: number, signal: AbortSignal): Promise<boolean>;
  /**
   * Adds `amount` to the counters of this clock hour and day (UTC), if that leaves both within `limits` and nobody has
   * stopped them. `amount` 0 asks and writes alike without counting; −1 gives one of this hour back, never below none.
   * Never tried a second time by itself: a reply that got lost may have been counted.
   */
  count(counter: Counter, amount: 0 | 1 | -1, now: number, signal: AbortSignal): Promise<CountResult>;
}

export interface Stored {
  /** 0 where there is no item. */
  version: number;
  data: unknown;
}

export interface CounterLimits {
  hour: number;
  day: number;
}

export interface Counter {
  key: string;
  limits: CounterLimits;
  /** Never dropped by the table: a switch that an operator sets on it must outlast quiet weeks. */
  permanent: boolean;
}

export type CountResult = { kind: 'counted' } | { kind: 'refused'; until: number } | { kind: 'stopped' };

/** Contention never takes more rounds than a budget has places: each lost round is one that somebody else won. */
const rounds = 60;

export type RecordUpdate<Data, Result> = { next: Data; expiresAt: number; result: Result } | { result: Result };

/**
 * Reads, decides, writes, and starts over where somebody else wrote in between.
 *
 * @param decide pure; without `next` nothing is written. `expiresAt` as in {@link Store.write}.
 * @throws when the store fails or the signal aborts: the caller refuses then.
 */
export async function updateRecord<Data, Result>(
  store: Store,
  key: string,
  empty: Data,
  decide: (data: Data) => RecordUpdate<Data, Result>,
  signal: AbortSignal,
): Promise<Result> {
  for (let round = 0; round < rounds; round++) {
    signal.throwIfAborted();
    const stored = await store.read(key, signal);
    const decision = decide((stored.data as Data | undefined) ?? empty);
    if (!('expiresAt' in decision)) return decision.result;
    if (await store.write(key, stored.version, decision.next, decision.expiresAt, signal)) return decision.result;
  }
  throw new Error('contention');
}
