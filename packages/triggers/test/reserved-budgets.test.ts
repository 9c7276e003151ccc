/** Promise 13: a part of the shared budgets is reserved for accounts with a verified address. Promise 13b: segments. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shareBudget } from '../src/domain/shared-budget.js';
import { smsSegments } from '../src/domain/sms-segments.js';
import { languages } from '../src/messages/index.js';
import { hours } from './support/manual-clock.js';
import { email, phone, setUp } from './support/set-up.js';
import { itemsOf, keepTablesInMemory } from './support/table.js';

keepTablesInMemory();

const owner = { phone_number: phone, phone_number_verified: 'true' };
/** Numbers in ranges of their own. */
const stranger = (index: number) => `+4477${10_000_000 + index * 6997}`;
/** Numbers in the owner's range. */
const neighbor = (index: number) => `+447700900${String(200 + index)}`;

describe('dividing a budget', () => {
  it('leaves at least one message open', () => {
    const limits = { hour: 10, day: 41 };
    assert.deepEqual(shareBudget(limits, 0), { limits, openLimits: limits });
    assert.deepEqual(shareBudget(limits, 50).openLimits, { hour: 5, day: 20 });
    assert.deepEqual(shareBudget(limits, 90).openLimits, { hour: 1, day: 4 });
    assert.deepEqual(shareBudget({ hour: 1, day: 1 }, 90).openLimits, { hour: 1, day: 1 });
  });
});

describe('promise 13: anonymous requests leave codes for verified owners', () => {
  it('sends the owner a code after 200 sign-ins of others, and the others get half of the budget', async () => {
    const { pool, outbox, signIn } = await setUp();
    for (let index = 0; index < 200; index++) {
      pool.addUser({ phone_number: stranger(index) });
      await signIn(stranger(index));
    }
    assert.equal(outbox.messages.length, 50);
    pool.addUser(owner);
    const page = await signIn();
    assert.equal(outbox.messages.length, 51);
    assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
  });

  it('sends the owner a code after 20 requests to the same block of numbers', async () => {
    const { pool, outbox, signIn } = await setUp();
    for (let index = 0; index < 20; index++) {
      pool.addUser({ phone_number: neighbor(index) });
      await signIn(neighbor(index));
    }
    assert.equal(outbox.messages.length, 5);
    pool.addUser(owner);
    assert.equal((await (await signIn()).answer(outbox.code)).outcome, 'tokens');
  });

  it('lets owners use the open part as well, and never exceeds the whole budget', async () => {
    const { pool, outbox, signIn } = await setUp({ policy: { poolSendsAnHour: 10 } });
    for (let index = 0; index < 20; index++) {
      pool.addUser({ phone_number: stranger(index), phone_number_verified: 'true' });
      await signIn(stranger(index));
    }
    assert.equal(outbox.messages.length, 10);
    pool.addUser({ email });
    assert.equal((await signIn(email)).parameters.reason, 'rate_limited');
  });

  it('starts again with the next hour, and applies to the day as well', async () => {
    const { pool, outbox, signIn, clock } = await setUp({ policy: { poolSendsAnHour: 4, poolSendsADay: 10 } });
    let index = 0;
    const flood = async () => {
      const before = outbox.messages.length;
      for (let more = 0; more < 6; more++) {
        pool.addUser({ phone_number: stranger(++index) });
        await signIn(stranger(index));
      }
      clock.advance(hours(1));
      return outbox.messages.length - before;
    };
    assert.deepEqual([await flood(), await flood(), await flood(), await flood()], [2, 2, 1, 0]);
  });

  it('gives unknown users the same responses as owners', async () => {
    const { pool, signIn } = await setUp({ policy: { poolSendsAnHour: 2 } });
    pool.addUser({ phone_number: stranger(1) });
    pool.addUser({ phone_number: stranger(2) });
    await signIn(stranger(1));
    assert.equal((await signIn(stranger(2))).parameters.reason, 'rate_limited');
    assert.equal((await signIn(stranger(3))).parameters.reason, undefined);
    pool.addUser(owner);
    assert.equal((await signIn()).parameters.reason, undefined);
  });
});

describe('promise 13b: the budget of the pool counts segments', () => {
  it('counts each SMS in every language as the segments that are billed', async () => {
    for (const language of Object.keys(languages)) {
      const { pool, outbox, signIn, table } = await setUp({
        policy: {
          brand: 'A brand of thirty characters ok',
          domain: `${'long'.repeat(15)}.example.com`,
          locale: language,
        },
      });
      pool.addUser(owner);
      await signIn();
      const [message] = outbox.messages;
      assert.ok(message?.channel === 'sms');
      const counter = (await itemsOf(table)).find(({ pk }) => (pk as { S: string }).S === 'sends');
      assert.deepEqual(counter?.hourCount, { N: String(smsSegments(message.text)) }, language);
    }
  });

  it('refuses a message that no longer fits as a whole, and gives back all segments of a refused one', async () => {
    const { pool, outbox, signIn, table } = await setUp({
      policy: { poolSendsAnHour: 3, locale: 'el', domain: 'sign-in.example.com', reservedPercent: 0 },
    });
    const counted = async () =>
      (await itemsOf(table)).find(({ pk }) => (pk as { S: string }).S === 'sends')?.hourCount as { N: string };
    outbox.outcome = { kind: 'refused', why: 'Throttled' };
    pool.addUser(owner);
    await signIn();
    assert.deepEqual(await counted(), { N: '0' });
    outbox.outcome = { kind: 'accepted' };
    pool.addUser({ phone_number: stranger(1) });
    pool.addUser({ phone_number: stranger(2) });
    await signIn(stranger(1));
    assert.deepEqual(await counted(), { N: '2' });
    assert.equal((await signIn(stranger(2))).parameters.reason, 'rate_limited');
    assert.equal((await signIn(stranger(3))).parameters.reason, 'rate_limited', 'unknown users are answered alike');
    pool.addUser({ email, email_verified: 'true' });
    assert.equal((await signIn(email)).parameters.reason, undefined, 'an email counts as one');
  });
});
