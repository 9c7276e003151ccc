/** Sessions across tabs and reloads: storage, refresh, sign-out and resuming, against a stub server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOtpClient, type OtpClient, type OtpState } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import {
  cognitoError,
  droppedConnection,
  noResponse,
  type RepliesByOperation,
  replyByOperation,
  round,
  type StubCall,
  startStubServer,
  tokens,
} from './support/stub-server.js';

const phone = '+447700900123';
const prefix = 'CognitoIdentityServiceProvider.client1';

/** Several tabs: clients that share one storage and one server with scripted replies by operation. */
async function openTabs(replies: RepliesByOperation) {
  const storage = memoryStorage();
  const server = await startStubServer((call) => replyByOperation(replies, call));
  const clients: OtpClient[] = [];
  return {
    storage,
    server,
    replies,
    open(options = {}) {
      const client = createOtpClient({
        userPoolId: 'local_Pool1',
        clientId: 'client1',
        endpoint: server.endpoint,
        storage,
        ...options,
      });
      clients.push(client);
      return client;
    },
    refreshes: () => server.operations().filter((operation) => operation === 'GetTokensFromRefreshToken').length,
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function signedIn(seconds = 3600, more: RepliesByOperation = {}) {
  const env = await openTabs({
    SignUp: {},
    InitiateAuth: round(),
    RespondToAuthChallenge: tokens({ seconds, refreshToken: 'first' }),
    RevokeToken: {},
    ...more,
  });
  const client = env.open();
  await client.start({ phone });
  await client.submit('123456');
  return { ...env, client };
}

const step = (state: OtpState) => state.step;
const sleep = (ms = 30) => new Promise((done) => setTimeout(done, ms));

test('a session is stored under the keys that other Cognito libraries use', async () => {
  await using env = await signedIn();
  assert.deepEqual([...env.storage.map.keys()].filter((key) => key.startsWith(prefix)).sort(), [
    `${prefix}.LastAuthUser`,
    `${prefix}.sub-1.accessToken`,
    `${prefix}.sub-1.clockDrift`,
    `${prefix}.sub-1.idToken`,
    `${prefix}.sub-1.refreshToken`,
    `${prefix}.sub-1.signInDetails`,
  ]);
  assert.equal(env.storage.getItem(`${prefix}.LastAuthUser`), 'sub-1');
  assert.equal(env.storage.getItem(`${prefix}.sub-1.clockDrift`), '0');
  assert.deepEqual(JSON.parse(env.storage.getItem(`${prefix}.sub-1.signInDetails`)!), {
    loginId: phone,
    authFlowType: 'CUSTOM_WITHOUT_SRP',
  });
  assert.equal(env.storage.getItem('cognito-otp.client1.handshake'), null);
});

test('a new page restores the session immediately and sends no request', async () => {
  await using env = await signedIn();
  const calls = env.server.calls.length;
  const state = env.open().getState();
  assert.ok(state.step === 'signed-in');
  assert.deepEqual(state.identifier, { phone });
  await sleep();
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

test('unexpired tokens are returned without a refresh', async () => {
  await using env = await signedIn();
  const { accessToken, expiresAt } = await env.client.getTokens();
  assert.equal(accessToken, env.storage.getItem(`${prefix}.sub-1.accessToken`));
  assert.ok(Math.abs(expiresAt - Date.now() - 3_600_000) < 5_000);
  assert.equal(env.refreshes(), 0);
});

test('promise 33: tokens close to expiry are refreshed once for all concurrent callers, in this tab and others', async () => {
  await using env = await signedIn(30, {
    GetTokensFromRefreshToken: () => sleep().then(() => tokens({ refreshToken: 'second' })),
  });
  const others = Array.from({ length: 4 }, () => env.open());
  const all = await Promise.all([env.client, env.client, ...others].map((client) => client.getTokens()));
  assert.equal(env.refreshes(), 1);
  assert.equal(new Set(all.map(({ accessToken }) => accessToken)).size, 1);
  assert.equal(env.storage.getItem(`${prefix}.sub-1.refreshToken`), 'second');
  assert.equal(env.storage.getItem('cognito-otp.client1.refresh'), null);
  assert.deepEqual(JSON.parse(env.storage.getItem(`${prefix}.sub-1.signInDetails`)!).loginId, phone);
});

test('a forced refresh renews unexpired tokens, and without rotation the refresh token is kept', async () => {
  await using env = await signedIn(3600, {
    GetTokensFromRefreshToken: () => tokens({ refreshToken: null, seconds: 7200 }),
  });
  const { expiresAt } = await env.client.getTokens({ forceRefresh: true });
  assert.ok(expiresAt > Date.now() + 7_000_000);
  assert.equal(env.storage.getItem(`${prefix}.sub-1.refreshToken`), 'first');
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
    if (key.startsWith(prefix)) written.push(key);
    setItem(key, value);
  };
  await env.client.getTokens();
  assert.equal(written[0], `${prefix}.sub-1.refreshToken`);
});

test('promise 33: a network error during a refresh neither signs the user out nor loses a token', async () => {
  await using env = await signedIn(30, { GetTokensFromRefreshToken: droppedConnection });
  const before = new Map(env.storage.map);
  await assert.rejects(env.client.getTokens(), { code: 'network', retryable: true });
  assert.equal(step(env.client.getState()), 'signed-in');
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
    assert.equal(env.storage.getItem(`${prefix}.LastAuthUser`), null);
    assert.equal(env.client.session, null);
    await assert.rejects(env.client.getTokens(), { code: 'signed_out' });
  }
});

test('an expired session without a refresh token counts as signed out and sends no request', async () => {
  await using env = await signedIn(30);
  env.storage.removeItem(`${prefix}.sub-1.refreshToken`);
  const calls = env.server.calls.length;
  await assert.rejects(env.client.getTokens(), { code: 'signed_out' });
  assert.equal(step(env.client.getState()), 'identifier');
  assert.equal(step(env.open().getState()), 'identifier');
  assert.equal(env.server.calls.length, calls);
});

test('promise 33: tokens that another library rotated first are kept', async () => {
  await using env = await signedIn(30);
  env.replies.GetTokensFromRefreshToken = () => {
    const { AccessToken, IdToken } = tokens().AuthenticationResult;
    env.storage.setItem(`${prefix}.sub-1.refreshToken`, 'rotated by another library');
    env.storage.setItem(`${prefix}.sub-1.accessToken`, AccessToken);
    env.storage.setItem(`${prefix}.sub-1.idToken`, IdToken);
    return cognitoError('RefreshTokenReuseException', 'reused');
  };
  const { accessToken } = await env.client.getTokens();
  assert.equal(accessToken, env.storage.getItem(`${prefix}.sub-1.accessToken`));
  assert.equal(env.storage.getItem(`${prefix}.sub-1.refreshToken`), 'rotated by another library');
});

test('promise 33: a sign-out wins over a refresh in progress and revokes its tokens as well', async () => {
  const gate = withResolvers<void>();
  await using env = await signedIn(30, {
    GetTokensFromRefreshToken: () => gate.promise.then(() => tokens({ refreshToken: 'second' })),
  });
  const refreshing = assert.rejects(env.client.getTokens(), { code: 'signed_out' });
  while (!env.refreshes()) await sleep();
  const signingOut = env.client.signOut();
  await sleep();
  gate.resolve();
  await refreshing;
  assert.equal(step(await signingOut), 'identifier');
  assert.deepEqual(
    [...env.storage.map.keys()].filter((key) => key.startsWith(prefix)),
    [],
  );
  const revoked = env.server.calls.filter(({ operation }) => operation === 'RevokeToken').map(({ body }) => body.Token);
  assert.deepEqual([...new Set(revoked)].sort(), ['first', 'second']);
});

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test('promise 34: a sign-out revokes the token, clears the session and the identifier, and reaches other tabs', async () => {
  await using env = await signedIn();
  const other = env.open();
  const nextState = new Promise<OtpState>((done) => other.subscribe(done));
  const state = await env.client.signOut();
  assert.deepEqual([state.step, state.identifier, state.error], ['identifier', null, null]);
  assert.deepEqual(env.server.calls.at(-1)?.body, { ClientId: 'client1', Token: 'first' });
  assert.equal(step(await nextState), 'identifier');
});

test('a sign-in reaches other tabs', async () => {
  await using env = await openTabs({ SignUp: {}, InitiateAuth: round(), RespondToAuthChallenge: tokens() });
  const other = env.open();
  const client = env.open();
  await client.start({ phone });
  const nextState = new Promise<OtpState>((done) => other.subscribe(done));
  await client.submit('123456');
  assert.equal(step(await nextState), 'signed-in');
});

test('promise 34: an offline sign-out is completed by the next page', async () => {
  await using env = await signedIn(3600, { RevokeToken: droppedConnection });
  const state = await env.client.signOut();
  assert.deepEqual([state.step, state.error], ['identifier', null]);
  assert.equal(env.storage.getItem(`${prefix}.sub-1.refreshToken`), null);
  env.replies.RevokeToken = {};
  env.open();
  await sleep();
  assert.deepEqual(
    env.server.calls.slice(-2).map(({ body }) => body.Token),
    ['first', 'first'],
  );
  assert.equal(env.storage.getItem('cognito-otp.client1.revoke'), null);
});

test('promise 34: a revocation that Cognito refuses for good is requested only once', async () => {
  await using env = await signedIn(3600, {
    RevokeToken: cognitoError('UnsupportedOperationException', 'Revocation is off.'),
  });
  await env.client.signOut();
  assert.equal(env.storage.getItem('cognito-otp.client1.revoke'), null);
  env.open();
  await sleep();
  assert.deepEqual(revokedAt(env.server), ['first']);
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
  assert.equal(step(await Promise.race([nextState, sleep(500).then(() => other.getState())])), 'identifier');
});

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
  await sleep();
  assert.equal(env.server.calls.length, calls);
  assert.equal(step(await again.submit('123456')), 'signed-in');
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

test('promise 33: a clock that is off by a day is detected from the tokens', async () => {
  for (const day of [86_400, -86_400]) {
    await using env = await signedIn(3600, {
      RespondToAuthChallenge: () => tokens({ now: Date.now() / 1000 + day }),
      GetTokensFromRefreshToken: () => tokens({ now: Date.now() / 1000 + day }),
    });
    const { expiresAt } = await env.open().getTokens();
    assert.ok(Math.abs(expiresAt - Date.now() - 3_600_000) < 5_000, `${day}`);
    // amazon-cognito-identity-js stores the drift in seconds and with the opposite sign.
    env.storage.setItem(`${prefix}.sub-1.clockDrift`, `${-day}`);
    if (day > 0) assert.ok(Math.abs((await env.open().getTokens()).expiresAt - Date.now() - 3_600_000) < 5_000);
  }
});

test('promise 33: setting the clock back after the sign-in does not make an expired token look valid', async () => {
  for (const drift of [undefined, '-350', '20000']) {
    await using env = await signedIn(3600, { GetTokensFromRefreshToken: () => tokens() });
    const { accessToken } = await env.client.getTokens();
    // A drift as Amplify stores it, which does not round.
    if (drift) env.storage.setItem(`${prefix}.sub-1.clockDrift`, drift);
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
      [`${prefix}.LastAuthUser`]: 'u',
      [`${prefix}.u.accessToken`]: value,
      [`${prefix}.u.idToken`]: value,
      'cognito-otp.client1.handshake': value,
      'cognito-otp.client1.known': value,
    });
    const client = createOtpClient({ userPoolId: 'local_Pool1', clientId: 'client1', storage });
    assert.equal(client.getState().step, 'identifier', value);
    await assert.rejects(client.getTokens(), { code: 'signed_out' });
    client.close();
  }
});

test('aborting one caller does not cancel the refresh that others wait for', async () => {
  await using env = await signedIn(30, { GetTokensFromRefreshToken: () => sleep(60).then(() => tokens()) });
  const abort = new AbortController();
  const other = env.client.getTokens();
  const given = assert.rejects(env.client.getTokens({ signal: abort.signal }), { code: 'aborted' });
  await sleep();
  abort.abort();
  await given;
  await other;
  assert.equal(env.refreshes(), 1);
});

test('a session of one app client is not visible to another app client', async () => {
  await using env = await signedIn();
  assert.equal(step(env.open({ clientId: 'client2' }).getState()), 'identifier');
});

test('promise 34: a sign-out still revokes the refresh token when the client is closed immediately', async () => {
  await using env = await signedIn();
  const other = env.open();
  const signingOut = env.client.signOut();
  env.client.close();
  assert.equal(step(await signingOut), 'identifier');
  assert.deepEqual(env.server.calls.at(-1)?.body, { ClientId: 'client1', Token: 'first' });
  await sleep();
  assert.equal(step(other.getState()), 'identifier');
});

const revokedAt = ({ calls }: { calls: StubCall[] }) =>
  calls.filter(({ operation }) => operation === 'RevokeToken').map(({ body }) => body.Token);

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
    assert.equal(step(await client.signOut()), 'identifier');
    await refreshing;
    assert.deepEqual(
      [...storage.map.keys()].filter((key) => key.startsWith(prefix)),
      [],
    );
    assert.ok(revokedAt(env.server).includes('second'));
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
        if (key.startsWith(prefix)) gate.resolve();
        return sleep(key.startsWith(prefix) ? 60 : 1).then(() => storage.removeItem(key));
      },
    },
  });
  await new Promise((done) => client.subscribe(done));
  const refreshing = assert.rejects(client.getTokens(), { code: 'signed_out' });
  while (!env.refreshes()) await sleep();
  await client.signOut();
  await refreshing;
  assert.ok(revokedAt(env.server).includes('second'));
});

/** An asynchronous storage that returns the handshake later than any other entry. */
const slowHandshakeStorage = ({ storage }: { storage: ReturnType<typeof memoryStorage> }) => {
  const wait = (key: string) => sleep(key.endsWith('.handshake') ? 20 : 1);
  return {
    getItem: (key: string) => wait(key).then(() => storage.getItem(key)),
    setItem: (key: string, value: string) => wait(key).then(() => storage.setItem(key, value)),
    removeItem: (key: string) => wait(key).then(() => storage.removeItem(key)),
  };
};

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
  assert.equal(step(env.open().getState()), 'code');
});

test('promise 31: a token request or a notification from another tab while storage is read loses no handshake', async () => {
  await using env = await openTabs({ SignUp: {}, InitiateAuth: round(), RespondToAuthChallenge: tokens() });
  await env.open().start({ phone });
  const client = env.open({ storage: slowHandshakeStorage(env) });
  await assert.rejects(client.getTokens(), { code: 'signed_out' });
  assert.equal(step(client.getState()), 'code');
  const notified = env.open({ storage: slowHandshakeStorage(env) });
  const channel = new BroadcastChannel('cognito-otp.client1');
  channel.postMessage(undefined);
  await sleep(60);
  channel.close();
  assert.equal(step(notified.getState()), 'code');
  assert.equal(step(await notified.submit('123456')), 'signed-in');
});

test('a sign-out while storage is being read waits for the stored session', async () => {
  await using env = await signedIn();
  const client = env.open({ storage: slowHandshakeStorage(env) });
  assert.equal(step(client.getState()), 'restoring');
  assert.equal(step(await client.signOut()), 'identifier');
  assert.deepEqual(revokedAt(env.server), ['first']);
  await assert.rejects(env.open({ storage: slowHandshakeStorage(env) }).signOut(), { code: 'configuration' });
});

test('concurrent sign-outs are combined into one', async () => {
  await using env = await signedIn();
  const [first, second] = await Promise.all([env.client.signOut(), env.client.signOut()]);
  assert.equal(step(first), 'identifier');
  assert.equal(second, first);
  assert.deepEqual(revokedAt(env.server), ['first']);
  await using another = await signedIn();
  const later = another.open({ storage: slowHandshakeStorage(another) });
  const both = await Promise.all([later.signOut(), later.signOut()]);
  assert.deepEqual(both.map(step), ['identifier', 'identifier']);
});

test('aborting a sign-out stops waiting for Cognito, and the token is revoked later', async () => {
  await using env = await signedIn(3600, { RevokeToken: noResponse });
  const state = await env.client.signOut({ signal: AbortSignal.timeout(30) });
  assert.equal(step(state), 'identifier');
  assert.equal(env.storage.getItem('cognito-otp.client1.revoke'), 'first');
});

test('refresh tokens that several tabs queue for revocation at the same time are all revoked', async () => {
  const gate = withResolvers<void>();
  await using env = await signedIn(3600, {
    RevokeToken: () => gate.promise.then(() => cognitoError('InternalErrorException')),
  });
  const waiting = 'cognito-otp.client1.revoke';
  const signingOut = env.client.signOut();
  await sleep();
  env.storage.setItem(waiting, `${env.storage.getItem(waiting)} second`);
  gate.resolve();
  await signingOut;
  assert.equal(env.storage.getItem(waiting), 'first second');
  env.replies.RevokeToken = {};
  env.open();
  await sleep(60);
  assert.equal(env.storage.getItem(waiting), null);
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
  const { timeout } = AbortSignal;
  const limits: number[] = [];
  t.mock.method(AbortSignal, 'timeout', (ms: number) => {
    limits.push(ms);
    return timeout.call(AbortSignal, limits.length === 1 ? 20 : ms);
  });
  const request = (_name: string, { signal }: { signal: AbortSignal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { locks: { request } } });
  try {
    assert.ok((await env.client.getTokens()).accessToken);
    assert.ok(limits[0]! > 30_000, `${limits[0]}`);
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
});
