import type { OtpClientOptions, StorageAdapter } from '../contracts/client.js';

/**
 * The client's view of storage: Web Storage, the page's own adapter or memory. Synchronous storage is read synchronously,
 * so that a page with `localStorage` has its state before the first paint.
 */

/** A value that is not a string counts as missing. */
export const stringOrNull = (value: unknown) => (typeof value === 'string' ? value : null);

/** A value that is there at once or later, as the {@link StorageAdapter} chooses. */
export type MaybePromise<T> = T | Promise<T>;

const isPromise = (value: unknown): value is Promise<never> =>
  typeof (value as Promise<never> | null | undefined)?.then === 'function';

/** Calls a function with the values: synchronously if all are there, otherwise when all are resolved. */
export const thenMaybeSync = <const V extends readonly unknown[], T>(
  values: V,
  next: (values: { [I in keyof V]: Awaited<V[I]> }) => MaybePromise<T>,
): MaybePromise<T> => (values.some(isPromise) ? Promise.all(values).then(next as never) : next(values as never));

/** A storage that never throws. What the storage below does not take is held in memory, key by key. */
export interface SafeStorage {
  /** `null` for a key that is not stored. */
  get(key: string): MaybePromise<string | null>;
  /** Stores a value; `null` removes the key. */
  set(key: string, value: string | null): MaybePromise<void>;
}

/** @param onVolatile called when a value that should be stored is held in memory only. */
export function openSafeStorage(
  { storage, persistence = 'local' }: OtpClientOptions,
  onVolatile: () => void,
): SafeStorage {
  const memory = new Map<string, string | null>();
  /** The last write. Writes are made one after the other, because an earlier one may take longer. */
  let lastWrite: MaybePromise<void>;
  /**
   * Uses the storage. A browser that blocks storage throws when the property is read; a server has no such property, and
   * `memory` has none anywhere.
   */
  const attempt = <T>(work: (base: StorageAdapter) => MaybePromise<T>, fallback: () => T): MaybePromise<T> => {
    const failed = () => {
      if (storage || persistence !== 'memory') onVolatile();
      return fallback();
    };
    try {
      const done = work(storage ?? (globalThis as never)[`${persistence}Storage`]);
      return isPromise(done) ? done.catch(failed) : done;
    } catch {
      return failed();
    }
  };
  return {
    get: (key) =>
      memory.has(key)
        ? memory.get(key)!
        : attempt(
            // The page's own storage may return anything.
            (base) => thenMaybeSync([base.getItem(key)], ([value]) => stringOrNull(value)),
            () => null,
          ),
    set(key, value) {
      const hold = () => void memory.set(key, value);
      hold();
      lastWrite = thenMaybeSync([lastWrite], () =>
        attempt(
          (base) =>
            thenMaybeSync([value === null ? base.removeItem(key) : base.setItem(key, value)], () => {
              // Keep a later value that waits to be written, or could not be.
              if (memory.get(key) === value) memory.delete(key);
            }),
          hold,
        ),
      );
      return lastWrite;
    },
  };
}
