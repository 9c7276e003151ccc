/**
 * The parts of the client that are loaded on demand: which sign-ins need them, and what happens if
 * one cannot be loaded.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '@cognito-otp/test-kit/until';
import { build } from 'esbuild';
import { builtInParts } from '../src/client/built-in-parts.js';
import { createClient } from '../src/client/create-client.js';
import { type Parts, partsOnDemand } from '../src/client/parts.js';
import { type OtpClientOptions, OtpError } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { accountCreated, accountExists, errorCode } from './support/scripted-client.js';
import { KEY_PREFIX, revokedTokens } from './support/session-environment.js';
import {
  cognitoError,
  type RepliesByOperation,
  replyByOperation,
  round,
  startStubServer,
  tokens,
} from './support/stub-server.js';

const phone = '+447700900123';

/** Pages of one browser, whose parts of the client can be missing, as after a new version of the site has been deployed. */
async function openPages(replies: RepliesByOperation) {
  const server = await startStubServer((call) => replyByOperation(replies, call));
  const storage = memoryStorage();
  const loaded: string[] = [];
  const missing = new Set<keyof Parts>();
  const part = async <T>(name: keyof Parts, load: () => Promise<T>) => {
    loaded.push(name);
    if (missing.has(name)) throw new OtpError('network', 'Failed to fetch dynamically imported module');
    return load();
  };
  const parts: Parts = {
    errorCodes: () => part('errorCodes', partsOnDemand.errorCodes),
    maintenance: () => part('maintenance', partsOnDemand.maintenance),
    nativeFlow: () => part('nativeFlow', partsOnDemand.nativeFlow),
  };
  const clients: { close(): void }[] = [];
  return {
    server,
    storage,
    replies,
    loaded,
    missing,
    open(options: Partial<OtpClientOptions> = {}) {
      const { endpoint } = server;
      const client = createClient({ userPoolId: 'local_P', clientId: 'client1', endpoint, storage, ...options }, parts);
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const replies = (more: RepliesByOperation = {}): RepliesByOperation => ({
  SignUp: accountCreated,
  InitiateAuth: round(),
  RespondToAuthChallenge: tokens({ refreshToken: 'first' }),
  GetTokensFromRefreshToken: () => tokens({ refreshToken: 'second' }),
  RevokeToken: {},
  ...more,
});

for (const [who, signUp] of [
  ['a new user', accountCreated],
  ['a user who has an account', accountExists],
] as const) {
  test(`the sign-in of ${who}, with a wrong code in between, loads no part`, async () => {
    await using env = await openPages(
      replies({ SignUp: signUp, RespondToAuthChallenge: round({ reason: 'wrong_code' }) }),
    );
    const client = env.open();
    await client.start({ phone });
    assert.equal(errorCode(await client.submit('000000')), 'wrong_code');
    env.replies['RespondToAuthChallenge'] = tokens();
    assert.equal((await client.submit('123456')).step, 'signed-in');
    assert.ok((await client.getTokens()).accessToken);
    assert.deepEqual(env.loaded, []);
  });
}

test('a page that is opened with a stored session loads the maintenance in advance, and no other page does', async () => {
  await using env = await openPages(replies());
  const client = env.open();
  assert.deepEqual(env.loaded, []);
  await client.start({ phone });
  await client.submit('123456');
  env.open();
  assert.deepEqual(env.loaded, ['maintenance']);
});

for (const [name, reply, code] of [
  ['a throttled start', cognitoError('TooManyRequestsException', 'Rate exceeded'), 'throttled'],
  ['a rejected number', cognitoError('InvalidParameterException', 'Invalid phone number format.'), 'invalid_phone'],
  ['a crashed trigger', cognitoError('UnexpectedLambdaException', 'failed'), 'service'],
  ['an unknown app client', cognitoError('ResourceNotFoundException', 'no client'), 'configuration'],
] as const) {
  test(`${name} is a network error while the error codes cannot be loaded, and ${code} afterwards`, async () => {
    await using env = await openPages(replies({ InitiateAuth: reply }));
    const client = env.open();
    env.missing.add('errorCodes');
    const state = await client.start({ phone });
    assert.deepEqual([errorCode(state), state.error?.retryable, state.step], ['network', true, 'identifier']);
    env.missing.clear();
    assert.equal(errorCode(await client.start({ phone })), code);
  });
}

test('an answer that Cognito rejects can be given again while the error codes cannot be loaded', async () => {
  await using env = await openPages(replies({ RespondToAuthChallenge: cognitoError('InternalErrorException') }));
  const client = env.open();
  await client.start({ phone });
  env.missing.add('errorCodes');
  const state = await client.submit('123456');
  assert.deepEqual([errorCode(state), state.error?.retryable, state.step], ['network', true, 'code']);
  env.missing.clear();
  env.replies['RespondToAuthChallenge'] = tokens();
  assert.equal((await client.submit('123456')).step, 'signed-in');
});

test('a refresh whose part cannot be loaded is a network error and keeps the session, and the next call refreshes', async () => {
  await using env = await openPages(
    replies({ RespondToAuthChallenge: tokens({ seconds: 30, refreshToken: 'first' }) }),
  );
  const client = env.open();
  await client.start({ phone });
  await client.submit('123456');
  const before = new Map(env.storage.map);
  env.missing.add('maintenance');
  await assert.rejects(client.getTokens(), { name: 'OtpError', code: 'network', retryable: true });
  assert.equal(client.getState().step, 'signed-in');
  assert.deepEqual(env.storage.map, before);
  env.missing.clear();
  await client.getTokens();
  assert.equal(env.storage.getItem(`${KEY_PREFIX}.sub-1.refreshToken`), 'second');
});

for (const attributes of [{}, undefined, { name: 'Ada' }]) {
  const isNeeded = !!attributes?.name;
  test(`a sign-up with the attributes ${JSON.stringify(attributes)} loads ${isNeeded ? 'what writes them' : 'no part'}`, async () => {
    await using env = await openPages(replies());
    const client = env.open();
    await client.start({ phone }, attributes && { attributes });
    await client.submit('123456');
    assert.deepEqual(env.loaded, isNeeded ? ['maintenance'] : []);
  });
}

test('a new user stays new while the acknowledgement cannot be loaded, and the next acknowledgement succeeds', async () => {
  await using env = await openPages(replies());
  const client = env.open();
  const isNewUser = () => {
    const state = client.getState();
    return 'isNewUser' in state && state.isNewUser;
  };
  await client.start({ phone });
  await client.submit('123456');
  env.missing.add('maintenance');
  await assert.rejects(client.acknowledgeNewUser(), { name: 'OtpError', code: 'network', retryable: true });
  assert.equal(isNewUser(), true);
  env.missing.clear();
  await client.acknowledgeNewUser();
  assert.equal(isNewUser(), false);
});

for (const [name, reply] of [
  ['fails', cognitoError('InternalErrorException')],
  ['is throttled', cognitoError('TooManyRequestsException', 'Rate exceeded')],
  ['is no reply of Cognito', { ...round(), ChallengeName: 'UNKNOWN' }],
] as const) {
  test(`a user whose account was created is new, also if the first request for a code ${name}`, async () => {
    await using env = await openPages(replies({ InitiateAuth: reply }));
    const client = env.open();
    assert.equal((await client.start({ phone })).step, 'identifier');
    Object.assign(env.replies, { SignUp: accountExists, InitiateAuth: round() });
    // The page is reloaded in between.
    const next = env.open();
    await next.start({ phone });
    const state = await next.submit('123456');
    assert.equal('isNewUser' in state && state.isNewUser, true);
  });
}

test('promise 34: a sign-out whose part cannot be loaded takes effect, and the next page revokes the token', async () => {
  await using env = await openPages(replies());
  const client = env.open();
  await client.start({ phone });
  await client.submit('123456');
  env.missing.add('maintenance');
  const state = await client.signOut();
  assert.deepEqual([state.step, state.error, client.session], ['identifier', null, null]);
  assert.deepEqual(
    [...env.storage.map.keys()].filter((key) => key.startsWith(KEY_PREFIX)),
    [],
  );
  assert.deepEqual(revokedTokens(env.server), []);
  env.missing.clear();
  env.open();
  await until(() => env.storage.getItem('cognito-otp.client1.revoke') === null, 'the token has been revoked');
  assert.deepEqual(revokedTokens(env.server), ['first']);
});

test('promise 34: a tab with a copy of the session is signed out even if its part cannot be loaded', async () => {
  await using env = await openPages(replies());
  const client = env.open();
  await client.start({ phone });
  await client.submit('123456');
  const copy = memoryStorage();
  for (const [key, value] of env.storage.map) copy.setItem(key, value);
  env.missing.add('maintenance');
  const other = env.open({ storage: copy });
  assert.equal(other.getState().step, 'signed-in');
  await client.signOut();
  await until(() => other.getState().step === 'identifier', 'the other tab is signed out');
  assert.deepEqual(
    [...copy.map.keys()].filter((key) => key.startsWith(KEY_PREFIX)),
    [],
  );
});

test('the native flow that cannot be loaded is a network error, and a later start loads it', async () => {
  await using env = await openPages(replies({ InitiateAuth: { ...round(), ChallengeName: 'SMS_OTP' } }));
  const client = env.open({ flow: 'native' });
  env.missing.add('nativeFlow');
  assert.deepEqual([errorCode(await client.start({ phone })), client.getState().step], ['network', 'identifier']);
  env.missing.clear();
  assert.equal((await client.start({ phone })).step, 'code');
});

/** Bundles an entry with `import()` left in place. */
async function bundleEntry(entry: string) {
  const { outputFiles } = await build({
    entryPoints: [new URL(`../src/${entry}.ts`, import.meta.url).pathname],
    bundle: true,
    splitting: true,
    write: false,
    outdir: '/out',
    format: 'esm',
    target: 'es2022',
  });
  return outputFiles.map(({ text }) => text);
}

test('the complete entry is one file without import(), for service workers', async () => {
  const [text, ...others] = await bundleEntry('complete');
  assert.equal(others.length, 0);
  assert.doesNotMatch(text!, /\bimport\s*\(/);
  assert.match(text!, /GetTokensFromRefreshToken/);
});

test('no part shares a module with the main entry, which bundlers would move to a file of its own', async () => {
  const texts = await bundleEntry('index');
  assert.equal(texts.length, 1 + Object.keys(builtInParts).length);
});
