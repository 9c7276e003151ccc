import type { Clock } from '../../src/ports/clock.js';
import type { Counter, Store } from '../../src/ports/store.js';
import { MemoryStore } from './memory-store.js';

/** The table's stand-in, with a list of what was counted and how long records are to be kept; it fails when told to. */
export function spiedStore(clock: Pick<Clock, 'now'>) {
  const memory = new MemoryStore(clock);
  const counted: [key: string, amount: number, permanent: boolean, limits: Counter['limits']][] = [];
  const written: { key: string; endsIn: number }[] = [];
  /** Called before each effect and after it; throws where the call is to fail. */
  const faults: { before?: (call: string) => void; after?: (call: string) => void } = {};
  async function during<Result>(call: string, work: () => Promise<Result>): Promise<Result> {
    faults.before?.(call);
    const result = await work();
    faults.after?.(call);
    return result;
  }
  const store: Store = {
    read: (key) => during('read', () => memory.read(key)),
    write: (key, version, data, expiresAt) => {
      written.push({ key, endsIn: expiresAt - clock.now() });
      return during('write', () => memory.write(key, version, data, expiresAt));
    },
    count: (counter, amount, now) => {
      counted.push([counter.key, amount, counter.permanent, counter.limits]);
      return during('count', () => memory.count(counter, amount, now));
    },
  };
  return { memory, store, counted, written, faults };
}

/** Strikes the given call, of those called so, once. */
export function onCall(name: string, number: number): (call: string) => void {
  let seen = 0;
  return (call) => {
    if (call === name && ++seen === number) throw new Error('no answer');
  };
}
