/** Sign-ups that the triggers refuse: budget used up, table throttled or down. What the user sees, and what is retried. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { poolClient, startPool } from './support/pool.js';

const { now } = Date;
afterEach(() => {
  Date.now = now;
});

/** Moves the clocks of pool and client, past the cool-down for instance. */
async function passTime(env: Awaited<ReturnType<typeof startPool>>, ms: number) {
  await env.advanceClock(ms);
  const before = Date.now;
  Date.now = () => before() + ms;
}

test('promise 17b: with the sign-up budget used up, new users see an error, and resend signs them up later', async () => {
  await using env = await startPool({ SignUpsAnHour: '1' });
  // The budget is that of a clock hour, which must not end during the test.
  await passTime(env, 3_600_000 - (Date.now() % 3_600_000));
  await poolClient(env.pool).client.start({ phone: newPhoneNumber() });
  const phone = newPhoneNumber();
  const { client, operations } = poolClient(env.pool);
  const refused = await client.start({ phone });
  assert.ok(refused.step === 'code');
  assert.deepEqual([refused.error?.code, refused.error?.retryable, refused.notice], ['sign_up_closed', true, null]);
  assert.equal((await env.messagesTo(phone)).length, 0);
  // Still used up: said again, and never that something was sent.
  await passTime(env, 31_000);
  const again = await client.resend();
  assert.ok(again.step === 'code');
  assert.deepEqual([again.error?.code, again.notice], ['sign_up_closed', null]);
  assert.equal((await env.messagesTo(phone)).length, 0);
  // A new hour, which the Cognito session does not outlast: the resend starts again.
  await passTime(env, 3_600_000);
  const signedUp = await client.resend();
  assert.ok(signedUp.step === 'code');
  assert.deepEqual([signedUp.error, signedUp.notice], [null, 'sent-again']);
  assert.equal(operations.filter((operation) => operation === 'SignUp').length, 3);
  assert.equal((await client.submit(await env.codeSentTo(phone))).step, 'signed-in');
});

test('promise 17b: with the sign-up budget used up, existing users sign in on a new device', async () => {
  await using env = await startPool({ SignUpsAnHour: '1' });
  const phone = newPhoneNumber();
  const first = poolClient(env.pool);
  await first.client.start({ phone });
  assert.equal((await first.client.submit(await env.codeSentTo(phone))).step, 'signed-in');
  await passTime(env, 31_000);
  const { client } = poolClient(env.pool);
  const state = await client.start({ phone });
  assert.equal(state.step, 'code');
  assert.equal((await client.submit(await env.codeSentTo(phone))).step, 'signed-in');
});

for (const [what, fault] of [
  ['throttled', { kind: 'throttle' }],
  ['down', { kind: 'error', code: 'InternalServerError', status: 500 }],
] as const) {
  test(`promise 17b: with the table ${what}, a sign-up is an error, and the next start retries it`, async () => {
    await using env = await startPool();
    const phone = newPhoneNumber();
    const { client, operations } = poolClient(env.pool);
    await env.injectFault({ ...fault, on: { service: 'dynamodb' } });
    const state = await client.start({ phone });
    assert.ok(state.error, 'an error is shown');
    assert.ok(!('notice' in state) || state.notice === null);
    assert.equal((await env.messagesTo(phone)).length, 0);
    await env.clearFaults();
    const next = await client.start({ phone });
    assert.deepEqual([next.step, next.error], ['code', null]);
    assert.equal(operations.filter((operation) => operation === 'SignUp').length, 2);
    assert.equal((await client.submit(await env.codeSentTo(phone))).step, 'signed-in');
  });
}
