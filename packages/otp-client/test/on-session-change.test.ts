import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOtpClient } from '../src/index.js';
import { onSessionChange } from '../src/on-session-change.js';
import { memoryStorage } from './support/memory-storage.js';
import { round, startWireServer, tokens } from './support/stub-server.js';

test('the callback runs on sign-in, refresh and sign-out, and at no other time', async () => {
  await using server = await startWireServer(({ operation }) =>
    operation === 'InitiateAuth'
      ? round()
      : operation === 'RespondToAuthChallenge'
        ? tokens()
        : operation === 'GetTokensFromRefreshToken'
          ? tokens({ seconds: 7200 })
          : {},
  );
  const client = createOtpClient({
    userPoolId: 'local_P',
    clientId: 'c',
    endpoint: server.endpoint,
    storage: memoryStorage(),
  });
  const told: (string | null)[] = [];
  const stop = onSessionChange(client, (session) => told.push(session?.user.username ?? null));
  await client.start({ phone: '+447700900123' });
  assert.deepEqual(told, []);
  await client.submit('123456');
  await client.getTokens();
  assert.deepEqual(told, ['sub-1']);
  await client.getTokens({ forceRefresh: true });
  assert.deepEqual(told, ['sub-1', 'sub-1']);
  await client.signOut();
  assert.deepEqual(told, ['sub-1', 'sub-1', null]);
  stop();
  await client.start({ phone: '+447700900123' });
  await client.submit('123456');
  assert.equal(told.length, 3);
  client.close();
});
