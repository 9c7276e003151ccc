/** Refresh token rotation against app clients without rotation, with a grace period of 0 s and of 60 s. */

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import type { OtpClient } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { startForeignPools } from './support/pool.js';

let env: Awaited<ReturnType<typeof startForeignPools>>;
before(async () => {
  env = await startForeignPools();
});
after(() => env[Symbol.asyncDispose]());
afterEach(async () => {
  await env.clearFaults();
  await env.resetClock();
});

async function signedIn(name: string) {
  const phone = newPhoneNumber();
  const one = env.client(name);
  await one.client.start({ phone });
  assert.equal((await one.client.submit(await env.codeSentTo(phone))).step, 'signed-in');
  one.operations.length = 0;
  return { ...one, phone };
}
const refreshTokenOf = ({ map }: { map: Map<string, string> }) =>
  [...map].find(([key]) => key.endsWith('.refreshToken'))?.[1];

for (const name of ['no-grace', 'grace']) {
  test(`promise 33: ${name}: each refresh returns a new refresh token, and only the newest is stored`, async () => {
    const { client, storage } = await signedIn(name);
    const kept = new Set([refreshTokenOf(storage)]);
    for (let turn = 0; turn < 3; turn++) {
      await client.getTokens({ forceRefresh: true });
      kept.add(refreshTokenOf(storage));
    }
    assert.equal(kept.size, 4);
    assert.equal(client.getState().step, 'signed-in');
  });

  test(`promise 33: ${name}: five tabs whose tokens expire together refresh once`, async () => {
    const { client, storage, operations } = await signedIn(name);
    const others = Array.from({ length: 4 }, () => env.client(name, { storage }));
    // Makes each tab believe that its tokens are about to expire.
    for (const key of storage.map.keys()) if (key.endsWith('.clockDrift')) storage.setItem(key, '3590000');
    const all = await Promise.all([client, ...others.map((other) => other.client)].map((one) => one.getTokens()));
    assert.equal(new Set(all.map(({ accessToken }) => accessToken)).size, 1);
    const allOperations = [operations, ...others.map((other) => other.operations)].flat();
    assert.deepEqual(allOperations, ['GetTokensFromRefreshToken']);
  });
}

test('promise 33: within the grace period a lost refresh reply is harmless, because the old token still works', async () => {
  const { client, storage } = await signedIn('grace');
  const before = refreshTokenOf(storage);
  await env.injectFault({ kind: 'drop-response', on: { api: 'GetTokensFromRefreshToken' }, times: 1 });
  await assert.rejects(client.getTokens({ forceRefresh: true }), { code: 'network', retryable: true });
  assert.equal(client.getState().step, 'signed-in');
  assert.equal(refreshTokenOf(storage), before);
  await env.advanceClock(59_000);
  await client.getTokens({ forceRefresh: true });
  assert.notEqual(refreshTokenOf(storage), before);
});

test('promise 33: without a grace period, or after it, a lost refresh reply signs the user out with a reason and keeps the identifier', async () => {
  for (const [name, later] of [
    ['no-grace', 1],
    ['grace', 61_000],
  ] as const) {
    const { client, phone } = await signedIn(name);
    await env.injectFault({ kind: 'drop-response', on: { api: 'GetTokensFromRefreshToken' }, times: 1 });
    await assert.rejects(client.getTokens({ forceRefresh: true }), { code: 'network' });
    await env.advanceClock(later);
    await assert.rejects(client.getTokens({ forceRefresh: true }), { code: 'session_revoked' });
    const { step, error, identifier } = client.getState();
    assert.deepEqual([step, error?.code, identifier], ['identifier', 'session_revoked', { phone }]);
  }
});

test('promise 33: a page that is closed after any single write of a refresh leaves a usable session', async () => {
  for (let writes = 1; ; writes++) {
    const { storage, client } = await signedIn('no-grace');
    const before = storage.map.size;
    // The page is closed after this many writes: later ones never reach the storage.
    let left = writes;
    const closing = env.client('no-grace', {
      storage: {
        getItem: storage.getItem,
        setItem: (key, value) => {
          if (!/cognito-otp/.test(key) && left-- <= 0) return;
          storage.setItem(key, value);
        },
        removeItem: storage.removeItem,
      },
    });
    await closing.client.getTokens({ forceRefresh: true });
    closing.client.close();
    const next = env.client('no-grace', { storage });
    await next.client.getTokens({ forceRefresh: true });
    assert.equal(next.client.getState().step, 'signed-in', `after ${writes} writes`);
    assert.equal(storage.map.size, before);
    client.close();
    if (left > 0) break;
  }
});

test('promise 33: eight hours of sleep expire the access token but not the session', async () => {
  const night = 8 * 3_600_000;
  for (const name of ['no-rotation', 'no-grace', 'grace']) {
    const { client, operations } = await signedIn(name);
    const { now } = Date;
    await env.advanceClock(night);
    Date.now = () => now() + night;
    try {
      const { expiresAt } = await client.getTokens();
      assert.ok(expiresAt > Date.now() + 3_000_000, name);
      assert.equal(client.getState().step, 'signed-in');
      assert.equal(operations[0], 'GetTokensFromRefreshToken');
    } finally {
      Date.now = now;
    }
    await env.resetClock();
  }
});

test('promise 33: a sign-out revokes the refresh tokens of every rotation', async () => {
  const { client, storage } = await signedIn('grace');
  const tokens = [refreshTokenOf(storage)];
  await client.getTokens({ forceRefresh: true });
  tokens.push(refreshTokenOf(storage));
  await client.signOut();
  const { client: attacker } = env.client('grace');
  for (const token of tokens) {
    await assert.rejects(
      attacker.request('GetTokensFromRefreshToken', { ClientId: env.ids('grace').clientId, RefreshToken: token }),
      { code: 'session_revoked' },
    );
  }
});

test('users of two pools and three app clients sign in and out independently on one page with one storage', async () => {
  const storage = memoryStorage();
  const names = ['no-rotation', 'grace', 'native'] as const;
  const users: { client: OtpClient; phone: string }[] = [];
  for (const name of names) {
    const { client } = env.client(name, { storage, ...(name === 'native' && { flow: 'native' }) });
    const phone = newPhoneNumber();
    await client.start({ phone });
    await client.submit(await env.codeSentTo(phone));
    users.push({ client, phone });
  }
  const seen = () => users.map(({ client }) => client.session?.user.phone);
  const phones = users.map(({ phone }) => phone);
  assert.deepEqual(seen(), phones);
  for (const { client } of users) await client.getTokens({ forceRefresh: true });
  assert.deepEqual(seen(), phones);
  for (const [i, { client }] of users.entries()) {
    await client.signOut();
    assert.deepEqual(seen(), [...phones.slice(0, i + 1).map(() => undefined), ...phones.slice(i + 1)]);
  }
});
