/** A store in memory that records what is written and counted, and can be made to fail. */
import type { Clock } from '../../src/ports/clock.js';
import type { Counter, Store } from '../../src/ports/store.js';
import { MemoryStore } from './memory-store.js';

/** Wraps a {@link MemoryStore}. A test reads `counted` and `written`, and sets `faults` to make calls fail. */
export function recordingStore(clock: Pick<Clock, 'now'>) {
  const memory = new MemoryStore(clock);
  /** Every call of `count`, in order. */
  const counted: [key: string, amount: number, permanent: boolean, limits: Counter['limits']][] = [];
  /** Every call of `write` with the time, in ms, for which the record is kept. */
  const written: { key: string; endsIn: number }[] = [];
  /** Called before and after the effect of each call; throws to make the call fail. */
  const faults: { before?: (call: string) => void; after?: (call: string) => void } = {};
  async function withFaults<Result>(call: string, work: () => Promise<Result>): Promise<Result> {
    faults.before?.(call);
    const result = await work();
    faults.after?.(call);
    return result;
  }
  const store: Store = {
    read: (key) => withFaults('read', () => memory.read(key)),
    write: (key, version, data, expiresAt) => {
      written.push({ key, endsIn: expiresAt - clock.now() });
      return withFaults('write', () => memory.write(key, version, data, expiresAt));
    },
    readAll: (keys) => withFaults('readAll', () => memory.readAll(keys)),
    writeAll: (writes) => {
      for (const { key, expiresAt } of writes) written.push({ key, endsIn: expiresAt - clock.now() });
      return withFaults('writeAll', () => memory.writeAll(writes));
    },
    count: (counter, amount, now) => {
      counted.push([counter.key, amount, counter.permanent, counter.limits]);
      return withFaults('count', () => memory.count(counter, amount, now));
    },
  };
  return { memory, store, counted, written, faults };
}

/** A fault that makes the `number`th call of this name fail, and no other. */
export function onCall(name: string, number: number): (call: string) => void {
  let seen = 0;
  return (call) => {
    if (call === name && ++seen === number) throw new Error('no reply');
  };
}
