/** Answering a challenge: right and wrong codes, lost replies, reasons of the triggers and other kinds of challenges. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountCreated, accountExists, errorCode, withReplies } from './support/scripted-client.js';
import { cognitoError, droppedConnection, round, tokens } from './support/stub-server.js';

const phone = '+447700900123';

test('a right code after two wrong codes signs in', async () => {
  await using env = await withReplies([
    accountCreated,
    round(),
    round({ reason: 'wrong_code', attemptsLeft: '2' }),
    round({ reason: 'wrong_code', attemptsLeft: '1' }),
    tokens(),
  ]);
  await env.client.start({ phone });
  const first = await env.client.submit('111111');
  assert.equal(errorCode(first), 'wrong_code');
  assert.equal(first.step === 'code' && first.delivery.attemptsLeft, 2);
  await env.client.submit('222222');
  assert.equal((await env.client.submit('333333')).step, 'signed-in');
  const [, opened, one, two, three] = env.server.calls;
  assert.equal(new Set([one?.body.Session, two?.body.Session, three?.body.Session]).size, 3);
  assert.ok(opened);
});

test('the third wrong answer ends the session and keeps the identifier', async () => {
  await using env = await withReplies([
    accountCreated,
    round({ attemptsLeft: '1' }),
    cognitoError('NotAuthorizedException', 'Incorrect username or password.'),
  ]);
  await env.client.start({ phone });
  const state = await env.client.submit('111111');
  assert.equal(errorCode(state), 'too_many_attempts');
  assert.deepEqual([state.step, state.identifier], ['identifier', { phone }]);
});

test('an expired Cognito session is reported as session_ended and keeps the identifier', async () => {
  for (const reply of [
    cognitoError('NotAuthorizedException', 'Invalid session for the user, session is expired.'),
    cognitoError('CodeMismatchException', 'Invalid code or auth state for the user.'),
  ]) {
    await using env = await withReplies([accountCreated, round(), reply]);
    await env.client.start({ phone });
    const state = await env.client.submit('111111');
    assert.deepEqual([errorCode(state), state.step, state.identifier], ['session_ended', 'identifier', { phone }]);
  }
});

test('promise 32: an answer whose reply is lost is retried once and never called wrong', async () => {
  await using env = await withReplies([
    accountCreated,
    round(),
    droppedConnection,
    cognitoError('NotAuthorizedException', 'Invalid session for the user, session can only be used once.'),
  ]);
  await env.client.start({ phone });
  const state = await env.client.submit('123456');
  const [, , first, second] = env.server.calls;
  assert.deepEqual(first?.body, second?.body);
  assert.equal(errorCode(state), 'session_ended');
  assert.equal(env.server.calls.length, 4);
});

test('promise 32: an answer whose reply is lost twice stays in the code step with a retryable error', async () => {
  await using env = await withReplies([accountCreated, round(), droppedConnection, droppedConnection, tokens()]);
  await env.client.start({ phone });
  const state = await env.client.submit('123456');
  assert.deepEqual([errorCode(state), state.error?.retryable, state.step], ['network', true, 'code']);
  assert.equal((await env.client.submit('123456')).step, 'signed-in');
});

test('promise 30: no call that can send a message is retried', async () => {
  await using signUp = await withReplies([droppedConnection]);
  assert.equal(errorCode(await signUp.client.start({ phone })), 'network');
  assert.deepEqual(signUp.server.operations(), ['SignUp']);
  await using initiate = await withReplies([accountCreated, droppedConnection]);
  assert.equal(errorCode(await initiate.client.start({ phone })), 'network');
  assert.deepEqual(initiate.server.operations(), ['SignUp', 'InitiateAuth']);
  await using send = await withReplies([accountCreated, round({ resendAt: '0' }), droppedConnection]);
  await send.client.start({ phone });
  const state = await send.client.resend();
  assert.deepEqual([errorCode(state), state.step], ['network', 'code']);
  assert.deepEqual(send.server.operations().slice(2), ['RespondToAuthChallenge']);
});

for (const [reason, code] of [
  ['wrong_code', 'wrong_code'],
  ['unchecked', 'service'],
  ['expired', 'expired_code'],
  ['used_up', 'used_up_code'],
  ['rate_limited', 'rate_limited'],
  ['locked', 'locked'],
  ['send_failed', 'send_failed'],
  ['unsupported', 'unsupported_destination'],
  ['captcha', 'captcha_required'],
  ['of a later dialect', 'service'],
  ['constructor', 'service'],
] as const) {
  test(`the reason “${reason}” of the triggers is reported as ${code} in the code step`, async () => {
    await using env = await withReplies([accountCreated, round(), round({ reason })]);
    await env.client.start({ phone });
    const state = await env.client.submit('123456');
    assert.deepEqual([state.step, errorCode(state)], ['code', code]);
    assert.deepEqual([state.error?.retryable, state.error?.requestId], [true, 'request-3']);
    const waits = code === 'locked' || code === 'rate_limited';
    assert.equal(state.error?.retryAt, waits && state.step === 'code' ? state.delivery.resendAt : undefined);
  });
}

test('times are converted to the local clock even if it is a day off', async () => {
  const day = 86_400_000;
  const now = Date.now() + day;
  await using env = await withReplies([
    accountCreated,
    round({ now: `${now}`, expiresAt: `${now + 300_000}`, resendAt: `${now + 30_000}` }),
  ]);
  const state = await env.client.start({ phone });
  assert.ok(state.step === 'code');
  assert.ok(Math.abs(state.delivery.expiresAt! - Date.now() - 300_000) < 5_000);
  assert.ok(Math.abs(state.delivery.resendAt! - Date.now() - 30_000) < 5_000);
});

test('third-party triggers work: no times, six digits by default, and resend starts over', async () => {
  const foreign = {
    ChallengeName: 'CUSTOM_CHALLENGE',
    Session: 's'.repeat(30),
    ChallengeParameters: { USERNAME: 'u' },
  };
  await using env = await withReplies([accountCreated, foreign, foreign, foreign, tokens()]);
  const state = await env.client.start({ email: ' a@example.com ' });
  assert.ok(state.step === 'code');
  assert.deepEqual(state.delivery, {
    channel: 'email',
    channels: ['email'],
    destination: 'a@example.com',
    codeLength: 6,
    sent: true,
    expiresAt: null,
    resendAt: null,
    attemptsLeft: null,
  });
  assert.equal(errorCode(await env.client.submit('ABCD')), 'wrong_code');
  await env.client.resend();
  assert.equal(env.server.calls[3]?.operation, 'InitiateAuth');
  assert.equal((await env.client.submit('12345678')).step, 'signed-in');
});

test('an incomplete code is never sent', async () => {
  await using env = await withReplies([accountCreated, round()]);
  await env.client.start({ phone });
  for (const code of ['', '12345', '1234567', '12345a', '１２３４５６', ' 123456', '1e5', '123456\n']) {
    assert.equal(errorCode(await env.client.submit(code)), 'incomplete_code', JSON.stringify(code));
  }
  assert.equal(env.server.calls.length, 2);
});

test('an invalid phone number or email address is never sent', async () => {
  await using env = await withReplies([]);
  for (const given of ['', '07700900123', '+0447700900123', '+44', '+4477009001234567', 'abc']) {
    assert.equal(errorCode(await env.client.start({ phone: given })), 'invalid_phone', given);
  }
  for (const given of ['', 'a', 'a@', '@b', 'a b@c', 'a@b@c', `${'a'.repeat(251)}@b.c`]) {
    assert.equal(errorCode(await env.client.start({ email: given })), 'invalid_email', given);
  }
  assert.equal(env.server.calls.length, 0);
});

test('an unsupported Cognito challenge is reported by its name', async () => {
  await using env = await withReplies([accountCreated, { ...round(), ChallengeName: 'NEW_PASSWORD_REQUIRED' }]);
  const state = await env.client.start({ phone });
  assert.deepEqual(
    [errorCode(state), state.error?.message, state.step],
    ['unsupported_challenge', 'NEW_PASSWORD_REQUIRED', 'identifier'],
  );
  assert.equal(state.error?.requestId, 'request-2');
});

test('an empty reply is a retryable error that carries the request ID', async () => {
  await using env = await withReplies([accountCreated, {}]);
  const state = await env.client.start({ phone });
  assert.deepEqual(
    [errorCode(state), state.error?.retryable, state.error?.requestId],
    ['bad_response', true, 'request-2'],
  );
});

test('native Cognito one-time codes use the same commands', async () => {
  const native = { ChallengeName: 'SMS_OTP', Session: 's'.repeat(30), ChallengeParameters: { USERNAME: 'u' } };
  await using env = await withReplies(
    [
      accountCreated,
      native,
      cognitoError('CodeMismatchException', 'Invalid code or auth state for the user.'),
      tokens(),
    ],
    { flow: 'native' },
  );
  await env.client.start({ phone });
  assert.deepEqual(env.server.calls[1]?.body.AuthParameters, { USERNAME: phone, PREFERRED_CHALLENGE: 'SMS_OTP' });
  const wrong = await env.client.submit('111111');
  assert.deepEqual([wrong.step, errorCode(wrong)], ['code', 'wrong_code']);
  assert.equal((await env.client.submit('123456')).step, 'signed-in');
  assert.deepEqual(env.server.calls[3]?.body.ChallengeResponses, { USERNAME: 'u', SMS_OTP_CODE: '123456' });
});

test('promise 30: a native start that fails with a service error requests no code another way', async () => {
  await using env = await withReplies([accountExists, cognitoError('InternalErrorException')], { flow: 'native' });
  assert.equal(errorCode(await env.client.start({ phone })), 'service');
  assert.deepEqual(env.server.operations(), ['SignUp', 'InitiateAuth']);
});

test('SELECT_CHALLENGE is answered with a challenge that Cognito offered', async () => {
  const choice = {
    ChallengeName: 'SELECT_CHALLENGE',
    AvailableChallenges: ['EMAIL_OTP'],
    Session: 's'.repeat(30),
    ChallengeParameters: { USERNAME: 'u' },
  };
  await using env = await withReplies([accountExists, choice, { ...choice, ChallengeName: 'EMAIL_OTP' }], {
    flow: 'native',
  });
  await env.client.start({ phone });
  assert.deepEqual(env.server.calls[2]?.body.ChallengeResponses, { USERNAME: 'u', ANSWER: 'EMAIL_OTP' });
});
