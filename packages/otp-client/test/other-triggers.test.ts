/** Third-party custom authentication triggers, which know nothing of the dialect of this project. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { startForeignPools } from './support/pool.js';

let env: Awaited<ReturnType<typeof startForeignPools>>;
before(async () => {
  env = await startForeignPools();
});
after(() => env[Symbol.asyncDispose]());

test('third-party triggers with their own public parameters sign in, and none of their parameters is misread', async () => {
  const phone = newPhoneNumber();
  const { client, operations } = env.client('no-rotation');
  const started = await client.start({ phone });
  assert.ok(started.step === 'code');
  // Their parameters have names of this project's dialect but other meanings; without the dialect marker all are ignored.
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
  const code = await env.codeSentTo(phone);
  const rejected = await client.submit(wrongCode(code));
  assert.deepEqual([rejected.step, rejected.error?.code], ['code', 'wrong_code']);
  const done = await client.submit(code);
  assert.deepEqual([done.step, done.error], ['signed-in', null]);
  assert.deepEqual(operations, ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge', 'RespondToAuthChallenge']);
});

test('with third-party triggers, the third wrong answer ends the session and keeps the identifier, and a new start sends a new code', async () => {
  const phone = newPhoneNumber();
  const { client } = env.client('no-rotation');
  await client.start({ phone });
  const code = await env.codeSentTo(phone);
  for (let tries = 0; tries < 3; tries++) await client.submit(wrongCode(code));
  const { step, error, identifier } = client.getState();
  assert.deepEqual([step, error?.code, identifier], ['identifier', 'too_many_attempts', { phone }]);
  await client.start({ phone });
  assert.equal((await client.submit(await env.codeSentTo(phone))).step, 'signed-in');
});

test('with third-party triggers, resend starts a new handshake because they have no send request', async () => {
  const phone = newPhoneNumber();
  const { client, operations } = env.client('no-rotation');
  await client.start({ phone });
  const again = await client.resend();
  assert.deepEqual([again.step, again.step === 'code' && again.notice], ['code', 'sent-again']);
  assert.equal(operations.at(-1), 'InitiateAuth');
  assert.equal((await env.messagesTo(phone)).length, 2);
  assert.equal((await client.submit(await env.codeSentTo(phone))).step, 'signed-in');
});

test('with third-party triggers, a handshake is resumed after a reload', async () => {
  const phone = newPhoneNumber();
  const one = env.client('no-rotation');
  await one.client.start({ phone });
  one.client.close();
  const two = env.client('no-rotation', { storage: one.storage });
  assert.equal(two.client.getState().step, 'code');
  assert.equal((await two.client.submit(await env.codeSentTo(phone))).step, 'signed-in');
  assert.equal((await env.messagesTo(phone)).length, 1);
});
