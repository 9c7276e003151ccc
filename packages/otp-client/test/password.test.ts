import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createOtpClient } from '../src/index.js';
import { withPassword } from '../src/password.js';
import { memoryStorage } from './support/memory-storage.js';
import { newPhone, poolClient, startPool } from './support/pool.js';
import { startWireServer, tokens } from './support/wire-server.js';

let at: Awaited<ReturnType<typeof startPool>>;
before(async () => {
  at = await startPool({ FactorOrder: 'password-then-otp' });
});
after(() => at[Symbol.asyncDispose]());

const password = 'Correct-horse-1-battery';

async function someone() {
  const phone = newPhone();
  const { client, ...rest } = poolClient(at.pool, { signUp: 'off' });
  await client.request('SignUp', {
    ClientId: at.pool.clientId,
    Username: phone,
    Password: password,
    UserAttributes: [{ Name: 'phone_number', Value: phone }],
  });
  rest.operations.length = 0;
  return { phone, client, ...rest };
}

test('a right password leads to the code, and the code to tokens', async () => {
  const { phone, client, operations } = await someone();
  const state = await client.start({ phone }, { firstFactor: withPassword(password) });
  assert.deepEqual([state.step, state.error], ['code', null]);
  assert.equal((await client.submit(await at.code(phone))).step, 'signed-in');
  assert.deepEqual(operations, ['InitiateAuth', 'RespondToAuthChallenge', 'RespondToAuthChallenge']);
});

test('a wrong password sends no code', async () => {
  const { phone, client } = await someone();
  const state = await client.start({ phone }, { firstFactor: withPassword('Wrong-horse-1-battery') });
  assert.deepEqual([state.step, state.error?.code, state.identifier], ['identifier', 'not_authorized', { phone }]);
  assert.equal((await at.messages(phone)).length, 0);
});

test('the code alone opens nothing where the password comes first', async () => {
  const { phone, client } = await someone();
  const state = await client.start({ phone });
  assert.deepEqual([state.step, state.error?.code], ['identifier', 'not_authorized']);
});

test('a device that Cognito wants to remember is confirmed, under the names other libraries look for', async () => {
  const answers = [
    { ChallengeName: 'CUSTOM_CHALLENGE', Session: 's'.repeat(30), ChallengeParameters: { USERNAME: 'sub-1' } },
    {
      AuthenticationResult: {
        ...tokens().AuthenticationResult,
        NewDeviceMetadata: { DeviceKey: 'local_device-1', DeviceGroupKey: 'group-1' },
      },
    },
  ];
  const verifier = { USER_ID_FOR_SRP: 'sub-1', SRP_B: 'abcdef0123', SALT: '0123456789', SECRET_BLOCK: btoa('block') };
  await using server = await startWireServer(({ operation }) => {
    if (operation === 'InitiateAuth') {
      return { ChallengeName: 'PASSWORD_VERIFIER', Session: 's'.repeat(30), ChallengeParameters: verifier };
    }
    return operation === 'ConfirmDevice' ? {} : answers.shift()!;
  });
  const storage = memoryStorage();
  const client = createOtpClient({ userPoolId: 'local_P', clientId: 'c', endpoint: server.endpoint, storage });
  await client.start({ phone: '+447400100000' }, { firstFactor: withPassword(password) });
  const state = await client.submit('123456');
  client.close();
  assert.equal(state.step, 'signed-in');
  const { operation, body } = server.calls.at(-1)!;
  assert.equal(operation, 'ConfirmDevice');
  assert.equal(body.DeviceKey, 'local_device-1');
  // Numbers as the library writes them: with a zero before a first bit that is set, without the zeros otherwise.
  const bytes = (text: string) => Buffer.from(text, 'base64').length;
  const { Salt, PasswordVerifier } = body.DeviceSecretVerifierConfig;
  assert.ok(bytes(Salt) >= 15 && bytes(Salt) <= 17, `${bytes(Salt)}`);
  assert.ok(bytes(PasswordVerifier) >= 382 && bytes(PasswordVerifier) <= 385, `${bytes(PasswordVerifier)}`);
  const prefix = 'CognitoIdentityServiceProvider.c.sub-1';
  assert.equal(storage.getItem(`${prefix}.deviceKey`), 'local_device-1');
  assert.equal(storage.getItem(`${prefix}.deviceGroupKey`), 'group-1');
  assert.ok(storage.getItem(`${prefix}.randomPasswordKey`));

  // The next sign-in names the device, so that it may prove itself instead.
  const again = createOtpClient({
    userPoolId: 'local_P',
    clientId: 'c',
    endpoint: server.endpoint,
    storage: memoryStorage(Object.fromEntries([...storage.map].filter(([key]) => /device|randomPassword/i.test(key)))),
  });
  answers.push({
    ChallengeName: 'CUSTOM_CHALLENGE',
    Session: 's'.repeat(30),
    ChallengeParameters: { USERNAME: 'sub-1' },
  });
  await again.start({ phone: '+447400100000' }, { firstFactor: withPassword(password) });
  again.close();
  assert.equal(server.calls.at(-1)?.body.ChallengeResponses.DEVICE_KEY, 'local_device-1');
});
