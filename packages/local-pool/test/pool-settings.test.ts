/** User pools with aliases, schemas, custom attributes and other settings. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPool } from '@cognito-otp/local-pool';
import { type Answer, call, control, lastCode, start } from './support.js';

const attribute = (user: Answer, name: string): string | undefined =>
  user.body.UserAttributes.find(({ Name }: { Name: string }) => Name === name)?.Value;

describe('user pools with other settings', () => {
  let pool: LocalPool;
  before(async () => {
    pool = await start('choices/template.yaml');
  });
  after(() => pool.close());

  const aliases = (): string => pool.pools[1]!.clients[0]!.clientId;
  const signUp = (
    Username: string,
    email: string,
    extra: { Name: string; Value: string }[] = [],
    ClientId = aliases(),
  ) =>
    call(pool, 'SignUp', {
      ClientId,
      Username,
      Password: 'correct-horse-1',
      UserAttributes: [{ Name: 'email', Value: email }, { Name: 'given_name', Value: 'Ann' }, ...extra],
    });
  const confirm = async (Username: string, email: string) =>
    call(pool, 'ConfirmSignUp', { ClientId: aliases(), Username, ConfirmationCode: await lastCode(pool, email) });
  const passwordSignIn = (USERNAME: string) =>
    call(pool, 'InitiateAuth', {
      ClientId: aliases(),
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: 'correct-horse-1' },
    });

  it('allow sign-in by an alias once it is verified', async () => {
    const email = 'alias@example.com';
    await signUp('ann', email);
    assert.equal((await passwordSignIn('ann')).body.__type, 'UserNotConfirmedException');
    assert.equal((await passwordSignIn(email)).body.__type, 'UserNotFoundException');
    await confirm('ann', email);
    const done = await passwordSignIn(email);
    const claims = JSON.parse(
      Buffer.from(done.body.AuthenticationResult.IdToken.split('.')[1], 'base64url').toString(),
    );
    assert.equal(claims['cognito:username'], 'ann');
    assert.equal(claims.email, email);
    assert.equal('given_name' in claims, false, 'only attributes that the client may read');
    assert.equal('origin_jti' in claims, false, 'no origin_jti without token revocation');
    assert.equal(
      (await passwordSignIn('Ann')).body.__type,
      'UserNotFoundException',
      'usernames in this pool are case-sensitive',
    );
  });

  it('check sign-ups against their schema and password policy', async () => {
    assert.match((await signUp('bob', 'no address')).body.message, /Invalid email address format/);
    assert.match(
      (await signUp('bob', 'b@example.com', [{ Name: 'custom:x', Value: '1' }])).body.message,
      /unauthorized attribute|custom:x: Attribute does not exist/,
    );
    const bare = await call(pool, 'SignUp', { ClientId: aliases(), Username: 'bob', Password: 'correct-horse-1' });
    assert.equal(
      bare.body.message,
      'Attributes did not conform to the schema: given_name: The attribute given_name is required\n',
    );
    const weak = await call(pool, 'SignUp', {
      ClientId: aliases(),
      Username: 'bob',
      Password: 'short',
      UserAttributes: [{ Name: 'given_name', Value: 'B' }],
    });
    assert.deepEqual(weak.body, {
      __type: 'InvalidPasswordException',
      message: 'Password did not conform with policy: Password not long enough',
    });
    assert.equal(
      (await signUp('b@example.com', 'b@example.com')).body.message,
      'Username cannot be of email format, since user pool is configured for email alias.',
    );
    await signUp('carl', 'carl@example.com');
    assert.deepEqual((await signUp('carl', 'carl@example.com')).body, {
      __type: 'UsernameExistsException',
      message: 'User already exists',
    });
  });

  it('check custom attributes against the schema and against the attributes that the app client reads and writes', async () => {
    const custom = (Name: string, Value = '1') => [{ Name, Value }];
    const email = 'dora@example.com';
    for (const [name, words] of [
      ['custom:note', /unauthorized attribute/],
      ['custom:nothing', /unauthorized attribute/],
      ['dev:custom:rank', /unauthorized attribute/],
      ['team', /unauthorized attribute/],
    ] as const) {
      assert.match((await signUp('dora', email, custom(name))).body.message, words, name);
    }
    await signUp('dora', email, [...custom('custom:team', 'red'), ...custom('custom:badge', '7')]);
    await confirm('dora', email);
    const { AccessToken, IdToken } = (await passwordSignIn('dora')).body.AuthenticationResult;
    const update = (name: string) =>
      call(pool, 'UpdateUserAttributes', { AccessToken, UserAttributes: custom(name, '2') });
    for (const name of ['custom:note', 'custom:nothing', 'dev:custom:rank', 'note'])
      assert.match((await update(name)).body.message, /unauthorized attribute/, name);
    assert.match((await update('custom:badge')).body.message, /custom:badge: Attribute cannot be updated/);
    const { clientId: withoutLists } = pool.pools[1]!.clients[1]!;
    const developers = custom('dev:custom:rank');
    assert.match(
      (await signUp('eve', 'eve@example.com', developers, withoutLists)).body.message,
      /unauthorized attribute/,
    );
    assert.equal((await signUp('eve', 'eve@example.com', custom('custom:note'), withoutLists)).status, 200);
    const sdk = new CognitoIdentityProviderClient({
      region: pool.region,
      endpoint: pool.endpoint,
      credentials: { accessKeyId: 'mine', secretAccessKey: 'own' },
    });
    const { userPoolId: UserPoolId } = pool.pools[1]!;
    const set = (name: string) =>
      sdk.send(
        new AdminUpdateUserAttributesCommand({ UserPoolId, Username: 'dora', UserAttributes: custom(name, '3') }),
      );
    for (const name of ['custom:nothing', 'note', 'custom:rank', 'dev:custom:note'])
      await assert.rejects(set(name), /Attribute does not exist in the schema/, name);
    await assert.rejects(set('custom:badge'), /custom:badge: Attribute cannot be updated/);
    for (const name of ['custom:note', 'dev:custom:rank', 'custom:team']) await set(name);
    const own = (await call(pool, 'GetUser', { AccessToken })).body.UserAttributes;
    assert.deepEqual(own.map(({ Name }: { Name: string }) => Name).sort(), ['custom:team', 'email', 'sub']);
    assert.equal(attribute(await call(pool, 'GetUser', { AccessToken }), 'custom:team'), '3');
    const claims = JSON.parse(Buffer.from(IdToken.split('.')[1], 'base64url').toString());
    assert.equal(claims['custom:team'], 'red');
    assert.equal('custom:badge' in claims, false, 'only attributes that the client may read');
  });

  it('refuse sign-ups if only administrators create users', async () => {
    const { body } = await call(pool, 'SignUp', {
      ClientId: pool.pools[2]!.clients[0]!.clientId,
      Username: 'x',
      Password: 'Correct-horse-1',
    });
    assert.equal(body.message, 'SignUp is not permitted for this user pool');
  });

  it('keep the old address until the new one is verified, if the pool requires that', async () => {
    const email = 'old@example.com';
    const { clientId: ClientId } = pool;
    await call(pool, 'SignUp', { ClientId, Username: email });
    const { body } = await call(pool, 'ConfirmSignUp', {
      ClientId,
      Username: email,
      ConfirmationCode: await lastCode(pool, email),
    });
    const done = await call(pool, 'InitiateAuth', {
      ClientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: email },
      Session: body.Session,
    });
    const { AccessToken } = done.body.AuthenticationResult;
    const next = 'new@example.com';
    await call(pool, 'UpdateUserAttributes', { AccessToken, UserAttributes: [{ Name: 'email', Value: next }] });
    assert.equal(attribute(await call(pool, 'GetUser', { AccessToken }), 'email'), email);
    const Code = await lastCode(pool, next);
    await call(pool, 'VerifyUserAttribute', { AccessToken, AttributeName: 'email', Code });
    assert.equal(attribute(await call(pool, 'GetUser', { AccessToken }), 'email'), next);
    await control(pool, 'POST', '/clock', { advanceMs: 60 * 60_000 + 1 });
    const late = await call(pool, 'InitiateAuth', {
      ClientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: done.body.AuthenticationResult.RefreshToken },
    });
    assert.equal(late.body.message, 'Refresh Token has expired');
    await control(pool, 'DELETE', '/clock');
  });

  it('report invalid parameters as Cognito does', async () => {
    for (const [operation, input, type, words] of [
      [
        'InitiateAuth',
        {},
        'InvalidParameterException',
        /Value null at 'clientId' failed to satisfy constraint: Member must not be null/,
      ],
      [
        'InitiateAuth',
        { ClientId: 'missing', AuthFlow: 'CUSTOM_AUTH' },
        'ResourceNotFoundException',
        /User pool client missing does not exist\./,
      ],
      [
        'InitiateAuth',
        { ClientId: pool.clientId, AuthFlow: 'MAGIC' },
        'InvalidParameterException',
        /'MAGIC' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set/,
      ],
      [
        'InitiateAuth',
        { ClientId: pool.clientId, AuthFlow: 'USER_AUTH', AuthParameters: {} },
        'InvalidParameterException',
        /Missing required parameter USERNAME/,
      ],
      [
        'InitiateAuth',
        { ClientId: pool.clientId, AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME: 5 } },
        'SerializationException',
        /NUMBER_VALUE can not be converted to a String/,
      ],
      [
        'RespondToAuthChallenge',
        { ClientId: pool.clientId, ChallengeName: 'SMS_OTP', Session: 'short', ChallengeResponses: { USERNAME: 'x' } },
        'InvalidParameterException',
        /length greater than or equal to 20/,
      ],
      [
        'RespondToAuthChallenge',
        {
          ClientId: pool.clientId,
          ChallengeName: 'SMS_OTP',
          Session: 'x'.repeat(40),
          ChallengeResponses: { USERNAME: 'x' },
        },
        'NotAuthorizedException',
        /Invalid session for the user\./,
      ],
      ['MakeCoffee', {}, 'UnknownOperationException', /doesn't provide MakeCoffee of Cognito user pools/],
    ] as const) {
      const { body } = await call(pool, operation, input);
      assert.equal(body.__type, type, JSON.stringify(body));
      assert.match(body.message, words);
    }
  });
});
