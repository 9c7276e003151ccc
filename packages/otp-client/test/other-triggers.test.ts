import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newPhone, startOthers, wrong } from './support/pool.js';

let at: Awaited<ReturnType<typeof startOthers>>;
before(async () => {
  at = await startOthers();
});
after(() => at[Symbol.asyncDispose]());

test('third-party triggers with their own public parameters sign in, and none of their parameters is misread', async () => {
  const phone = newPhone();
  const { client, operations } = at.client('older');
  const started = await client.start({ phone });
  assert.ok(started.step === 'code');
  // Nothing of theirs is taken for ours, whatever its name.
  assert.deepEqual(started.delivery, {
    channel: 'sms',
    channels: ['sms'],
    destination: phone,
    codeLength: 6,
    sent: true,
    expiresAt: null,
    resendAt: null,
    attemptsLeft: null,
  });
  assert.equal(started.error, null);
  const code = await at.code(phone);
  const mistaken = await client.submit(wrong(code));
  assert.deepEqual([mistaken.step, mistaken.error?.code], ['code', 'wrong_code']);
  const done = await client.submit(code);
  assert.deepEqual([done.step, done.error], ['signed-in', null]);
  assert.deepEqual(operations, ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge', 'RespondToAuthChallenge']);
});

test('with third-party triggers, the third wrong answer ends the session and keeps the identifier, and a new start sends a new code', async () => {
  const phone = newPhone();
  const { client } = at.client('older');
  await client.start({ phone });
  const code = await at.code(phone);
  for (let tries = 0; tries < 3; tries++) await client.submit(wrong(code));
  const { step, error, identifier } = client.getState();
  assert.deepEqual([step, error?.code, identifier], ['identifier', 'too_many_attempts', { phone }]);
  await client.start({ phone });
  assert.equal((await client.submit(await at.code(phone))).step, 'signed-in');
});

test('with third-party triggers, resend starts a new handshake because they have no send request', async () => {
  const phone = newPhone();
  const { client, operations } = at.client('older');
  await client.start({ phone });
  const again = await client.resend();
  assert.deepEqual([again.step, again.step === 'code' && again.notice], ['code', 'sent-again']);
  assert.equal(operations.at(-1), 'InitiateAuth');
  assert.equal((await at.messages(phone)).length, 2);
  assert.equal((await client.submit(await at.code(phone))).step, 'signed-in');
});

test('with third-party triggers, a handshake is resumed after a reload', async () => {
  const phone = newPhone();
  const one = at.client('older');
  await one.client.start({ phone });
  one.client.close();
  const two = at.client('older', { storage: one.storage });
  assert.equal(two.client.getState().step, 'code');
  assert.equal((await two.client.submit(await at.code(phone))).step, 'signed-in');
  assert.equal((await at.messages(phone)).length, 1);
});
