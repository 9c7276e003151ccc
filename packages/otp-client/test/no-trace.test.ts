/** What is left in the storage after a sign-out: nothing that a person's address could be found with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimsOf } from '../src/cognito/jwt.js';
import { createOtpClient } from '../src/index.js';
import { KEY_PREFIX, signedIn } from './support/session-environment.js';
import { cognitoError, droppedConnection, jwt, type RepliesByOperation, tokens } from './support/stub-server.js';

const phone = '+447700900123';

for (const [what, revoke] of [
  ['', {}],
  [' made offline', droppedConnection],
  [' that Cognito throttles', cognitoError('TooManyRequestsException')],
] as const) {
  test(`promise 34: after a sign-out${what}, only the refresh token to revoke may be stored`, async () => {
    await using env = await signedIn(3600, { RevokeToken: revoke });
    assert.match(JSON.stringify([...env.storage.map]), /7700900123/, 'the phone number is stored while signed in');
    await env.client.signOut();
    const left = [...env.storage.map];
    assert.deepEqual(
      left,
      'AuthenticationResult' in revoke || Object.keys(revoke).length === 0
        ? []
        : [['cognito-otp.client1.revoke', 'first']],
    );
  });
}

test('promise 34: what is stored after a sign-out does not depend on who had signed in', async () => {
  const found = new Set<string>();
  for (const identifier of [{ phone }, { phone: '+447700900124' }, { email: 'ann@example.com' }]) {
    await using env = await signedIn();
    await env.client.signOut();
    const { client } = env;
    await client.start(identifier);
    await client.submit('123456');
    await client.signOut();
    found.add(JSON.stringify([...env.storage.map]));
  }
  assert.deepEqual([...found], ['[]']);
});

test('promise 34: a sign-out in another tab or everywhere leaves nothing either', async () => {
  await using env = await signedIn(3600, { GlobalSignOut: {} });
  const other = env.open();
  await other.signOut({ everywhere: true });
  await new Promise((done) => setTimeout(done, 30));
  assert.equal(env.client.getState().step, 'identifier');
  assert.deepEqual([...env.storage.map], []);
});

/** Opens a tab and signs in to an account with this username in a pool that tracks devices. */
async function signedInOnDevice(username: string, more: RepliesByOperation = {}) {
  const { AuthenticationResult } = tokens({ sub: 'sub-1', 'cognito:username': username });
  const AccessToken = jwt({ ...claimsOf(AuthenticationResult.AccessToken), username });
  const NewDeviceMetadata = { DeviceKey: 'local_device-1', DeviceGroupKey: 'group-1' };
  const env = await signedIn(3600, {
    RespondToAuthChallenge: { AuthenticationResult: { ...AuthenticationResult, AccessToken, NewDeviceMetadata } },
    ...more,
  });
  // The keys that the entry ./password and other libraries store in addition to the client's own device key.
  for (const name of ['deviceGroupKey', 'randomPasswordKey'])
    env.storage.setItem(`${KEY_PREFIX}.${username}.${name}`, name);
  return env;
}

for (const username of ['ann@example.com', '+447700900123', '447700900123', 'ANN@EXAMPLE.COM', 'ann', 'sha-2bd8']) {
  test(`promise 34: a sign-out leaves no key with the username ${username}, which may be an address`, async () => {
    await using env = await signedInOnDevice(username, { GlobalSignOut: {} });
    assert.ok(env.storage.map.has(`${KEY_PREFIX}.${username}.deviceKey`), 'the device is stored while signed in');
    await env.client.signOut();
    assert.deepEqual([...env.storage.map], []);
    await env.client.start({ phone });
    await env.client.submit('123456');
    await env.client.signOut({ everywhere: true });
    assert.deepEqual([...env.storage.map], []);
  });
}

test('a device stays known after a sign-out where the username is the random one that Cognito chose', async () => {
  await using env = await signedInOnDevice('sub-1');
  await env.client.signOut();
  assert.deepEqual(Object.fromEntries(env.storage.map), {
    [`${KEY_PREFIX}.sub-1.deviceKey`]: 'local_device-1',
    [`${KEY_PREFIX}.sub-1.deviceGroupKey`]: 'deviceGroupKey',
    [`${KEY_PREFIX}.sub-1.randomPasswordKey`]: 'randomPasswordKey',
  });
});

test('a device stays known when Cognito ends the session without a sign-out', async () => {
  const revoked = cognitoError('NotAuthorizedException', 'Refresh Token has been revoked');
  await using env = await signedInOnDevice('ann@example.com', { GetTokensFromRefreshToken: revoked });
  await assert.rejects(env.client.getTokens({ forceRefresh: true }), { code: 'session_revoked' });
  assert.equal(env.storage.map.get(`${KEY_PREFIX}.ann@example.com.deviceKey`), 'local_device-1');
});

test('a session that Cognito ended keeps the identifier for the next sign-in, and a sign-out after it removes it', async () => {
  const revoked = cognitoError('NotAuthorizedException', 'Refresh Token has been revoked');
  await using env = await signedIn(3600, { GetTokensFromRefreshToken: revoked });
  await assert.rejects(env.client.getTokens({ forceRefresh: true }), { code: 'session_revoked' });
  assert.match(`${env.storage.map.get('cognito-otp.client1.handshake')}`, /"known":true/);
  const { endpoint } = env.server;
  const options = { userPoolId: 'local_Pool1', clientId: 'client1', endpoint, storage: env.storage };
  const reloaded = createOtpClient(options);
  await reloaded.start({ phone });
  await reloaded.submit('123456');
  await reloaded.signOut();
  assert.deepEqual([...env.storage.map], []);
  reloaded.close();
});
