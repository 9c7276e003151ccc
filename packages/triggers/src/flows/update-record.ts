/** Updates of records by optimistic concurrency. */
import type { Store, Stored } from '../ports/store.js';

/**
 * How often an update starts over. Each attempt fails only because another writer has succeeded, so contention cannot take
 * more attempts than the budget allows messages.
 */
const MAX_ATTEMPTS = 60;

/** What to do with a record: replace it with `next` and return `result`, or only return `result`. */
export type RecordUpdate<Data, Result> =
  | { readonly next: Data; readonly expiresAt: number; readonly result: Result }
  | { readonly result: Result };

/** How an update ended. */
export interface Updated<Result> {
  readonly result: Result;
  /** The record afterwards. A further update may start from it. */
  readonly stored: Stored;
}

/** Items by key, as they were read or written last. */
export type Items = ReadonlyMap<string, Stored>;

/** What to do with several records: replace those in `next`, which may be none, and return `result`. */
export interface RecordsUpdate<Result> {
  readonly next: readonly { readonly key: string; readonly data: unknown; readonly expiresAt: number }[];
  readonly result: Result;
}

/**
 * Updates a record by optimistic concurrency: reads it, computes the update, writes it on condition that no other
 * writer has replaced it in between, and starts over if one has.
 *
 * @param parse reads what is stored, which may be malformed, or `undefined` if there is no record.
 * @param update a pure function, called once per attempt. Without `next` nothing is written; `expiresAt` is that of
 *   {@link Store.write}.
 * @param known the record as it was read last, which saves a read. If it has changed since, the write fails and the record
 * is read again; an update that writes nothing does not detect the change.
 * @throws `contention` after 60 attempts, and whatever the store or the aborted signal throws. Callers then refuse.
 */
export async function updateRecord<Data, Result>(
  store: Store,
  key: string,
  parse: (data: unknown) => Data,
  update: (data: Data) => RecordUpdate<Data, Result>,
  signal: AbortSignal,
  known?: Stored,
): Promise<Updated<Result>> {
  let stored = known;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    signal.throwIfAborted();
    stored ??= await store.read(key, signal);
    const change = update(parse(stored.data));
    if (!('expiresAt' in change)) return { result: change.result, stored };
    const { next, expiresAt, result } = change;
    if (await store.write(key, stored.version, next, expiresAt, signal)) {
      return { result, stored: replaced(stored, next) };
    }
    stored = undefined;
  }
  throw new Error('contention');
}

/**
 * Updates several records at once, in the way of {@link updateRecord}: all of them are replaced, or none.
 *
 * @param keys of all records that `update` uses.
 * @param update a pure function, called once per attempt.
 * @returns the result, and the items afterwards.
 * @throws as {@link updateRecord}.
 */
export async function updateRecords<Result>(
  store: Store,
  keys: readonly string[],
  update: (items: Items) => RecordsUpdate<Result>,
  signal: AbortSignal,
): Promise<{ readonly result: Result; readonly items: Items }> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    signal.throwIfAborted();
    const read = await store.readAll(keys, signal);
    const items = new Map(keys.map((key, index) => [key, read[index]!]));
    const { next, result } = update(items);
    if (next.length === 0) return { result, items };
    const writes = next.map((write) => ({ ...write, version: items.get(write.key)!.version }));
    if (await store.writeAll(writes, signal)) {
      for (const { key, data } of next) items.set(key, replaced(items.get(key)!, data));
      return { result, items };
    }
  }
  throw new Error('contention');
}

function replaced({ version }: Stored, data: unknown): Stored {
  return { version: Math.max(0, version) + 1, data };
}
