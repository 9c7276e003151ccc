/** The identity pool and its credentials. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { LocalPool } from '@cognito-otp/local-pool';
import { loadStack } from '../src/template/load-stack.js';
import { call, control, fixture, lastCode, newPhone, start } from './support.js';

describe('an identity pool', () => {
  let pool: LocalPool;
  let table: string;
  let provider: string;
  before(async () => {
    pool = await start('choices/template.yaml');
    table = (await loadStack(fixture('choices/template.yaml'), {})).tables[0]!.name;
    provider = `cognito-idp.${pool.region}.amazonaws.com/${pool.userPoolId}`;
  });
  after(() => pool.close());

  // biome-ignore lint/suspicious/noExplicitAny: a reply of any operation, inspected by the test.
  async function identity(operation: string, input: object): Promise<any> {
    const response = await fetch(pool.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityService.${operation}`,
      },
      body: JSON.stringify(input),
    });
    return response.json();
  }

  async function idToken(): Promise<string> {
    const phone = newPhone();
    await call(pool, 'SignUp', { ClientId: pool.clientId, Username: phone });
    const { body } = await call(pool, 'ConfirmSignUp', {
      ClientId: pool.clientId,
      Username: phone,
      ConfirmationCode: await lastCode(pool, phone),
    });
    const done = await call(pool, 'InitiateAuth', {
      ClientId: pool.clientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: phone },
      Session: body.Session,
    });
    return done.body.AuthenticationResult.IdToken;
  }

  const poolId = (): string => pool.ready.identityPools![0]!.identityPoolId;

  it('issues credentials that allow what the role allows, for an hour', async () => {
    const Logins = { [provider]: await idToken() };
    const { IdentityId } = await identity('GetId', { IdentityPoolId: poolId(), Logins });
    assert.match(IdentityId, /^us-east-1:[0-9a-f-]{36}$/);
    assert.equal((await identity('GetId', { IdentityPoolId: poolId(), Logins })).IdentityId, IdentityId);
    const { Credentials } = await identity('GetCredentialsForIdentity', { IdentityId, Logins });
    const client = new DynamoDBClient({
      region: pool.region,
      endpoint: pool.endpoint,
      credentials: {
        accessKeyId: Credentials.AccessKeyId,
        secretAccessKey: Credentials.SecretKey,
        sessionToken: Credentials.SessionToken,
      },
    });
    const put = (owner: string) =>
      client.send(new PutItemCommand({ TableName: table, Item: { owner: { S: owner }, text: { S: 'hello' } } }));
    await put(IdentityId);
    const own = await client.send(new GetItemCommand({ TableName: table, Key: { owner: { S: IdentityId } } }));
    assert.equal(own.Item?.['text']?.S, 'hello');
    await assert.rejects(put('another owner'), {
      name: 'AccessDeniedException',
      message:
        /^User: arn:aws:sts::000000000000:assumed-role\/local-SignedIn-\w+\/CognitoIdentityCredentials is not authorized to perform: dynamodb:PutItem/,
    });
    const at = (owner: string) => ({ owner: { S: owner } });
    const together = (...owners: string[]) => [
      () => client.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys: owners.map(at) } } })),
      () =>
        client.send(
          new BatchWriteItemCommand({
            RequestItems: { [table]: owners.map((one) => ({ PutRequest: { Item: at(one) } })) },
          }),
        ),
      () =>
        client.send(
          new BatchWriteItemCommand({
            RequestItems: { [table]: owners.map((one) => ({ DeleteRequest: { Key: at(one) } })) },
          }),
        ),
      () =>
        client.send(
          new TransactWriteItemsCommand({
            TransactItems: owners.map((one) => ({ Put: { TableName: table, Item: at(one) } })),
          }),
        ),
    ];
    for (const call of together(IdentityId)) await call();
    for (const call of together(IdentityId, 'another owner'))
      await assert.rejects(call(), { name: 'AccessDeniedException' });
    await control(pool, 'POST', '/clock', { advanceMs: 3_600_000 });
    await assert.rejects(put(IdentityId), { name: 'ExpiredTokenException' });
    await control(pool, 'DELETE', '/clock');
  });

  it('issues an OpenID token for an identity', async () => {
    const Logins = { [provider]: await idToken() };
    const { IdentityId } = await identity('GetId', { IdentityPoolId: poolId(), Logins });
    const { Token } = await identity('GetOpenIdToken', { IdentityId, Logins });
    const claims = JSON.parse(Buffer.from(Token.split('.')[1], 'base64url').toString());
    assert.equal(claims.sub, IdentityId);
    assert.deepEqual(claims.amr, ['authenticated', provider]);
  });

  it('refuses guests, tokens of other issuers or users, and expired tokens', async () => {
    const guest = await identity('GetId', { IdentityPoolId: poolId() });
    assert.equal(guest.message, 'Unauthenticated access is not supported for this identity pool.');
    const broken = await identity('GetId', { IdentityPoolId: poolId(), Logins: { [provider]: 'x.y.z' } });
    assert.match(broken.message, /^Invalid login token\./);
    const other = await identity('GetId', { IdentityPoolId: poolId(), Logins: { 'accounts.google.com': 'x' } });
    assert.equal(other.message, 'Token is not from a supported provider of this identity pool.');
    const Logins = { [provider]: await idToken() };
    const { IdentityId } = await identity('GetId', { IdentityPoolId: poolId(), Logins });
    const stolen = await identity('GetCredentialsForIdentity', {
      IdentityId,
      Logins: { [provider]: await idToken() },
    });
    assert.match(stolen.message, /^Logins don't match\./);
    await control(pool, 'POST', '/clock', { advanceMs: 3_600_001 });
    const late = await identity('GetCredentialsForIdentity', { IdentityId, Logins });
    assert.equal(late.message, 'Invalid login token. Token expired.');
    await control(pool, 'DELETE', '/clock');
    const nowhere = await identity('GetId', { IdentityPoolId: 'us-east-1:0' });
    assert.equal(nowhere.__type, 'ResourceNotFoundException');
  });
});
