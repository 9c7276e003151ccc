/**
 * A rollback, and a deployment during which both versions run: the present triggers and those of an earlier commit (`npm
 * run previous-triggers`) work on the same table. With records that one of them has stored, the other neither locks users
 * out nor grants additional guesses or messages.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import type { createTriggers } from '../src/create-triggers.js';
import { hours, ManualClock, minutes, seconds } from './support/manual-clock.js';
import { MemoryStore } from './support/memory-store.js';
import { email, keyring, phone, policy, setUp } from './support/set-up.js';

const previous = (await import(new URL('fixtures/previous/triggers.mjs', import.meta.url).href)) as {
  createTriggers: typeof createTriggers;
};

const ann = { phone_number: phone, phone_number_verified: 'true', email, email_verified: 'true' };
const device = 'laptop-0123456789abcdef';

type Version = 'present' | 'previous';
const VERSIONS: readonly Version[] = ['present', 'previous'];
const other = (version: Version): Version => (version === 'present' ? 'previous' : 'present');

/** A pool with the user Ann whose triggers can be replaced by those of the other version. */
async function startPool(first: Version) {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  const environment = await setUp({ clock, store });
  const { pool, outbox, logged, compose } = environment;
  const source = { keyring: async () => keyring() };
  const options = { policy, sender: outbox, store, keys: source, users: pool, clock };
  const versions = {
    present: compose({ keys: source }),
    previous: previous.createTriggers({
      ...options,
      onEvent: (event, fields = {}) => logged.push({ event, fields }),
    }),
  };
  const deploy = (version: Version) => {
    pool.triggers = versions[version];
  };
  deploy(first);
  pool.addUser(ann);
  const compared = () => logged.filter(({ event, fields }) => event === 'verify' && fields.verdict === 'wrong').length;
  return { ...environment, deploy, compared };
}

/** A sign-in with the right code. */
async function signInRight({ signIn, outbox }: Awaited<ReturnType<typeof startPool>>, metadata?: { device: string }) {
  const page = await signIn();
  if (page.parameters.expiresAt === undefined && metadata) await page.send(metadata);
  if (page.outcome !== 'challenged' || page.parameters.expiresAt === undefined) return page.parameters.reason;
  await page.answer(outbox.code, metadata);
  return page.outcome;
}

for (const first of VERSIONS) {
  const second = other(first);
  describe(`the ${second} triggers on the table of the ${first} ones`, () => {
    it('accept the code of a sign-in in progress, and count its wrong answers', async () => {
      const { signIn, outbox, deploy, logged } = await startPool(first);
      const page = await signIn();
      await page.answer(wrongCode(outbox.code));
      deploy(second);
      await page.answer(wrongCode(outbox.code, 2));
      assert.deepEqual([page.parameters.reason, page.parameters.attemptsLeft], ['wrong_code', '1']);
      assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
      assert.equal(outbox.messages.length, 1);
      assert.deepEqual(
        logged.filter(({ event }) => event.endsWith('_failed')),
        [],
      );
    });

    it('grant no guesses: those that were counted stay counted, and the lock ends when it would have', async () => {
      const { signIn, outbox, deploy, compared, clock, ...rest } = await startPool(first);
      const guess = async (times: number) => {
        const page = await signIn();
        for (let by = 1; by <= times && page.outcome === 'challenged'; by++)
          await page.answer(wrongCode(outbox.code, by));
      };
      await guess(3);
      clock.advance(seconds(31));
      await guess(1);
      deploy(second);
      clock.advance(seconds(31));
      await guess(3);
      await guess(3);
      assert.equal(compared(), 5);
      assert.equal((await signIn()).parameters.reason, 'locked');
      clock.advance(minutes(15));
      assert.equal(await signInRight({ signIn, outbox, deploy, compared, clock, ...rest }), 'tokens');
    });

    it('send no more messages than two budgets allow, and count all of them in the budget of the pool', async () => {
      // Accounts that have proved an address had no budget of their own then: docs/decisions/0038.
      const { signIn, outbox, deploy, clock, store } = await startPool(first);
      for (let start = 0; start < 8; start++) {
        if (start === 4) deploy(second);
        await signIn();
        clock.advance(seconds(31));
      }
      deploy(first);
      for (let start = 0; start < 4; start++) await signIn();
      assert.equal(outbox.messages.length, 6);
      assert.equal((store as MemoryStore).counts.get('sends')?.hourCount, 6);
    });

    it('keep the devices that are known', async () => {
      const environment = await startPool('present');
      const { deploy, clock, signIn, outbox } = environment;
      assert.equal(await signInRight(environment, { device }), 'tokens');
      deploy('previous');
      clock.advance(hours(1));
      if (first === 'previous') assert.equal(await signInRight(environment), 'tokens');
      clock.advance(hours(24));
      deploy('present');
      // A stranger uses up the shared budgets.
      for (let start = 0; start < 8; start++) {
        const page = await signIn();
        for (let by = 1; by <= 3 && page.outcome === 'challenged'; by++) await page.answer(wrongCode(outbox.code, by));
        clock.advance(seconds(31));
      }
      assert.equal(await signInRight(environment), 'locked');
      assert.equal(await signInRight(environment, { device }), 'tokens');
    });

    it('send a new user a code, in the language of the page or in the default one', async () => {
      const { pool, signIn, outbox, deploy } = await startPool(first);
      await pool.signUp({ phone_number: '+447700910000' }, { locale: 'ar' });
      deploy(second);
      const page = await signIn('+447700910000');
      assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
    });

    it('count sign-ups in the same budget', async () => {
      const { pool, deploy } = await startPool(first);
      const signUp = (index: number) =>
        pool.signUp({ phone_number: `+4477009${10_000 + index}` }).catch(() => undefined);
      for (let index = 0; index < 60; index++) await signUp(index);
      deploy(second);
      for (let index = 60; index < 120; index++) await signUp(index);
      assert.equal(pool.users.length, 101);
    });
  });
}

describe('while both versions run', () => {
  it('no more answers are compared and no more messages sent than one version allows, and the owner signs in', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { pool, signIn, outbox, deploy, compared, clock, ...rest } = await startPool('present');
      let state = seed;
      const draw = (below: number) => {
        state = (state * 48_271) % 2_147_483_647;
        return state % below;
      };
      const { invoke } = pool;
      pool.invoke = (...event) => {
        deploy(VERSIONS[draw(2)]!);
        return invoke(...event);
      };
      const guesses: number[] = [];
      for (let step = 0; step < 60; step++) {
        const page = await signIn();
        for (let by = 1; by <= 3 && page.outcome === 'challenged'; by++) {
          const before = compared();
          await page.answer(
            wrongCode(outbox.messages.length > 0 ? outbox.code : '0', by),
            draw(3) ? { device } : undefined,
          );
          if (compared() > before) guesses.push(clock.now());
        }
        clock.advance(seconds(31 + draw(1000)));
      }
      const within = (span: number, end: number) => guesses.filter((time) => time > end - span && time <= end).length;
      for (const end of guesses) {
        assert.ok(within(minutes(15), end) <= 5, `seed ${seed}: ${within(minutes(15), end)} in 15 minutes`);
        assert.ok(within(hours(24), end) <= 20, `seed ${seed}: ${within(hours(24), end)} a day`);
      }
      assert.ok(outbox.messages.length <= 12, `seed ${seed}: ${outbox.messages.length} messages`);
      clock.advance(hours(24));
      assert.equal(await signInRight({ pool, signIn, outbox, deploy, compared, clock, ...rest }), 'tokens');
    }
  });
});
