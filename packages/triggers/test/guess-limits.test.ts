/** The limits of wrong answers, per code, session and account. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import type { Store } from '../src/ports/store.js';
import { concurrently } from './support/concurrency.js';
import { hours, minutes, seconds } from './support/manual-clock.js';
import { email, phone, setUp } from './support/set-up.js';

const ann = { phone_number: phone, phone_number_verified: 'true' };

/** How many answers were compared with a code, right or wrong: this is what the budgets limit. */
const comparisons = (logged: { event: string; fields: Record<string, unknown> }[]) =>
  logged.filter(({ event, fields }) => event === 'verify' && (fields.verdict === 'wrong' || fields.verdict === 'right'))
    .length;

describe('promise 4: three wrong answers void a code and end a session', () => {
  it('refuses a fourth answer even if it is right, in this session and in one that joined', async () => {
    const { pool, outbox, signIn } = await setUp();
    pool.addUser(ann);
    const [one, two, three] = [await signIn(), await signIn(), await signIn()];
    await one.answer(wrongCode(outbox.code));
    await two.answer(wrongCode(outbox.code, 2));
    await one.answer(wrongCode(outbox.code, 3));
    assert.equal((await three.answer(outbox.code)).parameters.reason, 'used_up');
    assert.equal((await two.answer(outbox.code)).outcome, 'challenged');
    assert.equal((await one.answer(outbox.code)).outcome, 'refused', 'this is its third answer');
  });

  it('holds if one Cognito session is answered many times at once', async () => {
    const { pool, outbox, signIn, logged } = await setUp();
    pool.addUser(ann);
    const { round } = await signIn();
    const code = Number(outbox.code);
    await concurrently(20, (by) => pool.answer(phone, round, String((code + 1 + by) % 1_000_000).padStart(6, '0')));
    assert.equal(comparisons(logged), 3);
    assert.ok(!('tokens' in (await pool.answer(phone, round, outbox.code))));
  });
});

describe('promise 5: wrong answers are limited per account, over all sessions', () => {
  it('compares only as many answers as the code has attempts if many sessions send three each at the same time', async () => {
    const { pool, outbox, signIn, logged } = await setUp();
    pool.addUser(ann);
    const sessions = Number(process.env.SESSIONS ?? 80);
    const pages = await concurrently(sessions, () => signIn());
    const code = outbox.code;
    await Promise.all(
      pages.map(async (page, index) => {
        for (let by = 1; by <= 3 && page.outcome === 'challenged'; by++)
          await page.answer(wrongCode(code, index * 3 + by));
      }),
    );
    assert.equal(comparisons(logged), 3);
    assert.equal(outbox.messages.length, 1);
  });

  /** Guesses for a span of time, and starts new sign-ins, which send a new code whenever that is possible. */
  async function attack(name: string, known: boolean, until: number, step = seconds(60)) {
    const { pool, signIn, logged, clock, outbox } = await setUp({
      policy: { sendsIn10Minutes: 10, sendsADay: 50 },
    });
    if (known) pool.addUser(ann);
    const began = clock.now();
    while (clock.now() - began < until) {
      const pages = [await signIn(name), await signIn(name)];
      for (const page of pages) {
        for (let by = 0; by < 3 && page.outcome === 'challenged'; by++) await page.answer(`00000${by}`);
      }
      clock.advance(step);
    }
    return { evaluated: comparisons(logged), messages: outbox.messages.length };
  }

  it('allows 5 in 15 minutes, however many codes are requested in between', async () => {
    const { evaluated, messages } = await attack(phone, true, minutes(15) - 1);
    assert.equal(evaluated, 5);
    assert.ok(messages >= 2, 'a new code does not add guesses');
  });

  it('allows 20 a day', async () => {
    assert.equal((await attack(phone, true, hours(23), minutes(15))).evaluated, 20);
  });

  it('counts the answers of an unknown user in the same way', async () => {
    assert.deepEqual(await attack(phone, false, minutes(15) - 1), { evaluated: 5, messages: 0 });
  });

  it('allows two in twelve hours after too many in a row; only a success resets the count', async () => {
    const { pool, signIn, logged, clock, outbox } = await setUp({ policy: { sendsADay: 50, guessesInARow: 20 } });
    pool.addUser(ann);
    const guess = async () => {
      const page = await signIn();
      if (page.outcome === 'challenged') await page.answer(wrongCode(outbox.code));
      clock.advance(hours(2));
    };
    for (let times = 0; times < 19; times++) await guess();
    assert.equal(comparisons(logged), 19);
    const success = await signIn();
    await success.answer(outbox.code);
    assert.equal(success.outcome, 'tokens');
    clock.advance(hours(2));
    for (let times = 0; times < 20; times++) await guess();
    assert.equal(comparisons(logged), 19 + 1 + 20);
    const locked = await signIn();
    assert.equal(locked.parameters.reason, 'locked');
    assert.ok(Number(locked.parameters.resendAt) <= clock.now() + hours(12));
    for (let times = 0; times < 24; times++) await guess();
    assert.equal(comparisons(logged), 19 + 1 + 20 + 8);
    clock.advance(hours(12));
    const owner = await signIn();
    assert.equal((await owner.answer(outbox.code)).outcome, 'tokens');
  });

  it('uses one budget for SMS and email together', async () => {
    const { pool, signIn, logged, outbox } = await setUp();
    pool.addUser({ ...ann, email, email_verified: 'true' });
    const [sms, mail] = [await signIn(), await signIn()];
    await mail.send({ channel: 'email' });
    for (const page of [sms, mail]) {
      for (let by = 1; by <= 3 && page.outcome === 'challenged'; by++)
        await page.answer(wrongCode(outbox.code, by + 10));
    }
    assert.equal(comparisons(logged), 5);
  });

  it('reports when the account accepts answers again, and sends nothing until then', async () => {
    const { pool, signIn, clock, outbox } = await setUp();
    pool.addUser(ann);
    const first = clock.now();
    const page = await signIn();
    for (let by = 1; by <= 3; by++) await page.answer(wrongCode(outbox.code, by));
    clock.advance(seconds(31));
    const next = await signIn();
    for (let by = 1; by <= 2; by++) await next.answer(wrongCode(outbox.code, by));
    assert.equal(next.parameters.reason, 'locked');
    assert.equal(next.parameters.resendAt, String(first + minutes(15)));
    assert.equal(next.parameters.attemptsLeft, '0');
    const sent = outbox.messages.length;
    clock.advance(seconds(31));
    assert.equal((await signIn()).parameters.reason, 'locked');
    assert.equal(outbox.messages.length, sent);
    clock.advance(minutes(15));
    const free = await signIn();
    assert.equal(free.parameters.reason, undefined);
    await free.answer(outbox.code);
    assert.equal(free.outcome, 'tokens');
  });
});

describe('promise 6: an answer is counted before it is compared', () => {
  it('uses up the guess if Verify dies right after its first write', async () => {
    const { pool, outbox, signIn, compose, store, logged } = await setUp();
    pool.addUser(ann);
    const [last, ...pages] = await concurrently(4, () => signIn());
    const storeThatDies: Store = {
      ...store,
      write: async (...given) => {
        await store.write(...given);
        throw new Error('died');
      },
    };
    pool.triggers = compose({ store: storeThatDies });
    for (const [by, page] of pages.entries()) await page.answer(wrongCode(outbox.code, by + 1));
    pool.triggers = compose({ store });
    assert.equal(comparisons(logged), 0, 'no answer was compared');
    await last!.answer(outbox.code);
    assert.equal(last!.parameters.reason, 'used_up');
  });

  it('compares nothing if the count cannot be written', async () => {
    const { pool, outbox, signIn, compose, store, logged } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    pool.triggers = compose({ store: { ...store, write: () => Promise.reject(new Error('down')) } });
    await page.answer(outbox.code);
    assert.equal(page.parameters.reason, 'unchecked');
    assert.equal(comparisons(logged), 0);
  });
});
