import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type FunctionAccess, type LocalPool, startLocalPool } from '@cognito-otp/local-pool';
import { evaluateAccess } from '../src/iam/authorize.js';
import type { PolicyStatement } from '../src/model/stack.js';
import { type Answer, call, control, fixture, initiate, newPhone, signUp, start } from './support.js';

const statement = (part: Partial<PolicyStatement>): PolicyStatement => ({
  effect: 'Allow',
  actions: ['dynamodb:GetItem'],
  notActions: [],
  resources: ['*'],
  notResources: [],
  conditions: {},
  ...part,
});

describe('evaluating access', () => {
  const request = { action: 'dynamodb:GetItem', resources: ['arn:aws:dynamodb:us-east-1:0:table/a'] };

  it('needs a statement that allows the action', () => {
    assert.equal(evaluateAccess([], request), 'not-allowed');
    assert.equal(evaluateAccess([statement({})], request), 'allowed');
    assert.equal(evaluateAccess([statement({ actions: ['dynamodb:PutItem'] })], request), 'not-allowed');
  });

  it('supports wildcards in actions, which are case-insensitive, and in resources', () => {
    assert.equal(evaluateAccess([statement({ actions: ['DynamoDB:get*'] })], request), 'allowed');
    assert.equal(evaluateAccess([statement({ resources: ['arn:aws:dynamodb:*:*:table/?'] })], request), 'allowed');
    assert.equal(evaluateAccess([statement({ resources: ['arn:aws:dynamodb:*:*:table/b'] })], request), 'not-allowed');
    assert.equal(
      evaluateAccess([statement({ resources: ['arn.aws.dynamodb.us-east-1.0.table.a'] })], request),
      'not-allowed',
    );
    assert.equal(evaluateAccess([statement({ actions: [], notActions: ['dynamodb:Put*'] })], request), 'allowed');
    assert.equal(evaluateAccess([statement({ resources: [], notResources: ['*/a'] })], request), 'not-allowed');
  });

  it('denies if any statement denies: an explicit Deny overrides any Allow', () => {
    assert.equal(evaluateAccess([statement({}), statement({ effect: 'Deny', actions: ['*'] })], request), 'denied');
  });

  const keyed = (...keys: string[]) => ({ ...request, context: { 'dynamodb:LeadingKeys': keys } });
  const withConditions = (conditions: PolicyStatement['conditions']) => [statement({ conditions })];

  it('evaluates conditions on the request, and fails closed on unknown operators and keys', () => {
    const like = withConditions({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['mine#*', 'all'] } });
    for (const keys of [['mine#1'], ['all'], ['mine#', 'all']])
      assert.equal(evaluateAccess(like, keyed(...keys)), 'allowed');
    for (const keys of [['yours'], ['all#'], ['not-mine#1'], ['mine'], ['mine#1', 'yours#1']])
      assert.equal(evaluateAccess(like, keyed(...keys)), 'not-allowed', keys.join());
    assert.equal(evaluateAccess(withConditions({ StringEquals: { 'aws:Absent': ['x'] } }), keyed('x')), 'not-allowed');
    assert.equal(
      evaluateAccess(withConditions({ StringEqualsIfExists: { 'aws:Absent': ['x'] } }), keyed('x')),
      'allowed',
    );
    for (const operator of ['DateGreaterThan', 'ForAllValues:DateGreaterThan', 'NullIfExists', 'ForAllValues:Null']) {
      for (const keys of [['x'], []])
        assert.equal(
          evaluateAccess(withConditions({ [operator]: { 'dynamodb:LeadingKeys': ['x'] } }), keyed(...keys)),
          'not-allowed',
        );
    }
  });

  it('lets a request without keys pass ForAllValues, as IAM does, but not Null', () => {
    const all = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['mine#*'] } };
    const some = { ...all, Null: { 'dynamodb:LeadingKeys': ['false'] } };
    for (const without of [request, keyed()]) {
      assert.equal(evaluateAccess(withConditions(all), without), 'allowed');
      assert.equal(evaluateAccess(withConditions(some), without), 'not-allowed');
    }
    assert.equal(evaluateAccess(withConditions(some), keyed('mine#1')), 'allowed');
    assert.equal(evaluateAccess(withConditions(some), keyed('yours')), 'not-allowed');
    const any = (operator: string) => withConditions({ [operator]: { 'dynamodb:LeadingKeys': ['mine#*'] } });
    assert.equal(evaluateAccess(any('ForAnyValue:StringLike'), keyed()), 'not-allowed');
    assert.equal(evaluateAccess(any('ForAnyValue:StringLike'), keyed('yours', 'mine#1')), 'allowed');
    assert.equal(evaluateAccess(any('ForAnyValue:StringNotLike'), keyed()), 'not-allowed');
    assert.equal(evaluateAccess(any('ForAnyValue:StringNotLike'), keyed('yours', 'mine#1')), 'allowed');
    assert.equal(evaluateAccess(any('StringNotLike'), keyed('mine#1')), 'not-allowed');
  });
});

/** Starts a pool on the fixture with one part of its template replaced. */
async function startWithChange(test: TestContext, from: string, to: string): Promise<LocalPool> {
  const directory = await mkdtemp(path.join(tmpdir(), 'iam-test-'));
  await cp(fixture('code-by-sms'), directory, { recursive: true });
  const template = path.join(directory, 'template.yaml');
  const text = await readFile(template, 'utf8');
  assert.ok(text.includes(from));
  await writeFile(template, text.replace(from, to));
  const pool = await startLocalPool({ template });
  test.after(async () => {
    await pool.close();
    await rm(directory, { recursive: true });
  });
  return pool;
}

describe('a Lambda function', () => {
  for (const [action, from, to] of [
    ['sns:Publish', 'Action: sns:Publish', 'Action: sns:Subscribe'],
    [
      'dynamodb:PutItem',
      'Resource: !GetAtt Codes.Arn',
      'Resource: arn:aws:dynamodb:us-east-1:000000000000:table/other',
    ],
    [
      'secretsmanager:GetSecretValue',
      '{ Effect: Allow, Action: secretsmanager',
      '{ Effect: Deny, Action: secretsmanager',
    ],
  ] as const) {
    it(`is refused ${action} if its role does not allow it`, async (test) => {
      const pool = await startWithChange(test, from, to);
      const phone = newPhone();
      await signUp(pool, phone);
      const { body } = await initiate(pool, phone);
      assert.equal(body.__type, 'UserLambdaValidationException');
      const who = 'User: arn:aws:sts::000000000000:assumed-role/local-CreateRole-\\w+/local-CreateFunction-\\w+';
      assert.match(body.message, new RegExp(`${who} is not authorized to perform: ${action} on resource: `));
      assert.deepEqual((await control(pool, 'GET', '/outbox')).body, []);
    });
  }

  it('reports what its role allows, what it used of that, and what was refused', async (test) => {
    const pool = await startWithChange(test, 'Action: sns:Publish', 'Action: sns:Subscribe');
    const phone = newPhone();
    await signUp(pool, phone);
    await initiate(pool, phone);
    const create = (await control(pool, 'GET', '/iam')).body.find(
      (one: { function: string }) => one.function === 'CreateFunction',
    ) as FunctionAccess;
    assert.match(create.role, /^local-CreateRole-/);
    const used = create.statements.flatMap(({ uses }) => uses.map(({ action }) => action));
    assert.deepEqual([...new Set(used)].sort(), [
      'dynamodb:PutItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
    ]);
    assert.deepEqual(create.statements.find(({ actions }) => actions.includes('sns:Subscribe'))?.unused.slice(0, 1), [
      'sns:Subscribe',
    ]);
    assert.deepEqual(create.refused, [{ action: 'sns:Publish', resource: phone, times: 1 }]);
  });

  it('can have a statement or one of its actions removed and restored', async (test) => {
    const pool = await start();
    test.after(() => pool.close());
    const phone = newPhone();
    await signUp(pool, phone);
    const works = async () => (await initiate(pool, phone)).status === 200;
    const take = (body: object) => control(pool, 'POST', '/iam', body);
    const { body } = await control(pool, 'GET', '/iam');
    const { statements } = body.find((one: FunctionAccess) => one.function === 'CreateFunction') as FunctionAccess;
    const statement = statements.findIndex(({ actions }) => actions.includes('dynamodb:PutItem'));
    assert.ok(await works());
    assert.equal((await take({ function: 'CreateFunction', statement })).status, 204);
    assert.equal(await works(), false);
    await control(pool, 'DELETE', '/iam');
    assert.ok(await works());
    await take({ function: 'CreateFunction', statement, action: 'dynamodb:PutItem' });
    assert.equal(await works(), false);
    await control(pool, 'DELETE', '/iam');
    for (const [request, words] of [
      [{ function: 'Other', statement: 0 }, /There is no function Other\. Use one of .*CreateFunction/],
      [{ function: 'CreateFunction', statement: 99 }, /no statement 99/],
      [{ function: 'CreateFunction', statement, action: 'sns:Publish' }, /has only the actions .*dynamodb:PutItem/],
      [{ statement: 0 }, /Give \{"function"/],
    ] as const) {
      const refused = await take(request);
      assert.equal(refused.status, 400);
      assert.match(refused.body.error, words);
    }
    assert.ok(await works());
  });

  const onTable = 'Resource: !GetAtt Codes.Arn';
  const under = (condition: string) => `${onTable}\n                Condition: ${condition}`;
  const keys = (...patterns: string[]) =>
    under(`{ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ${JSON.stringify(patterns)} } }`);
  /** Matches the keys of the function's items, which are user IDs. */
  const ids = '????????-????-*';

  it('is refused items whose keys do not match the condition', async (test) => {
    const pool = await startWithChange(test, onTable, keys('codes#*'));
    const phone = newPhone();
    await signUp(pool, phone);
    assert.match(
      (await initiate(pool, phone)).body.message,
      /is not authorized to perform: dynamodb:PutItem on resource/,
    );
  });

  it('is allowed items whose keys match; a single value can be removed, also for one action only', async (test) => {
    const pool = await startWithChange(test, onTable, keys(ids, 'codes#*'));
    const phone = newPhone();
    await signUp(pool, phone);
    const works = async () => (await initiate(pool, phone)).status === 200;
    assert.ok(await works());
    const { body } = await control(pool, 'GET', '/iam');
    const { statements } = body.find((one: FunctionAccess) => one.function === 'CreateFunction') as FunctionAccess;
    const statement = statements.findIndex(({ actions }) => actions.includes('dynamodb:PutItem'));
    assert.deepEqual(statements[statement]?.unused, ['codes#*']);
    const take = (part: object) => control(pool, 'POST', '/iam', { function: 'CreateFunction', statement, ...part });
    for (const [part, still] of [
      [{ value: ids }, false],
      [{ value: ids, action: 'dynamodb:PutItem' }, false],
      [{ value: 'codes#*' }, true],
      [{ value: 'codes#*', action: 'dynamodb:PutItem' }, true],
    ] as const) {
      assert.equal((await take(part)).status, 204);
      assert.equal(await works(), still, JSON.stringify(part));
      await control(pool, 'DELETE', '/iam');
      assert.ok(await works());
    }
    const refused = await take({ value: 'other' });
    assert.equal(refused.status, 400);
    assert.match(
      refused.body.error,
      /The conditions of statement \d of CreateFunction have only the values \?{8}-\?{4}-\*, codes#\*/,
    );
  });

  for (const [what, condition] of [
    ['IpAddress', `{ IpAddress: { 'dynamodb:LeadingKeys': 10.0.0.0/8 } }`],
    ['dynamodb:Attributes', `{ 'ForAllValues:StringEquals': { 'dynamodb:Attributes': [pk] } }`],
    ['ses:FromAddress', `{ StringEquals: { 'ses:FromAddress': a@example.com } }`],
  ] as const) {
    it(`is not started with a condition that cannot be evaluated: ${what}`, async (test) => {
      const started = startWithChange(test, onTable, under(condition));
      const words = `template\\.yaml:\\d+:\\d+: found Condition: ${what}; expected operators and keys that`;
      await assert.rejects(started, { name: 'TemplateError', message: new RegExp(words) });
    });
  }

  it('is started with a condition for a service that the local pool does not provide', async (test) => {
    const other = `- { Effect: Allow, Action: 'kms:*', Resource: '*', Condition: { StringEquals: { 'kms:ViaService': x }, IpAddress: { 'aws:SourceIp': 10.0.0.0/8 } } }`;
    await startWithChange(
      test,
      '- { Effect: Allow, Action: sns',
      `${other}\n              - { Effect: Allow, Action: sns`,
    );
  });

  it('loses its log lines if its role may not write them', async (test) => {
    const policy = 'service-role/AWSLambdaBasicExecutionRole';
    const pool = await startWithChange(test, policy, 'service-role/Nothing');
    const phone = newPhone();
    await signUp(pool, phone);
    assert.equal((await initiate(pool, phone)).status, 200);
    assert.deepEqual((await control(pool, 'GET', '/logs')).body, []);
  });
});

describe('the services for functions', () => {
  let pool: LocalPool;
  let options: { region: string; endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  before(async () => {
    pool = await start();
    options = {
      region: pool.region,
      endpoint: pool.endpoint,
      credentials: { accessKeyId: 'DEVELOPER', secretAccessKey: 'own' },
    };
  });
  after(() => pool.close());

  it('respond to the SDK: SNS', async () => {
    const client = new SNSClient(options);
    const sent = await client.send(new PublishCommand({ PhoneNumber: '+447700900999', Message: 'a & b <c>' }));
    assert.match(sent.MessageId ?? '', /^[\w-]{36}$/);
    const { body } = await control(pool, 'GET', '/outbox');
    const { at, ...message } = body.at(-1);
    const request = { service: 'sns', region: 'us-east-1', MessageAttributes: {} };
    assert.deepEqual(message, { id: message.id, channel: 'sms', to: '+447700900999', body: 'a & b <c>', request });
    assert.ok(Math.abs(Date.parse(at) - Date.now()) < 10_000);
    await assert.rejects(client.send(new PublishCommand({ PhoneNumber: '0123', Message: 'x' })), {
      name: 'InvalidParameterException',
      message: /PhoneNumber Reason: 0123 is not valid to publish to/,
    });
  });

  it('respond to the SDK: SES', async () => {
    const sent = await new SESv2Client(options).send(
      new SendEmailCommand({
        FromEmailAddress: 'Us <us@example.com>',
        Destination: { ToAddresses: ['ann@example.com'] },
        Content: {
          Simple: { Subject: { Data: 'Code' }, Body: { Text: { Data: '123' }, Html: { Data: '<b>123</b>' } } },
        },
      }),
    );
    assert.ok(sent.MessageId);
    const { body } = await control(pool, 'GET', '/outbox');
    const { id, at, ...message } = body.at(-1);
    assert.deepEqual(message, {
      channel: 'email',
      to: 'ann@example.com',
      body: '123',
      subject: 'Code',
      html: '<b>123</b>',
      from: 'Us <us@example.com>',
      request: { service: 'ses', region: 'us-east-1' },
    });
  });

  it('respond to the SDK: Secrets Manager, including a rotation', async () => {
    const client = new SecretsManagerClient(options);
    const [{ arn }] = (await control(pool, 'POST', '/secrets/rotate', {})).body;
    const stage = (VersionStage: string) => client.send(new GetSecretValueCommand({ SecretId: arn, VersionStage }));
    const first = await stage('AWSCURRENT');
    assert.match(first.SecretString ?? '', /^[A-Za-z0-9]{40}$/);
    await control(pool, 'POST', '/secrets/rotate', { secretId: arn });
    const [current, previous] = [await stage('AWSCURRENT'), await stage('AWSPREVIOUS')];
    assert.notEqual(current.SecretString, first.SecretString);
    assert.equal(previous.SecretString, first.SecretString);
    assert.equal(previous.VersionId, first.VersionId);
    await assert.rejects(client.send(new GetSecretValueCommand({ SecretId: 'other' })), ResourceNotFoundException);
  });

  it('have no previous version of a secret before the first rotation', async (test) => {
    const fresh = await start();
    test.after(() => fresh.close());
    const phone = newPhone();
    await signUp(fresh, phone);
    const client = new SecretsManagerClient({ ...options, endpoint: fresh.endpoint });
    const log = await import('../src/template/load-stack.js').then(({ loadStack }) =>
      loadStack(fixture('code-by-sms/template.yaml'), {}),
    );
    const SecretId = log.secrets[0]?.arn;
    await assert.rejects(
      client.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSPREVIOUS' })),
      ResourceNotFoundException,
    );
  });

  it('respond to the SDK: DynamoDB, for the tables of the template', async () => {
    const phone = newPhone();
    const { body } = await signUp(pool, phone);
    await initiate(pool, phone);
    const { loadStack } = await import('../src/template/load-stack.js');
    const TableName = (await loadStack(fixture('code-by-sms/template.yaml'), {})).tables[0]?.name;
    const found = await new DynamoDBClient(options).send(
      new GetItemCommand({ TableName, Key: { pk: { S: body.UserSub } } }),
    );
    assert.match(found.Item?.['proof']?.S ?? '', /^[0-9a-f]{64}$/);
  });

  it('speak the protocol of AWS End User Messaging', async () => {
    const send = async (action: string, input: object): Promise<Answer> => {
      const response = await fetch(pool.endpoint, {
        method: 'POST',
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=own/20260101/${pool.region}/sms-voice/aws4_request, SignedHeaders=host, Signature=0`,
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `PinpointSMSVoiceV2.${action}`,
        },
        body: JSON.stringify(input),
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    };
    const message = {
      DestinationPhoneNumber: '+447700900998',
      MessageBody: 'Hello',
      OriginationIdentity: 'Brand',
      TimeToLive: 300,
    };
    const { body } = await send('SendTextMessage', message);
    const sent = (await control(pool, 'GET', '/outbox')).body.at(-1);
    assert.equal(sent.to, '+447700900998');
    assert.equal(sent.from, 'Brand');
    const { service, region, TimeToLive, MessageBody } = sent.request;
    assert.deepEqual([service, region, TimeToLive, MessageBody], ['sms-voice', pool.region, 300, undefined]);
    assert.equal(sent.feedback, undefined);
    const feedback = { MessageId: body.MessageId, MessageFeedbackStatus: 'RECEIVED' };
    assert.deepEqual((await send('PutMessageFeedback', feedback)).body, feedback);
    assert.equal((await control(pool, 'GET', '/outbox')).body.at(-1).feedback, 'RECEIVED');
    const fields = { Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' };
    const on = { service: 'sms-voice' };
    await control(pool, 'POST', '/faults', {
      kind: 'error',
      on,
      code: 'ConflictException',
      status: 400,
      fields,
      times: 1,
    });
    const refused = await send('SendTextMessage', message);
    assert.equal(refused.body.__type, 'ConflictException');
    assert.equal(refused.body.Reason, 'DESTINATION_PHONE_NUMBER_OPTED_OUT');
    assert.equal(
      (await send('SendTextMessage', { ...message, DestinationPhoneNumber: '1' })).body.__type,
      'ValidationException',
    );
  });

  it('refuse unsigned administrative calls', async () => {
    const { body } = await call(pool, 'AdminGetUser', { UserPoolId: pool.userPoolId, Username: 'x' });
    assert.equal(body.__type, 'MissingAuthenticationTokenException');
  });
});
