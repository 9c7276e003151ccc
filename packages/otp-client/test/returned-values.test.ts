/** Objects that pages get have exactly the properties of their types: what is more would be sent on with `JSON.stringify`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signedIn } from './support/session-environment.js';
import { tokens } from './support/stub-server.js';

const keysOf = (value: object | null) => Object.keys(value ?? {}).sort();

test('promise 33b: getTokens() returns two tokens and their expiry, and nothing else', async () => {
  await using env = await signedIn(3600, { GetTokensFromRefreshToken: () => tokens({ refreshToken: 'secret' }) });
  const stored = await env.client.getTokens();
  const refreshed = await env.client.getTokens({ forceRefresh: true });
  const other = env.open();
  for (const found of [stored, refreshed, await other.getTokens()]) {
    assert.deepEqual(keysOf(found), ['accessToken', 'expiresAt', 'idToken']);
    assert.doesNotMatch(JSON.stringify(found), /secret|first|refresh|device/i);
  }
});

test('promise 33b: the session is the user and the expiry, the same object until the tokens change', async () => {
  await using env = await signedIn(3600, { GetTokensFromRefreshToken: () => tokens({ seconds: 7200 }) });
  const { session } = env.client;
  assert.deepEqual(keysOf(session), ['expiresAt', 'user']);
  assert.deepEqual(keysOf(session!.user), ['claims', 'email', 'phone', 'sub', 'username']);
  assert.equal(env.client.session, session);
  await env.client.getTokens({ forceRefresh: true });
  assert.notEqual(env.client.session, session);
  assert.equal(env.client.session?.expiresAt, (await env.client.getTokens()).expiresAt);
  await env.client.signOut();
  assert.equal(env.client.session, null);
});
