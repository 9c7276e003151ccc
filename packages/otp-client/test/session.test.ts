import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOtpClient, type OtpClient, type OtpState } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import {
  drop,
  refuse,
  round,
  silence,
  startWireServer,
  tokens,
  type WireCall,
  type WireReply,
} from './support/stub-server.js';

const phone = '+447700900123';
const prefix = 'CognitoIdentityServiceProvider.client1';

/** Several tabs: clients over one storage and one server, whose replies go by operation. */
async function tabs(replies: Record<string, object | ((call: WireCall) => WireReply | Promise<WireReply>)>) {
  const storage = memoryStorage();
  const server = await startWireServer((call) => {
    const reply = replies[call.operation] ?? refuse('UnexpectedCall', call.operation);
    return typeof reply === 'function' ? reply(call) : reply;
  });
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

async function signedIn(seconds = 3600, more: Parameters<typeof tabs>[0] = {}) {
  const at = await tabs({
    SignUp: {},
    InitiateAuth: round(),
    RespondToAuthChallenge: tokens({ seconds, refreshToken: 'first' }),
    RevokeToken: {},
    ...more,
  });
  const client = at.open();
  await client.start({ phone });
  await client.submit('123456');
  return { ...at, client };
}

const step = (state: OtpState) => state.step;
const moment = (ms = 30) => new Promise((done) => setTimeout(done, ms));

test('a session is stored under the keys that other Cognito libraries use', async () => {
  await using at = await signedIn();
  assert.deepEqual([...at.storage.map.keys()].filter((key) => key.startsWith(prefix)).sort(), [
    `${prefix}.LastAuthUser`,
    `${prefix}.sub-1.accessToken`,
    `${prefix}.sub-1.clockDrift`,
    `${prefix}.sub-1.idToken`,
    `${prefix}.sub-1.refreshToken`,
    `${prefix}.sub-1.signInDetails`,
  ]);
  assert.equal(at.storage.getItem(`${prefix}.LastAuthUser`), 'sub-1');
  assert.equal(at.storage.getItem(`${prefix}.sub-1.clockDrift`), '0');
  assert.deepEqual(JSON.parse(at.storage.getItem(`${prefix}.sub-1.signInDetails`)!), {
    loginId: phone,
    authFlowType: 'CUSTOM_WITHOUT_SRP',
  });
  assert.equal(at.storage.getItem('cognito-otp.client1.handshake'), null);
});

test('a new page restores the session immediately and sends no request', async () => {
  await using at = await signedIn();
  const calls = at.server.calls.length;
  const state = at.open().getState();
  assert.ok(state.step === 'signed-in');
  assert.deepEqual(state.identifier, { phone });
  await moment();
  assert.equal(at.server.calls.length, calls);
});

test('with asynchronous storage the client starts in the restoring step', async () => {
  await using at = await signedIn();
  const later = <T>(value: T) => new Promise<T>((done) => setTimeout(done, 1, value));
  const { storage } = at;
  const client = at.open({
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
  await using at = await signedIn();
  const { accessToken, expiresAt } = await at.client.getTokens();
  assert.equal(accessToken, at.storage.getItem(`${prefix}.sub-1.accessToken`));
  assert.ok(Math.abs(expiresAt - Date.now() - 3_600_000) < 5_000);
  assert.equal(at.refreshes(), 0);
});

test('promise 33: tokens close to expiry are refreshed once for all concurrent callers, in this tab and others', async () => {
  await using at = await signedIn(30, {
    GetTokensFromRefreshToken: () => moment().then(() => tokens({ refreshToken: 'second' })),
  });
  const others = Array.from({ length: 4 }, () => at.open());
  const all = await Promise.all([at.client, at.client, ...others].map((client) => client.getTokens()));
  assert.equal(at.refreshes(), 1);
  assert.equal(new Set(all.map(({ accessToken }) => accessToken)).size, 1);
  assert.equal(at.storage.getItem(`${prefix}.sub-1.refreshToken`), 'second');
  assert.equal(at.storage.getItem('cognito-otp.client1.refresh'), null);
  assert.deepEqual(JSON.parse(at.storage.getItem(`${prefix}.sub-1.signInDetails`)!).loginId, phone);
});

test('a forced refresh renews unexpired tokens, and without rotation the refresh token is kept', async () => {
  await using at = await signedIn(3600, {
    GetTokensFromRefreshToken: () => tokens({ refreshToken: null, seconds: 7200 }),
  });
  const { expiresAt } = await at.client.getTokens({ forceRefresh: true });
  assert.ok(expiresAt > Date.now() + 7_000_000);
  assert.equal(at.storage.getItem(`${prefix}.sub-1.refreshToken`), 'first');
  const state = at.client.getState();
  assert.equal(state.step === 'signed-in' && state.expiresAt, expiresAt);
});

test('pools without GetTokensFromRefreshToken are refreshed with REFRESH_TOKEN_AUTH', async () => {
  const at = await signedIn(30, {
    GetTokensFromRefreshToken: refuse('UnknownOperationException'),
    InitiateAuth: ({ body }: WireCall) =>
      body.AuthFlow === 'REFRESH_TOKEN_AUTH' ? tokens({ refreshToken: null }) : round(),
  });
  await using _ = at;
  await at.client.getTokens();
  assert.deepEqual(at.server.calls.at(-1)?.body.AuthParameters, { REFRESH_TOKEN: 'first' });
  at.replies.GetTokensFromRefreshToken = refuse('NotAuthorizedException', 'Refresh is not enabled for this client.');
  await at.client.getTokens({ forceRefresh: true });
  assert.deepEqual(at.server.calls.at(-1)?.body.AuthParameters, { REFRESH_TOKEN: 'first' });
});

test('promise 33: a refresh stores the new refresh token before anything else', async () => {
  await using at = await signedIn(30, { GetTokensFromRefreshToken: () => tokens({ refreshToken: 'second' }) });
  const written: string[] = [];
  const { setItem } = at.storage;
  at.storage.setItem = (key, value) => {
    if (key.startsWith(prefix)) written.push(key);
    setItem(key, value);
  };
  await at.client.getTokens();
  assert.equal(written[0], `${prefix}.sub-1.refreshToken`);
});

test('promise 33: a network error during a refresh neither signs the user out nor loses a token', async () => {
  await using at = await signedIn(30, { GetTokensFromRefreshToken: drop });
  const before = new Map(at.storage.map);
  await assert.rejects(at.client.getTokens(), { code: 'network', retryable: true });
  assert.equal(step(at.client.getState()), 'signed-in');
  assert.deepEqual(at.storage.map, before);
  at.replies.GetTokensFromRefreshToken = { __type: 'InternalErrorException' };
  await assert.rejects(at.client.getTokens(), { code: 'service', retryable: true });
  at.replies.GetTokensFromRefreshToken = { AuthenticationResult: { AccessToken: 'x' } };
  await assert.rejects(at.client.getTokens(), { code: 'bad_response' });
  assert.deepEqual(at.storage.map, before);
  at.replies.GetTokensFromRefreshToken = tokens();
  await at.client.getTokens();
});

test('a revoked refresh token ends the session and reports why', async () => {
  for (const refusal of [
    refuse('NotAuthorizedException', 'Refresh Token has been revoked'),
    refuse('RefreshTokenReuseException', 'Refresh token reused'),
    refuse('NotAuthorizedException', 'User is disabled.'),
    refuse('UserNotFoundException', 'User does not exist.'),
  ]) {
    await using at = await signedIn(30, { GetTokensFromRefreshToken: refusal });
    await assert.rejects(at.client.getTokens(), { code: 'session_revoked' });
    const state = at.client.getState();
    assert.deepEqual([state.step, state.error?.code, state.identifier], ['identifier', 'session_revoked', { phone }]);
    assert.equal(at.storage.getItem(`${prefix}.LastAuthUser`), null);
    assert.equal(at.client.session, null);
    await assert.rejects(at.client.getTokens(), { code: 'signed_out' });
  }
});

test('an expired session without a refresh token counts as signed out and sends no request', async () => {
  await using at = await signedIn(30);
  at.storage.removeItem(`${prefix}.sub-1.refreshToken`);
  const calls = at.server.calls.length;
  await assert.rejects(at.client.getTokens(), { code: 'signed_out' });
  assert.equal(step(at.client.getState()), 'identifier');
  assert.equal(step(at.open().getState()), 'identifier');
  assert.equal(at.server.calls.length, calls);
});

test('promise 33: tokens that another library rotated first are kept', async () => {
  await using at = await signedIn(30);
  at.replies.GetTokensFromRefreshToken = () => {
    const { AccessToken, IdToken } = tokens().AuthenticationResult;
    at.storage.setItem(`${prefix}.sub-1.refreshToken`, 'theirs');
    at.storage.setItem(`${prefix}.sub-1.accessToken`, AccessToken);
    at.storage.setItem(`${prefix}.sub-1.idToken`, IdToken);
    return refuse('RefreshTokenReuseException', 'reused');
  };
  const { accessToken } = await at.client.getTokens();
  assert.equal(accessToken, at.storage.getItem(`${prefix}.sub-1.accessToken`));
  assert.equal(at.storage.getItem(`${prefix}.sub-1.refreshToken`), 'theirs');
});

test('promise 33: a sign-out wins over a refresh in progress and revokes its tokens as well', async () => {
  const gate = withResolvers<void>();
  await using at = await signedIn(30, {
    GetTokensFromRefreshToken: () => gate.promise.then(() => tokens({ refreshToken: 'second' })),
  });
  const refreshing = assert.rejects(at.client.getTokens(), { code: 'signed_out' });
  while (!at.refreshes()) await moment();
  const signingOut = at.client.signOut();
  await moment();
  gate.resolve();
  await refreshing;
  assert.equal(step(await signingOut), 'identifier');
  assert.deepEqual(
    [...at.storage.map.keys()].filter((key) => key.startsWith(prefix)),
    [],
  );
  const revoked = at.server.calls.filter(({ operation }) => operation === 'RevokeToken').map(({ body }) => body.Token);
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
  await using at = await signedIn();
  const other = at.open();
  const heard = new Promise<OtpState>((done) => other.subscribe(done));
  const state = await at.client.signOut();
  assert.deepEqual([state.step, state.identifier, state.error], ['identifier', null, null]);
  assert.deepEqual(at.server.calls.at(-1)?.body, { ClientId: 'client1', Token: 'first' });
  assert.equal(step(await heard), 'identifier');
});

test('a sign-in reaches other tabs', async () => {
  await using at = await tabs({ SignUp: {}, InitiateAuth: round(), RespondToAuthChallenge: tokens() });
  const other = at.open();
  const client = at.open();
  await client.start({ phone });
  const heard = new Promise<OtpState>((done) => other.subscribe(done));
  await client.submit('123456');
  assert.equal(step(await heard), 'signed-in');
});

test('promise 34: an offline sign-out is completed by the next page', async () => {
  await using at = await signedIn(3600, { RevokeToken: drop });
  const state = await at.client.signOut();
  assert.deepEqual([state.step, state.error], ['identifier', null]);
  assert.equal(at.storage.getItem(`${prefix}.sub-1.refreshToken`), null);
  at.replies.RevokeToken = {};
  at.open();
  await moment();
  assert.deepEqual(
    at.server.calls.slice(-2).map(({ body }) => body.Token),
    ['first', 'first'],
  );
  assert.equal(at.storage.getItem('cognito-otp.client1.revoke'), null);
});

test('promise 34: a revocation that Cognito refuses for good is requested only once', async () => {
  await using at = await signedIn(3600, { RevokeToken: refuse('UnsupportedOperationException', 'Revocation is off.') });
  await at.client.signOut();
  assert.equal(at.storage.getItem('cognito-otp.client1.revoke'), null);
  at.open();
  await moment();
  assert.deepEqual(revokedAt(at.server), ['first']);
});

test('sign-out everywhere uses an unexpired access token and reports a failure', async () => {
  await using at = await signedIn(3600, { GlobalSignOut: {} });
  const { accessToken } = await at.client.getTokens();
  await at.client.signOut({ everywhere: true });
  const [everywhere, revoke] = at.server.calls.slice(-2);
  assert.deepEqual([everywhere?.operation, everywhere?.body], ['GlobalSignOut', { AccessToken: accessToken }]);
  assert.equal(revoke?.operation, 'RevokeToken');
  await using offline = await signedIn(3600, { GlobalSignOut: drop });
  const state = await offline.client.signOut({ everywhere: true });
  assert.deepEqual([state.step, state.error?.code], ['identifier', 'network']);
});

test('promise 34: a sign-out everywhere that finds the session revoked also reaches other tabs', async () => {
  await using at = await signedIn(30, { GetTokensFromRefreshToken: refuse('NotAuthorizedException', 'revoked') });
  const other = at.open();
  const heard = new Promise<OtpState>((done) => other.subscribe(done));
  const state = await at.client.signOut({ everywhere: true });
  assert.deepEqual([state.step, state.error?.code], ['identifier', 'session_revoked']);
  assert.equal(step(await Promise.race([heard, moment(500).then(() => other.getState())])), 'identifier');
});

test('promise 31: a reload resumes in the code step and sends no message', async () => {
  await using at = await tabs({ SignUp: {}, InitiateAuth: round(), RespondToAuthChallenge: tokens() });
  const before = await at.open().start({ phone });
  const calls = at.server.calls.length;
  const again = at.open();
  const state = again.getState();
  assert.ok(state.step === 'code' && before.step === 'code');
  assert.equal(state.notice, 'resumed');
  assert.deepEqual(state.delivery, before.delivery);
  assert.ok(Object.isFrozen(state.delivery));
  await moment();
  assert.equal(at.server.calls.length, calls);
  assert.equal(step(await again.submit('123456')), 'signed-in');
});

test('promise 31: an expired handshake starts over and keeps the identifier', async () => {
  await using at = await tabs({ SignUp: {}, InitiateAuth: round({ now: '1000', expiresAt: '900' }) });
  await at.open().start({ phone });
  const { step, identifier } = at.open().getState();
  assert.deepEqual([step, identifier], ['identifier', { phone }]);
});

test('promise 31: a page that is closed while starting keeps the identifier', async () => {
  await using at = await tabs({ SignUp: silence });
  at.open().start({ phone });
  const { step, identifier } = at.open().getState();
  assert.deepEqual([step, identifier], ['identifier', { phone }]);
});

test('promise 31: two tabs of one handshake take turns with its Cognito session', async () => {
  let wrong = 0;
  await using at = await tabs({
    SignUp: {},
    InitiateAuth: round({}, 'session-0-xxxxxxxxxxxxxxxx'),
    RespondToAuthChallenge: ({ body }: WireCall) =>
      body.Session === `session-${wrong}-xxxxxxxxxxxxxxxx`
        ? round({ reason: 'wrong_code' }, `session-${++wrong}-xxxxxxxxxxxxxxxx`)
        : refuse('NotAuthorizedException', 'Invalid session for the user, session can only be used once.'),
  });
  const one = at.open();
  await one.start({ phone });
  const two = at.open();
  for (const tab of [one, two, one, two]) assert.equal((await tab.submit('111111')).error?.code, 'wrong_code');
});

test('promise 33: a clock that is off by a day is detected from the tokens', async () => {
  for (const day of [86_400, -86_400]) {
    await using at = await signedIn(3600, {
      RespondToAuthChallenge: () => tokens({ now: Date.now() / 1000 + day }),
      GetTokensFromRefreshToken: () => tokens({ now: Date.now() / 1000 + day }),
    });
    const { expiresAt } = await at.open().getTokens();
    assert.ok(Math.abs(expiresAt - Date.now() - 3_600_000) < 5_000, `${day}`);
    // amazon-cognito-identity-js writes seconds and the other way round.
    at.storage.setItem(`${prefix}.sub-1.clockDrift`, `${-day}`);
    if (day > 0) assert.ok(Math.abs((await at.open().getTokens()).expiresAt - Date.now() - 3_600_000) < 5_000);
  }
});

test('promise 33: setting the clock back after the sign-in does not make an expired token look valid', async () => {
  for (const drift of [undefined, '-350', '20000']) {
    await using at = await signedIn(3600, { GetTokensFromRefreshToken: () => tokens() });
    const { accessToken } = await at.client.getTokens();
    // What Amplify notes of a clock, which rounds nothing.
    if (drift) at.storage.setItem(`${prefix}.sub-1.clockDrift`, drift);
    const { now } = Date;
    Date.now = () => now() - 86_400_000;
    try {
      const client = at.open();
      assert.notEqual((await client.getTokens()).accessToken, accessToken, drift);
      await client.getTokens();
      assert.equal(at.refreshes(), 1);
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
    await using at = await tabs({
      SignUp: {},
      InitiateAuth: round(),
      RespondToAuthChallenge: tokens({ seconds: 30, refreshToken: 'first' }),
      GetTokensFromRefreshToken: tokens({ refreshToken: 'second' }),
      RevokeToken: {},
    });
    const client = at.open({ storage });
    await client.start({ phone });
    const state = await client.submit('123456');
    assert.deepEqual([state.step, state.volatile], ['signed-in', true]);
    await client.getTokens();
    await client.signOut();
    assert.equal(at.server.calls.at(-1)?.body.Token, 'second');
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
  await using at = await signedIn(30, { GetTokensFromRefreshToken: () => moment(60).then(() => tokens()) });
  const abort = new AbortController();
  const other = at.client.getTokens();
  const given = assert.rejects(at.client.getTokens({ signal: abort.signal }), { code: 'aborted' });
  await moment();
  abort.abort();
  await given;
  await other;
  assert.equal(at.refreshes(), 1);
});

test('a session of one app client is not visible to another app client', async () => {
  await using at = await signedIn();
  assert.equal(step(at.open({ clientId: 'client2' }).getState()), 'identifier');
});

test('promise 34: a sign-out still revokes the refresh token when the client is closed immediately', async () => {
  await using at = await signedIn();
  const other = at.open();
  const signingOut = at.client.signOut();
  at.client.close();
  assert.equal(step(await signingOut), 'identifier');
  assert.deepEqual(at.server.calls.at(-1)?.body, { ClientId: 'client1', Token: 'first' });
  await moment();
  assert.equal(step(other.getState()), 'identifier');
});

const revokedAt = ({ calls }: { calls: WireCall[] }) =>
  calls.filter(({ operation }) => operation === 'RevokeToken').map(({ body }) => body.Token);

for (const moments of ['0', '3', '6', '12', '24', 'refreshToken', 'accessToken', 'LastAuthUser']) {
  test(`promise 33: a sign-out wins over a refresh that is being stored (${moments}) and revokes its tokens`, async () => {
    const reached = withResolvers<void>();
    await using at = await signedIn(30, {
      GetTokensFromRefreshToken() {
        if (Number(moments) >= 0) setTimeout(reached.resolve, Number(moments));
        return tokens({ refreshToken: 'second' });
      },
    });
    const { storage } = at;
    const client = at.open({
      storage: {
        getItem: (key: string) => moment(1).then(() => storage.getItem(key)),
        setItem(key: string, value: string) {
          if (key.endsWith(`.${moments}`)) reached.resolve();
          return moment(60).then(() => storage.setItem(key, value));
        },
        removeItem: (key: string) => moment(60).then(() => storage.removeItem(key)),
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
    assert.ok(revokedAt(at.server).includes('second'));
  });
}

test('promise 33: a refresh that completes while a sign-out clears the storage returns no tokens', async () => {
  const gate = withResolvers<void>();
  await using at = await signedIn(30, {
    GetTokensFromRefreshToken: () => gate.promise.then(() => tokens({ refreshToken: 'second' })),
  });
  const { storage } = at;
  const client = at.open({
    storage: {
      getItem: (key: string) => moment(1).then(() => storage.getItem(key)),
      setItem: (key: string, value: string) => moment(1).then(() => storage.setItem(key, value)),
      removeItem(key: string) {
        if (key.startsWith(prefix)) gate.resolve();
        return moment(key.startsWith(prefix) ? 60 : 1).then(() => storage.removeItem(key));
      },
    },
  });
  await new Promise((done) => client.subscribe(done));
  const refreshing = assert.rejects(client.getTokens(), { code: 'signed_out' });
  while (!at.refreshes()) await moment();
  await client.signOut();
  await refreshing;
  assert.ok(revokedAt(at.server).includes('second'));
});

/** A storage that answers later, and what it has of a handshake last. */
const lateHandshake = ({ storage }: { storage: ReturnType<typeof memoryStorage> }) => {
  const wait = (key: string) => moment(key.endsWith('.handshake') ? 20 : 1);
  return {
    getItem: (key: string) => wait(key).then(() => storage.getItem(key)),
    setItem: (key: string, value: string) => wait(key).then(() => storage.setItem(key, value)),
    removeItem: (key: string) => wait(key).then(() => storage.removeItem(key)),
  };
};

test('promise 31: a slow storage write does not overwrite a handshake that was written after it', async () => {
  await using at = await tabs({ SignUp: {}, InitiateAuth: round(), RespondToAuthChallenge: tokens() });
  const { storage } = at;
  let writes = 0;
  const first = { getItem: storage.getItem, removeItem: storage.removeItem };
  const client = at.open({
    storage: {
      ...first,
      setItem: (key: string, value: string) => moment(writes++ ? 1 : 60).then(() => storage.setItem(key, value)),
    },
  });
  await client.start({ phone });
  await moment(100);
  assert.equal(step(at.open().getState()), 'code');
});

test('promise 31: a token request or a notification from another tab while storage is read loses no handshake', async () => {
  await using at = await tabs({ SignUp: {}, InitiateAuth: round(), RespondToAuthChallenge: tokens() });
  await at.open().start({ phone });
  const client = at.open({ storage: lateHandshake(at) });
  await assert.rejects(client.getTokens(), { code: 'signed_out' });
  assert.equal(step(client.getState()), 'code');
  const told = at.open({ storage: lateHandshake(at) });
  const channel = new BroadcastChannel('cognito-otp.client1');
  channel.postMessage(undefined);
  await moment(60);
  channel.close();
  assert.equal(step(told.getState()), 'code');
  assert.equal(step(await told.submit('123456')), 'signed-in');
});

test('a sign-out while storage is being read waits for the stored session', async () => {
  await using at = await signedIn();
  const client = at.open({ storage: lateHandshake(at) });
  assert.equal(step(client.getState()), 'restoring');
  assert.equal(step(await client.signOut()), 'identifier');
  assert.deepEqual(revokedAt(at.server), ['first']);
  await assert.rejects(at.open({ storage: lateHandshake(at) }).signOut(), { code: 'configuration' });
});

test('concurrent sign-outs are combined into one', async () => {
  await using at = await signedIn();
  const [first, second] = await Promise.all([at.client.signOut(), at.client.signOut()]);
  assert.equal(step(first), 'identifier');
  assert.equal(second, first);
  assert.deepEqual(revokedAt(at.server), ['first']);
  await using another = await signedIn();
  const later = another.open({ storage: lateHandshake(another) });
  const both = await Promise.all([later.signOut(), later.signOut()]);
  assert.deepEqual(both.map(step), ['identifier', 'identifier']);
});

test('aborting a sign-out stops waiting for Cognito, and the token is revoked later', async () => {
  await using at = await signedIn(3600, { RevokeToken: silence });
  const state = await at.client.signOut({ signal: AbortSignal.timeout(30) });
  assert.equal(step(state), 'identifier');
  assert.equal(at.storage.getItem('cognito-otp.client1.revoke'), 'first');
});

test('refresh tokens that several tabs queue for revocation at the same time are all revoked', async () => {
  const gate = withResolvers<void>();
  await using at = await signedIn(3600, {
    RevokeToken: () => gate.promise.then(() => refuse('InternalErrorException')),
  });
  const waiting = 'cognito-otp.client1.revoke';
  const signingOut = at.client.signOut();
  await moment();
  at.storage.setItem(waiting, `${at.storage.getItem(waiting)} theirs`);
  gate.resolve();
  await signingOut;
  assert.equal(at.storage.getItem(waiting), 'first theirs');
  at.replies.RevokeToken = {};
  at.open();
  await moment(60);
  assert.equal(at.storage.getItem(waiting), null);
});

test('an invalid lease or a storage that loses leases does not block a refresh', async () => {
  const lease = 'cognito-otp.client1.refresh';
  await using at = await signedIn(30, { GetTokensFromRefreshToken: () => tokens() });
  // By a clock that is a day ahead, for one.
  at.storage.setItem(lease, `somebody ${Date.now() + 86_400_000}`);
  const began = Date.now();
  await at.client.getTokens();
  assert.ok(Date.now() - began < 10_000);
  const { now } = Date;
  const { getItem } = at.storage;
  let later = 0;
  at.storage.getItem = (key) => {
    if (key !== lease) return getItem(key);
    later += 10_000;
    return null;
  };
  Date.now = () => now() + later;
  try {
    await at.client.getTokens({ forceRefresh: true });
  } finally {
    Date.now = now;
  }
  assert.equal(at.refreshes(), 2);
});

test('a frozen tab that holds the browser lock blocks a refresh only for a limited time', async (t) => {
  await using at = await signedIn(30, { GetTokensFromRefreshToken: () => tokens() });
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
    assert.ok((await at.client.getTokens()).accessToken);
    assert.ok(limits[0]! > 30_000, `${limits[0]}`);
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
});
