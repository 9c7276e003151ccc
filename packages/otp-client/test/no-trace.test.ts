/** What is left in the storage after a sign-out: nothing that a person's address could be found with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOtpClient } from '../src/index.js';
import { signedIn } from './support/session-environment.js';
import { cognitoError, droppedConnection } from './support/stub-server.js';

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
