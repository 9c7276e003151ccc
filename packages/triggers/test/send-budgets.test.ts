/** The budgets for messages: destination, pool, kill switch, range, and refunds. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SendOutcome } from '../src/ports/sender.js';
import { concurrently, inBatches } from './support/concurrency.js';
import { hours, seconds } from './support/manual-clock.js';
import { phone, setUp } from './support/set-up.js';
import { itemsOf, keepTablesInMemory, putItem } from './support/table.js';

keepTablesInMemory();

const ann = { phone_number: phone, phone_number_verified: 'true' };
const seeds = Number(process.env.SEEDS ?? 2);
/** UK mobile numbers; with a `step` of 1,000 each is in its own range. */
const numbers = (count: number, step = 1000) =>
  Array.from({ length: count }, (_, index) => `+44770090${String(index * step).padStart(4, '0')}`.slice(0, 13));
/** UK mobile numbers in different ranges. Ten thousand of them fit before the numbers of Guernsey begin. */
const distantNumber = (index: number) => `+4477${10_000_000 + index * 6997}`;
const wide = { rangeSendsAnHour: 1_000_000, rangeSendsADay: 1_000_000 };

/** The hourly count of a counter in the table, by default that of the pool. */
async function counted(table: string, key = 'sends'): Promise<number> {
  const items = (await itemsOf(table)) as { pk: { S: string }; hourCount?: { N: string } }[];
  return Number(items.find((item) => item.pk.S === key)?.hourCount?.N ?? 0);
}

describe('promise 12: messages to one address are limited', () => {
  it('allows 1 in 30 s, 3 in 10 minutes and 6 a day, over all accounts with the address', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    const accounts = Array.from({ length: 12 }, () => pool.addUser({ phone_number: phone }));
    const sent: number[] = [];
    const began = clock.now();
    for (let round = 0; clock.now() - began < hours(24); round++) {
      const before = outbox.messages.length;
      await signIn(accounts[round % accounts.length]!.username);
      if (outbox.messages.length > before) sent.push((clock.now() - began) / 1000);
      clock.advance(round < 45 ? seconds(15) : hours(1));
    }
    assert.deepEqual(sent.slice(0, 4), [0, 30, 60, 600]);
    assert.equal(sent.length, 6);
    await signIn(accounts[0]!.username);
    assert.equal(outbox.messages.length, 7, 'the next one is sent a day later');
  });

  it(`allows exactly the budget if 100 accounts with one number start at the same time (${seeds} seeds)`, async () => {
    for (let seed = 0; seed < seeds; seed++) {
      const { pool, outbox, signIn, clock, table } = await setUp();
      const accounts = Array.from({ length: 100 }, () => pool.addUser({ phone_number: phone }));
      for (const expected of [1, 2, 3, 3]) {
        await Promise.all(accounts.map((account) => signIn(account.username)));
        assert.equal(outbox.messages.length, expected);
        assert.equal(await counted(table), expected);
        clock.advance(seconds(30));
      }
    }
  });

  it('shares one budget between all spellings of an address', async () => {
    for (const [kind, spellings] of [
      [
        'phone_number',
        ['+447700900123', '+44 7700 900123', '+44 (0)7700 900-123', '＋４４７７００９００１２３', '+4407700900123'],
      ],
      ['email', ['ann@example.com', 'Ann@Example.COM', ' ann@example.com ', 'ＡＮＮ@example.com']],
    ] as const) {
      const { pool, outbox, signIn } = await setUp();
      for (const spelling of spellings) {
        const user = pool.addUser({ [kind]: spelling });
        await signIn(user.username);
      }
      assert.equal(outbox.messages.length, 1, kind);
      assert.equal(outbox.messages[0]?.to, spellings[0]);
    }
  });

  it('allows no additional message for an invalid spelling or one with an extension', async () => {
    const { pool, outbox, signIn } = await setUp();
    for (const spelling of [
      '00447700900123',
      '07700900123',
      '+447700900123;ext=9',
      '+447700900123 x9',
      '+447700900123,9',
    ]) {
      const page = await signIn(pool.addUser({ phone_number: spelling }).username);
      assert.ok(outbox.messages.length <= 1, spelling);
      assert.ok(outbox.messages.every(({ to }) => to === phone));
      assert.ok(page.parameters.reason === 'unsupported' || outbox.messages.length === 1, spelling);
    }
  });

  it('counts messages to unknown addresses in a separate budget', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    const unknown = await signIn();
    assert.equal(unknown.parameters.reason, undefined);
    clock.advance(seconds(1));
    assert.equal(outbox.messages.length, 0);
    await pool.signUp({ phone_number: phone });
    await signIn();
    assert.equal(outbox.messages.length, 1, 'requests before the sign-up do not delay the first code');
  });
});

describe('promise 13: messages of the whole pool are limited', () => {
  it('sends exactly the hourly budget to many numbers at the same time; the next hour has its own budget', async () => {
    const count = Number(process.env.NUMBERS ?? 80);
    const { pool, outbox, signIn, clock, table, logged } = await setUp({
      policy: { ...wide, poolSendsAnHour: 40, poolSendsADay: 60 },
    });
    for (let index = 0; index < count; index++)
      pool.addUser({ phone_number: distantNumber(index), phone_number_verified: 'true' });
    const pages = await inBatches(count, (index) => signIn(distantNumber(index)));
    assert.equal(outbox.messages.length, 40);
    assert.equal(await counted(table), 40);
    assert.equal(pages.filter(({ parameters }) => parameters.reason === 'rate_limited').length, count - 40);
    assert.ok(logged.some(({ fields }) => fields.budget === 'pool'));
    assert.equal(
      pages.find(({ parameters }) => parameters.reason)?.parameters.resendAt,
      String(Date.UTC(2031, 4, 6, 11)),
    );
    clock.advance(hours(1));
    await inBatches(count, (index) => signIn(distantNumber(index)));
    assert.equal(outbox.messages.length, 60, 'the daily budget');
    clock.advance(hours(2));
    assert.equal((await signIn(distantNumber(1))).parameters.resendAt, String(Date.UTC(2031, 4, 7)));
  });

  it('uses nothing of the budget of a destination that it refuses', async () => {
    const { pool, outbox, signIn, clock } = await setUp({ policy: { poolSendsAnHour: 1, sendsADay: 1 } });
    pool.addUser({ phone_number: distantNumber(1) });
    pool.addUser(ann);
    await signIn(distantNumber(1));
    assert.equal((await signIn()).parameters.reason, 'rate_limited');
    clock.advance(hours(1));
    await signIn();
    assert.equal(outbox.messages.at(-1)?.to, phone);
  });

  it('does not count messages to unknown users', async () => {
    const { pool, outbox, signIn, table } = await setUp({ policy: { ...wide, poolSendsAnHour: 1 } });
    for (const name of numbers(10)) await signIn(name);
    assert.equal(await counted(table), 0);
    pool.addUser(ann);
    await signIn();
    assert.equal(outbox.messages.length, 1);
  });
});

describe('promise 14: a kill switch stops every message', () => {
  it('takes effect under load and stays on until it is turned off', async () => {
    const { pool, outbox, signIn, table, clock, logged } = await setUp({ policy: wide });
    for (let index = 0; index < 30; index++) pool.addUser({ phone_number: distantNumber(index) });
    await concurrently(10, (index) => signIn(distantNumber(index)));
    assert.equal(outbox.messages.length, 10);
    await setKillSwitch(table, true);
    const pages = await concurrently(10, (index) => signIn(distantNumber(10 + index)));
    assert.equal(outbox.messages.length, 10);
    assert.ok(
      pages.every(({ parameters }) => parameters.reason === 'rate_limited' && parameters.resendAt === undefined),
    );
    assert.ok(logged.some(({ fields }) => fields.budget === 'switch'));
    clock.advance(hours(24 * 30));
    await signIn(distantNumber(20));
    assert.equal(outbox.messages.length, 10, 'the switch does not expire');
    const item = (await itemsOf(table)).find(({ pk }) => (pk as { S: string }).S === 'sends');
    assert.equal(item?.ttl, undefined, 'the item does not expire');
    await setKillSwitch(table, false);
    await signIn(distantNumber(21));
    assert.equal(outbox.messages.length, 11);
  });

  it('works on an empty table if it is set as the runbook says', async () => {
    const { pool, outbox, signIn, table } = await setUp();
    await putItem(table, { pk: { S: 'sends' }, stopped: { BOOL: true } });
    pool.addUser(ann);
    assert.equal((await signIn()).parameters.reason, 'rate_limited');
    assert.equal(outbox.messages.length, 0);
  });
});

describe('promise 17: only messages that the provider certainly refused are refunded', () => {
  for (const [why, outcome, refunded, reason] of [
    ['throttled', { kind: 'refused', why: 'ThrottledException' }, true, 'send_failed'],
    ['opted out', { kind: 'unsupported', why: 'OptedOutException' }, true, 'unsupported'],
    ['in the sandbox', { kind: 'unsupported', why: 'UserErrorException' }, true, 'unsupported'],
    ['over the spend limit', { kind: 'refused', why: 'ServiceQuotaExceededException' }, true, 'send_failed'],
    ['no answer in time', { kind: 'unclear', why: 'TimeoutError' }, false, 'send_failed'],
  ] as [string, SendOutcome, boolean, string][]) {
    it(`${why}: ${refunded ? 'refunded' : 'not refunded'}`, async () => {
      const { pool, outbox, signIn, table, clock } = await setUp();
      pool.addUser(ann);
      outbox.outcome = outcome;
      const page = await signIn();
      assert.equal(page.parameters.reason, reason);
      assert.equal(await counted(table), refunded ? 0 : 1);
      const ranges = (await itemsOf(table)) as { pk: { S: string }; hourCount?: { N: string } }[];
      const range = ranges.find(({ pk }) => pk.S.startsWith('range#'));
      assert.equal(range?.hourCount?.N, refunded ? '0' : '1');
      outbox.outcome = undefined;
      if (reason === 'unsupported') {
        await page.send();
        assert.deepEqual(
          [page.parameters.reason, outbox.messages.length],
          ['rate_limited', 0],
          'the provider is not called again at once',
        );
        clock.advance(seconds(30));
      }
      await page.send();
      assert.equal(
        outbox.messages.length,
        1,
        refunded ? 'the next message is sent at once' : 'the message may have been sent',
      );
    });
  }

  it('refunds from a full counter, and never below zero', async () => {
    const { store, clock } = await setUp();
    const { signal } = new AbortController();
    const counter = { key: 'c', limits: { hour: 2, day: 2 }, permanent: true };
    const count = async (amount: 0 | 1 | -1) => (await store.count(counter, amount, clock.now(), signal)).kind;
    assert.deepEqual(
      [await count(-1), await count(1), await count(1), await count(1)],
      ['counted', 'counted', 'counted', 'refused'],
    );
    assert.deepEqual(
      [await count(0), await count(-1), await count(0), await count(1), await count(1)],
      ['refused', 'counted', 'counted', 'counted', 'refused'],
    );
    for (let times = 0; times < 5; times++) await count(-1);
    assert.deepEqual([await count(1), await count(1), await count(1)], ['counted', 'counted', 'refused']);
    clock.advance(hours(1));
    assert.equal(await count(-1), 'counted', 'a past hour has nothing to refund');
    assert.equal(await count(1), 'refused', 'the daily budget is still used up');
    clock.advance(hours(24));
    assert.equal(await count(1), 'counted');
  });
});

describe('promise 18: messages to a range of numbers are limited, against SMS pumping', () => {
  const block = (index: number) => `+447700900${String(index).padStart(3, '0')}`;

  it('sends ten messages an hour to sequential numbers in a range of 1,000', async () => {
    const { pool, outbox, signIn, logged } = await setUp();
    const known = (index: number) => ({ phone_number: block(index), phone_number_verified: 'true' });
    for (let index = 0; index < 40; index++) pool.addUser(known(index));
    for (let index = 0; index < 40; index++) await signIn(block(index));
    assert.equal(outbox.messages.length, 10);
    assert.ok(logged.some(({ fields }) => fields.budget === 'range'));
    pool.addUser({ phone_number: '+447700901000' });
    await signIn('+447700901000');
    assert.equal(outbox.messages.length, 11, 'the next range is not affected');
  });

  it('does not limit users who answer their codes', async () => {
    const { pool, outbox, signIn } = await setUp();
    for (let index = 0; index < 30; index++) pool.addUser({ phone_number: block(index) });
    for (let index = 0; index < 30; index++) await (await signIn(block(index))).answer(outbox.code);
    assert.equal(outbox.messages.length, 30);
  });

  it('holds for concurrent sign-ins', async () => {
    const { pool, outbox, signIn } = await setUp();
    const known = (index: number) => ({ phone_number: block(index), phone_number_verified: 'true' });
    for (let index = 0; index < 60; index++) pool.addUser(known(index));
    await concurrently(60, (index) => signIn(block(index)));
    assert.equal(outbox.messages.length, 10);
  });

  it('keeps a right answer right if the credit fails', async () => {
    const { pool, outbox, signIn, compose, store } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    pool.triggers = compose({ store: { ...store, count: () => Promise.reject(new Error('down')) } });
    assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
  });
});

async function setKillSwitch(table: string, stopped: boolean): Promise<void> {
  const item = (await itemsOf(table)).find(({ pk }) => (pk as { S: string }).S === 'sends');
  await putItem(table, { ...item, pk: { S: 'sends' }, stopped: { BOOL: stopped } });
}
