/** Promise 28: known devices have budgets of their own. Promise 5: every lock ends, whatever strangers do. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { concurrently } from './support/concurrency.js';
import { hours, ManualClock, minutes, seconds } from './support/manual-clock.js';
import { MemoryStore } from './support/memory-store.js';
import { email, type Page, phone, setUp as setUpTriggers } from './support/set-up.js';

const ann = { phone_number: phone, phone_number_verified: 'true' };
const laptop = { device: 'laptop-0123456789abcdef' };
const tablet = { device: 'tablet-0123456789abcdef' };

/** A store in memory: the attacks of several days make tens of thousands of calls. */
async function setUp(options: Parameters<typeof setUpTriggers>[0] = {}) {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  return { ...(await setUpTriggers({ ...options, clock, store })), items: () => store.items() };
}

/** Signs in as the client does: a device that gets no code requests one of its own. */
async function signInOn(
  { signIn, outbox }: Pick<Awaited<ReturnType<typeof setUp>>, 'signIn' | 'outbox'>,
  device: Record<string, string>,
  name = phone,
): Promise<Page> {
  const page = await signIn(name);
  if (page.parameters.expiresAt === undefined) await page.send(device);
  return page.parameters.expiresAt === undefined ? page : page.answer(outbox.code, device);
}

/** Uses up the shared guesses and messages of an account. */
async function attack({ signIn, outbox, clock }: Awaited<ReturnType<typeof setUp>>, until: number) {
  const began = clock.now();
  while (clock.now() - began < until) {
    const page = await signIn();
    for (let by = 1; by <= 3 && page.outcome === 'challenged'; by++) {
      await page.answer(outbox.messages.length > 0 ? wrongCode(outbox.code, by) : `00000${by}`);
    }
    clock.advance(seconds(150));
  }
}

describe('promise 28: a device on which a right code was entered', () => {
  it('signs in at the first attempt on each of six days of attacks', async () => {
    const environment = await setUp();
    const { pool, clock } = environment;
    pool.addUser(ann);
    assert.equal((await signInOn(environment, laptop)).outcome, 'tokens');
    clock.advance(hours(12));
    for (let day = 1; day <= 6; day++) {
      await attack(environment, hours(3.5));
      assert.equal((await signInOn(environment, laptop)).outcome, 'tokens', `day ${day}`);
      clock.advance(hours(20.5));
    }
  });

  it('signs in during an attack that never ends', async () => {
    const environment = await setUp();
    environment.pool.addUser(ann);
    assert.equal((await signInOn(environment, laptop)).outcome, 'tokens');
    for (let times = 0; times < 6; times++) {
      await attack(environment, hours(5));
      assert.equal((await signInOn(environment, laptop)).outcome, 'tokens');
    }
  });

  it('signs in if Cognito passes no ClientMetadata to Create, too', async () => {
    const environment = await setUp();
    environment.pool.passesMetadataToCreate = false;
    environment.pool.addUser(ann);
    assert.equal((await signInOn(environment, laptop)).outcome, 'tokens');
    await attack(environment, hours(3.5));
    assert.equal((await signInOn(environment, laptop)).outcome, 'tokens');
  });

  it('can still answer the code that was sent to all sessions', async () => {
    const environment = await setUp();
    const { pool, signIn, outbox, clock } = environment;
    pool.addUser(ann);
    await signInOn(environment, laptop);
    clock.advance(hours(13));
    await attack(environment, minutes(16));
    const before = outbox.messages.length;
    clock.advance(hours(12));
    const page = await signIn();
    assert.equal(outbox.messages.length, before + 1);
    const stranger = await signIn();
    await stranger.answer(wrongCode(outbox.code));
    assert.equal((await page.answer(outbox.code, laptop)).outcome, 'tokens');
  });

  it('has five wrong answers a day of its own, and then uses the shared ones', async () => {
    const environment = await setUp({ policy: { sendsADay: 50, sendsIn10Minutes: 10 } });
    const { pool, clock, outbox, signIn, logged } = environment;
    pool.addUser(ann);
    await signInOn(environment, laptop);
    clock.advance(hours(13));
    const compared = () => logged.filter(({ fields }) => fields.verdict === 'wrong').length;
    for (let times = 0; times < 12; times++) {
      const page = await signIn();
      if (page.parameters.expiresAt === undefined) await page.send(laptop);
      for (let by = 1; by <= 3 && page.outcome === 'challenged'; by++) {
        await page.answer(wrongCode(outbox.code, times * 3 + by), laptop);
      }
      clock.advance(seconds(60));
    }
    assert.equal(compared(), 5 + 5, 'its own, and five in 15 minutes');
  });

  it('has its messages counted in its own budget', async () => {
    const environment = await setUp();
    const { pool, signIn, outbox, clock } = environment;
    pool.addUser(ann);
    await signInOn(environment, laptop);
    for (let times = 0; times < 40; times++) {
      clock.advance(minutes(6));
      await signIn();
    }
    const exhausted = await signIn();
    assert.equal(exhausted.parameters.reason, 'rate_limited');
    const before = outbox.messages.length;
    const unknown = await signIn();
    await unknown.send(tablet);
    assert.equal(unknown.parameters.reason, 'rate_limited');
    assert.equal(outbox.messages.length, before);
    for (let times = 0; times < 10; times++) {
      const page = await signIn();
      await page.send(laptop);
      clock.advance(seconds(31));
    }
    assert.equal(outbox.messages.length, before + 3, 'three in ten minutes');
  });
});

describe('promise 28: the id of a device', () => {
  it('has no effect without a right code', async () => {
    const environment = await setUp({ policy: { sendsADay: 50 } });
    const { pool, signIn, outbox, items } = environment;
    pool.addUser(ann);
    const page = await signIn();
    for (let by = 1; by <= 2; by++) await page.answer(wrongCode(outbox.code, by), laptop);
    const text = JSON.stringify(items());
    assert.ok(!text.includes('devices') && !text.includes('laptop'));
    await page.answer(wrongCode(outbox.code, 3), laptop);
    const next = await signIn();
    await next.send(laptop);
    assert.equal(next.parameters.reason, 'rate_limited', 'an unknown device has no budget of its own');
  });

  it('is unknown to other accounts, and not recognizable in the table', async () => {
    const environment = await setUp();
    const { pool, signIn, items } = environment;
    const other = '+447700900456';
    pool.addUser(ann);
    pool.addUser({ phone_number: other, phone_number_verified: 'true' });
    await signInOn(environment, laptop);
    await signInOn(environment, laptop, other);
    const text = JSON.stringify(items());
    const ids = [...text.matchAll(/device#[\w-]{32}/g)].map(([id]) => id);
    assert.equal(new Set(ids).size, 2);
    assert.ok(!text.includes(laptop.device));
    pool.addUser({ email, email_verified: 'true' });
    const third = await signIn(email);
    await third.send(laptop);
    assert.equal(third.parameters.reason, 'rate_limited');
  });

  it('has no effect if it is malformed or oversized, and the sign-in succeeds without it', async () => {
    for (const device of [
      '',
      'short',
      'x'.repeat(65),
      'x'.repeat(1_000_000),
      'a b'.repeat(10),
      'ü'.repeat(30),
      '__proto__',
    ]) {
      const environment = await setUp();
      environment.pool.addUser(ann);
      assert.equal((await signInOn(environment, { device })).outcome, 'tokens', device.slice(0, 20));
      assert.ok(!JSON.stringify(environment.items()).includes('devices'));
    }
  });

  it('cannot fill up the record: eight are kept, and the oldest is forgotten', async () => {
    const environment = await setUp({ policy: { sendsADay: 50, sendsIn10Minutes: 10 } });
    const { pool, clock, items } = environment;
    pool.addUser(ann);
    for (let index = 0; index < 10; index++) {
      assert.equal((await signInOn(environment, { device: `device-${index}-0123456789abcdef` })).outcome, 'tokens');
      clock.advance(hours(3));
    }
    const ids = [...JSON.stringify(items()).matchAll(/\\"id\\":\\"device#/g)];
    assert.equal(ids.length, 8);
  });

  it('gets the same response whether the user or the device is unknown', async () => {
    const replies = async (known: boolean) => {
      const { pool, signIn, outbox } = await setUp();
      if (known) pool.addUser(ann);
      const page = await signIn();
      const seen = [page.parameters];
      for (let by = 1; by <= 2; by++)
        seen.push((await page.answer(known ? wrongCode(outbox.code, by) : '000000', laptop)).parameters);
      const again = await signIn();
      await again.send(laptop);
      seen.push(again.parameters);
      return seen;
    };
    assert.deepEqual(await replies(true), await replies(false));
  });
});

describe('two devices of one account', () => {
  it('have separate challenges during an attack, and both sign in', async () => {
    const environment = await setUp({ policy: { sendsADay: 50, sendsIn10Minutes: 10 } });
    const { pool, signIn, outbox, clock } = environment;
    pool.addUser(ann);
    await signInOn(environment, laptop);
    clock.advance(minutes(1));
    await signInOn(environment, tablet);
    clock.advance(hours(1));
    await attack(environment, hours(1));
    const [one, two] = [await signIn(), await signIn()];
    await one.send(laptop);
    const first = outbox.code;
    await two.send(tablet);
    const second = outbox.code;
    assert.notEqual(first, second);
    await two.answer(first, tablet);
    assert.equal(two.outcome, 'challenged', 'a code belongs to the device that asked for it');
    const outcomes = await Promise.all([one.answer(first, laptop), two.answer(second, tablet)]);
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['tokens', 'tokens'],
    );
  });

  it('let exactly one of many concurrent sign-ins succeed per code', async () => {
    const environment = await setUp();
    const { pool, signIn, outbox } = environment;
    pool.addUser(ann);
    const pages = await concurrently(20, () => signIn());
    const answered = await concurrently(20, (index) => pages[index]!.answer(outbox.code, index % 2 ? laptop : tablet));
    assert.equal(answered.filter(({ outcome }) => outcome === 'tokens').length, 1);
  });
});

describe('two devices and a stranger at the same time', () => {
  const SEEDS = 30;

  /** A source of numbers that are the same in each run. */
  const sequence = (seed: number) => {
    let state = seed * 7919 + 1;
    return (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
  };

  it(`keep their budgets and stay known, however their calls interleave (${SEEDS} seeds)`, async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const draw = sequence(seed);
      const clock = new ManualClock();
      const memory = new MemoryStore(clock);
      // Each call to the table takes a random number of turns, so that the three overlap differently with each seed.
      const store = new Proxy(memory, {
        get(target, name, receiver) {
          const member: unknown = Reflect.get(target, name, receiver);
          if (typeof member !== 'function') return member;
          return async (...args: unknown[]) => {
            for (let turns = draw(6); turns > 0; turns--) await Promise.resolve();
            return member.apply(target, args) as unknown;
          };
        },
      });
      const environment = await setUpTriggers({ clock, store });
      const { pool, signIn, outbox, logged } = environment;
      pool.addUser(ann);
      for (const device of [laptop, tablet]) {
        assert.equal((await signInOn(environment, device)).outcome, 'tokens');
        clock.advance(minutes(11));
      }
      const wrongBefore = logged.filter(({ fields }) => fields.verdict === 'wrong').length;
      let inputs = 0;
      const mistype = async (device?: Record<string, string>) => {
        const page = await signIn();
        if (page.parameters.expiresAt === undefined && device) await page.send(device);
        for (let by = draw(3); by >= 0 && page.outcome === 'challenged'; by--) {
          await page.answer(wrongCode(outbox.code, 10 + inputs++), device);
        }
      };
      await Promise.all([mistype(laptop), mistype(tablet), mistype(), mistype()]);
      const wrong = logged.filter(({ fields }) => fields.verdict === 'wrong').length - wrongBefore;
      assert.ok(wrong <= 5 + 2 * 5, `seed ${seed}: ${wrong} answers`);
      clock.advance(seconds(31));

      // Another one of the three may use or void a shared code. Afterwards each device signs in at once.
      await Promise.all([signInOn(environment, laptop), signInOn(environment, tablet), mistype()]);
      clock.advance(seconds(31));
      for (const device of [laptop, tablet]) {
        assert.equal((await signInOn(environment, device)).outcome, 'tokens', `seed ${seed}`);
        clock.advance(seconds(31));
      }
      const isAccount = ({ pk }: Record<string, unknown>) => (pk as { S: string }).S.startsWith('account#');
      const record = memory.items().find(isAccount);
      const { S: data } = record!.data as { S: string };
      const { devices } = JSON.parse(data) as { devices: { guesses: number[] }[] };
      assert.deepEqual(
        devices.map(({ guesses }) => guesses),
        [[], []],
        `seed ${seed}`,
      );
    }
  });
});

describe('promise 5: every lock ends', () => {
  it('an owner on a new device signs in within a day of a nightly attack of any length', async () => {
    const environment = await setUp();
    const { pool, clock } = environment;
    pool.addUser(ann);
    for (let day = 0; day < 12; day++) {
      await attack(environment, hours(3.5));
      let waited = 0;
      let page = await signInOn(environment, {});
      for (; page.outcome !== 'tokens' && waited < 20; waited++) {
        clock.advance(hours(1));
        page = await signInOn(environment, {});
      }
      assert.equal(page.outcome, 'tokens', `day ${day}`);
      clock.advance(hours(20.5 - waited));
    }
  });
});
