/** What a signed-in user can do with their account, and rotation of refresh tokens. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPool } from '@cognito-otp/local-pool';
import { type Answer, call, control, initiate, lastCode, newPhone, respond, signIn, start } from './support.js';

const attribute = (user: Answer, name: string): string | undefined =>
  user.body.UserAttributes.find(({ Name }: { Name: string }) => Name === name)?.Value;

describe('a signed-in user', () => {
  let pool: LocalPool;
  before(async () => {
    pool = await start();
  });
  after(() => pool.close());

  const user = (tokens: Record<string, string>): Promise<Answer> =>
    call(pool, 'GetUser', { AccessToken: tokens['AccessToken'] });
  const update = (tokens: Record<string, string>, name: string, value: string): Promise<Answer> =>
    call(pool, 'UpdateUserAttributes', {
      AccessToken: tokens['AccessToken'],
      UserAttributes: [{ Name: name, Value: value }],
    });
  const verify = (tokens: Record<string, string>, AttributeName: string, Code: string): Promise<Answer> =>
    call(pool, 'VerifyUserAttribute', { AccessToken: tokens['AccessToken'], AttributeName, Code });

  it('changes the email address and verifies it with a code', async () => {
    const { tokens } = await signIn(pool);
    const email = `ann${Date.now()}@example.com`;
    const { body } = await update(tokens, 'email', email);
    assert.deepEqual(body.CodeDeliveryDetailsList, [
      { Destination: 'a***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    ]);
    assert.equal(attribute(await user(tokens), 'email_verified'), 'false');
    const wrong = await verify(tokens, 'email', '0');
    assert.equal(wrong.body.__type, 'CodeMismatchException');
    assert.equal((await verify(tokens, 'email', await lastCode(pool, email))).status, 200);
    assert.equal(attribute(await user(tokens), 'email_verified'), 'true');
    const again = await verify(tokens, 'email', await lastCode(pool, email));
    assert.equal(again.body.__type, 'ExpiredCodeException');
    const signedIn = await call(pool, 'InitiateAuth', {
      AuthFlow: 'CUSTOM_AUTH',
      ClientId: pool.clientId,
      AuthParameters: { USERNAME: email.toUpperCase() },
    });
    assert.equal(signedIn.body.ChallengeParameters.USERNAME, (await user(tokens)).body.Username);
  });

  it('cannot take the alias of another user or write attributes that the app client may not write', async () => {
    const one = await signIn(pool);
    const other = await signIn(pool);
    assert.equal((await update(one.tokens, 'phone_number', other.phone)).body.__type, 'AliasExistsException');
    const own = await update(one.tokens, 'phone_number_verified', 'true');
    assert.equal(own.body.message, 'A client attempted to write unauthorized attribute');
    assert.equal((await update(one.tokens, 'phone_number', '5')).body.message, 'Invalid phone number format.');
    assert.match((await update(one.tokens, 'shoe', '5')).body.message, /shoe: Attribute does not exist in the schema/);
  });

  it('requests another code, which expires after a day', async () => {
    const { tokens, phone } = await signIn(pool);
    const ask = { AccessToken: tokens['AccessToken'], AttributeName: 'phone_number' };
    const { body } = await call(pool, 'GetUserAttributeVerificationCode', ask);
    assert.equal(body.CodeDeliveryDetails.DeliveryMedium, 'SMS');
    const code = await lastCode(pool, phone);
    await control(pool, 'POST', '/clock', { advanceMs: 86_400_000 });
    const renewed = await call(pool, 'GetTokensFromRefreshToken', {
      ClientId: pool.clientId,
      RefreshToken: tokens['RefreshToken'],
    });
    const late = await verify(renewed.body.AuthenticationResult, 'phone_number', code);
    await control(pool, 'DELETE', '/clock');
    assert.equal(late.body.__type, 'ExpiredCodeException');
    assert.equal((await verify(tokens, 'phone_number', code)).status, 200);
  });

  it('signs out everywhere', async () => {
    const { tokens } = await signIn(pool);
    await call(pool, 'GlobalSignOut', { AccessToken: tokens['AccessToken'] });
    assert.equal((await user(tokens)).body.message, 'Access Token has been revoked');
    const refreshed = await call(pool, 'GetTokensFromRefreshToken', {
      ClientId: pool.clientId,
      RefreshToken: tokens['RefreshToken'],
    });
    assert.equal(refreshed.body.message, 'Refresh Token has been revoked');
  });

  it('a sign-out everywhere also revokes tokens that are issued in the same second, and none that are issued later', async () => {
    const admin = new CognitoIdentityProviderClient({
      region: 'us-east-1',
      endpoint: pool.endpoint,
      credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'own' },
    });
    const signOuts: Record<string, (user: string, token: string | undefined) => Promise<unknown>> = {
      'by an administrator': (Username) =>
        admin.send(new AdminUserGlobalSignOutCommand({ UserPoolId: pool.userPoolId, Username })),
      'by the user': (_, AccessToken) => call(pool, 'GlobalSignOut', { AccessToken }),
    };
    for (const [by, signOut] of Object.entries(signOuts)) {
      // The clock runs on from the time that it is set to, and each step takes far less than a second.
      await control(pool, 'POST', '/clock', { now: '2030-01-01T00:00:00.000Z' });
      const { phone, tokens } = await signIn(pool);
      const started = await initiate(pool, phone);
      const code = await lastCode(pool, phone);
      await control(pool, 'POST', '/clock', { now: '2030-01-01T00:00:05.000Z' });
      await signOut(phone, tokens['AccessToken']);
      const born = (await respond(pool, started, code)).body.AuthenticationResult;
      assert.equal((await user(born)).body.message, 'Access Token has been revoked', by);
      await control(pool, 'POST', '/clock', { now: '2030-01-01T00:00:06.000Z' });
      const again = await initiate(pool, phone);
      const later = (await respond(pool, again, await lastCode(pool, phone))).body.AuthenticationResult;
      assert.equal((await user(later)).status, 200, by);
    }
    await control(pool, 'DELETE', '/clock');
  });

  it('revokes one sign-in with all of its tokens, and no other sign-in', async () => {
    const one = await signIn(pool);
    const other = await signIn(pool);
    const renewed = await call(pool, 'GetTokensFromRefreshToken', {
      ClientId: pool.clientId,
      RefreshToken: one.tokens['RefreshToken'],
    });
    await call(pool, 'RevokeToken', { ClientId: pool.clientId, Token: one.tokens['RefreshToken'] });
    for (const tokens of [one.tokens, renewed.body.AuthenticationResult]) {
      assert.equal((await user(tokens)).body.message, 'Access Token has been revoked');
    }
    assert.equal((await user(other.tokens)).status, 200);
    const access = await call(pool, 'RevokeToken', { ClientId: pool.clientId, Token: other.tokens['AccessToken'] });
    assert.equal(access.body.__type, 'UnsupportedTokenTypeException');
  });

  it('deletes the account', async () => {
    const { tokens, phone } = await signIn(pool);
    assert.equal((await call(pool, 'DeleteUser', { AccessToken: tokens['AccessToken'] })).status, 200);
    assert.equal((await user(tokens)).body.__type, 'NotAuthorizedException');
    assert.ok((await signIn(pool, phone)).tokens['IdToken']);
  });

  it('gets an error for an invalid token', async () => {
    for (const token of ['x', 'a.b.c', `eyJhbGciOiJub25lIn0.${Buffer.from('{}').toString('base64url')}.`]) {
      assert.equal((await user({ AccessToken: token })).body.message, 'Invalid Access Token');
    }
    const { tokens } = await signIn(pool);
    assert.equal((await user({ AccessToken: tokens['IdToken']! })).body.message, 'Invalid Access Token');
  });
});

describe('refresh-token rotation', () => {
  let pool: LocalPool;
  before(async () => {
    pool = await start('code-by-sms/template.yaml');
  });
  after(() => pool.close());

  it('accepts the old token during the grace period, and reports a reuse afterwards', async () => {
    const { clientId: ClientId, clientSecret: ClientSecret } = pool.pools[0]!.clients[1]!;
    const phone = newPhone();
    const { createHmac } = await import('node:crypto');
    const hash = (name: string) =>
      createHmac('sha256', ClientSecret!)
        .update(name + ClientId)
        .digest('base64');
    await call(pool, 'SignUp', { ClientId, Username: phone, Password: 'Correct-horse-1', SecretHash: hash(phone) });
    const started = await call(pool, 'InitiateAuth', {
      AuthFlow: 'CUSTOM_AUTH',
      ClientId,
      AuthParameters: { USERNAME: phone, SECRET_HASH: hash(phone) },
    });
    const { USERNAME } = started.body.ChallengeParameters;
    const done = await call(pool, 'RespondToAuthChallenge', {
      ClientId,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: started.body.Session,
      ChallengeResponses: { USERNAME, ANSWER: await lastCode(pool, phone), SECRET_HASH: hash(USERNAME) },
    });
    const first = done.body.AuthenticationResult.RefreshToken;
    const refresh = (RefreshToken: string) =>
      call(pool, 'GetTokensFromRefreshToken', { ClientId, ClientSecret, RefreshToken });
    const second = (await refresh(first)).body.AuthenticationResult.RefreshToken;
    await control(pool, 'POST', '/clock', { advanceMs: 10_000 - 2000 });
    assert.equal((await refresh(first)).status, 200);
    await control(pool, 'POST', '/clock', { advanceMs: 4000 });
    assert.equal((await refresh(first)).body.__type, 'RefreshTokenReuseException');
    assert.equal((await refresh(second)).status, 200);
    const wrongSecret = await call(pool, 'GetTokensFromRefreshToken', { ClientId, RefreshToken: second });
    assert.equal(wrongSecret.body.__type, 'NotAuthorizedException');
    const noHash = await call(pool, 'InitiateAuth', {
      AuthFlow: 'CUSTOM_AUTH',
      ClientId,
      AuthParameters: { USERNAME: phone },
    });
    assert.equal(noHash.body.message, `Client ${ClientId} is configured with secret but SECRET_HASH was not received`);
    const badHash = await call(pool, 'InitiateAuth', {
      AuthFlow: 'CUSTOM_AUTH',
      ClientId,
      AuthParameters: { USERNAME: phone, SECRET_HASH: hash('other') },
    });
    assert.equal(badHash.body.message, `Unable to verify secret hash for client ${ClientId}`);
  });
});
