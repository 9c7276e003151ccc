import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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
import { newPhone, poolClient, startOthers, startPool } from './support/pool.js';

const password = 'Correct-horse-1-battery';
let at: Awaited<ReturnType<typeof startPool>>;
let others: Awaited<ReturnType<typeof startOthers>>;
before(async () => {
  [at, others] = [await startPool(), await startOthers()];
});
after(async () => {
  await at[Symbol.asyncDispose]();
  await others[Symbol.asyncDispose]();
});

async function someone() {
  const phone = newPhone();
  const { client } = poolClient(at.pool);
  await client.start({ phone });
  const state = await client.submit(await at.code(phone));
  assert.equal(state.step, 'signed-in');
  return { client, phone };
}

test('attributes can be read, and signing in has verified the phone number', async () => {
  const { client, phone } = await someone();
  const attributes = await getAttributes(client);
  assert.equal(attributes.get('phone_number'), phone);
  assert.equal(attributes.get('phone_number_verified'), 'true');
});

test('a new email address is verified once the code sent to it has been entered', async () => {
  const { client } = await someone();
  const email = 'new@example.com';
  const proofs = await updateAttributes(client, { email });
  assert.deepEqual(
    proofs.map(({ attribute, channel }) => [attribute, channel]),
    [['email', 'email']],
  );
  const code = await at.code(email);
  await assert.rejects(proveAttribute(client, 'email', code === '000000' ? '000001' : '000000'), {
    code: 'wrong_code',
  });
  // Cognito's own messages have the triggers' budgets, too.
  await assert.rejects(sendAttributeCode(client, 'email'), { code: 'rate_limited' });
  await at.advance(30_000);
  assert.equal((await sendAttributeCode(client, 'email')).attribute, 'email');
  await proveAttribute(client, 'email', await at.code(email));
  assert.equal((await getAttributes(client)).get('email_verified'), 'true');
  assert.equal(client.session?.user.email, email);
});

test('verifying an attribute succeeds once Cognito has accepted the code, even if the token refresh that follows fails', async () => {
  const { client } = await someone();
  const email = 'proved@example.com';
  await updateAttributes(client, { email });
  await at.fault({ kind: 'drop-response', on: { api: 'GetTokensFromRefreshToken' }, times: 1 });
  await proveAttribute(client, 'email', await at.code(email));
  await at.clearFaults();
  assert.equal((await getAttributes(client)).get('email_verified'), 'true');
  assert.equal(client.getState().step, 'signed-in');
});

test('deleting an account signs the user out and invalidates the tokens', async () => {
  const { client, phone } = await someone();
  const { accessToken } = await client.getTokens();
  assert.equal((await deleteAccount(client)).step, 'identifier');
  await assert.rejects(client.request('GetUser', { AccessToken: accessToken }), (error: OtpError) =>
    /^(not_authorized|session_revoked)$/.test(error.code),
  );
  await assert.rejects(client.getTokens(), { code: 'signed_out' });
  assert.ok(phone);
});

test('deleting an account succeeds even if the client is signed out before the reply arrives', async () => {
  const phone = newPhone();
  const { client } = poolClient(at.pool, {
    fetcher: async (url, init) => {
      const reply = await fetch(url, init);
      if (new Headers(init?.headers).get('x-amz-target')?.endsWith('.DeleteUser')) await client.signOut();
      return reply;
    },
  });
  await client.start({ phone });
  await client.submit(await at.code(phone));
  assert.equal((await deleteAccount(client)).step, 'identifier');
});

test('account functions reject with signed_out and send no request when no user is signed in', async () => {
  const { client, operations } = poolClient(at.pool);
  await assert.rejects(getAttributes(client), { code: 'signed_out' });
  await assert.rejects(deleteAccount(client), { code: 'signed_out' });
  assert.deepEqual(operations, []);
});

/** Whoever signs in with a password on a device that Cognito keeps track of; each call is another device. */
async function onDevice(phone: string, storage = memoryStorage()) {
  const { client } = others.client('tracking', { signUp: 'off', storage });
  await client.start({ phone }, { firstFactor: withPassword(password) });
  const state = await client.submit(await others.code(phone));
  assert.equal(state.step, 'signed-in', `${state.error}`);
  return client;
}

/** Somebody with a password in the pool that tracks devices. */
async function withDevices() {
  const phone = newPhone();
  const { client } = others.client('tracking');
  const { clientId: ClientId } = others.ids('tracking');
  await client.request('SignUp', { ClientId, Username: phone, Password: password });
  return phone;
}

test('a remembered device answers the device challenge after the code and keeps its device key', async () => {
  const phone = await withDevices();
  const storage = memoryStorage();
  const first = await onDevice(phone, storage);
  const before = claimsOf((await first.getTokens()).accessToken);
  await first.signOut();
  const second = await onDevice(phone, storage);
  const { device_key } = claimsOf((await second.getTokens()).accessToken);
  assert.ok(device_key);
  assert.equal(device_key, before.device_key);
  assert.equal((await listDevices(second)).length, 1);
  await second.getTokens({ forceRefresh: true });
});

/** A page that was reloaded while it asked for the code: no password is there any more. */
async function reloaded(phone: string, storage: ReturnType<typeof memoryStorage>) {
  const { client: before } = others.client('tracking', { signUp: 'off', storage });
  await before.start({ phone }, { firstFactor: withPassword(password) });
  before.close();
  const { client } = others.client('tracking', { signUp: 'off', storage });
  assert.equal(client.getState().step, 'code');
  return client;
}

test('after a reload in the code step, a new device is remembered and a remembered device answers its challenge', async () => {
  const phone = await withDevices();
  const storage = memoryStorage();
  const first = await reloaded(phone, storage);
  const known = await first.submit(await others.code(phone), { afterCode: rememberedDevice });
  assert.deepEqual([known.step, known.error], ['signed-in', null]);
  const before = claimsOf((await first.getTokens()).accessToken);
  await first.signOut();
  const second = await reloaded(phone, storage);
  const state = await second.submit(await others.code(phone), { afterCode: rememberedDevice });
  assert.deepEqual([state.step, state.error], ['signed-in', null]);
  assert.ok(before.device_key);
  assert.equal(claimsOf((await second.getTokens()).accessToken).device_key, before.device_key);
  assert.equal((await listDevices(second)).length, 1);
});

test('after a reload, a device challenge without an afterCode handler is reported as an unsupported challenge', async () => {
  const phone = await withDevices();
  const storage = memoryStorage();
  await (await onDevice(phone, storage)).signOut();
  const client = await reloaded(phone, storage);
  const { step, error } = await client.submit(await others.code(phone));
  assert.deepEqual([step, error?.code, error?.message], ['identifier', 'unsupported_challenge', 'DEVICE_SRP_AUTH']);
});

for (const lost of ['deviceGroupKey', 'randomPasswordKey', 'nothing']) {
  test(`a device that was forgotten or lost its keys (${lost}) signs in as a new device`, async () => {
    const phone = await withDevices();
    const storage = memoryStorage();
    const client = await onDevice(phone, storage);
    const { device_key } = claimsOf((await client.getTokens()).accessToken);
    if (lost === 'nothing') await forgetDevice(client, `${device_key}`);
    await client.signOut();
    for (const key of storage.map.keys()) if (key.endsWith(lost)) storage.removeItem(key);
    await client.start({ phone }, { firstFactor: withPassword(password) });
    const state = await client.submit(await others.code(phone));
    assert.deepEqual([state.step, state.error?.code], ['identifier', 'session_ended']);
    const again = await onDevice(phone, storage);
    assert.notEqual(claimsOf((await again.getTokens()).accessToken).device_key, device_key);
  });
}

test('a device answer that is lost on its way keeps the device keys for the next sign-in', async () => {
  const phone = await withDevices();
  const storage = memoryStorage();
  await (await onDevice(phone, storage)).signOut();
  const keys = () => [...storage.map.keys()].filter((key) => /device(Group)?Key|randomPasswordKey/.test(key));
  assert.equal(keys().length, 3);
  const { client } = others.client('tracking', {
    signUp: 'off',
    storage,
    fetcher: (url, init) =>
      /DEVICE_SRP_AUTH/.test(`${init?.body}`) ? Promise.reject(new TypeError('lost')) : fetch(url, init),
  });
  await client.start({ phone }, { firstFactor: withPassword(password) });
  const { step, error } = await client.submit(await others.code(phone));
  assert.deepEqual([step, error?.code, keys().length], ['code', 'network', 3]);
  client.cancel();
  await onDevice(phone, storage);
});

test('devices can be listed, and forgetting another device ends its session but not the current one', async () => {
  const phone = await withDevices();
  const mine = await onDevice(phone);
  const lost = await onDevice(phone);
  const devices = await listDevices(mine);
  assert.equal(devices.length, 2);
  const { accessToken } = await lost.getTokens();
  const { device_key } = claimsOf(accessToken);
  assert.ok(devices.some(({ key }) => key === device_key));
  for (const { lastSignIn } of devices) assert.ok(Math.abs(lastSignIn - Date.now()) < 60_000);
  await forgetDevice(mine, `${device_key}`);
  assert.equal((await listDevices(mine)).length, 1);
  await assert.rejects(lost.getTokens({ forceRefresh: true }), { code: 'session_revoked' });
  await mine.getTokens({ forceRefresh: true });
  assert.equal(mine.getState().step, 'signed-in');
});

test('in a pool that tracks devices, a session started without a password can be refreshed', async () => {
  const phone = newPhone();
  const { client } = others.client('tracking');
  await client.start({ phone });
  assert.equal((await client.submit(await others.code(phone))).step, 'signed-in');
  await client.getTokens({ forceRefresh: true });
  assert.equal(client.getState().step, 'signed-in');
});

test('listing devices follows the pagination to the last page', async () => {
  const { client } = await someone();
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
  const { client } = await someone();
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
