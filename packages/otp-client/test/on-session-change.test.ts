/** `onSessionChange` over one sign-in, refresh and sign-out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOtpClient } from '../src/index.js';
import { onSessionChange } from '../src/on-session-change.js';
import { memoryStorage } from './support/memory-storage.js';
import { replyByOperation, round, startStubServer, tokens } from './support/stub-server.js';

test('the callback runs on sign-in, refresh and sign-out, and at no other time', async () => {
  await using server = await startStubServer((call) =>
    replyByOperation(
      {
        SignUp: {},
        InitiateAuth: round(),
        RespondToAuthChallenge: tokens(),
        GetTokensFromRefreshToken: () => tokens({ seconds: 7200 }),
        RevokeToken: {},
      },
      call,
    ),
  );
  const client = createOtpClient({
    userPoolId: 'local_P',
    clientId: 'c',
    endpoint: server.endpoint,
    storage: memoryStorage(),
  });
  const notified: (string | null)[] = [];
  const stop = onSessionChange(client, (session) => notified.push(session?.user.username ?? null));
  await client.start({ phone: '+447700900123' });
  assert.deepEqual(notified, []);
  await client.submit('123456');
  await client.getTokens();
  assert.deepEqual(notified, ['sub-1']);
  await client.getTokens({ forceRefresh: true });
  assert.deepEqual(notified, ['sub-1', 'sub-1']);
  await client.signOut();
  assert.deepEqual(notified, ['sub-1', 'sub-1', null]);
  stop();
  await client.start({ phone: '+447700900123' });
  await client.submit('123456');
  assert.equal(notified.length, 3);
  client.close();
});
