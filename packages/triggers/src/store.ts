/**
 * What the triggers need of a table: whole records replaced on condition that nobody else did meanwhile, and counters.
 * Every write is one conditional write to one item.
 */
export interface Store {
  read(key: string, signal: AbortSignal): Promise<Stored>;
  /**
   * Replaces the record if it still has `version`; false if it doesn't.
   * @param endsAt ms; the record may be dropped after it and is not honoured any more.
   */
  write(key: string, version: number, data: unknown, endsAt: number, signal: AbortSignal): Promise<boolean>;
  /**
   * Adds `amount` to the counters of this clock hour and day (UTC), if that leaves both within `limits` and nobody has
   * stopped them. `amount` 0 asks and writes alike without counting.
   */
  count(key: string, amount: 0 | 1 | -1, limits: CounterLimits, now: number, signal: AbortSignal): Promise<CountResult>;
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

export type CountResult = { kind: 'counted' } | { kind: 'refused'; until: number } | { kind: 'stopped' };

/** Contention never takes more rounds than a budget has places: each lost round is one that somebody else won. */
const rounds = 60;

/**
 * Reads, decides, writes, and starts over where somebody else wrote in between.
 *
 * @param decide pure; without `next` nothing is written.
 * @throws when the store fails or the signal aborts: the caller refuses then.
 */
export async function transact<Data, Result>(
  store: Store,
  key: string,
  empty: Data,
  decide: (data: Data) => { next?: Data; endsAt?: number; result: Result },
  signal: AbortSignal,
): Promise<Result> {
  for (let round = 0; round < rounds; round++) {
    signal.throwIfAborted();
    const stored = await store.read(key, signal);
    const { next, endsAt, result } = decide((stored.data as Data | undefined) ?? empty);
    if (next === undefined) return result;
    if (await store.write(key, stored.version, next, endsAt ?? 0, signal)) return result;
  }
  throw new Error('contention');
}
