/** The entry `./device`: a known device signs in while strangers use up the limits of the account. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { deviceMetadata, forgetDeviceId } from '../src/device.js';
import { OtpError } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { poolClient, startPool } from './support/pool.js';

let env: Awaited<ReturnType<typeof startPool>>;
before(async () => {
  env = await startPool();
});
after(() => env[Symbol.asyncDispose]());

/** A browser, with its storage and the id that it keeps there. */
function openBrowser({ remembers }: { remembers: boolean }) {
  const storage = memoryStorage();
  const clientMetadata = remembers ? deviceMetadata(env.pool.clientId, storage) : {};
  return poolClient(env.pool, { storage, clientMetadata }).client;
}

/** Answers wrong until the account is locked. */
async function lockAccount(phone: string) {
  for (let session = 0; session < 3; session++) {
    const stranger = openBrowser({ remembers: true });
    let state = await stranger.start({ phone });
    for (let by = 1; by <= 3 && state.step === 'code' && state.error?.code !== 'locked'; by++) {
      state = await stranger.submit(wrongCode(await env.codeSentTo(phone), session * 3 + by));
    }
    await env.advanceClock(31_000);
  }
}

test('a known device gets a code and signs in while the account is locked for all others', async () => {
  const phone = newPhoneNumber();
  const owner = openBrowser({ remembers: true });
  await owner.start({ phone });
  assert.equal((await owner.submit(await env.codeSentTo(phone))).step, 'signed-in');
  await owner.signOut();
  await env.advanceClock(31_000);
  await lockAccount(phone);

  const stranger = await openBrowser({ remembers: false }).start({ phone });
  assert.equal(stranger.error?.code, 'locked');
  const state = await owner.start({ phone });
  assert.equal(state.error, null);
  assert.ok(state.step === 'code' && state.delivery.sent);
  assert.equal((await owner.submit(await env.codeSentTo(phone))).step, 'signed-in');
});

test('an unknown device gets the same error as a browser without an id', async () => {
  const phone = newPhoneNumber();
  const owner = openBrowser({ remembers: false });
  await owner.start({ phone });
  await owner.submit(await env.codeSentTo(phone));
  await env.advanceClock(31_000);
  await lockAccount(phone);
  for (const remembers of [true, false]) {
    const { error } = await openBrowser({ remembers }).start({ phone });
    assert.ok(error instanceof OtpError);
    assert.equal(error.code, 'locked');
  }
});

test('the id is random, kept for each app client, and removed on request', () => {
  const storage = memoryStorage();
  const { device } = deviceMetadata('one', storage);
  assert.match(device ?? '', /^[\w-]{22}$/);
  assert.deepEqual(deviceMetadata('one', storage), { device });
  assert.notEqual(deviceMetadata('two', storage).device, device);
  forgetDeviceId('one', storage);
  assert.equal(storage.map.size, 1);
  assert.notEqual(deviceMetadata('one', storage).device, device);
  const ids = new Set(Array.from({ length: 1000 }, () => deviceMetadata('one', memoryStorage()).device));
  assert.equal(ids.size, 1000);
});

test('an invalid stored id is replaced, and with a storage that does not work the device stays unknown', () => {
  for (const stored of ['', 'x', 'x'.repeat(23), 'ä'.repeat(22), '<script>alert(1)</script>', `${'a'.repeat(22)}\n`]) {
    const storage = memoryStorage();
    storage.map.set('cognito-otp.one.device', stored);
    assert.match(deviceMetadata('one', storage).device ?? '', /^[\w-]{22}$/);
    assert.notEqual(deviceMetadata('one', storage).device, stored);
  }
  const fails = () => {
    throw new Error('blocked');
  };
  const blocked = { getItem: fails, setItem: fails, removeItem: fails };
  assert.deepEqual(deviceMetadata('one', blocked), {});
  forgetDeviceId('one', blocked);
  assert.deepEqual(deviceMetadata('one', { getItem: () => null, setItem: () => {}, removeItem: () => {} }), {});
  assert.deepEqual(deviceMetadata('one'), {}, 'Node has no localStorage');
});
