/** A redeployment during sign-ins: the current version continues from the state that an earlier version has recorded. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { seconds } from './support/manual-clock.js';
import { phone } from './support/set-up.js';
import { readSnapshot, recordedVersions, recordSnapshot, restoreSnapshot } from './support/sign-in-snapshot.js';
import { itemsOf } from './support/table.js';

// `RECORD=version-2` records the state of the current version for later ones. Run `npm run format` afterwards.
if (process.env.RECORD) await recordSnapshot(process.env.RECORD);

/** The numeric attribute `name` of the only item whose key begins with `begin`. */
async function numberIn(table: string, begin: string, name: string): Promise<number> {
  const items = (await itemsOf(table)) as Record<string, { S?: string; N?: string }>[];
  const found = items.filter(({ pk }) => pk?.S?.startsWith(begin));
  assert.equal(found.length, 1, `${begin}: ${found.length} items`);
  return Number(found[0]?.[name]?.N);
}

assert.ok(recordedVersions().includes('version-1'));

for (const version of recordedVersions()) {
  const snapshot = readSnapshot(version);
  const { sms, email, used } = snapshot.sessions;

  describe(`a redeployment during a sign-in, with state written by ${version}`, () => {
    it('a code sent before signs in, verifies the phone number and credits its range', async () => {
      const { page, pool, outbox, table, logged } = await restoreSnapshot(snapshot);
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
      const { page, outbox } = await restoreSnapshot(snapshot);
      assert.equal((await page('email').answer(email.code)).outcome, 'tokens');
      assert.deepEqual(outbox.messages, []);
    });

    it('earlier wrong answers still count in the session, for the code and for the account', async () => {
      const { page, pool, signIn } = await restoreSnapshot(snapshot);
      const answering = page('sms');
      assert.equal(answering.parameters.attemptsLeft, '2');
      await answering.answer(wrongCode(sms.code));
      assert.equal(answering.parameters.reason, 'wrong_code');
      assert.equal(answering.parameters.attemptsLeft, '1');
      // The third attempt at the code comes from another session, which then has two attempts left but no code.
      const joined = await signIn(phone);
      await joined.answer(wrongCode(sms.code, 2));
      await answering.answer(sms.code);
      assert.notEqual(answering.outcome, 'tokens', 'a fourth answer is refused although it is right');
      assert.equal(pool.find(phone)?.attributes.phone_number_verified, undefined);
    });

    it('a send request resends the same code, within the same budgets, and uses no attempt', async () => {
      const { page, clock, outbox, table } = await restoreSnapshot(snapshot);
      const counted = async () => [
        await numberIn(table, 'sends', 'hourCount'),
        await numberIn(table, 'range#', 'hourCount'),
      ];
      const [forPool = 0, forRange = 0] = await counted();
      const resendAt = Number(sms.round.parameters.resendAt);
      const asking = page('sms');
      assert.ok(snapshot.at < resendAt);
      await asking.send();
      assert.equal(asking.parameters.reason, 'rate_limited');
      assert.equal(asking.parameters.resendAt, String(resendAt));
      clock.advance(resendAt - snapshot.at);
      await asking.send();
      assert.deepEqual(outbox.codes, [sms.code]);
      assert.deepEqual(await counted(), [forPool + 1, forRange + 1]);
      assert.equal(asking.parameters.attemptsLeft, '2');
      assert.equal((await asking.answer(sms.code)).outcome, 'tokens');
    });

    it('a new session joins the active code', async () => {
      const { signIn, outbox } = await restoreSnapshot(snapshot);
      const joined = await signIn(phone);
      assert.deepEqual(outbox.messages, []);
      assert.equal(joined.parameters.expiresAt, sms.round.parameters.expiresAt);
      assert.equal((await joined.answer(sms.code)).outcome, 'tokens');
    });

    it('a right answer that Cognito retries is right again and verifies the address', async () => {
      const { page, pool } = await restoreSnapshot(snapshot);
      assert.equal((await page('used').answer(used.code)).outcome, 'tokens');
      assert.equal(pool.find(used.name)?.attributes.email_verified, 'true');
    });

    it('a used code stays used', async () => {
      const { page, clock } = await restoreSnapshot(snapshot);
      clock.advance(seconds(30));
      assert.equal((await page('used').answer(used.code)).parameters.reason, 'expired');
    });

    it('the session of an unknown user continues like any other', async () => {
      const { page } = await restoreSnapshot(snapshot);
      const answering = await page('unknown').answer('000001');
      assert.equal(answering.parameters.reason, 'wrong_code');
      assert.equal(answering.parameters.attemptsLeft, '1');
      assert.equal((await answering.answer('000002')).outcome, 'refused');
    });
  });
}
