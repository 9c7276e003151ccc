/** The bulk unlock: which accounts it selects, and what it leaves in their records. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSettings } from '../src/config/settings.js';
import type { Account } from '../src/domain/account.js';
import { emptyAccount } from '../src/domain/account.js';
import { unlockAccounts } from '../src/flows/unlock-accounts.js';
import { hours, ManualClock } from './support/manual-clock.js';
import { MemoryStore } from './support/memory-store.js';

const limits = createSettings({}).verify();

/** Runs the unlock on records that are given by name. */
async function unlock(
  records: Readonly<Record<string, (now: number) => unknown>>,
  filter: { wrongAnswers?: number; sinceHoursAgo?: number } = {},
  dryRun = false,
) {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  const now = clock.now();
  for (const [key, record] of Object.entries(records)) await store.write(key, 0, record(now), now + hours(48));
  async function* accounts() {
    for (const key of Object.keys(records)) yield { key, data: (await store.read(key)).data };
  }
  const { wrongAnswers = 5, sinceHoursAgo } = filter;
  const since = sinceHoursAgo === undefined ? Number.NEGATIVE_INFINITY : now - hours(sinceHoursAgo);
  const { selected, read: total } = await unlockAccounts({ wrongAnswers, since }, dryRun, {
    store,
    accounts: accounts(),
    limits,
    clock,
  });
  const read = async (key: string) => (await store.read(key)).data as Account;
  return { selected, total, read, now, versions: [...store.rows.values()].map(({ version }) => version) };
}

const guessed = (count: number, hoursAgo: number) => (now: number) => ({
  ...emptyAccount,
  guesses: Array.from({ length: count }, () => now - hours(hoursAgo)),
  inARow: count,
});

describe('the bulk unlock', () => {
  it('selects accounts by the number of wrong answers in a row, and by the time of the last one', async () => {
    const records = { few: guessed(4, 1), enough: guessed(5, 1), earlier: guessed(7, 10), none: () => emptyAccount };
    for (const [filter, selected] of [
      [{}, 2],
      [{ wrongAnswers: 4 }, 3],
      [{ wrongAnswers: 6 }, 1],
      [{ sinceHoursAgo: 2 }, 1],
      [{ sinceHoursAgo: 10 }, 2],
      [{ sinceHoursAgo: 1 }, 1],
      [{ sinceHoursAgo: 0.5 }, 0],
    ] as const) {
      const result = await unlock(records, filter);
      assert.deepEqual([result.total, result.selected], [4, selected], JSON.stringify(filter));
    }
  });

  it('changes nothing in a dry run', async () => {
    const { selected, versions } = await unlock({ one: guessed(5, 1), two: guessed(9, 1) }, {}, true);
    assert.deepEqual([selected, versions], [2, [1, 1]]);
  });

  it('resets the wrong answers, also those from known devices, and keeps the rest', async () => {
    const challenge = (now: number) => ({
      id: 'c',
      nonce: 'n',
      secretVersion: 'v1',
      expiresAt: now + 200_000,
      tries: ['a', 'b'],
      out: true,
      send: { number: 1, by: 'start', owner: 'o', at: now - 1000, state: 'sent', resendAt: now + 29_000 },
    });
    const { read, now, versions } = await unlock({
      account: (at: number) => ({
        ...guessed(20, 3)(at),
        devices: [{ id: 'device#1', provedAt: at - hours(9), guesses: [at - hours(1), at] }],
        challenges: { key: challenge(at) },
        proved: { address: 'address#1', at: at - hours(9) },
      }),
      spared: guessed(2, 1),
    });
    assert.deepEqual(await read('account'), {
      guesses: [],
      inARow: 0,
      devices: [{ id: 'device#1', provedAt: now - hours(9), guesses: [] }],
      challenges: { key: challenge(now) },
      proved: { address: 'address#1', at: now - hours(9) },
    });
    assert.deepEqual(versions, [2, 1]);
  });

  it('considers wrong answers on known devices, too, for the time of the last one', async () => {
    const record = (at: number) => ({
      ...guessed(6, 9)(at),
      devices: [{ id: 'device#1', provedAt: at - hours(9), guesses: [at - hours(1)] }],
    });
    assert.equal((await unlock({ record }, { sinceHoursAgo: 2 })).selected, 1);
  });

  it('selects an account whose last answer has no known time only if no time is given', async () => {
    const record = () => ({ ...emptyAccount, inARow: 100 });
    assert.equal((await unlock({ record })).selected, 1);
    assert.equal((await unlock({ record }, { sinceHoursAgo: 1000 })).selected, 0);
  });

  it('reads damaged records, and counts them', async () => {
    const result = await unlock({
      one: () => null,
      two: () => 'text',
      three: () => ({ guesses: 7 }),
      four: guessed(5, 1),
    });
    assert.deepEqual([result.total, result.selected], [4, 1]);
  });
});
