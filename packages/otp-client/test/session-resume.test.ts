/** Resuming a handshake after a reload and in another tab. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTabs, slowHandshakeStorage, stepOf } from './support/session-environment.js';
import { sleep } from './support/sleep.js';
import { cognitoError, noResponse, round, type StubCall, tokens } from './support/stub-server.js';

const phone = '+447700900123';

test('promise 31: a reload resumes in the code step and sends no message', async () => {
  await using env = await openTabs({ SignUp: {}, InitiateAuth: round(), RespondToAuthChallenge: tokens() });
  const before = await env.open().start({ phone });
  const calls = env.server.calls.length;
  const again = env.open();
  const state = again.getState();
  assert.ok(state.step === 'code' && before.step === 'code');
  assert.equal(state.notice, 'resumed');
  assert.deepEqual(state.delivery, before.delivery);
  assert.ok(Object.isFrozen(state.delivery));
  await sleep(30);
  assert.equal(env.server.calls.length, calls);
  assert.equal(stepOf(await again.submit('123456')), 'signed-in');
});

test('promise 31: an expired handshake starts over and keeps the identifier', async () => {
  await using env = await openTabs({ SignUp: {}, InitiateAuth: round({ now: '1000', expiresAt: '900' }) });
  await env.open().start({ phone });
  const { step, identifier } = env.open().getState();
  assert.deepEqual([step, identifier], ['identifier', { phone }]);
});

test('promise 31: a page that is closed while starting keeps the identifier', async () => {
  await using env = await openTabs({ SignUp: noResponse });
  env.open().start({ phone });
  const { step, identifier } = env.open().getState();
  assert.deepEqual([step, identifier], ['identifier', { phone }]);
});

test('promise 31: two tabs of one handshake take turns with its Cognito session', async () => {
  let wrong = 0;
  await using env = await openTabs({
    SignUp: {},
    InitiateAuth: round({}, 'session-0-xxxxxxxxxxxxxxxx'),
    RespondToAuthChallenge: ({ body }: StubCall) =>
      body.Session === `session-${wrong}-xxxxxxxxxxxxxxxx`
        ? round({ reason: 'wrong_code' }, `session-${++wrong}-xxxxxxxxxxxxxxxx`)
        : cognitoError('NotAuthorizedException', 'Invalid session for the user, session can only be used once.'),
  });
  const one = env.open();
  await one.start({ phone });
  const two = env.open();
  for (const tab of [one, two, one, two]) assert.equal((await tab.submit('111111')).error?.code, 'wrong_code');
});

test('promise 31: a slow storage write does not overwrite a handshake that was written after it', async () => {
  await using env = await openTabs({ SignUp: {}, InitiateAuth: round(), RespondToAuthChallenge: tokens() });
  const { storage } = env;
  let writes = 0;
  const client = env.open({
    storage: {
      ...storage,
      setItem: (key: string, value: string) => sleep(writes++ ? 1 : 60).then(() => storage.setItem(key, value)),
    },
  });
  await client.start({ phone });
  await sleep(100);
  assert.equal(stepOf(env.open().getState()), 'code');
});

test('promise 31: a token request or a notification from another tab while storage is read loses no handshake', async () => {
  await using env = await openTabs({ SignUp: {}, InitiateAuth: round(), RespondToAuthChallenge: tokens() });
  await env.open().start({ phone });
  const client = env.open({ storage: slowHandshakeStorage(env) });
  await assert.rejects(client.getTokens(), { code: 'signed_out' });
  assert.equal(stepOf(client.getState()), 'code');
  const notified = env.open({ storage: slowHandshakeStorage(env) });
  const channel = new BroadcastChannel('cognito-otp.client1');
  channel.postMessage(undefined);
  await sleep(60);
  channel.close();
  assert.equal(stepOf(notified.getState()), 'code');
  assert.equal(stepOf(await notified.submit('123456')), 'signed-in');
});
