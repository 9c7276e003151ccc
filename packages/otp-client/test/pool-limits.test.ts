/** What the triggers refuse, as a client sees it: the cool-down, countries, used-up codes, locks and CAPTCHA. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { startCaptchaService } from '@cognito-otp/test-kit/captcha-service';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { poolClient, startPool } from './support/pool.js';

let env: Awaited<ReturnType<typeof startPool>>;
before(async () => {
  env = await startPool();
});
after(() => env[Symbol.asyncDispose]());
afterEach(async () => {
  await env.clearFaults();
  await env.resetClock();
});

test('resend is refused until its time and then sends the same code again', async () => {
  const phone = newPhoneNumber();
  const { client, operations } = poolClient(env.pool);
  await client.start({ phone });
  const code = await env.codeSentTo(phone);
  assert.equal((await client.resend()).error?.code, 'rate_limited');
  assert.equal(operations.length, 2);
  await env.advanceClock(31_000);
  const now = Date.now;
  Date.now = () => now() + 31_000;
  try {
    const state = await client.resend();
    assert.ok(state.step === 'code' && state.notice === 'sent-again');
  } finally {
    Date.now = now;
  }
  assert.equal((await env.messagesTo(phone)).length, 2);
  assert.equal(await env.codeSentTo(phone), code);
  assert.equal((await client.submit(code)).step, 'signed-in');
});

test('a second start during the cool-down sends no message and accepts the code of the first', async () => {
  const phone = newPhoneNumber();
  const one = poolClient(env.pool);
  await one.client.start({ phone });
  const two = poolClient(env.pool);
  const state = await two.client.start({ phone });
  assert.ok(state.step === 'code');
  assert.equal((await env.messagesTo(phone)).length, 1);
  assert.equal((await two.client.submit(await env.codeSentTo(phone))).step, 'signed-in');
});

test('an unsupported country is reported, and no message is sent', async () => {
  const { client } = poolClient(env.pool);
  const state = await client.start({ phone: '+12133734253' });
  assert.equal(state.error?.code, 'unsupported_destination');
  assert.equal((await env.messagesTo('+12133734253')).length, 0);
});

test('a code whose attempts were used up in another session is reported, the session continues, and resend sends a new code', async () => {
  const phone = newPhoneNumber();
  const [one, two] = [poolClient(env.pool), poolClient(env.pool)];
  await one.client.start({ phone });
  await two.client.start({ phone });
  const code = await env.codeSentTo(phone);
  await one.client.submit(wrongCode(code));
  await one.client.submit(wrongCode(code));
  const state = await two.client.submit(wrongCode(code));
  assert.ok(state.step === 'code' && state.error);
  const { error, delivery } = state;
  assert.deepEqual([error.code, error.retryable, error.retryAt], ['used_up_code', true, undefined]);
  // No code is valid now, and the session has two attempts left for the next one.
  assert.deepEqual([delivery.attemptsLeft, delivery.expiresAt], [2, null]);
  // Even the right code is refused once it is used up.
  assert.equal((await two.client.submit(code)).error?.code, 'used_up_code');
  await env.advanceClock(31_000);
  const now = Date.now;
  Date.now = () => now() + 31_000;
  try {
    assert.equal((await two.client.resend()).error, null);
  } finally {
    Date.now = now;
  }
  assert.notEqual(await env.codeSentTo(phone), code);
  assert.equal((await two.client.submit(await env.codeSentTo(phone))).step, 'signed-in');
});

test('an account with too many wrong answers is locked until retryAt, a time of the local clock', async () => {
  const phone = newPhoneNumber();
  const one = poolClient(env.pool);
  await one.client.start({ phone });
  const first = await env.codeSentTo(phone);
  for (let n = 0; n < 3; n++) await one.client.submit(wrongCode(first));
  await env.advanceClock(31_000);
  const [two, three] = [poolClient(env.pool), poolClient(env.pool)];
  await two.client.start({ phone });
  await three.client.start({ phone });
  const code = await env.codeSentTo(phone);
  await two.client.submit(wrongCode(code));
  const state = await two.client.submit(wrongCode(code));
  assert.ok(state.step === 'code' && state.error);
  const { error, delivery } = state;
  assert.deepEqual([error.code, error.retryable, delivery.attemptsLeft], ['locked', true, 0]);
  const wait = error.retryAt! - Date.now();
  assert.ok(wait > 0 && wait <= 15 * 60_000, `${wait} ms`);
  assert.equal(delivery.resendAt, error.retryAt);
  // While the account is locked, the right code is refused and no message is sent.
  const { error: rejected } = await three.client.submit(code);
  assert.deepEqual([rejected?.code, rejected?.retryable], ['locked', true]);
  assert.ok(Math.abs(rejected!.retryAt! - error.retryAt!) < 5_000);
  const sent = (await env.messagesTo(phone)).length;
  assert.equal((await three.client.resend()).error?.code, 'rate_limited');
  assert.equal((await env.messagesTo(phone)).length, sent);
});

test('with a CAPTCHA configured, no message is sent without a valid token', async () => {
  const key = 'the secret key of the provider';
  const issuer = await startCaptchaService(key);
  try {
    await using guarded = await startPool({ SendOn: 'request', CaptchaVerifyUrl: issuer.url }, (template) =>
      template
        .replace(
          '\nResources:\n',
          `\nResources:\n  CaptchaKey:\n    Type: AWS::SecretsManager::Secret\n    Properties: { Name: cognito-otp-captcha, SecretString: '${key}' }\n`,
        )
        .replace(
          '          CAPTCHA_SECRET_ID:',
          `          NODE_EXTRA_CA_CERTS: ${issuer.certificate}\n          CAPTCHA_SECRET_ID:`,
        ),
    );
    const phone = newPhoneNumber();
    const { client } = poolClient(guarded.pool);
    const refusedStates = [await client.start({ phone }), await client.resend({ captcha: 'bad' })];
    for (const state of refusedStates) {
      assert.ok(state.step === 'code' && state.error);
      const { error, delivery } = state;
      assert.deepEqual([error.code, error.retryable, error.retryAt], ['captcha_required', true, undefined]);
      assert.deepEqual([delivery.sent, delivery.expiresAt], [false, null]);
    }
    assert.equal((await guarded.messagesTo(phone)).length, 0);
    const state = await client.resend({ captcha: 'good token' });
    assert.ok(state.step === 'code' && state.delivery.sent);
    assert.deepEqual([state.error, state.notice, state.delivery.attemptsLeft], [null, 'sent-again', 3]);
    assert.deepEqual(issuer.requests, [
      { secret: key, response: 'bad' },
      { secret: key, response: 'good token' },
    ]);
    assert.equal((await client.submit(await guarded.codeSentTo(phone))).step, 'signed-in');
  } finally {
    await issuer.close();
  }
});
