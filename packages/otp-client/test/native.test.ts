/** The native flow: one-time codes of Cognito itself, without triggers, with the same commands. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import type { OtpClientOptions } from '../src/index.js';
import { startForeignPools } from './support/pool.js';

let env: Awaited<ReturnType<typeof startForeignPools>>;
before(async () => {
  env = await startForeignPools();
});
after(() => env[Symbol.asyncDispose]());

const native = (options: Partial<OtpClientOptions> = {}) => env.client('native', { flow: 'native', ...options });

async function createUser(phone = newPhoneNumber()) {
  const one = native();
  await one.client.start({ phone });
  assert.equal((await one.client.submit(await env.codeSentTo(phone))).step, 'signed-in');
  await one.client.signOut();
  one.operations.length = 0;
  return { ...one, phone };
}

test('a new phone number signs up and in with one message and one code', async () => {
  const phone = newPhoneNumber();
  const { client, operations } = native();
  const started = await client.start({ phone });
  assert.ok(started.step === 'code');
  assert.deepEqual([started.delivery.codeLength, started.delivery.channel, started.delivery.sent], [6, 'sms', true]);
  assert.match(started.delivery.destination, /^\+\*+\d{4}$/);
  const code = await env.codeSentTo(phone);
  const rejected = await client.submit(wrongCode(code));
  assert.deepEqual([rejected.step, rejected.error?.code, rejected.error?.retryable], ['code', 'wrong_code', true]);
  const done = await client.submit(code);
  assert.deepEqual([done.step, done.error], ['signed-in', null]);
  assert.equal(client.session?.user.phone, phone);
  assert.equal((await env.messagesTo(phone)).length, 1);
  assert.deepEqual(operations, ['SignUp', 'ConfirmSignUp', 'ConfirmSignUp', 'InitiateAuth']);
});

test('a sign-up that was started elsewhere and never finished is completed with a new code', async () => {
  const phone = newPhoneNumber();
  await native().client.start({ phone });
  const { client, operations } = native();
  assert.equal((await client.start({ phone })).step, 'code');
  assert.deepEqual(operations, ['SignUp', 'InitiateAuth', 'ResendConfirmationCode']);
  assert.equal((await client.resend()).step, 'code');
  assert.equal((await client.submit(await env.codeSentTo(phone))).step, 'signed-in');
});

test('a returning user signs in with an eight-digit code', async () => {
  const { client, operations, phone } = await createUser();
  const started = await client.start({ phone });
  assert.ok(started.step === 'code');
  assert.equal(started.delivery.codeLength, 8);
  const code = await env.codeSentTo(phone);
  assert.equal(code.length, 8);
  assert.equal((await client.submit('00000000')).error?.code, 'wrong_code');
  assert.equal((await client.submit(code)).step, 'signed-in');
  assert.deepEqual(operations, ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge', 'RespondToAuthChallenge']);
});

test('a channel that the account has no address for falls back to the available one', async () => {
  const { client, operations, phone } = await createUser();
  const started = await client.start({ phone }, { channel: 'email' });
  assert.ok(started.step === 'code');
  assert.equal(started.delivery.channel, 'sms');
  assert.deepEqual(operations, ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
  assert.equal((await client.submit(await env.codeSentTo(phone))).step, 'signed-in');
});

test('an email address signs in the same way', async () => {
  const email = 'native@example.com';
  const { client } = native();
  const started = await client.start({ email });
  assert.equal(started.step === 'code' && started.delivery.channel, 'email');
  assert.equal((await client.submit(await env.codeSentTo(email))).step, 'signed-in');
});

test('resend sends a new code, and a reload resumes without sending a message', async () => {
  const { client, storage, phone } = await createUser();
  await client.start({ phone });
  const sent = (await env.messagesTo(phone)).length;
  assert.equal((await client.resend()).step, 'code');
  assert.equal((await env.messagesTo(phone)).length, sent + 1);
  client.close();
  const again = native({ storage });
  assert.equal(again.client.getState().step, 'code');
  assert.equal((await again.client.submit(await env.codeSentTo(phone))).step, 'signed-in');
  assert.equal((await env.messagesTo(phone)).length, sent + 1);
});

test('losing the reply that confirmed a sign-up ends the session and keeps the identifier', async () => {
  const phone = newPhoneNumber();
  const { client } = native();
  await client.start({ phone });
  await env.injectFault({ kind: 'drop-response', on: { api: 'ConfirmSignUp' }, times: 1 });
  const lost = await client.submit(await env.codeSentTo(phone));
  await env.clearFaults();
  assert.deepEqual([lost.step, lost.error?.code, lost.identifier], ['identifier', 'session_ended', { phone }]);
  await client.start({ phone });
  assert.equal((await client.submit(await env.codeSentTo(phone))).step, 'signed-in');
});
