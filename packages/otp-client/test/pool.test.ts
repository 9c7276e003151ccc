/** Complete sign-ins against a local pool with the template and the triggers of this project. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { JwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { memoryStorage } from './support/memory-storage.js';
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

/** Records the steps and errors that the client reports from now on. */
const recordSteps = (client: ReturnType<typeof poolClient>['client']) => {
  const seen: string[] = [];
  client.subscribe(({ step, error }) => seen.push(error ? `${step}: ${error.code}` : step));
  return seen;
};

test('a new phone number signs up and in with three calls and one message, and its tokens verify', async () => {
  const phone = newPhoneNumber();
  const { client, operations } = poolClient(env.pool);
  const state = await client.start({ phone });
  assert.ok(state.step === 'code');
  assert.equal(state.delivery.sent, true);
  assert.equal(state.delivery.codeLength, 6);
  assert.equal(state.delivery.attemptsLeft, 3);
  // The triggers don't reveal the address of an account that may have two; the client shows the one that was typed.
  assert.equal(state.delivery.destination, phone);
  const done = await client.submit(await env.codeSentTo(phone));
  assert.ok(done.step === 'signed-in');
  assert.equal(done.user.phone, phone);
  assert.deepEqual(operations, ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
  assert.equal((await env.messagesTo(phone)).length, 1);

  const { idToken, accessToken } = await client.getTokens();
  const issuer = `${env.pool.endpoint}/${env.pool.userPoolId}`;
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
  await jwtVerify(idToken, keys, { issuer, audience: env.pool.clientId });
  await jwtVerify(accessToken, keys, { issuer });
  const verifier = JwtVerifier.create(
    { issuer, audience: env.pool.clientId, jwksUri: `${issuer}/.well-known/jwks.json` },
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: async (uri) => (await fetch(uri)).arrayBuffer() } }) },
  );
  assert.equal((await verifier.verify(idToken)).sub, done.user.sub);
});

test('an email address signs in the same way', async () => {
  const email = 'someone@example.com';
  const { client } = poolClient(env.pool);
  assert.equal((await client.start({ email })).step, 'code');
  const done = await client.submit(await env.codeSentTo(email));
  assert.ok(done.step === 'signed-in' && done.user.email === email);
});

test('a user who has signed out needs three calls to sign in, on any device', async () => {
  const phone = newPhoneNumber();
  const one = poolClient(env.pool);
  await one.client.start({ phone });
  await one.client.submit(await env.codeSentTo(phone));
  await one.client.signOut();
  await env.advanceClock(31_000);
  one.operations.length = 0;
  await one.client.start({ phone });
  assert.equal((await one.client.submit(await env.codeSentTo(phone))).step, 'signed-in');
  assert.deepEqual(one.operations, ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
  await env.advanceClock(31_000);
  const two = poolClient(env.pool);
  await two.client.start({ phone });
  assert.equal((await two.client.submit(await env.codeSentTo(phone))).step, 'signed-in');
  assert.deepEqual(two.operations, ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
});

test('a right code after two wrong ones signs in, and a third wrong code ends the session', async () => {
  const phone = newPhoneNumber();
  const { client } = poolClient(env.pool);
  await client.start({ phone });
  const code = await env.codeSentTo(phone);
  const seen = recordSteps(client);
  await client.submit(wrongCode(code));
  const { delivery } = client.getState() as { delivery: { attemptsLeft: number } };
  assert.equal(delivery.attemptsLeft, 2);
  await client.submit(wrongCode(code));
  await client.submit(code);
  assert.deepEqual(seen, ['checking', 'code: wrong_code', 'checking', 'code: wrong_code', 'checking', 'signed-in']);

  const other = newPhoneNumber();
  const { client: second } = poolClient(env.pool);
  await second.start({ phone: other });
  const right = await env.codeSentTo(other);
  for (let n = 0; n < 3; n++) await second.submit(wrongCode(right));
  const { step, error, identifier } = second.getState();
  assert.deepEqual([step, error?.code, identifier], ['identifier', 'too_many_attempts', { phone: other }]);
});

test('an expired code is reported, and a new code can be requested', async () => {
  const phone = newPhoneNumber();
  const { client } = poolClient(env.pool);
  await client.start({ phone });
  const code = await env.codeSentTo(phone);
  await env.advanceClock(5 * 60_000 + 1);
  const late = await client.submit(code);
  if (late.step === 'identifier') assert.equal(late.error?.code, 'session_ended');
  else assert.equal(late.error?.code, 'expired_code');
  await (late.step === 'code' ? client.resend() : client.start({ phone }));
  assert.equal((await client.submit(await env.codeSentTo(phone))).step, 'signed-in');
});

test('promise 31: a reload resumes in the code step and sends no message', async () => {
  const phone = newPhoneNumber();
  const first = poolClient(env.pool);
  await first.client.start({ phone });
  first.client.close();
  const again = poolClient(env.pool, { storage: first.storage });
  const state = again.client.getState();
  assert.ok(state.step === 'code' && state.notice === 'resumed');
  assert.equal((await again.client.submit(await env.codeSentTo(phone))).step, 'signed-in');
  assert.equal((await env.messagesTo(phone)).length, 1);
});

test('promise 32: an answer whose reply is lost signs in or starts over, and is never called wrong', async () => {
  const phone = newPhoneNumber();
  const { client, operations } = poolClient(env.pool);
  await client.start({ phone });
  const code = await env.codeSentTo(phone);
  await env.injectFault({ kind: 'drop-response', on: { api: 'RespondToAuthChallenge' }, times: 1 });
  const state = await client.submit(code);
  assert.equal(operations.filter((operation) => operation === 'RespondToAuthChallenge').length, 2);
  assert.equal(state.error?.code ?? 'session_ended', 'session_ended');
  if (state.step !== 'signed-in') assert.equal(state.step, 'identifier');
});

test('promise 30: a start whose reply is lost is not retried, and starting again sends no second message', async () => {
  const phone = newPhoneNumber();
  const { client, operations } = poolClient(env.pool);
  await env.injectFault({ kind: 'drop-response', on: { api: 'InitiateAuth' }, times: 1 });
  const lost = await client.start({ phone });
  assert.deepEqual([lost.step, lost.error?.code, lost.error?.retryable], ['identifier', 'network', true]);
  assert.deepEqual(operations, ['SignUp', 'InitiateAuth']);
  await client.start({ phone });
  assert.equal((await client.submit(await env.codeSentTo(phone))).step, 'signed-in');
  assert.equal((await env.messagesTo(phone)).length, 1);
});

test('tokens can be refreshed, and a sign-out revokes the refresh token at Cognito', async () => {
  const phone = newPhoneNumber();
  const { client, storage } = poolClient(env.pool);
  await client.start({ phone });
  await client.submit(await env.codeSentTo(phone));
  const before = await client.getTokens();
  await env.advanceClock(1_100);
  const fresh = await client.getTokens({ forceRefresh: true });
  assert.notEqual(fresh.accessToken, before.accessToken);
  const stolen = memoryStorage(Object.fromEntries(storage.map));
  assert.equal((await client.signOut()).step, 'identifier');
  const attacker = poolClient(env.pool, { storage: stolen });
  assert.equal(attacker.client.getState().step, 'signed-in');
  await assert.rejects(attacker.client.getTokens({ forceRefresh: true }), { code: 'session_revoked' });
});

test('sign-out everywhere ends the sessions of other devices', async () => {
  const phone = newPhoneNumber();
  const one = poolClient(env.pool);
  await one.client.start({ phone });
  await one.client.submit(await env.codeSentTo(phone));
  await env.advanceClock(31_000);
  const two = poolClient(env.pool);
  await two.client.start({ phone });
  await two.client.submit(await env.codeSentTo(phone));
  const state = await one.client.signOut({ everywhere: true });
  assert.deepEqual([state.step, state.error], ['identifier', null]);
  await assert.rejects(two.client.getTokens({ forceRefresh: true }), { code: 'session_revoked' });
});

test('an unknown app client is a configuration error', async () => {
  const { client } = poolClient(env.pool, { clientId: 'unknownappclient' });
  const state = await client.start({ phone: newPhoneNumber() });
  assert.deepEqual(
    [state.step, state.error?.code, state.error?.cognitoName],
    ['identifier', 'configuration', 'ResourceNotFoundException'],
  );
});

test('with SendOn=request, one message is sent in the requested language over the requested channel', async () => {
  await using waiting = await startPool({ SendOn: 'request' });
  const email = 'wartend@example.com';
  const { client, operations } = poolClient(waiting.pool, { locale: 'de' });
  const state = await client.start({ email }, { channel: 'email' });
  assert.ok(state.step === 'code');
  assert.deepEqual([state.delivery.sent, state.delivery.channel, state.error], [true, 'email', null]);
  assert.deepEqual(operations, ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
  const [message, ...others] = await waiting.messagesTo(email);
  assert.equal(others.length, 0);
  assert.match(`${message?.body}`, /Code|lautet/);
  assert.doesNotMatch(`${message?.body}`, /your|never share/i);
  assert.equal((await client.submit(await waiting.codeSentTo(email))).step, 'signed-in');
});
