/** Refreshing tokens: when, how often, by which call, with wrong clocks and under which lock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEY_PREFIX, signedIn, stepOf } from './support/session-environment.js';
import { sleep } from './support/sleep.js';
import { cognitoError, droppedConnection, round, type StubCall, tokens } from './support/stub-server.js';

const phone = '+447700900123';

test('unexpired tokens are returned without a refresh', async () => {
  await using env = await signedIn();
  const { accessToken, expiresAt } = await env.client.getTokens();
  assert.equal(accessToken, env.storage.getItem(`${KEY_PREFIX}.sub-1.accessToken`));
  assert.ok(Math.abs(expiresAt - Date.now() - 3_600_000) < 5_000);
  assert.equal(env.refreshes(), 0);
});

test('promise 33: tokens close to expiry are refreshed once for all concurrent callers, in this tab and others', async () => {
  await using env = await signedIn(30, {
    GetTokensFromRefreshToken: () => sleep(30).then(() => tokens({ refreshToken: 'second' })),
  });
  const others = Array.from({ length: 4 }, () => env.open());
  const all = await Promise.all([env.client, env.client, ...others].map((client) => client.getTokens()));
  assert.equal(env.refreshes(), 1);
  assert.equal(new Set(all.map(({ accessToken }) => accessToken)).size, 1);
  assert.equal(env.storage.getItem(`${KEY_PREFIX}.sub-1.refreshToken`), 'second');
  assert.equal(env.storage.getItem('cognito-otp.client1.refresh'), null);
  assert.deepEqual(JSON.parse(env.storage.getItem(`${KEY_PREFIX}.sub-1.signInDetails`)!).loginId, phone);
});

test('a forced refresh renews unexpired tokens, and without rotation the refresh token is kept', async () => {
  await using env = await signedIn(3600, {
    GetTokensFromRefreshToken: () => tokens({ refreshToken: null, seconds: 7200 }),
  });
  const { expiresAt } = await env.client.getTokens({ forceRefresh: true });
  assert.ok(expiresAt > Date.now() + 7_000_000);
  assert.equal(env.storage.getItem(`${KEY_PREFIX}.sub-1.refreshToken`), 'first');
  const state = env.client.getState();
  assert.equal(state.step === 'signed-in' && state.expiresAt, expiresAt);
});

test('pools without GetTokensFromRefreshToken are refreshed with REFRESH_TOKEN_AUTH', async () => {
  const env = await signedIn(30, {
    GetTokensFromRefreshToken: cognitoError('UnknownOperationException'),
    InitiateAuth: ({ body }: StubCall) =>
      body.AuthFlow === 'REFRESH_TOKEN_AUTH' ? tokens({ refreshToken: null }) : round(),
  });
  await using _ = env;
  await env.client.getTokens();
  assert.deepEqual(env.server.calls.at(-1)?.body.AuthParameters, { REFRESH_TOKEN: 'first' });
  env.replies.GetTokensFromRefreshToken = cognitoError(
    'NotAuthorizedException',
    'Refresh is not enabled for this client.',
  );
  await env.client.getTokens({ forceRefresh: true });
  assert.deepEqual(env.server.calls.at(-1)?.body.AuthParameters, { REFRESH_TOKEN: 'first' });
});

test('promise 33: a refresh stores the new refresh token before anything else', async () => {
  await using env = await signedIn(30, { GetTokensFromRefreshToken: () => tokens({ refreshToken: 'second' }) });
  const written: string[] = [];
  const { setItem } = env.storage;
  env.storage.setItem = (key, value) => {
    if (key.startsWith(KEY_PREFIX)) written.push(key);
    setItem(key, value);
  };
  await env.client.getTokens();
  assert.equal(written[0], `${KEY_PREFIX}.sub-1.refreshToken`);
});

test('promise 33: a network error during a refresh neither signs the user out nor loses a token', async () => {
  await using env = await signedIn(30, { GetTokensFromRefreshToken: droppedConnection });
  const before = new Map(env.storage.map);
  await assert.rejects(env.client.getTokens(), { code: 'network', retryable: true });
  assert.equal(stepOf(env.client.getState()), 'signed-in');
  assert.deepEqual(env.storage.map, before);
  env.replies.GetTokensFromRefreshToken = { __type: 'InternalErrorException' };
  await assert.rejects(env.client.getTokens(), { code: 'service', retryable: true });
  env.replies.GetTokensFromRefreshToken = { AuthenticationResult: { AccessToken: 'x' } };
  await assert.rejects(env.client.getTokens(), { code: 'bad_response' });
  assert.deepEqual(env.storage.map, before);
  env.replies.GetTokensFromRefreshToken = tokens();
  await env.client.getTokens();
});

test('a revoked refresh token ends the session and reports why', async () => {
  for (const refusal of [
    cognitoError('NotAuthorizedException', 'Refresh Token has been revoked'),
    cognitoError('RefreshTokenReuseException', 'Refresh token reused'),
    cognitoError('NotAuthorizedException', 'User is disabled.'),
    cognitoError('UserNotFoundException', 'User does not exist.'),
  ]) {
    await using env = await signedIn(30, { GetTokensFromRefreshToken: refusal });
    await assert.rejects(env.client.getTokens(), { code: 'session_revoked' });
    const state = env.client.getState();
    assert.deepEqual([state.step, state.error?.code, state.identifier], ['identifier', 'session_revoked', { phone }]);
    assert.equal(env.storage.getItem(`${KEY_PREFIX}.LastAuthUser`), null);
    assert.equal(env.client.session, null);
    await assert.rejects(env.client.getTokens(), { code: 'signed_out' });
  }
});

test('an expired session without a refresh token counts as signed out and sends no request', async () => {
  await using env = await signedIn(30);
  env.storage.removeItem(`${KEY_PREFIX}.sub-1.refreshToken`);
  const calls = env.server.calls.length;
  await assert.rejects(env.client.getTokens(), { code: 'signed_out' });
  assert.equal(stepOf(env.client.getState()), 'identifier');
  assert.equal(stepOf(env.open().getState()), 'identifier');
  assert.equal(env.server.calls.length, calls);
});

test('promise 33: tokens that another library rotated first are kept', async () => {
  await using env = await signedIn(30);
  env.replies.GetTokensFromRefreshToken = () => {
    const { AccessToken, IdToken } = tokens().AuthenticationResult;
    env.storage.setItem(`${KEY_PREFIX}.sub-1.refreshToken`, 'rotated by another library');
    env.storage.setItem(`${KEY_PREFIX}.sub-1.accessToken`, AccessToken);
    env.storage.setItem(`${KEY_PREFIX}.sub-1.idToken`, IdToken);
    return cognitoError('RefreshTokenReuseException', 'reused');
  };
  const { accessToken } = await env.client.getTokens();
  assert.equal(accessToken, env.storage.getItem(`${KEY_PREFIX}.sub-1.accessToken`));
  assert.equal(env.storage.getItem(`${KEY_PREFIX}.sub-1.refreshToken`), 'rotated by another library');
});

test('promise 33: a clock that is off by a day is detected from the tokens', async () => {
  for (const day of [86_400, -86_400]) {
    await using env = await signedIn(3600, {
      RespondToAuthChallenge: () => tokens({ now: Date.now() / 1000 + day }),
      GetTokensFromRefreshToken: () => tokens({ now: Date.now() / 1000 + day }),
    });
    const { expiresAt } = await env.open().getTokens();
    assert.ok(Math.abs(expiresAt - Date.now() - 3_600_000) < 5_000, `${day}`);
    // amazon-cognito-identity-js stores the drift in seconds and with the opposite sign.
    env.storage.setItem(`${KEY_PREFIX}.sub-1.clockDrift`, `${-day}`);
    if (day > 0) assert.ok(Math.abs((await env.open().getTokens()).expiresAt - Date.now() - 3_600_000) < 5_000);
  }
});

test('promise 33: setting the clock back after the sign-in does not make an expired token look valid', async () => {
  for (const drift of [undefined, '-350', '20000']) {
    await using env = await signedIn(3600, { GetTokensFromRefreshToken: () => tokens() });
    const { accessToken } = await env.client.getTokens();
    // A drift as Amplify stores it, which does not round.
    if (drift) env.storage.setItem(`${KEY_PREFIX}.sub-1.clockDrift`, drift);
    const { now } = Date;
    Date.now = () => now() - 86_400_000;
    try {
      const client = env.open();
      assert.notEqual((await client.getTokens()).accessToken, accessToken, drift);
      await client.getTokens();
      assert.equal(env.refreshes(), 1);
    } finally {
      Date.now = now;
    }
  }
});

test('aborting one caller does not cancel the refresh that others wait for', async () => {
  await using env = await signedIn(30, { GetTokensFromRefreshToken: () => sleep(60).then(() => tokens()) });
  const abort = new AbortController();
  const other = env.client.getTokens();
  const given = assert.rejects(env.client.getTokens({ signal: abort.signal }), { code: 'aborted' });
  await sleep(30);
  abort.abort();
  await given;
  await other;
  assert.equal(env.refreshes(), 1);
});

test('an invalid lease or a storage that loses leases does not block a refresh', async () => {
  const lease = 'cognito-otp.client1.refresh';
  await using env = await signedIn(30, { GetTokensFromRefreshToken: () => tokens() });
  // A lease of a tab whose clock is a day ahead, for example.
  env.storage.setItem(lease, `another-tab ${Date.now() + 86_400_000}`);
  const began = Date.now();
  await env.client.getTokens();
  assert.ok(Date.now() - began < 10_000);
  const { now } = Date;
  const { getItem } = env.storage;
  let later = 0;
  env.storage.getItem = (key) => {
    if (key !== lease) return getItem(key);
    later += 10_000;
    return null;
  };
  Date.now = () => now() + later;
  try {
    await env.client.getTokens({ forceRefresh: true });
  } finally {
    Date.now = now;
  }
  assert.equal(env.refreshes(), 2);
});

test('a frozen tab that holds the browser lock blocks a refresh only for a limited time', async (t) => {
  await using env = await signedIn(30, { GetTokensFromRefreshToken: () => tokens() });
  const { setTimeout } = globalThis;
  // The time limit of the wait for the lock, which is longer than that of a call.
  let limit = 0;
  t.mock.method(globalThis, 'setTimeout', (done: () => void, ms: number, ...rest: []) => {
    if (ms <= 30_000) return setTimeout(done, ms, ...rest);
    limit = ms;
    return setTimeout(done, 20);
  });
  const request = (_name: string, { signal }: { signal: AbortSignal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { locks: { request } } });
  try {
    assert.ok((await env.client.getTokens()).accessToken);
    assert.ok(limit > 30_000 && limit < 60_000, `${limit}`);
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
});
