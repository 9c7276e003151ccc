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
import { createOtpClient, type OtpError } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { newPhone, poolClient, startPool } from './support/pool.js';
import { round, startWireServer, tokens } from './support/wire-server.js';

let at: Awaited<ReturnType<typeof startPool>>;
before(async () => {
  at = await startPool();
});
after(() => at[Symbol.asyncDispose]());

async function someone() {
  const phone = newPhone();
  const { client } = poolClient(at.pool);
  await client.start({ phone });
  const state = await client.submit(await at.code(phone));
  assert.equal(state.step, 'signed-in');
  return { client, phone };
}

test('attributes are read, and the number is proved by having signed in', async () => {
  const { client, phone } = await someone();
  const attributes = await getAttributes(client);
  assert.equal(attributes.get('phone_number'), phone);
  assert.equal(attributes.get('phone_number_verified'), 'true');
});

test('a new address counts once its code has come back', async () => {
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
  assert.equal((await sendAttributeCode(client, 'email')).attribute, 'email');
  await proveAttribute(client, 'email', await at.code(email));
  assert.equal((await getAttributes(client)).get('email_verified'), 'true');
  assert.equal(client.session?.user.email, email);
});

test('a deleted account is gone, and everybody signed out', async () => {
  const { client, phone } = await someone();
  const { accessToken } = await client.getTokens();
  assert.equal((await deleteAccount(client)).step, 'identifier');
  await assert.rejects(client.request('GetUser', { AccessToken: accessToken }), (error: OtpError) =>
    /^(not_authorized|session_revoked)$/.test(error.code),
  );
  await assert.rejects(client.getTokens(), { code: 'signed_out' });
  assert.ok(phone);
});

test('nobody signed in, nothing asked', async () => {
  const { client, operations } = poolClient(at.pool);
  await assert.rejects(getAttributes(client), { code: 'signed_out' });
  await assert.rejects(deleteAccount(client), { code: 'signed_out' });
  assert.deepEqual(operations, []);
});

test('remembered devices are listed and forgotten', async () => {
  await using server = await startWireServer(({ operation }) =>
    operation === 'InitiateAuth'
      ? round()
      : operation === 'RespondToAuthChallenge'
        ? tokens()
        : operation === 'ListDevices'
          ? {
              Devices: [
                {
                  DeviceKey: 'k1',
                  DeviceAttributes: [{ Name: 'device_name', Value: 'Firefox' }],
                  DeviceLastAuthenticatedDate: 1.5,
                },
                { DeviceKey: 'k2', DeviceLastAuthenticatedDate: 2 },
              ],
            }
          : {},
  );
  const client = createOtpClient({
    userPoolId: 'local_P',
    clientId: 'c',
    endpoint: server.endpoint,
    storage: memoryStorage(),
  });
  await client.start({ phone: '+447700900123' });
  await client.submit('123456');
  assert.deepEqual(await listDevices(client), [
    { key: 'k1', name: 'Firefox', lastSignIn: 1500 },
    { key: 'k2', name: null, lastSignIn: 2000 },
  ]);
  await forgetDevice(client, 'k1');
  const { accessToken } = await client.getTokens();
  assert.deepEqual(server.calls.at(-1)?.body, { AccessToken: accessToken, DeviceKey: 'k1' });
  client.close();
});
