/** Account functions (attributes, deletion, devices) against a local pool. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import {
  deleteAccount,
  forgetDevice,
  getAttributes,
  listDevices,
  proveAttribute,
  sendAttributeCode,
  updateAttributes,
} from '../src/account.js';
import { claimsOf } from '../src/cognito/jwt.js';
import type { OtpError } from '../src/index.js';
import { rememberedDevice, withPassword } from '../src/password.js';
import { memoryStorage } from './support/memory-storage.js';
import { poolClient, startForeignPools, startPool } from './support/pool.js';

const password = 'Correct-horse-1-battery';
let env: Awaited<ReturnType<typeof startPool>>;
let foreign: Awaited<ReturnType<typeof startForeignPools>>;
before(async () => {
  [env, foreign] = [await startPool({ AddressChange: 'on' }), await startForeignPools()];
});
after(async () => {
  await env[Symbol.asyncDispose]();
  await foreign[Symbol.asyncDispose]();
});

async function signIn() {
  const phone = newPhoneNumber();
  const { client } = poolClient(env.pool);
  await client.start({ phone });
  const state = await client.submit(await env.codeSentTo(phone));
  assert.equal(state.step, 'signed-in');
  return { client, phone };
}

test('attributes can be read, and signing in has verified the phone number', async () => {
  const { client, phone } = await signIn();
  const attributes = await getAttributes(client);
  assert.equal(attributes.get('phone_number'), phone);
  assert.equal(attributes.get('phone_number_verified'), 'true');
});

test('a new email address is verified once the code sent to it has been entered', async () => {
  const { client } = await signIn();
  const email = 'new@example.com';
  const proofs = await updateAttributes(client, { email });
  assert.deepEqual(
    proofs.map(({ attribute, channel }) => [attribute, channel]),
    [['email', 'email']],
  );
  const code = await env.codeSentTo(email);
  await assert.rejects(proveAttribute(client, 'email', code === '000000' ? '000001' : '000000'), {
    code: 'wrong_code',
  });
  // The budgets of the triggers also apply to the messages that Cognito sends itself.
  await assert.rejects(sendAttributeCode(client, 'email'), { code: 'rate_limited' });
  await env.advanceClock(30_000);
  assert.equal((await sendAttributeCode(client, 'email')).attribute, 'email');
  await proveAttribute(client, 'email', await env.codeSentTo(email));
  assert.equal((await getAttributes(client)).get('email_verified'), 'true');
  assert.equal(client.session?.user.email, email);
});

test('verifying an attribute succeeds once Cognito has accepted the code, even if the token refresh that follows fails', async () => {
  const { client } = await signIn();
  const email = 'proved@example.com';
  await updateAttributes(client, { email });
  await env.injectFault({ kind: 'drop-response', on: { api: 'GetTokensFromRefreshToken' }, times: 1 });
  await proveAttribute(client, 'email', await env.codeSentTo(email));
  await env.clearFaults();
  assert.equal((await getAttributes(client)).get('email_verified'), 'true');
  assert.equal(client.getState().step, 'signed-in');
});

test('deleting an account signs the user out and invalidates the tokens', async () => {
  const { client, phone } = await signIn();
  const { accessToken } = await client.getTokens();
  assert.equal((await deleteAccount(client)).step, 'identifier');
  await assert.rejects(client.request('GetUser', { AccessToken: accessToken }), (error: OtpError) =>
    /^(not_authorized|session_revoked)$/.test(error.code),
  );
  await assert.rejects(client.getTokens(), { code: 'signed_out' });
  assert.ok(phone);
});

test('deleting an account succeeds even if the client is signed out before the reply arrives', async () => {
  const phone = newPhoneNumber();
  const { client } = poolClient(env.pool, {
    fetcher: async (url, init) => {
      const reply = await fetch(url, init);
      if (new Headers(init?.headers).get('x-amz-target')?.endsWith('.DeleteUser')) await client.signOut();
      return reply;
    },
  });
  await client.start({ phone });
  await client.submit(await env.codeSentTo(phone));
  assert.equal((await deleteAccount(client)).step, 'identifier');
});

test('account functions reject with signed_out and send no request when no user is signed in', async () => {
  const { client, operations } = poolClient(env.pool);
  await assert.rejects(getAttributes(client), { code: 'signed_out' });
  await assert.rejects(deleteAccount(client), { code: 'signed_out' });
  assert.deepEqual(operations, []);
});

/** Signs in with a password in the pool that tracks devices. Each storage is another device. */
async function signInOnDevice(phone: string, storage = memoryStorage()) {
  const { client } = foreign.client('tracking', { signUp: 'off', storage });
  await client.start({ phone }, { firstFactor: withPassword(password) });
  const state = await client.submit(await foreign.codeSentTo(phone));
  assert.equal(state.step, 'signed-in', `${state.error}`);
  return client;
}

/** Creates a user with a password in the pool that tracks devices. */
async function createUserWithPassword() {
  const phone = newPhoneNumber();
  const { client } = foreign.client('tracking');
  const { clientId: ClientId } = foreign.ids('tracking');
  await client.request('SignUp', { ClientId, Username: phone, Password: password });
  return phone;
}

test('a remembered device answers the device challenge after the code and keeps its device key', async () => {
  const phone = await createUserWithPassword();
  const storage = memoryStorage();
  const first = await signInOnDevice(phone, storage);
  const before = claimsOf((await first.getTokens()).accessToken);
  await first.signOut();
  const second = await signInOnDevice(phone, storage);
  const { device_key } = claimsOf((await second.getTokens()).accessToken);
  assert.ok(device_key);
  assert.equal(device_key, before.device_key);
  assert.equal((await listDevices(second)).length, 1);
  await second.getTokens({ forceRefresh: true });
});

/** Reloads the page in the code step, after which the client no longer has the password. */
async function reloadInCodeStep(phone: string, storage: ReturnType<typeof memoryStorage>) {
  const { client: before } = foreign.client('tracking', { signUp: 'off', storage });
  await before.start({ phone }, { firstFactor: withPassword(password) });
  before.close();
  const { client } = foreign.client('tracking', { signUp: 'off', storage });
  assert.equal(client.getState().step, 'code');
  return client;
}

test('after a reload in the code step, a new device is remembered and a remembered device answers its challenge', async () => {
  const phone = await createUserWithPassword();
  const storage = memoryStorage();
  const first = await reloadInCodeStep(phone, storage);
  const known = await first.submit(await foreign.codeSentTo(phone), { afterCode: rememberedDevice });
  assert.deepEqual([known.step, known.error], ['signed-in', null]);
  const before = claimsOf((await first.getTokens()).accessToken);
  await first.signOut();
  const second = await reloadInCodeStep(phone, storage);
  const state = await second.submit(await foreign.codeSentTo(phone), { afterCode: rememberedDevice });
  assert.deepEqual([state.step, state.error], ['signed-in', null]);
  assert.ok(before.device_key);
  assert.equal(claimsOf((await second.getTokens()).accessToken).device_key, before.device_key);
  assert.equal((await listDevices(second)).length, 1);
});

test('after a reload, a device challenge without an afterCode handler is reported as an unsupported challenge', async () => {
  const phone = await createUserWithPassword();
  const storage = memoryStorage();
  await (await signInOnDevice(phone, storage)).signOut();
  const client = await reloadInCodeStep(phone, storage);
  const { step, error } = await client.submit(await foreign.codeSentTo(phone));
  assert.deepEqual([step, error?.code, error?.message], ['identifier', 'unsupported_challenge', 'DEVICE_SRP_AUTH']);
});

for (const lost of ['deviceGroupKey', 'randomPasswordKey', 'nothing']) {
  test(`a device that was forgotten or lost its keys (${lost}) signs in as a new device`, async () => {
    const phone = await createUserWithPassword();
    const storage = memoryStorage();
    const client = await signInOnDevice(phone, storage);
    const { device_key } = claimsOf((await client.getTokens()).accessToken);
    if (lost === 'nothing') await forgetDevice(client, `${device_key}`);
    await client.signOut();
    for (const key of storage.map.keys()) if (key.endsWith(lost)) storage.removeItem(key);
    await client.start({ phone }, { firstFactor: withPassword(password) });
    const state = await client.submit(await foreign.codeSentTo(phone));
    assert.deepEqual([state.step, state.error?.code], ['identifier', 'session_ended']);
    const again = await signInOnDevice(phone, storage);
    assert.notEqual(claimsOf((await again.getTokens()).accessToken).device_key, device_key);
  });
}

test('a device answer that is lost on its way keeps the device keys for the next sign-in', async () => {
  const phone = await createUserWithPassword();
  const storage = memoryStorage();
  await (await signInOnDevice(phone, storage)).signOut();
  const keys = () => [...storage.map.keys()].filter((key) => /device(Group)?Key|randomPasswordKey/.test(key));
  assert.equal(keys().length, 3);
  const { client } = foreign.client('tracking', {
    signUp: 'off',
    storage,
    fetcher: (url, init) =>
      /DEVICE_SRP_AUTH/.test(`${init?.body}`) ? Promise.reject(new TypeError('lost')) : fetch(url, init),
  });
  await client.start({ phone }, { firstFactor: withPassword(password) });
  const { step, error } = await client.submit(await foreign.codeSentTo(phone));
  assert.deepEqual([step, error?.code, keys().length], ['code', 'network', 3]);
  client.cancel();
  await signInOnDevice(phone, storage);
});

test('devices can be listed, and forgetting another device ends its session but not the current one', async () => {
  const phone = await createUserWithPassword();
  const current = await signInOnDevice(phone);
  const other = await signInOnDevice(phone);
  const devices = await listDevices(current);
  assert.equal(devices.length, 2);
  const { accessToken } = await other.getTokens();
  const { device_key } = claimsOf(accessToken);
  assert.ok(devices.some(({ key }) => key === device_key));
  for (const { lastSignIn } of devices) assert.ok(Math.abs(lastSignIn - Date.now()) < 60_000);
  await forgetDevice(current, `${device_key}`);
  assert.equal((await listDevices(current)).length, 1);
  await assert.rejects(other.getTokens({ forceRefresh: true }), { code: 'session_revoked' });
  await current.getTokens({ forceRefresh: true });
  assert.equal(current.getState().step, 'signed-in');
});

test('in a pool that tracks devices, a session started without a password can be refreshed', async () => {
  const phone = newPhoneNumber();
  const { client } = foreign.client('tracking');
  await client.start({ phone });
  assert.equal((await client.submit(await foreign.codeSentTo(phone))).step, 'signed-in');
  await client.getTokens({ forceRefresh: true });
  assert.equal(client.getState().step, 'signed-in');
});

test('listing devices follows the pagination to the last page', async () => {
  const { client } = await signIn();
  const pages: Record<string, object> = {
    first: { Devices: [{ DeviceKey: 'k1', DeviceLastAuthenticatedDate: 1 }], PaginationToken: 'more' },
    more: { Devices: [{ DeviceKey: 'k2', DeviceLastAuthenticatedDate: 2 }] },
  };
  const request: typeof client.request = async (_operation, { PaginationToken }) =>
    pages[`${PaginationToken ?? 'first'}`] as never;
  const devices = await listDevices({ ...client, request });
  assert.deepEqual(
    devices.map(({ key }) => key),
    ['k1', 'k2'],
  );
});

test('a listed device carries its name if it has one', async () => {
  const { client } = await signIn();
  const Devices = [
    {
      DeviceKey: 'k1',
      DeviceAttributes: [{ Name: 'device_name', Value: 'Firefox' }],
      DeviceLastAuthenticatedDate: 1.5,
    },
    { DeviceKey: 'k2', DeviceLastAuthenticatedDate: 2 },
  ];
  assert.deepEqual(await listDevices({ ...client, request: async () => ({ Devices }) }), [
    { key: 'k1', name: 'Firefox', lastSignIn: 1500 },
    { key: 'k2', name: null, lastSignIn: 2000 },
  ]);
});
