/** The user's own sessions: tracking, listing, ending one. With the AWS SDK, which checks nothing, and by raw calls. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  CognitoIdentityProviderClient,
  GetUserPoolSessionConfigurationCommand,
  ListUserSessionsCommand,
  RevokeUserSessionCommand,
  SetUserPoolSessionConfigurationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPool } from '@cognito-otp/local-pool';
import { call, control, initiate, lastCode, respond, signIn, start } from './support.js';

describe('sessions', () => {
  let pool: LocalPool;
  let sdk: CognitoIdentityProviderClient;
  before(async () => {
    pool = await start();
    sdk = new CognitoIdentityProviderClient({
      region: pool.region,
      endpoint: pool.endpoint,
      credentials: { accessKeyId: 'own', secretAccessKey: 'own' },
    });
  });
  after(() => pool.close());
  beforeEach(() => track());

  const track = (UserSessionTracking: 'ENABLED' | 'DISABLED' = 'ENABLED', MaxPerUser = 20) =>
    sdk.send(
      new SetUserPoolSessionConfigurationCommand({
        UserPoolId: pool.userPoolId,
        UserSessionTracking,
        TokenSession: { MaxPerUser },
      }),
    );
  const list = async (tokens: Record<string, string>) =>
    (await sdk.send(new ListUserSessionsCommand({ AccessToken: tokens['AccessToken'] }))).Sessions ?? [];
  const revoke = (tokens: Record<string, string>, SessionId: string | undefined) =>
    sdk.send(new RevokeUserSessionCommand({ AccessToken: tokens['AccessToken'], SessionId }));
  const again = async (phone: string): Promise<Record<string, string>> => {
    const started = await initiate(pool, phone);
    return (await respond(pool, started, await lastCode(pool, phone))).body.AuthenticationResult;
  };
  const refresh = (tokens: Record<string, string>, agent = 'node') =>
    fetch(pool.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.GetTokensFromRefreshToken',
        'user-agent': agent,
      },
      body: JSON.stringify({ ClientId: pool.clientId, RefreshToken: tokens['RefreshToken'] }),
    });

  it('are listed with their app client, times and origin, the current one marked', async () => {
    const { phone, tokens } = await signIn(pool);
    const second = await again(phone);
    const [newest, oldest, ...more] = await list(tokens);
    assert.deepEqual(more, []);
    assert.deepEqual(
      [newest, oldest].map((session) => session?.IsCurrentSession),
      [false, true],
    );
    assert.deepEqual(
      (await list(second)).map(({ IsCurrentSession }) => IsCurrentSession),
      [true, false],
    );
    assert.match(`${oldest?.SessionId}`, /^tkn[0-9a-z]{25}$/);
    assert.equal(oldest?.SessionType, 'TOKEN');
    assert.equal(oldest?.ClientId, pool.clientId);
    assert.match(`${oldest?.LastIPAddress}`, /127\.0\.0\.1$/);
    assert.ok(Math.abs(Number(oldest?.CreateDate) - Date.now()) < 10_000);
    assert.deepEqual(oldest?.LastActiveDate, oldest?.CreateDate);
  });

  it('show the device and time of the last refresh', async () => {
    const { tokens } = await signIn(pool);
    await control(pool, 'POST', '/clock', { advanceMs: 60_000 });
    const agents: readonly (readonly [string, string])[] = [
      ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox 140 / Linux'],
      [
        'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/125.0.0.0 Safari/537.36 Edg/125.0.0.0',
        'Edge 125 / Windows',
      ],
      [
        'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1',
        'Safari 17 / iOS',
      ],
      ['curl', 'unknown'],
    ];
    for (const [agent, device] of agents) {
      assert.equal((await refresh(tokens, agent)).status, 200);
      const [session] = await list(tokens);
      assert.equal(session?.DeviceType, device);
      assert.ok(Number(session?.LastActiveDate) - Number(session?.CreateDate) >= 60_000);
    }
    await control(pool, 'DELETE', '/clock');
  });

  it('end with their refresh token and their access tokens, and no other session ends', async () => {
    const { phone, tokens } = await signIn(pool);
    const second = await again(phone);
    const third = await again(phone);
    const target = (await list(second)).find(({ IsCurrentSession }) => IsCurrentSession);
    await revoke(tokens, target?.SessionId);
    assert.equal((await refresh(second)).status, 400);
    const user = await call(pool, 'GetUser', { AccessToken: second['AccessToken'] });
    assert.deepEqual(user.body, { __type: 'NotAuthorizedException', message: 'Access Token has been revoked' });
    assert.equal((await refresh(third)).status, 200);
    assert.equal((await list(tokens)).length, 2);
    await assert.rejects(revoke(tokens, target?.SessionId), { name: 'ResourceNotFoundException' });
  });

  it('cannot be ended by another user, by their own token, or with an invalid id', async () => {
    const one = await signIn(pool);
    const other = await signIn(pool);
    const [own] = await list(one.tokens);
    const [foreign] = await list(other.tokens);
    await assert.rejects(revoke(one.tokens, foreign?.SessionId), { name: 'ResourceNotFoundException' });
    await assert.rejects(revoke(one.tokens, own?.SessionId), { name: 'InvalidParameterException' });
    await assert.rejects(revoke(one.tokens, 'tkn'), { name: 'InvalidParameterException' });
    const odd = {
      AccessToken: one.tokens['AccessToken'],
      SessionId: foreign?.SessionId,
      RevokeAssociatedSessions: 'ALL',
    };
    assert.equal((await call(pool, 'RevokeUserSession', odd)).body.__type, 'InvalidParameterException');
    assert.equal((await list(one.tokens)).length, 1);
    assert.equal((await list(other.tokens)).length, 1);
  });

  it('are not listed after a sign-out or after they have expired', async () => {
    const { phone, tokens } = await signIn(pool);
    const second = await again(phone);
    await call(pool, 'RevokeToken', { ClientId: pool.clientId, Token: second['RefreshToken'] });
    assert.equal((await list(tokens)).length, 1);
    await call(pool, 'GlobalSignOut', { AccessToken: tokens['AccessToken'] });
    await assert.rejects(list(tokens), { name: 'NotAuthorizedException' });
  });

  it('beyond the limit end the one that was used least recently', async () => {
    await track('ENABLED', 2);
    const { phone, tokens } = await signIn(pool);
    await control(pool, 'POST', '/clock', { advanceMs: 1_000 });
    const second = await again(phone);
    await control(pool, 'POST', '/clock', { advanceMs: 1_000 });
    assert.equal((await refresh(tokens)).status, 200);
    const third = await again(phone);
    assert.equal((await refresh(second)).status, 400);
    assert.equal((await list(third)).length, 2);
    await control(pool, 'DELETE', '/clock');
  });

  it('are neither recorded nor listed while the pool does not track them', async () => {
    await track('DISABLED');
    const { phone, tokens } = await signIn(pool);
    await assert.rejects(list(tokens), { name: 'OperationNotEnabledException' });
    await assert.rejects(revoke(tokens, `tkn${'a'.repeat(25)}`), { name: 'OperationNotEnabledException' });
    const get = new GetUserPoolSessionConfigurationCommand({ UserPoolId: pool.userPoolId });
    assert.equal((await sdk.send(get)).UserSessionTracking, 'DISABLED');
    await track('ENABLED', 100);
    const { UserSessionTracking, TokenSession } = await sdk.send(get);
    assert.deepEqual([UserSessionTracking, TokenSession], ['ENABLED', { MaxPerUser: 100 }]);
    assert.deepEqual(await list(tokens), []);
    assert.equal((await list(await again(phone))).length, 1);
    for (const max of [0, 101, 1.5]) await assert.rejects(track('ENABLED', max), { name: 'InvalidParameterException' });
  });

  it('need no administrator, and an unknown token is refused', async () => {
    const { body } = await call(pool, 'ListUserSessions', { AccessToken: 'none' });
    assert.equal(body.__type, 'NotAuthorizedException');
    const unsigned = await call(pool, 'SetUserPoolSessionConfiguration', { UserPoolId: pool.userPoolId });
    assert.equal(unsigned.body.__type, 'MissingAuthenticationTokenException');
  });
});
