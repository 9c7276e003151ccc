import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seconds } from './support/manual-clock.js';
import { wrong } from './support/outbox.js';
import { phone } from './support/set-up.js';
import { record, recorded, restore, versions } from './support/sign-in-snapshot.js';
import { itemsOf } from './support/table.js';

// `RECORD=version-2` keeps what today's version leaves behind, for those that come after it; `npm run format` then.
if (process.env.RECORD) await record(process.env.RECORD);

/** The number at `name` of the one item whose key begins like this. */
async function numberIn(table: string, begin: string, name: string): Promise<number> {
  const items = (await itemsOf(table)) as Record<string, { S?: string; N?: string }>[];
  const found = items.filter(({ pk }) => pk?.S?.startsWith(begin));
  assert.equal(found.length, 1, `${begin}: ${found.length} items`);
  return Number(found[0]?.[name]?.N);
}

assert.ok(versions().includes('version-1'));

for (const version of versions()) {
  const left = recorded(version);
  const { sms, email, used } = left.sessions;

  describe(`a redeployment during a sign-in, with state written by ${version}`, () => {
    it('a code sent before signs in, verifies the phone number and credits its range', async () => {
      const { page, pool, outbox, table, logged } = await restore(left);
      const before = await numberIn(table, 'range#', 'hourCount');
      const answered = await page('sms').answer(sms.code);
      assert.equal(answered.outcome, 'tokens');
      assert.equal(pool.find(phone)?.attributes.phone_number_verified, 'true');
      assert.equal(await numberIn(table, 'range#', 'hourCount'), before - 1);
      assert.deepEqual(outbox.messages, []);
      assert.deepEqual(
        logged.filter(({ event }) => event.endsWith('_failed')),
        [],
      );
    });

    it('a code requested by email after a rotation of the secret signs in', async () => {
      const { page, outbox } = await restore(left);
      assert.equal((await page('email').answer(email.code)).outcome, 'tokens');
      assert.deepEqual(outbox.messages, []);
    });

    it('earlier wrong answers still count in the session, for the code and for the account', async () => {
      const { page, pool, signIn } = await restore(left);
      const answering = page('sms');
      assert.equal(answering.told.attemptsLeft, '2');
      await answering.answer(wrong(sms.code));
      assert.equal(answering.told.reason, 'wrong_code');
      assert.equal(answering.told.attemptsLeft, '1');
      // The third for the code, from another session; that one has two tries left and no code.
      const joined = await signIn(phone);
      await joined.answer(wrong(sms.code, 2));
      await answering.answer(sms.code);
      assert.notEqual(answering.outcome, 'tokens', 'the fourth is refused though it is right');
      assert.equal(pool.find(phone)?.attributes.phone_number_verified, undefined);
    });

    it('a send request resends the same code, within the same budgets, and uses no attempt', async () => {
      const { page, clock, outbox, table } = await restore(left);
      const counted = async () => [
        await numberIn(table, 'sends', 'hourCount'),
        await numberIn(table, 'range#', 'hourCount'),
      ];
      const [ofPool = 0, ofBlock = 0] = await counted();
      const resendAt = Number(sms.round.parameters.resendAt);
      const asking = page('sms');
      assert.ok(left.at < resendAt);
      await asking.send();
      assert.equal(asking.told.reason, 'rate_limited');
      assert.equal(asking.told.resendAt, String(resendAt));
      clock.advance(resendAt - left.at);
      await asking.send();
      assert.deepEqual(outbox.codes, [sms.code]);
      assert.deepEqual(await counted(), [ofPool + 1, ofBlock + 1]);
      assert.equal(asking.told.attemptsLeft, '2');
      assert.equal((await asking.answer(sms.code)).outcome, 'tokens');
    });

    it('a new session joins the active code', async () => {
      const { signIn, outbox } = await restore(left);
      const joined = await signIn(phone);
      assert.deepEqual(outbox.messages, []);
      assert.equal(joined.told.expiresAt, sms.round.parameters.expiresAt);
      assert.equal((await joined.answer(sms.code)).outcome, 'tokens');
    });

    it('a right answer that Cognito retries is right again and verifies the address', async () => {
      const { page, pool } = await restore(left);
      assert.equal((await page('used').answer(used.code)).outcome, 'tokens');
      assert.equal(pool.find(used.name)?.attributes.email_verified, 'true');
    });

    it('a used code stays used', async () => {
      const { page, clock } = await restore(left);
      clock.advance(seconds(20));
      assert.equal((await page('used').answer(used.code)).told.reason, 'expired');
    });

    it('the session of an unknown user continues like any other', async () => {
      const { page } = await restore(left);
      const answering = await page('unknown').answer('000001');
      assert.equal(answering.told.reason, 'wrong_code');
      assert.equal(answering.told.attemptsLeft, '1');
      assert.equal((await answering.answer('000002')).outcome, 'refused');
    });
  });
}
