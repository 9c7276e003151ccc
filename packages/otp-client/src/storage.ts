import type { OtpClientOptions, StorageAdapter } from './client.js';

/** What may come at once or later, as a {@link StorageAdapter} chooses. */
export type Maybe<T> = T | Promise<T>;

const isLater = (value: unknown): value is Promise<never> =>
  typeof (value as Promise<never> | null)?.then === 'function';

/** A storage that never throws: what it can't keep it holds in memory, key by key. */
export interface Store {
  get(key: string): Maybe<string | null>;
  /** `null` removes. */
  set(key: string, value: string | null): Maybe<unknown>;
}

/**
 * Runs a generator whose yields are values or promises: at once as long as values come, so that a page with
 * `localStorage` has its state before the first paint, and later where the storage is asynchronous.
 */
export function settle<T, Y>(steps: Generator<Maybe<Y>, T, Y>, value?: Y): Maybe<T> {
  const { done, value: got } = steps.next(value as Y);
  if (done) return got as T;
  return isLater(got) ? got.then((later) => settle(steps, later)) : settle(steps, got as Y);
}

/** @param onVolatile called when something is held in memory that should have been kept. */
export function openStore({ storage, persistence }: OtpClientOptions, onVolatile: () => void): Store {
  const memory = new Map<string, string | null>();
  // A browser that blocks storage throws as soon as the property is read; a server has no such property.
  const base = (): StorageAdapter =>
    storage ?? (globalThis as unknown as Record<string, StorageAdapter>)[`${persistence ?? 'local'}Storage`]!;
  const attempt = <T>(work: () => Maybe<T>, otherwise: () => T): Maybe<T> => {
    const failed = () => {
      onVolatile();
      return otherwise();
    };
    try {
      const done = work();
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
            () => base().getItem(key),
            () => null,
          ),
    set: (key, value) => {
      const keep = () => void memory.set(key, value);
      keep();
      const kept = () => {
        // A later value may have failed while this one was on its way.
        if (memory.get(key) === value) memory.delete(key);
      };
      return attempt<unknown>(() => {
        const done = value === null ? base().removeItem(key) : base().setItem(key, value);
        return isLater(done) ? done.then(kept) : kept();
      }, keep);
    },
  };
}
