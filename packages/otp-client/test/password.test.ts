/** Sign-in with a password before the code, and devices that Cognito remembers. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { createOtpClient } from '../src/index.js';
import { withPassword } from '../src/password.js';
import { memoryStorage } from './support/memory-storage.js';
import { poolClient, startPool } from './support/pool.js';
import { startStubServer, tokens } from './support/stub-server.js';

let env: Awaited<ReturnType<typeof startPool>>;
before(async () => {
  env = await startPool({ FactorOrder: 'password-then-otp' });
});
after(() => env[Symbol.asyncDispose]());

const password = 'Correct-horse-1-battery';

async function createUser() {
  const phone = newPhoneNumber();
  const { client, ...rest } = poolClient(env.pool, { signUp: 'off' });
  await client.request('SignUp', {
    ClientId: env.pool.clientId,
    Username: phone,
    Password: password,
    UserAttributes: [{ Name: 'phone_number', Value: phone }],
  });
  rest.operations.length = 0;
  return { phone, client, ...rest };
}

test('a correct password leads to the code step, and the code to tokens', async () => {
  const { phone, client, operations } = await createUser();
  const state = await client.start({ phone }, { firstFactor: withPassword(password) });
  assert.deepEqual([state.step, state.error], ['code', null]);
  assert.equal((await client.submit(await env.codeSentTo(phone))).step, 'signed-in');
  assert.deepEqual(operations, ['InitiateAuth', 'RespondToAuthChallenge', 'RespondToAuthChallenge']);
});

test('a wrong password sends no code', async () => {
  const { phone, client } = await createUser();
  const state = await client.start({ phone }, { firstFactor: withPassword('Wrong-horse-1-battery') });
  assert.deepEqual([state.step, state.error?.code, state.identifier], ['identifier', 'not_authorized', { phone }]);
  assert.equal((await env.messagesTo(phone)).length, 0);
});

test('a sign-in without the password is rejected where the password comes first', async () => {
  const { phone, client } = await createUser();
  const state = await client.start({ phone });
  assert.deepEqual([state.step, state.error?.code], ['identifier', 'not_authorized']);
});

/** A stub of a pool that tracks devices. `confirm` answers `ConfirmDevice`, the call that registers a new device. */
function startDeviceTrackingServer(answers: object[], confirm: () => object | Promise<object> = () => ({})) {
  const verifier = { USER_ID_FOR_SRP: 'sub-1', SRP_B: 'abcdef0123', SALT: '0123456789', SECRET_BLOCK: btoa('block') };
  return startStubServer(({ operation }) => {
    if (operation === 'InitiateAuth') {
      return { ChallengeName: 'PASSWORD_VERIFIER', Session: 's'.repeat(30), ChallengeParameters: verifier };
    }
    return operation === 'ConfirmDevice' ? confirm() : answers.shift()!;
  });
}
const codeChallenge = () => ({
  ChallengeName: 'CUSTOM_CHALLENGE',
  Session: 's'.repeat(30),
  ChallengeParameters: { USERNAME: 'sub-1' },
});
const tokensWithNewDevice = () => ({
  AuthenticationResult: {
    ...tokens().AuthenticationResult,
    NewDeviceMetadata: { DeviceKey: 'local_device-1', DeviceGroupKey: 'group-1' },
  },
});

test('a new device is confirmed, and its keys are stored under the names that other Cognito libraries use', async () => {
  const answers = [codeChallenge(), tokensWithNewDevice()];
  await using server = await startDeviceTrackingServer(answers);
  const storage = memoryStorage();
  const client = createOtpClient({ userPoolId: 'local_P', clientId: 'c', endpoint: server.endpoint, storage });
  await client.start({ phone: '+447400100000' }, { firstFactor: withPassword(password) });
  const state = await client.submit('123456');
  client.close();
  assert.equal(state.step, 'signed-in');
  const { operation, body } = server.calls.at(-1)!;
  assert.equal(operation, 'ConfirmDevice');
  assert.equal(body.DeviceKey, 'local_device-1');
  // Numbers are encoded as in the library: a leading zero byte only if the first bit is set, no other leading zeros.
  const bytes = (text: string) => Buffer.from(text, 'base64').length;
  const { Salt, PasswordVerifier } = body.DeviceSecretVerifierConfig;
  assert.ok(bytes(Salt) >= 15 && bytes(Salt) <= 17, `${bytes(Salt)}`);
  assert.ok(bytes(PasswordVerifier) >= 382 && bytes(PasswordVerifier) <= 385, `${bytes(PasswordVerifier)}`);
  const prefix = 'CognitoIdentityServiceProvider.c.sub-1';
  assert.equal(storage.getItem(`${prefix}.deviceKey`), 'local_device-1');
  assert.equal(storage.getItem(`${prefix}.deviceGroupKey`), 'group-1');
  assert.ok(storage.getItem(`${prefix}.randomPasswordKey`));

  // The next sign-in names the device, so that Cognito can send the device challenge.
  const again = createOtpClient({
    userPoolId: 'local_P',
    clientId: 'c',
    endpoint: server.endpoint,
    storage: memoryStorage(Object.fromEntries([...storage.map].filter(([key]) => /device|randomPassword/i.test(key)))),
  });
  answers.push(codeChallenge());
  await again.start({ phone: '+447400100000' }, { firstFactor: withPassword(password) });
  again.close();
  assert.equal(server.calls.at(-1)?.body.ChallengeResponses.DEVICE_KEY, 'local_device-1');
});

test('the signal of submit, not that of start, cancels the confirmation of a device', {
  timeout: 10_000,
}, async () => {
  let confirmReached = () => {};
  const reached = new Promise<void>((resolve) => {
    confirmReached = resolve;
  });
  await using server = await startDeviceTrackingServer([codeChallenge(), tokensWithNewDevice()], () => {
    confirmReached();
    return new Promise(() => {});
  });
  const client = createOtpClient({
    userPoolId: 'local_P',
    clientId: 'c',
    endpoint: server.endpoint,
    storage: memoryStorage(),
    timeLimit: 60_000,
  });
  const [start, submit] = [new AbortController(), new AbortController()];
  await client.start({ phone: '+447400100000' }, { firstFactor: withPassword(password), signal: start.signal });
  start.abort();
  const done = client.submit('123456', { signal: submit.signal });
  await reached;
  submit.abort();
  // The user is signed in although the device was not confirmed.
  assert.equal((await done).step, 'signed-in');
  client.close();
});

test('the password answer carries the client metadata of the page', async () => {
  await using server = await startDeviceTrackingServer([codeChallenge()]);
  const client = createOtpClient({
    userPoolId: 'local_P',
    clientId: 'c',
    endpoint: server.endpoint,
    storage: memoryStorage(),
    clientMetadata: { shop: 'north' },
  });
  await client.start({ phone: '+447400100000' }, { firstFactor: withPassword(password), locale: 'de' });
  client.close();
  assert.deepEqual(server.calls.at(-1)?.body.ClientMetadata, { shop: 'north', locale: 'de' });
});

test('with SendOn=request, a message is requested after the password, in the requested language', async () => {
  await using waiting = await startPool({ FactorOrder: 'password-then-otp', SendOn: 'request' });
  const phone = newPhoneNumber();
  const { client } = poolClient(waiting.pool);
  await client.request('SignUp', {
    ClientId: waiting.pool.clientId,
    Username: phone,
    Password: password,
    UserAttributes: [{ Name: 'phone_number', Value: phone }],
  });
  const state = await client.start({ phone }, { firstFactor: withPassword(password), locale: 'de' });
  assert.deepEqual([state.step, state.step === 'code' && state.delivery.sent, state.error], ['code', true, null]);
  assert.doesNotMatch(`${(await waiting.messagesTo(phone))[0]?.body}`, /never share/i);
  assert.equal((await client.submit(await waiting.codeSentTo(phone))).step, 'signed-in');
});
