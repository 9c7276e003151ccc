/** Signing out: revocation, other tabs, without a connection, and during a refresh. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '@cognito-otp/test-kit/until';
import type { OtpState } from '../src/index.js';
import {
  KEY_PREFIX,
  revokedTokens,
  signedIn,
  slowHandshakeStorage,
  stepOf,
  withResolvers,
} from './support/session-environment.js';
import { sleep } from './support/sleep.js';
import { cognitoError, droppedConnection, noResponse, tokens } from './support/stub-server.js';

test('promise 33: a sign-out wins over a refresh in progress and revokes its tokens as well', async () => {
  const gate = withResolvers<void>();
  await using env = await signedIn(30, {
    GetTokensFromRefreshToken: () => gate.promise.then(() => tokens({ refreshToken: 'second' })),
  });
  const refreshing = assert.rejects(env.client.getTokens(), { code: 'signed_out' });
  while (!env.refreshes()) await sleep(30);
  const signingOut = env.client.signOut();
  await sleep(30);
  gate.resolve();
  await refreshing;
  assert.equal(stepOf(await signingOut), 'identifier');
  assert.deepEqual(
    [...env.storage.map.keys()].filter((key) => key.startsWith(KEY_PREFIX)),
    [],
  );
  const revoked = env.server.calls.filter(({ operation }) => operation === 'RevokeToken').map(({ body }) => body.Token);
  assert.deepEqual([...new Set(revoked)].sort(), ['first', 'second']);
});

test('promise 34: a sign-out revokes the token, clears the session and the identifier, and reaches other tabs', async () => {
  await using env = await signedIn();
  const other = env.open();
  const nextState = new Promise<OtpState>((done) => other.subscribe(done));
  const state = await env.client.signOut();
  assert.deepEqual([state.step, state.identifier, state.error], ['identifier', null, null]);
  assert.deepEqual(env.server.calls.at(-1)?.body, { ClientId: 'client1', Token: 'first' });
  assert.equal(stepOf(await nextState), 'identifier');
});

test('promise 34: an offline sign-out is completed by the next page', async () => {
  await using env = await signedIn(3600, { RevokeToken: droppedConnection });
  const state = await env.client.signOut();
  assert.deepEqual([state.step, state.error], ['identifier', null]);
  assert.equal(env.storage.getItem(`${KEY_PREFIX}.sub-1.refreshToken`), null);
  env.replies.RevokeToken = {};
  env.open();
  await until(() => env.storage.getItem('cognito-otp.client1.revoke') === null, 'the queue is empty');
  assert.deepEqual(
    env.server.calls.slice(-2).map(({ body }) => body.Token),
    ['first', 'first'],
  );
});

test('promise 34: a revocation that Cognito refuses for good is requested only once', async () => {
  await using env = await signedIn(3600, {
    RevokeToken: cognitoError('UnsupportedOperationException', 'Revocation is off.'),
  });
  await env.client.signOut();
  assert.equal(env.storage.getItem('cognito-otp.client1.revoke'), null);
  env.open();
  await sleep(30);
  assert.deepEqual(revokedTokens(env.server), ['first']);
});

test('sign-out everywhere uses an unexpired access token and reports a failure', async () => {
  await using env = await signedIn(3600, { GlobalSignOut: {} });
  const { accessToken } = await env.client.getTokens();
  await env.client.signOut({ everywhere: true });
  const [everywhere, revoke] = env.server.calls.slice(-2);
  assert.deepEqual([everywhere?.operation, everywhere?.body], ['GlobalSignOut', { AccessToken: accessToken }]);
  assert.equal(revoke?.operation, 'RevokeToken');
  await using offline = await signedIn(3600, { GlobalSignOut: droppedConnection });
  const state = await offline.client.signOut({ everywhere: true });
  assert.deepEqual([state.step, state.error?.code], ['identifier', 'network']);
});

test('promise 34: a sign-out everywhere that finds the session revoked also reaches other tabs', async () => {
  await using env = await signedIn(30, {
    GetTokensFromRefreshToken: cognitoError('NotAuthorizedException', 'revoked'),
  });
  const other = env.open();
  const nextState = new Promise<OtpState>((done) => other.subscribe(done));
  const state = await env.client.signOut({ everywhere: true });
  assert.deepEqual([state.step, state.error?.code], ['identifier', 'session_revoked']);
  assert.equal(stepOf(await Promise.race([nextState, sleep(500).then(() => other.getState())])), 'identifier');
});

test('promise 34: a sign-out still revokes the refresh token when the client is closed immediately', async () => {
  await using env = await signedIn();
  const other = env.open();
  const signingOut = env.client.signOut();
  env.client.close();
  assert.equal(stepOf(await signingOut), 'identifier');
  assert.deepEqual(env.server.calls.at(-1)?.body, { ClientId: 'client1', Token: 'first' });
  await sleep(30);
  assert.equal(stepOf(other.getState()), 'identifier');
});

for (const moment of ['0', '3', '6', '12', '24', 'refreshToken', 'accessToken', 'LastAuthUser']) {
  test(`promise 33: a sign-out wins over a refresh that is being stored (${moment}) and revokes its tokens`, async () => {
    const reached = withResolvers<void>();
    await using env = await signedIn(30, {
      GetTokensFromRefreshToken() {
        if (Number(moment) >= 0) setTimeout(reached.resolve, Number(moment));
        return tokens({ refreshToken: 'second' });
      },
    });
    const { storage } = env;
    const client = env.open({
      storage: {
        getItem: (key: string) => sleep(1).then(() => storage.getItem(key)),
        setItem(key: string, value: string) {
          if (key.endsWith(`.${moment}`)) reached.resolve();
          return sleep(60).then(() => storage.setItem(key, value));
        },
        removeItem: (key: string) => sleep(60).then(() => storage.removeItem(key)),
      },
    });
    await new Promise((done) => client.subscribe(done));
    const refreshing = assert.rejects(client.getTokens(), { code: 'signed_out' });
    await reached.promise;
    assert.equal(stepOf(await client.signOut()), 'identifier');
    await refreshing;
    assert.deepEqual(
      [...storage.map.keys()].filter((key) => key.startsWith(KEY_PREFIX)),
      [],
    );
    assert.ok(revokedTokens(env.server).includes('second'));
  });
}

test('promise 33: a refresh that completes while a sign-out clears the storage returns no tokens', async () => {
  const gate = withResolvers<void>();
  await using env = await signedIn(30, {
    GetTokensFromRefreshToken: () => gate.promise.then(() => tokens({ refreshToken: 'second' })),
  });
  const { storage } = env;
  const client = env.open({
    storage: {
      getItem: (key: string) => sleep(1).then(() => storage.getItem(key)),
      setItem: (key: string, value: string) => sleep(1).then(() => storage.setItem(key, value)),
      removeItem(key: string) {
        if (key.startsWith(KEY_PREFIX)) gate.resolve();
        return sleep(key.startsWith(KEY_PREFIX) ? 60 : 1).then(() => storage.removeItem(key));
      },
    },
  });
  await new Promise((done) => client.subscribe(done));
  const refreshing = assert.rejects(client.getTokens(), { code: 'signed_out' });
  while (!env.refreshes()) await sleep(30);
  await client.signOut();
  await refreshing;
  assert.ok(revokedTokens(env.server).includes('second'));
});

test('a sign-out while storage is being read waits for the stored session', async () => {
  await using env = await signedIn();
  const client = env.open({ storage: slowHandshakeStorage(env) });
  assert.equal(stepOf(client.getState()), 'restoring');
  assert.equal(stepOf(await client.signOut()), 'identifier');
  assert.deepEqual(revokedTokens(env.server), ['first']);
  await assert.rejects(env.open({ storage: slowHandshakeStorage(env) }).signOut(), { code: 'configuration' });
});

test('concurrent sign-outs are combined into one', async () => {
  await using env = await signedIn();
  const [first, second] = await Promise.all([env.client.signOut(), env.client.signOut()]);
  assert.equal(stepOf(first), 'identifier');
  assert.equal(second, first);
  assert.deepEqual(revokedTokens(env.server), ['first']);
  await using another = await signedIn();
  const later = another.open({ storage: slowHandshakeStorage(another) });
  const both = await Promise.all([later.signOut(), later.signOut()]);
  assert.deepEqual(both.map(stepOf), ['identifier', 'identifier']);
});

test('aborting a sign-out stops waiting for Cognito, and the token is revoked later', async () => {
  await using env = await signedIn(3600, { RevokeToken: noResponse });
  const state = await env.client.signOut({ signal: AbortSignal.timeout(30) });
  assert.equal(stepOf(state), 'identifier');
  assert.equal(env.storage.getItem('cognito-otp.client1.revoke'), 'first');
});

test('refresh tokens that several tabs queue for revocation at the same time are all revoked', async () => {
  const gate = withResolvers<void>();
  await using env = await signedIn(3600, {
    RevokeToken: () => gate.promise.then(() => cognitoError('InternalErrorException')),
  });
  const waiting = 'cognito-otp.client1.revoke';
  const signingOut = env.client.signOut();
  await sleep(30);
  env.storage.setItem(waiting, `${env.storage.getItem(waiting)} second`);
  gate.resolve();
  await signingOut;
  assert.equal(env.storage.getItem(waiting), 'first second');
  env.replies.RevokeToken = {};
  env.open();
  await until(() => env.storage.getItem(waiting) === null, 'both tokens are revoked');
});
