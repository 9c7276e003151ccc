import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { CognitoIdentityProviderClient, ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { awsCredentials } from '../src/aws-credentials.js';
import { createOtpClient } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { newPhone, startOthers } from './support/pool.js';
import { drop, refuse, round, startWireServer, tokens, type WireReply } from './support/stub-server.js';

const issuer = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Pool1';

/** Amazon's clock, whatever a test does to the one of this machine. */
const { now } = Date;

/** A signed-in client, and an identity pool that hands out numbered credentials. Each sign-in is another person's. */
async function signedIn(seconds = 3600) {
  let people = 0;
  const cognito = await startWireServer(({ operation }) =>
    operation === 'InitiateAuth'
      ? round()
      : operation === 'RespondToAuthChallenge'
        ? tokens({ iss: issuer, now: now() / 1000, sub: `sub-${++people}` })
        : {},
  );
  let count = 0;
  const replies: { next?: WireReply; before?: () => Promise<unknown> } = {};
  // The identity API's operations carry another prefix, which the server keeps.
  const identity = await startWireServer(async ({ operation }) => {
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

/** A client of the SDK, and what its last request was signed with. */
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
  await using at = await signedIn();
  using sdk = await startSdk(at.provider);
  await sdk.ask();
  await sdk.ask();
  assert.match(sdk.signed.authorization, /^AWS4-HMAC-SHA256 Credential=AKIA1\//);
  assert.equal(sdk.signed.sessionToken, 'session-1');
  const { idToken } = await at.client.getTokens();
  assert.deepEqual(
    at.identity.calls.map(({ operation, body }) => [operation, body]),
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
  await using at = await startOthers();
  const phone = newPhone();
  const { client } = at.client('grace');
  await client.start({ phone });
  await client.submit(await at.code(phone));
  const { identityPoolId } = at.pool.ready.identityPools![0]!;
  const provider = awsCredentials(client, { identityPoolId, endpoint: at.pool.endpoint });
  const table = new DynamoDBClient({ region: at.pool.region, endpoint: at.pool.endpoint, credentials: provider });
  const { identityId } = await provider();
  const put = (owner: string) =>
    table.send(new PutItemCommand({ TableName: 'notes', Item: { owner: { S: owner }, text: { S: 'hello' } } }));
  await put(identityId);
  const { Item } = await table.send(new GetItemCommand({ TableName: 'notes', Key: { owner: { S: identityId } } }));
  assert.equal(Item?.['text']?.S, 'hello');
  await assert.rejects(put('somebody else'), { name: 'AccessDeniedException' });
  // An hour later the SDK asks the provider again, which brings tokens and credentials of that hour.
  const hour = 3_600_000;
  const { now } = Date;
  await at.advance(hour);
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
  await using at = await signedIn();
  using sdk = await startSdk(at.provider);
  await sdk.ask();
  await at.client.signOut();
  await assert.rejects(sdk.ask(), { name: 'OtpError', code: 'signed_out' });
  await at.client.start({ phone: '+447700900124' });
  await at.client.submit('123456');
  await sdk.ask();
  assert.match(sdk.signed.authorization, /^AWS4-HMAC-SHA256 Credential=AKIA2\//);
});

test('customRoleArn selects one of several roles', async () => {
  await using at = await signedIn();
  await awsCredentials(at.client, { ...at.options, customRoleArn: 'arn:aws:iam::1:role/reader' })();
  assert.equal(at.identity.calls.at(-1)?.body.CustomRoleArn, 'arn:aws:iam::1:role/reader');
});

test('credentials that arrive after a sign-out are discarded', async () => {
  await using at = await signedIn();
  at.replies.before = () => {
    delete at.replies.before;
    return at.client.signOut();
  };
  await assert.rejects(at.provider(), { code: 'signed_out' });
  assert.equal(at.client.getState().step, 'identifier');
});

test('the endpoint is derived from the identity pool ID in every AWS partition', async () => {
  await using at = await signedIn();
  for (const [region, host] of [
    ['eu-central-1', 'cognito-identity.eu-central-1.amazonaws.com'],
    ['cn-north-1', 'cognito-identity.cn-north-1.amazonaws.com.cn'],
    ['eusc-de-east-1', 'cognito-identity.eusc-de-east-1.amazonaws.eu'],
  ]) {
    const asked: string[] = [];
    const fetcher: typeof fetch = async (url) => {
      asked.push(`${url}`);
      return Response.json({ __type: 'NotAuthorizedException' }, { status: 400 });
    };
    await assert.rejects(awsCredentials(at.client, { identityPoolId: `${region}:0-0-0`, fetcher })());
    assert.deepEqual(asked, [`https://${host}/`]);
  }
});

test('concurrent calls share one fetch, and credentials are renewed before they expire', async () => {
  await using at = await signedIn(3600);
  const all = await Promise.all([at.provider(), at.provider(), at.provider()]);
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
      await using at = await signedIn(3600);
      const { expiration } = await at.provider();
      assert.equal((await at.provider()).accessKeyId, 'AKIA1');
      // What the SDK goes by.
      assert.ok(Math.abs(expiration.getTime() - wrong() - 3_600_000) < 5_000, `${expiration}`);
      Date.now = () => wrong() + 3_400_000;
      assert.equal((await at.provider()).accessKeyId, 'AKIA2');
    } finally {
      Date.now = now;
    }
  });
}

test('a refusal by the identity pool is reported and not cached', async () => {
  await using at = await signedIn();
  at.replies.next = refuse('NotAuthorizedException', 'Token is not from a supported provider of this identity pool.');
  await assert.rejects(at.provider(), { name: 'OtpError', code: 'not_authorized' });
  at.replies.next = drop;
  await assert.rejects(at.provider(), { code: 'network', retryable: true });
  at.replies.next = { Credentials: {} };
  await assert.rejects(at.provider(), { code: 'bad_response' });
  delete at.replies.next;
  assert.equal((await at.provider()).accessKeyId, 'AKIA1');
});

test('the provider rejects with signed_out when no user is signed in', async () => {
  await using at = await signedIn();
  await at.provider();
  await at.client.signOut();
  await assert.rejects(at.provider(), { code: 'signed_out' });
});

test('a malformed identity pool ID or an unsafe endpoint is rejected when the provider is created', async () => {
  await using at = await signedIn();
  assert.throws(() => awsCredentials(at.client, { identityPoolId: 'pool' }), { code: 'configuration' });
  assert.throws(() => awsCredentials(at.client, { identityPoolId: 'a:b', endpoint: 'http://example.com' }), {
    code: 'configuration',
  });
});
