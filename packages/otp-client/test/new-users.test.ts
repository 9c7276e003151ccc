/**
 * `isNewUser`: whether this sign-in created the account, for pages with questions for new users.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import type { createOtpClient, OtpState } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { poolClient, startPool } from './support/pool.js';

let env: Awaited<ReturnType<typeof startPool>>;
before(async () => {
  env = await startPool();
});
after(() => env[Symbol.asyncDispose]());

const isNew = (state: OtpState) => 'isNewUser' in state && state.isNewUser;

/** A page on one device: every page shares the device's storage, as after a reload. */
function openDevice() {
  const storage = memoryStorage();
  const open = () => {
    const page = poolClient(env.pool, { storage });
    return page.client;
  };
  return { storage, open };
}

/** Signs in on a device, and waits until the number may get another code. */
async function signIn(client: ReturnType<typeof createOtpClient>, phone: string) {
  await client.start({ phone });
  return client.submit(await env.codeSentTo(phone));
}

const nextCode = () => env.advanceClock(31_000);

test('a user whose account this sign-in created is new until the page acknowledges it, also after a reload', async () => {
  const device = openDevice();
  const phone = newPhoneNumber();
  const client = device.open();
  assert.equal(isNew(await signIn(client, phone)), true);
  assert.equal(isNew(device.open().getState()), true, 'after a reload');
  await client.getTokens({ forceRefresh: true });
  assert.equal(isNew(client.getState()), true, 'after a refresh');
  assert.equal(isNew(device.open().getState()), true);
  assert.equal(isNew(await client.acknowledgeNewUser()), false);
  assert.equal(client.getState().step, 'signed-in');
  assert.equal(isNew(device.open().getState()), false);
  assert.equal((await client.acknowledgeNewUser()).step, 'signed-in', 'a second time changes nothing');
  await client.signOut();
  assert.deepEqual([...device.storage.map], []);
  await nextCode();
  assert.equal(isNew(await signIn(client, phone)), false, 'the next sign-in');
});

test('a user of another device is not new there', async () => {
  const phone = newPhoneNumber();
  assert.equal(isNew(await signIn(openDevice().open(), phone)), true);
  await nextCode();
  assert.equal(isNew(await signIn(openDevice().open(), phone)), false);
});

test('nothing in the code step depends on whether the account is new', async () => {
  const [known, unknown] = [newPhoneNumber(), newPhoneNumber()];
  await signIn(openDevice().open(), known);
  await nextCode();
  const keysOf = async (phone: string) => Object.keys(await openDevice().open().start({ phone })).sort();
  assert.deepEqual(await keysOf(known), await keysOf(unknown));
});

test('a user who goes back, resends, reloads or starts again before the first code is still new', async () => {
  const interruptions: Record<string, (client: ReturnType<typeof createOtpClient>, phone: string) => Promise<unknown>> =
    {
      'goes back': async (client) => client.cancel(),
      resends: async (client) => {
        await nextCode();
        await client.resend();
      },
      reloads: async () => undefined,
      'comes back after the session ended': () => env.advanceClock(20 * 60_000),
    };
  for (const [what, interrupt] of Object.entries(interruptions)) {
    const device = openDevice();
    const phone = newPhoneNumber();
    const first = device.open();
    await first.start({ phone });
    await interrupt(first, phone);
    const client = what === 'resends' ? first : device.open();
    if (client.getState().step !== 'code') {
      await nextCode();
      await client.start({ phone });
    }
    if (what === 'comes back after the session ended') {
      await client.submit('000000');
      await nextCode();
      await client.start({ phone });
    }
    assert.equal(isNew(await client.submit(await env.codeSentTo(phone))), true, what);
  }
});

test('another number that is typed in between does not inherit whether the first one is new', async () => {
  const [old, fresh] = [newPhoneNumber(), newPhoneNumber()];
  await signIn(openDevice().open(), old);
  await nextCode();
  const device = openDevice();
  const client = device.open();
  await client.start({ phone: fresh });
  client.cancel();
  assert.equal(isNew(await signIn(client, old)), false);
  await client.signOut();
  assert.deepEqual([...device.storage.map], []);
});

test('a user is not new where sign-up is off, and acknowledging without a session changes nothing', async () => {
  const phone = newPhoneNumber();
  await signIn(openDevice().open(), phone);
  await nextCode();
  const { client } = poolClient(env.pool, { signUp: 'off' });
  assert.equal((await client.acknowledgeNewUser()).step, 'identifier');
  assert.equal(isNew(await signIn(client, phone)), false);
});

test('other tabs follow when the page acknowledges a new user', async () => {
  const device = openDevice();
  const [one, other] = [device.open(), device.open()];
  await signIn(one, newPhoneNumber());
  const followed = new Promise<void>((done) => {
    other.subscribe((state) => {
      if (state.step === 'signed-in' && !state.isNewUser) done();
    });
  });
  await one.acknowledgeNewUser();
  await followed;
  for (const client of [one, other]) client.close();
});

test('a user whom another library signed out is not new at the next sign-in', async () => {
  const device = openDevice();
  const phone = newPhoneNumber();
  assert.equal(isNew(await signIn(device.open(), phone)), true);
  // Amplify removes the keys that it knows.
  const known = /\.(accessToken|idToken|refreshToken|clockDrift|signInDetails)$|LastAuthUser$/;
  for (const key of [...device.storage.map.keys()]) if (known.test(key)) device.storage.map.delete(key);
  await nextCode();
  assert.equal(isNew(await signIn(device.open(), phone)), false);
});
