/** The AWS services that the local pool provides for functions, called by the AWS SDK. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { LocalPool } from '@cognito-otp/local-pool';
import { type Answer, call, control, fixture, initiate, newPhone, signUp, start } from './support.js';

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
