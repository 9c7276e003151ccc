import type { Store } from '@cognito-otp/triggers';

/**
 * A store that shares its table with other items: it puts a prefix before each key.
 *
 * @param store the store of the whole table.
 * @param prefix the beginning of the keys that belong to the triggers.
 */
export function sharedTableStore(store: Store, prefix: string): Store {
  const keyOf = (key: string) => `${prefix}${key}`;
  return {
    read: (key, signal) => store.read(keyOf(key), signal),
    readAll: (keys, signal) => store.readAll(keys.map(keyOf), signal),
    write: (key, ...rest) => store.write(keyOf(key), ...rest),
    writeAll: (writes, signal) =>
      store.writeAll(
        writes.map((write) => ({ ...write, key: keyOf(write.key) })),
        signal,
      ),
    count: (counter, ...rest) => store.count({ ...counter, key: keyOf(counter.key) }, ...rest),
  };
}
