/** The user's sessions: listing them and ending one, against a local pool; odd replies come from a stub server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CognitoIdentityProviderClient,
  SetUserPoolSessionConfigurationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { endSession, listSessions } from '../src/sessions.js';
import { poolClient, startPool } from './support/pool.js';
import { signedIn } from './support/session-environment.js';
import { cognitoError } from './support/stub-server.js';

let env: Awaited<ReturnType<typeof startPool>>;
before(async () => {
  env = await startPool();
  await track('ENABLED');
});
after(() => env[Symbol.asyncDispose]());

const track = (UserSessionTracking: 'ENABLED' | 'DISABLED') =>
  new CognitoIdentityProviderClient({
    region: env.pool.region,
    endpoint: env.pool.endpoint,
    credentials: { accessKeyId: 'own', secretAccessKey: 'own' },
  }).send(
    new SetUserPoolSessionConfigurationCommand({
      UserPoolId: env.pool.userPoolId,
      UserSessionTracking,
      TokenSession: { MaxPerUser: 20 },
    }),
  );

async function signIn(phone = newPhoneNumber()) {
  const page = poolClient(env.pool);
  await env.advanceClock(31_000);
  await page.client.start({ phone });
  assert.equal((await page.client.submit(await env.codeSentTo(phone))).step, 'signed-in');
  return { ...page, phone };
}

test('the sessions on all devices are listed, the current one first', async () => {
  const first = await signIn();
  const second = await signIn(first.phone);
  const third = await signIn(first.phone);
  for (const { client } of [first, second, third]) {
    const sessions = await listSessions(client);
    assert.deepEqual(
      sessions.map(({ isCurrent }) => isCurrent),
      [true, false, false],
    );
    assert.ok(sessions[1]!.lastActiveAt >= sessions[2]!.lastActiveAt);
    assert.deepEqual(
      sessions.map(({ clientId, kind, city, country }) => [clientId, kind, city, country]),
      Array(3).fill([env.pool.clientId, 'token', null, null]),
    );
  }
});

test('ending another session revokes its tokens, and the current session continues', async () => {
  const own = await signIn();
  const lost = await signIn(own.phone);
  const [, target] = await listSessions(own.client);
  await endSession(own.client, target!);
  await assert.rejects(lost.client.getTokens({ forceRefresh: true }), { code: 'session_revoked' });
  assert.equal((await listSessions(own.client)).length, 1);
  // A session that is ended twice, or was ended by another device before, is not an error.
  await endSession(own.client, target!);
  assert.ok(await own.client.getTokens({ forceRefresh: true }));
});

test('ending the current session signs out on this device, and the others continue', async () => {
  const own = await signIn();
  const other = await signIn(own.phone);
  const [current] = await listSessions(own.client);
  await endSession(own.client, current!);
  assert.equal(own.client.getState().step, 'identifier');
  assert.deepEqual([...own.storage.map], []);
  assert.equal((await listSessions(other.client)).length, 1);
  await assert.rejects(listSessions(own.client), { code: 'signed_out' });
  await assert.rejects(endSession(own.client, { id: 'any', isCurrent: false }), { code: 'signed_out' });
});

test('a pool that does not track sessions is reported as a configuration error', async () => {
  const { client } = await signIn();
  await track('DISABLED');
  const refusal = { code: 'configuration', retryable: false, message: /SetUserPoolSessionConfiguration/ };
  await assert.rejects(listSessions(client), refusal);
  await assert.rejects(endSession(client, { id: `tkn${'a'.repeat(25)}`, isCurrent: false }), refusal);
  await track('ENABLED');
});

test('a refusal by Cognito is thrown, and the session does not count as ended', async () => {
  for (const [name, code] of [
    ['TooManyRequestsException', 'throttled'],
    ['ForbiddenException', 'forbidden'],
    ['InvalidParameterException', 'configuration'],
    ['NotAuthorizedException', 'not_authorized'],
    ['InternalErrorException', 'service'],
  ] as const) {
    await using page = await signedIn(3600, {
      RevokeUserSession: cognitoError(name),
      ListUserSessions: cognitoError(name),
    });
    await assert.rejects(endSession(page.client, { id: 'tkn1', isCurrent: false }), { code }, name);
    await assert.rejects(listSessions(page.client), { code }, name);
    assert.equal(page.client.getState().step, 'signed-in');
  }
});

test('pages are followed to their end, but not forever, and odd members are read as unknown', async () => {
  let pages = 0;
  await using page = await signedIn(3600, {
    ListUserSessions: ({ body }) => {
      assert.equal(body.NextToken, pages === 0 ? undefined : `page ${pages}`);
      pages += 1;
      return {
        Sessions: [{ SessionId: `tkn${pages}`, DeviceType: 'x'.repeat(100_000) }, null, 7],
        NextToken: `page ${pages}`,
      };
    },
  });
  const sessions = await listSessions(page.client);
  assert.equal(pages, 10);
  assert.equal(sessions.length, 30);
  assert.equal(sessions[0]?.device?.length, 256);
  const { device, ipAddress, city, country, lastActiveAt, isCurrent, kind } = sessions[1]!;
  assert.deepEqual(
    [device, ipAddress, city, country, lastActiveAt, isCurrent, kind],
    [null, null, null, null, 0, false, 'token'],
  );
  for (const reply of [{}, { Sessions: 'none' }, { Sessions: null }]) {
    page.replies['ListUserSessions'] = reply;
    assert.deepEqual(await listSessions(page.client), []);
  }
});

test('the properties that Cognito returns for a session are passed on', async () => {
  const Sessions = [
    {
      SessionId: 'sso1',
      SessionType: 'SSO',
      CreateDate: 1_792_195_200.351,
      DeviceType: 'unknown',
      LastLocation: { Country: 'unknown' },
    },
    {
      SessionId: 'tkn1',
      SessionType: 'TOKEN',
      ClientId: 'client1',
      CreateDate: 1_792_454_400.117,
      LastActiveDate: 1_792_540_800.234,
      DeviceType: 'Chrome 125 / macOS 15.0',
      LastIPAddress: '192.0.2.42',
      LastLocation: { City: 'Seattle', Country: 'United States' },
      IsCurrentSession: true,
    },
  ];
  await using page = await signedIn(3600, { ListUserSessions: { Sessions } });
  const [current, other] = await listSessions(page.client);
  assert.deepEqual(current, {
    id: 'tkn1',
    isCurrent: true,
    kind: 'token',
    clientId: 'client1',
    signedInAt: 1_792_454_400_117,
    lastActiveAt: 1_792_540_800_234,
    device: 'Chrome 125 / macOS 15.0',
    ipAddress: '192.0.2.42',
    city: 'Seattle',
    country: 'United States',
  });
  assert.deepEqual(
    [other?.kind, other?.device, other?.country, other?.lastActiveAt],
    ['sso', null, null, 1_792_195_200_351],
  );
});
