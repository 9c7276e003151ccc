import type { OtpClientOptions, StorageAdapter } from '../contracts/client.js';

/** What may come at once or later, as a {@link StorageAdapter} chooses. */
export type MaybePromise<T> = T | Promise<T>;

const isPromise = (value: unknown): value is Promise<never> =>
  typeof (value as Promise<never> | null | undefined)?.then === 'function';

/**
 * Goes on with the values: at once when all are there, so that a page with `localStorage` has its state before the first
 * paint, and later where the storage is asynchronous.
 */
export const thenMaybeSync = <const V extends readonly unknown[], T>(
  values: V,
  next: (values: { [I in keyof V]: Awaited<V[I]> }) => MaybePromise<T>,
): MaybePromise<T> => (values.some(isPromise) ? Promise.all(values).then(next as never) : next(values as never));

/** A storage that never throws: what it can't keep it holds in memory, key by key. */
export interface Store {
  get(key: string): MaybePromise<string | null>;
  /** `null` removes. */
  set(key: string, value: string | null): MaybePromise<void>;
}

/** @param onVolatile called when something is held in memory that should have been kept. */
export function openStore({ storage, persistence = 'local' }: OtpClientOptions, onVolatile: () => void): Store {
  const memory = new Map<string, string | null>();
  /** Writes go one after the other: a storage may take longer over an earlier one. */
  let written: MaybePromise<void>;
  /** A browser that blocks storage throws as soon as the property is read; a server has no such property, and memory none anywhere. */
  const attempt = <T>(work: (base: StorageAdapter) => MaybePromise<T>, otherwise: () => T): MaybePromise<T> => {
    const failed = () => {
      if (storage || persistence !== 'memory') onVolatile();
      return otherwise();
    };
    try {
      const done = work(storage ?? (globalThis as never)[`${persistence}Storage`]);
      return isPromise(done) ? done.then((value) => value, failed) : done;
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
            (base) => thenMaybeSync([base.getItem(key)], ([value]) => (typeof value === 'string' ? value : null)),
            () => null,
          ),
    set(key, value) {
      const hold = () => void memory.set(key, value);
      hold();
      written = thenMaybeSync([written], () =>
        attempt(
          (base) =>
            thenMaybeSync([value === null ? base.removeItem(key) : base.setItem(key, value)], () => {
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
