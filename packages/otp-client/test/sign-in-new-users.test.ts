/** Sign-up as part of a sign-in: when it is attempted, what it costs, and the attributes of new users. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOtpClient } from '../src/index.js';
import { accountCreated, accountExists, errorCode, withReplies } from './support/scripted-client.js';
import { cognitoError, round, tokens } from './support/stub-server.js';

const phone = '+447700900123';

test('a new phone number signs up and in with three calls', async () => {
  await using env = await withReplies([accountCreated, round(), tokens()]);
  const { client, server } = env;
  const steps: string[] = [];
  client.subscribe((state) => steps.push(state.step));
  const waiting = await client.start({ phone });
  assert.equal(waiting.step, 'code');
  const done = await client.submit('123456');
  assert.equal(done.step, 'signed-in');
  assert.deepEqual(server.operations(), ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
  assert.deepEqual(steps, ['starting', 'code', 'checking', 'signed-in']);
  const [signUp, initiate, respond] = server.calls;
  assert.deepEqual(signUp?.body.UserAttributes, [{ Name: 'phone_number', Value: phone }]);
  assert.match(signUp?.body.Password, /^aA1!.{96}$/);
  assert.deepEqual(initiate?.body.AuthParameters, { USERNAME: phone });
  assert.deepEqual(respond?.body.ChallengeResponses, { USERNAME: 'sub-1', ANSWER: '123456' });
  assert.equal(client.session?.user.phone, phone);
});

/** Cognito's reply to a refresh that ends the session without a sign-out. */
const sessionRevoked = cognitoError('NotAuthorizedException', 'Refresh Token has been revoked');

/** Signs in, and has Cognito end the session: the device now knows that the account exists. */
async function endSession({ client }: Awaited<ReturnType<typeof withReplies>>) {
  await client.start({ phone });
  await client.submit('123456');
  await assert.rejects(client.getTokens({ forceRefresh: true }), { code: 'session_revoked' });
}

test('a user whose session Cognito has ended signs in again with two calls, also after a reload', async () => {
  await using env = await withReplies([accountExists, round(), tokens(), sessionRevoked, round(), tokens()]);
  await endSession(env);
  env.client.close();
  const { userPoolId, clientId } = { userPoolId: 'local_Pool1', clientId: 'client1' };
  const reloaded = createOtpClient({ userPoolId, clientId, endpoint: env.server.endpoint, storage: env.storage });
  assert.deepEqual(reloaded.getState().identifier, { phone });
  await reloaded.start({ phone });
  assert.equal((await reloaded.submit('123456')).step, 'signed-in');
  assert.deepEqual(env.server.operations().slice(4), ['InitiateAuth', 'RespondToAuthChallenge']);
  reloaded.close();
});

test('another number than that of the ended session is signed up first', async () => {
  await using env = await withReplies([accountExists, round(), tokens(), sessionRevoked, accountCreated, round()]);
  await endSession(env);
  await env.client.start({ phone: '+447700900124' });
  assert.deepEqual(env.server.operations().slice(4), ['SignUp', 'InitiateAuth']);
});

test('two sign-ups never use the same password', async () => {
  await using env = await withReplies([accountCreated, round(), accountCreated, round()]);
  await env.client.start({ phone });
  await env.client.start({ phone: '+447700900124' });
  assert.notEqual(env.server.calls[0]?.body.Password, env.server.calls[2]?.body.Password);
});

test('sign-up is never attempted with signUp=off and must succeed with signUp=only', async () => {
  await using off = await withReplies([round()], { signUp: 'off' });
  await off.client.start({ phone });
  assert.deepEqual(off.server.operations(), ['InitiateAuth']);
  await using only = await withReplies(
    [cognitoError('NotAuthorizedException', 'SignUp is not permitted for this user pool')],
    {
      signUp: 'only',
    },
  );
  assert.equal(errorCode(await only.client.start({ phone })), 'sign_up_closed');
});

test('with signUp=only, an exhausted sign-up budget is reported as a retryable rate limit', async () => {
  const limited = cognitoError('UserLambdaValidationException', 'PreSignUp failed with error sign_up_limited.');
  await using env = await withReplies([limited], { signUp: 'only' });
  const state = await env.client.start({ phone });
  assert.deepEqual([errorCode(state), state.error?.retryable], ['rate_limited', true]);
});

test('a pool that rejects sign-ups still signs in existing users', async () => {
  await using env = await withReplies([
    cognitoError('UserLambdaValidationException', 'PreSignUp failed with error closed.'),
    round(),
  ]);
  const state = await env.client.start({ phone });
  // New users, who look the same, see that no code was requested.
  assert.deepEqual([state.step, errorCode(state), state.error?.retryable], ['code', 'sign_up_closed', false]);
  assert.equal(state.step === 'code' && state.notice, null);
});

test('a pool that rejects sign-ups and reveals who has no account says that sign-up is closed', async () => {
  await using env = await withReplies([
    cognitoError('NotAuthorizedException', 'SignUp is not permitted for this user pool'),
    cognitoError('UserNotFoundException', 'User does not exist.'),
  ]);
  const state = await env.client.start({ phone });
  assert.deepEqual([state.step, errorCode(state)], ['identifier', 'sign_up_closed']);
});

test('a remembered user that Cognito reports as not found is signed up again within the same start', async () => {
  await using env = await withReplies([
    accountExists,
    round(),
    tokens(),
    sessionRevoked,
    cognitoError('UserNotFoundException', 'User does not exist.'),
    accountCreated,
    round(),
  ]);
  await endSession(env);
  assert.equal((await env.client.start({ phone })).step, 'code');
  assert.deepEqual(env.server.operations().slice(4), ['InitiateAuth', 'SignUp', 'InitiateAuth']);
});

test('resend signs up a remembered user whose account is gone', async () => {
  await using env = await withReplies([
    accountExists,
    round(),
    tokens(),
    sessionRevoked,
    round({ resendAt: '1' }),
    accountCreated,
    round(), // the first start sent no message, since the account was gone
  ]);
  await endSession(env);
  await env.client.start({ phone });
  const state = await env.client.resend();
  assert.deepEqual(env.server.operations().slice(4), ['InitiateAuth', 'SignUp', 'InitiateAuth']);
  assert.equal(state.step === 'code' && state.notice, 'sent-again');
});

test('attributes given at sign-up are written again once the phone number is verified', async () => {
  const first = tokens({ locale: 'en' });
  await using env = await withReplies([accountCreated, round(), first, {}, tokens({ locale: 'en', name: 'Ada' })]);
  const named = new Promise<void>((done) =>
    env.client.subscribe((state) => state.step === 'signed-in' && state.user.claims.name === 'Ada' && done()),
  );
  await env.client.start({ phone }, { attributes: { name: 'Ada', locale: 'en' } });
  assert.equal((await env.client.submit('123456')).step, 'signed-in');
  await named;
  const update = env.server.calls[3];
  assert.deepEqual(
    [update?.operation, update?.body],
    [
      'UpdateUserAttributes',
      { AccessToken: first.AuthenticationResult.AccessToken, UserAttributes: [{ Name: 'name', Value: 'Ada' }] },
    ],
  );
});

test('attributes are not written to an existing account, and a failure to write them does not affect the sign-in', async () => {
  await using known = await withReplies([accountExists, round(), tokens()]);
  await known.client.start({ phone }, { attributes: { name: 'Ada' } });
  await known.client.submit('123456');
  await new Promise((done) => setTimeout(done, 30));
  assert.equal(known.server.calls.length, 3);
  await using refusing = await withReplies([
    accountCreated,
    round(),
    tokens(),
    cognitoError('NotAuthorizedException', 'A client attempted to write unauthorized attribute'),
  ]);
  await refusing.client.start({ phone }, { attributes: { name: 'Ada' } });
  await refusing.client.submit('123456');
  await new Promise((done) => setTimeout(done, 30));
  const { step, error } = refusing.client.getState();
  assert.deepEqual([step, error], ['signed-in', null]);
});
