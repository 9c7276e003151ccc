import type { OtpClientOptions, StorageAdapter } from '../contracts/client.js';

/** What may come at once or later, as a {@link StorageAdapter} chooses. */
export type Maybe<T> = T | Promise<T>;

const isLater = (value: unknown): value is Promise<never> =>
  typeof (value as Promise<never> | null | undefined)?.then === 'function';

/**
 * Goes on with the values: at once when all are there, so that a page with `localStorage` has its state before the first
 * paint, and later where the storage is asynchronous.
 */
export const after = <const V extends readonly unknown[], T>(
  values: V,
  next: (values: { [I in keyof V]: Awaited<V[I]> }) => Maybe<T>,
): Maybe<T> => (values.some(isLater) ? Promise.all(values).then(next as never) : next(values as never));

/** A storage that never throws: what it can't keep it holds in memory, key by key. */
export interface Store {
  get(key: string): Maybe<string | null>;
  /** `null` removes. */
  set(key: string, value: string | null): Maybe<void>;
}

/** @param onVolatile called when something is held in memory that should have been kept. */
export function openStore({ storage, persistence = 'local' }: OtpClientOptions, onVolatile: () => void): Store {
  const memory = new Map<string, string | null>();
  /** Writes go one after the other: a storage may take longer over an earlier one. */
  let written: Maybe<void>;
  /** A browser that blocks storage throws as soon as the property is read; a server has no such property, and memory none anywhere. */
  const attempt = <T>(work: (base: StorageAdapter) => Maybe<T>, otherwise: () => T): Maybe<T> => {
    const failed = () => {
      if (storage || persistence !== 'memory') onVolatile();
      return otherwise();
    };
    try {
      const done = work(storage ?? (globalThis as never)[`${persistence}Storage`]);
      return isLater(done) ? done.then((value) => value, failed) : done;
    } catch {
      return failed();
    }
  };
  return {
    get: (key) =>
      memory.has(key)
        ? memory.get(key)!
        : attempt(
            // A store of the page's own may hold anything.
            (base) => after([base.getItem(key)], ([value]) => (typeof value === 'string' ? value : null)),
            () => null,
          ),
    set(key, value) {
      const hold = () => void memory.set(key, value);
      hold();
      written = after([written], () =>
        attempt(
          (base) =>
            after([value === null ? base.removeItem(key) : base.setItem(key, value)], () => {
              // A later value may be waiting, or have failed.
              if (memory.get(key) === value) memory.delete(key);
            }),
          hold,
        ),
      );
      return written;
    },
  };
}
