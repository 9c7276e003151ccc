import type { Store } from '../ports/store.js';

/**
 * How often {@link updateRecord} starts over. Contention never takes more attempts than a budget has places, because each
 * attempt that is lost is one that another writer has won.
 */
const MAX_ATTEMPTS = 60;

/** What to do with a record: replace it with `next` and return `result`, or only return `result`. */
export type RecordUpdate<Data, Result> =
  | { readonly next: Data; readonly expiresAt: number; readonly result: Result }
  | { readonly result: Result };

/**
 * Updates a record by optimistic concurrency: reads it, computes the update, writes it on condition that no other
 * writer has replaced it in between, and starts over if one has.
 *
 * @param empty the record if there is none.
 * @param update a pure function, called once per attempt. Without `next` nothing is written; `expiresAt` is that of
 *   {@link Store.write}.
 * @throws `contention` after 60 attempts, and whatever the store or the aborted signal throws. Callers then refuse.
 */
export async function updateRecord<Data, Result>(
  store: Store,
  key: string,
  empty: Data,
  update: (data: Data) => RecordUpdate<Data, Result>,
  signal: AbortSignal,
): Promise<Result> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    signal.throwIfAborted();
    const stored = await store.read(key, signal);
    const change = update((stored.data as Data | undefined) ?? empty);
    if (!('expiresAt' in change)) return change.result;
    if (await store.write(key, stored.version, change.next, change.expiresAt, signal)) return change.result;
  }
  throw new Error('contention');
}
