/** AWS credentials for signed-in users, with stub servers, the AWS SDK and a local pool. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { CognitoIdentityProviderClient, ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { awsCredentials } from '../src/aws-credentials.js';
import { createOtpClient } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { startForeignPools } from './support/pool.js';
import {
  cognitoError,
  droppedConnection,
  replyByOperation,
  round,
  type StubReply,
  startStubServer,
  tokens,
} from './support/stub-server.js';

const issuer = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Pool1';

/** The clock of AWS, which stays correct when a test replaces `Date.now`. */
const { now } = Date;

/** A signed-in client and an identity pool that issues numbered credentials. Each sign-in is a different user. */
async function signedIn(seconds = 3600) {
  let users = 0;
  const cognito = await startStubServer((call) =>
    replyByOperation(
      {
        SignUp: {},
        InitiateAuth: round(),
        RespondToAuthChallenge: () => tokens({ iss: issuer, now: now() / 1000, sub: `sub-${++users}` }),
        RevokeToken: {},
      },
      call,
    ),
  );
  let count = 0;
  const replies: { next?: StubReply; before?: () => Promise<unknown> } = {};
  // The stub server keeps the prefix of the operations of the identity API, which is not that of the user pool API.
  const identity = await startStubServer(async ({ operation }) => {
    await replies.before?.();
    if (replies.next) return replies.next;
    if (operation === 'AWSCognitoIdentityService.GetId') return { IdentityId: 'eu-central-1:identity' };
    count++;
    return {
      IdentityId: 'eu-central-1:identity',
      Credentials: {
        AccessKeyId: `AKIA${count}`,
        SecretKey: 'secret',
        SessionToken: `session-${count}`,
        Expiration: now() / 1000 + seconds,
      },
    };
  });
  const client = createOtpClient({
    userPoolId: 'eu-central-1_Pool1',
    clientId: 'c',
    endpoint: cognito.endpoint,
    storage: memoryStorage(),
  });
  await client.start({ phone: '+447700900123' });
  await client.submit('123456');
  const options = { identityPoolId: 'eu-central-1:0-0-0', endpoint: identity.endpoint };
  const provider = awsCredentials(client, options);
  return {
    client,
    identity,
    options,
    replies,
    provider,
    async [Symbol.asyncDispose]() {
      client.close();
      await cognito[Symbol.asyncDispose]();
      await identity[Symbol.asyncDispose]();
    },
  };
}

/** An AWS SDK client, and the credentials that signed its last request. */
async function startSdk(credentials: ReturnType<typeof awsCredentials>) {
  const signed = { authorization: '', sessionToken: '' };
  const aws = createServer((request, response) => {
    signed.authorization = `${request.headers.authorization}`;
    signed.sessionToken = `${request.headers['x-amz-security-token']}`;
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"Users":[]}');
  });
  await new Promise<void>((done) => aws.listen(0, '127.0.0.1', done));
  const sdk = new CognitoIdentityProviderClient({
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
    credentials,
  });
  return {
    signed,
    ask: () => sdk.send(new ListUsersCommand({ UserPoolId: 'eu-central-1_Pool1' })),
    [Symbol.dispose]() {
      sdk.destroy();
      aws.close();
    },
  };
}

test('an AWS SDK v3 client signs requests with the credentials of the signed-in user', async () => {
  await using env = await signedIn();
  using sdk = await startSdk(env.provider);
  await sdk.ask();
  await sdk.ask();
  assert.match(sdk.signed.authorization, /^AWS4-HMAC-SHA256 Credential=AKIA1\//);
  assert.equal(sdk.signed.sessionToken, 'session-1');
  const { idToken } = await env.client.getTokens();
  assert.deepEqual(
    env.identity.calls.map(({ operation, body }) => [operation, body]),
    [
      [
        'AWSCognitoIdentityService.GetId',
        {
          IdentityPoolId: 'eu-central-1:0-0-0',
          Logins: { 'cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Pool1': idToken },
        },
      ],
      [
        'AWSCognitoIdentityService.GetCredentialsForIdentity',
        {
          IdentityId: 'eu-central-1:identity',
          Logins: { 'cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Pool1': idToken },
        },
      ],
    ],
  );
});

test('an AWS SDK v3 client may do what the role of the identity pool allows, and nothing else', async () => {
  await using env = await startForeignPools();
  const phone = newPhoneNumber();
  const { client } = env.client('grace');
  await client.start({ phone });
  await client.submit(await env.codeSentTo(phone));
  const { identityPoolId } = env.pool.ready.identityPools![0]!;
  const provider = awsCredentials(client, { identityPoolId, endpoint: env.pool.endpoint });
  const table = new DynamoDBClient({ region: env.pool.region, endpoint: env.pool.endpoint, credentials: provider });
  const { identityId } = await provider();
  const put = (owner: string) =>
    table.send(new PutItemCommand({ TableName: 'notes', Item: { owner: { S: owner }, text: { S: 'hello' } } }));
  await put(identityId);
  const { Item } = await table.send(new GetItemCommand({ TableName: 'notes', Key: { owner: { S: identityId } } }));
  assert.equal(Item?.['text']?.S, 'hello');
  await assert.rejects(put('another user'), { name: 'AccessDeniedException' });
  // An hour later the SDK calls the provider again, which refreshes the tokens and fetches new credentials.
  const hour = 3_600_000;
  const { now } = Date;
  await env.advanceClock(hour);
  Date.now = () => now() + hour;
  try {
    await put(identityId);
  } finally {
    Date.now = now;
  }
  await client.signOut();
  await assert.rejects(provider(), { code: 'signed_out' });
  table.destroy();
});

test('an AWS SDK v3 client rejects after a sign-out and then signs requests for the next user who signs in', async () => {
  await using env = await signedIn();
  using sdk = await startSdk(env.provider);
  await sdk.ask();
  await env.client.signOut();
  await assert.rejects(sdk.ask(), { name: 'OtpError', code: 'signed_out' });
  await env.client.start({ phone: '+447700900124' });
  await env.client.submit('123456');
  await sdk.ask();
  assert.match(sdk.signed.authorization, /^AWS4-HMAC-SHA256 Credential=AKIA2\//);
});

test('customRoleArn selects one of several roles', async () => {
  await using env = await signedIn();
  await awsCredentials(env.client, { ...env.options, customRoleArn: 'arn:aws:iam::1:role/reader' })();
  assert.equal(env.identity.calls.at(-1)?.body.CustomRoleArn, 'arn:aws:iam::1:role/reader');
});

test('credentials that arrive after a sign-out are discarded', async () => {
  await using env = await signedIn();
  env.replies.before = () => {
    delete env.replies.before;
    return env.client.signOut();
  };
  await assert.rejects(env.provider(), { code: 'signed_out' });
  assert.equal(env.client.getState().step, 'identifier');
});

test('the endpoint is derived from the identity pool ID in every AWS partition', async () => {
  await using env = await signedIn();
  for (const [region, host] of [
    ['eu-central-1', 'cognito-identity.eu-central-1.amazonaws.com'],
    ['cn-north-1', 'cognito-identity.cn-north-1.amazonaws.com.cn'],
    ['eusc-de-east-1', 'cognito-identity.eusc-de-east-1.amazonaws.eu'],
  ]) {
    const urls: string[] = [];
    const fetcher: typeof fetch = async (url) => {
      urls.push(`${url}`);
      return Response.json({ __type: 'NotAuthorizedException' }, { status: 400 });
    };
    await assert.rejects(awsCredentials(env.client, { identityPoolId: `${region}:0-0-0`, fetcher })());
    assert.deepEqual(urls, [`https://${host}/`]);
  }
});

test('concurrent calls share one fetch, and credentials are renewed before they expire', async () => {
  await using env = await signedIn(3600);
  const all = await Promise.all([env.provider(), env.provider(), env.provider()]);
  assert.deepEqual(
    all.map(({ accessKeyId }) => accessKeyId),
    ['AKIA1', 'AKIA1', 'AKIA1'],
  );
  assert.ok(all[0].expiration instanceof Date);
  await using short = await signedIn(60);
  assert.equal((await short.provider()).accessKeyId, 'AKIA1');
  assert.equal((await short.provider()).accessKeyId, 'AKIA2');
});

for (const days of [-1, 1]) {
  test(`a local clock that is off by ${days} day caches credentials for as long as a correct clock`, async () => {
    const wrong = () => now() + days * 86_400_000;
    Date.now = wrong;
    try {
      await using env = await signedIn(3600);
      const { expiration } = await env.provider();
      assert.equal((await env.provider()).accessKeyId, 'AKIA1');
      // The SDK decides by this time when to call the provider again.
      assert.ok(Math.abs(expiration.getTime() - wrong() - 3_600_000) < 5_000, `${expiration}`);
      Date.now = () => wrong() + 3_400_000;
      assert.equal((await env.provider()).accessKeyId, 'AKIA2');
    } finally {
      Date.now = now;
    }
  });
}

test('a refusal by the identity pool is reported and not cached', async () => {
  await using env = await signedIn();
  env.replies.next = cognitoError(
    'NotAuthorizedException',
    'Token is not from a supported provider of this identity pool.',
  );
  await assert.rejects(env.provider(), { name: 'OtpError', code: 'not_authorized' });
  env.replies.next = droppedConnection;
  await assert.rejects(env.provider(), { code: 'network', retryable: true });
  env.replies.next = { Credentials: {} };
  await assert.rejects(env.provider(), { code: 'bad_response' });
  delete env.replies.next;
  assert.equal((await env.provider()).accessKeyId, 'AKIA1');
});

test('the provider rejects with signed_out when no user is signed in', async () => {
  await using env = await signedIn();
  await env.provider();
  await env.client.signOut();
  await assert.rejects(env.provider(), { code: 'signed_out' });
});

test('a malformed identity pool ID or an unsafe endpoint is rejected when the provider is created', async () => {
  await using env = await signedIn();
  assert.throws(() => awsCredentials(env.client, { identityPoolId: 'pool' }), { code: 'configuration' });
  assert.throws(() => awsCredentials(env.client, { identityPoolId: 'a:b', endpoint: 'http://example.com' }), {
    code: 'configuration',
  });
});
