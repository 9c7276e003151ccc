/** Stored sessions: their keys, restoring them, other tabs and app clients, and storage that fails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOtpClient, type OtpState } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { KEY_PREFIX, openTabs, signedIn, stepOf } from './support/session-environment.js';
import { sleep } from './support/sleep.js';
import { round, tokens } from './support/stub-server.js';

const phone = '+447700900123';

test('a session is stored under the keys that other Cognito libraries use', async () => {
  await using env = await signedIn();
  assert.deepEqual([...env.storage.map.keys()].filter((key) => key.startsWith(KEY_PREFIX)).sort(), [
    `${KEY_PREFIX}.LastAuthUser`,
    `${KEY_PREFIX}.sub-1.accessToken`,
    `${KEY_PREFIX}.sub-1.clockDrift`,
    `${KEY_PREFIX}.sub-1.idToken`,
    `${KEY_PREFIX}.sub-1.refreshToken`,
    `${KEY_PREFIX}.sub-1.signInDetails`,
  ]);
  assert.equal(env.storage.getItem(`${KEY_PREFIX}.LastAuthUser`), 'sub-1');
  assert.equal(env.storage.getItem(`${KEY_PREFIX}.sub-1.clockDrift`), '0');
  assert.deepEqual(JSON.parse(env.storage.getItem(`${KEY_PREFIX}.sub-1.signInDetails`)!), {
    loginId: phone,
    authFlowType: 'CUSTOM_WITHOUT_SRP',
    isNewUser: true,
  });
  assert.equal(env.storage.getItem('cognito-otp.client1.handshake'), null);
});

test('a new page restores the session immediately and sends no request', async () => {
  await using env = await signedIn();
  const calls = env.server.calls.length;
  const state = env.open().getState();
  assert.ok(state.step === 'signed-in');
  assert.deepEqual(state.identifier, { phone });
  await sleep(30);
  assert.equal(env.server.calls.length, calls);
});

test('with asynchronous storage the client starts in the restoring step', async () => {
  await using env = await signedIn();
  const later = <T>(value: T) => new Promise<T>((done) => setTimeout(done, 1, value));
  const { storage } = env;
  const client = env.open({
    storage: {
      getItem: (key: string) => later(storage.getItem(key)),
      setItem: (key: string, value: string) => later(storage.setItem(key, value)),
      removeItem: (key: string) => later(storage.removeItem(key)),
    },
  });
  assert.equal(client.getState().step, 'restoring');
  const state = await new Promise<OtpState>((done) => client.subscribe(done));
  assert.equal(state.step, 'signed-in');
  assert.equal((await client.signOut()).step, 'identifier');
  assert.equal((await client.start({ phone })).step, 'code');
  assert.equal((await client.submit('123456')).step, 'signed-in');
});

test('a sign-in reaches other tabs', async () => {
  await using env = await openTabs({ SignUp: {}, InitiateAuth: round(), RespondToAuthChallenge: tokens() });
  const other = env.open();
  const client = env.open();
  await client.start({ phone });
  const nextState = new Promise<OtpState>((done) => other.subscribe(done));
  await client.submit('123456');
  assert.equal(stepOf(await nextState), 'signed-in');
});

test('promise 35: with blocked, throwing or full storage the client works in memory and reports it', async () => {
  const broken = () => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  };
  for (const storage of [
    { getItem: broken, setItem: broken, removeItem: broken },
    { getItem: () => null, setItem: broken, removeItem: () => {} },
    { getItem: () => Promise.reject(new Error('no')), setItem: async () => broken(), removeItem: async () => {} },
  ]) {
    await using env = await openTabs({
      SignUp: {},
      InitiateAuth: round(),
      RespondToAuthChallenge: tokens({ seconds: 30, refreshToken: 'first' }),
      GetTokensFromRefreshToken: tokens({ refreshToken: 'second' }),
      RevokeToken: {},
    });
    const client = env.open({ storage });
    await client.start({ phone });
    const state = await client.submit('123456');
    assert.deepEqual([state.step, state.volatile], ['signed-in', true]);
    await client.getTokens();
    await client.signOut();
    assert.equal(env.server.calls.at(-1)?.body.Token, 'second');
    await assert.rejects(client.getTokens(), { code: 'signed_out' });
  }
});

test('promise 36: malformed storage entries are not restored as a session', async () => {
  for (const value of [
    '',
    'x',
    '{}',
    'null',
    '[]',
    'a.b.c',
    `a.${btoa('null')}.c`,
    `a.${btoa('{"__proto__":{"exp":1}}')}.c`,
  ]) {
    const storage = memoryStorage({
      [`${KEY_PREFIX}.LastAuthUser`]: 'u',
      [`${KEY_PREFIX}.u.accessToken`]: value,
      [`${KEY_PREFIX}.u.idToken`]: value,
      'cognito-otp.client1.handshake': value,
    });
    const client = createOtpClient({ userPoolId: 'local_Pool1', clientId: 'client1', storage });
    assert.equal(client.getState().step, 'identifier', value);
    await assert.rejects(client.getTokens(), { code: 'signed_out' });
    client.close();
  }
});

test('a session of one app client is not visible to another app client', async () => {
  await using env = await signedIn();
  assert.equal(stepOf(env.open({ clientId: 'client2' }).getState()), 'identifier');
});
