/** The store contract, tested with DynamoDB over HTTP and with the store in memory. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Store, Stored } from '../src/ports/store.js';
import { concurrently } from './support/concurrency.js';
import { hours, ManualClock, minutes } from './support/manual-clock.js';
import { MemoryStore } from './support/memory-store.js';
import { newTable, putItem, storeOn } from './support/table.js';

const { signal } = new AbortController();
type Environment = {
  store: Store;
  clock: ManualClock;
  stop(key: string): Promise<void>;
  /** Puts an item in the attribute-value format of DynamoDB. */
  put(item: { pk: { S: string } } & Record<string, { S?: string; N?: string }>): Promise<void>;
};

const environments: [name: string, make: () => Promise<Environment>][] = [
  [
    'DynamoDB over HTTP',
    async () => {
      const clock = new ManualClock();
      const table = await newTable();
      const stop = (key: string) => putItem(table, { pk: { S: key }, stopped: { BOOL: true } });
      return { store: await storeOn(table, clock), clock, stop, put: (item) => putItem(table, item) };
    },
  ],
  [
    'the in-memory store',
    async () => {
      const clock = new ManualClock();
      const store = new MemoryStore(clock);
      const stop = async (key: string) =>
        void store.counts.set(key, { hour: 0, hourCount: 0, dayCount: 0, stopped: true });
      return { store, clock, stop, put: async (item) => store.put(item as Parameters<typeof store.put>[0]) };
    },
  ],
];

for (const [name, make] of environments) {
  describe(`the store contract: ${name}`, () => {
    it('returns what was written, with its version', async () => {
      const { store, clock } = await make();
      assert.deepEqual(await store.read('a', signal), { version: 0, data: undefined });
      assert.equal(await store.write('a', 0, { n: [1, 'x', null] }, clock.now() + 1000, signal), true);
      assert.deepEqual(await store.read('a', signal), { version: 1, data: { n: [1, 'x', null] } });
      assert.deepEqual(await store.read('b', signal), { version: 0, data: undefined });
    });

    it('replaces a record only for a writer that names its version', async () => {
      const { store, clock } = await make();
      const write = (version: number, data: string) => store.write('a', version, data, clock.now() + 1000, signal);
      assert.equal(await write(1, 'early'), false);
      assert.equal(await write(0, 'first'), true);
      assert.equal(await write(0, 'again'), false);
      assert.equal(await write(1, 'second'), true);
      assert.equal(await write(1, 'late'), false);
      assert.deepEqual(await store.read('a', signal), { version: 2, data: 'second' });
    });

    it('returns null for malformed JSON, and lets the next writer replace it', async () => {
      for (const text of ['', '{', 'undefined', '{"guesses":[1', '\u0000']) {
        const { store, clock, put } = await make();
        const ttl = { N: String(Math.ceil((clock.now() + 60_000) / 1000)) };
        await put({ pk: { S: 'a' }, version: { N: '3' }, ttl, data: { S: text } });
        assert.deepEqual(await store.read('a', signal), { version: 3, data: null }, text);
        assert.equal(await store.write('a', 3, 'new', clock.now() + 60_000, signal), true);
        assert.deepEqual(await store.read('a', signal), { version: 4, data: 'new' });
      }
    });

    it('reads several items at once, in the order of the keys, each as if read alone', async () => {
      const { store, clock } = await make();
      await store.write('a', 0, 'first', clock.now() + 1000, signal);
      await store.write('b', 0, 'old', clock.now() + 1, signal);
      clock.advance(1);
      const keys = ['b', 'none', 'a', 'a'];
      const alone = await Promise.all(keys.map((key) => store.read(key, signal)));
      assert.deepEqual(await store.readAll(keys, signal), alone);
      assert.deepEqual(alone[3], { version: 1, data: 'first' });
      assert.deepEqual(await store.readAll([], signal), []);
    });

    it('writes several records or none', async () => {
      const { store, clock } = await make();
      const expiresAt = clock.now() + 1000;
      const write = (...versions: number[]) =>
        store.writeAll(
          versions.map((version, index) => ({ key: 'abc'[index]!, version, data: versions, expiresAt })),
          signal,
        );
      const versions = async () => (await store.readAll(['a', 'b', 'c'], signal)).map(({ version }) => version);
      assert.equal(await write(0, 0), true);
      assert.deepEqual(await versions(), [1, 1, 0]);
      for (const late of [
        [0, 1],
        [1, 0],
        [1, 1, 1],
        [2, 1],
      ])
        assert.equal(await write(...late), false, `${late}`);
      assert.deepEqual(await versions(), [1, 1, 0]);
      assert.equal(await write(1, 1, 0), true);
      assert.deepEqual(await versions(), [2, 2, 1]);
      assert.deepEqual((await store.read('b', signal)).data, [1, 1, 0]);
    });

    it('lets one of many concurrent writers of the same records win', async () => {
      const { store, clock } = await make();
      const expiresAt = clock.now() + 1000;
      const won = await concurrently(20, (index) => {
        const keys = index % 2 ? ['a', 'b'] : ['b', 'a'];
        return store.writeAll(
          keys.map((key) => ({ key, version: 0, data: index, expiresAt })),
          signal,
        );
      });
      assert.equal(won.filter(Boolean).length, 1);
      const [a, b] = await store.readAll(['a', 'b'], signal);
      assert.deepEqual(a, b);
    });

    it('counts on from a counter that was read before, even if it has changed since', async () => {
      const { store, clock } = await make();
      const limits = { hour: 2, day: 3 };
      const see = async () => (await store.readAll(['c'], signal))[0];
      const count = async (seen: Stored | undefined, amount = 1) =>
        (await store.count({ key: 'c', limits, permanent: true, seen }, amount, clock.now(), signal)).kind;
      const none = await see();
      assert.equal(await count(none), 'counted');
      assert.equal(await count(none), 'counted', 'it has been opened since');
      assert.equal(await count(none), 'refused');
      assert.equal(await count(await see()), 'refused');
      const full = await see();
      clock.advance(hours(1));
      assert.equal(await count(full), 'counted', 'its hour is over');
      assert.equal(await count(await see()), 'refused', 'its day is full');
    });

    it('lets one of many concurrent writers win', async () => {
      const { store, clock } = await make();
      const won = await concurrently(20, (index) => store.write('a', 0, index, clock.now() + 1000, signal));
      assert.equal(won.filter(Boolean).length, 1);
    });

    it('returns no data of an expired record, and continues from its version', async () => {
      const { store, clock } = await make();
      await store.write('a', 0, 'old', clock.now() + 1000, signal);
      clock.advance(999);
      assert.equal((await store.read('a', signal)).data, 'old');
      clock.advance(1);
      assert.deepEqual(await store.read('a', signal), { version: 1, data: undefined });
      assert.equal(await store.write('a', 0, 'new', clock.now() + 1000, signal), false);
      assert.equal(await store.write('a', 1, 'new', clock.now() + 1000, signal), true);
    });

    it('counts up to the limits per hour and per day, and returns when the next count is possible', async () => {
      const { store, clock } = await make();
      const counter = { key: 'c', limits: { hour: 2, day: 3 }, permanent: false };
      const count = (amount: 0 | 1 | -1 = 1) => store.count(counter, amount, clock.now(), signal);
      const counted = { kind: 'counted' };
      assert.deepEqual([await count(), await count()], [counted, counted]);
      assert.deepEqual(await count(), { kind: 'refused', until: Date.UTC(2031, 4, 6, 11) });
      assert.deepEqual(await count(0), { kind: 'refused', until: Date.UTC(2031, 4, 6, 11) });
      clock.advance(hours(1));
      assert.deepEqual(await count(), counted);
      assert.deepEqual(await count(), { kind: 'refused', until: Date.UTC(2031, 4, 7) });
      clock.advance(hours(24));
      assert.deepEqual([await count(), await count()], [counted, counted]);
    });

    it('checks without counting, refunds, and never goes below zero', async () => {
      const { store, clock } = await make();
      const counter = { key: 'c', limits: { hour: 1, day: 2 }, permanent: true };
      const kinds: string[] = [];
      for (const amount of [-1, 0, 0, -1, 1, 0, 1, -1, -1, 1, 1] as const) {
        kinds.push((await store.count(counter, amount, clock.now(), signal)).kind);
      }
      const [yes, no] = ['counted', 'refused'];
      assert.deepEqual(kinds, [yes, yes, yes, yes, yes, no, no, yes, yes, yes, no]);
      clock.advance(hours(1));
      assert.equal((await store.count(counter, -1, clock.now(), signal)).kind, yes);
      assert.equal((await store.count(counter, 1, clock.now(), signal)).kind, yes);
      assert.equal(
        (await store.count(counter, 1, clock.now(), signal)).kind,
        no,
        'one was counted for the day in the last hour',
      );
    });

    it('counts exactly under concurrency', async () => {
      const { store, clock } = await make();
      const counter = { key: 'c', limits: { hour: 7, day: 9 }, permanent: true };
      const flood = async () =>
        (await concurrently(30, () => store.count(counter, 1, clock.now(), signal))).filter(
          ({ kind }) => kind === 'counted',
        ).length;
      assert.deepEqual([await flood(), await flood()], [7, 0]);
      clock.advance(hours(1));
      assert.equal(await flood(), 2);
    });

    it('grants no second budget to machines whose clocks differ by minutes at the turn of an hour or a day', async () => {
      for (const until of [minutes(60) - 1, hours(14) - 1]) {
        const { store, clock } = await make();
        clock.advance(until);
        const counter = { key: 'c', limits: { hour: 4, day: 6 }, permanent: true };
        let counted = 0;
        for (let times = 0; times < 12; times++) {
          const now = clock.now() + (times % 2 ? minutes(2) : 0);
          if ((await store.count(counter, 1, now, signal)).kind === 'counted') counted++;
        }
        // The machine whose clock is behind counts one in the old hour before the other one opens the next hour.
        assert.equal(counted, 5);
      }
    });

    it('reports a stopped counter as stopped, whatever the amount', async () => {
      const { store, clock, stop } = await make();
      await stop('c');
      const counter = { key: 'c', limits: { hour: 4, day: 6 }, permanent: true };
      const [seen] = await store.readAll(['c'], signal);
      for (const amount of [0, 1, -1] as const) {
        for (const one of [counter, { ...counter, seen }]) {
          assert.deepEqual(await store.count(one, amount, clock.now(), signal), { kind: 'stopped' });
        }
      }
    });
  });
}
