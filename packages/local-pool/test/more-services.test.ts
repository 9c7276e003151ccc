/**
 * SES version 1, Parameter Store and KMS over HTTP, and calls that the local pool does not
 * implement.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LocalPool } from '@cognito-otp/local-pool';
import { control, printedAtSignUp, startText } from './support.js';

const statement = (action: string): string => `{ Effect: Allow, Action: '${action}', Resource: '*' }`;
const TEMPLATE = `
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PreSignUp: !GetAtt F.Arn } } }
  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool } }
  Origin: { Type: AWS::SSM::Parameter, Properties: { Name: /app/origin, Type: String, Value: 'https://example.com' } }
  Depth: { Type: AWS::SSM::Parameter, Properties: { Name: /app/deep/er, Type: StringList, Value: 'a,b' } }
  Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: {} } }
  Alias: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/own, TargetKeyId: !Ref Key } }
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Environment: { Variables: { KEY: !GetAtt Key.Arn, NAME: !Ref Origin } }
      Policies: [{ Statement: [${['ssm:GetParameter', 'kms:Encrypt', 'sns:*'].map(statement).join(', ')}] }]
      InlineCode: |
        const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, KEY, NAME } = process.env;
        const send = async (service, target, input) => {
          const response = await fetch(AWS_ENDPOINT_URL, { method: 'POST', body: JSON.stringify(input), headers: {
            authorization: 'AWS4-HMAC-SHA256 Credential=' + AWS_ACCESS_KEY_ID + '/20260101/us-east-1/' + service + '/aws4_request, SignedHeaders=host, Signature=0',
            'x-amz-target': target } });
          return response.json();
        };
        exports.handler = async (event) => {
          const { SNS } = require('@aws-sdk/client-sns');
          const failed = (error) => ({ name: error.name, message: error.message });
          console.log('SEEN', JSON.stringify({
            parameter: await send('ssm', 'AmazonSSM.GetParameter', { Name: NAME }),
            several: await send('ssm', 'AmazonSSM.GetParameters', { Names: [NAME] }),
            encrypted: await send('kms', 'TrentService.Encrypt', { KeyId: KEY, Plaintext: 'aGk=' }),
            decrypted: await send('kms', 'TrentService.Decrypt', { CiphertextBlob: (await send('kms', 'TrentService.Encrypt', { KeyId: KEY, Plaintext: 'aGk=' })).CiphertextBlob }),
            events: await send('events', 'AWSEvents.PutEvents', {}),
            topic: await new SNS({}).createTopic({ Name: 'x' }).catch(failed),
          }));
          event.response.autoConfirmUser = true;
          return event;
        };
  May: { Type: AWS::Lambda::Permission, Properties: { Action: 'lambda:InvokeFunction', FunctionName: !Ref F, Principal: cognito-idp.amazonaws.com } }
`;

describe('more services for functions', () => {
  let pool: LocalPool;
  const lines: string[] = [];
  before(async () => {
    pool = await startText(TEMPLATE, { log: (line) => lines.push(line) });
  });
  after(() => pool.close());

  const request = async (service: string, headers: Record<string, string>, body: string) => {
    const authorization = `AWS4-HMAC-SHA256 Credential=own/20260101/${pool.region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
    const response = await fetch(pool.endpoint, { method: 'POST', headers: { authorization, ...headers }, body });
    return { status: response.status, text: await response.text() };
  };
  const json = async (service: string, target: string, input: object) => {
    const { status, text } = await request(service, { 'x-amz-target': target }, JSON.stringify(input));
    return { status, ...JSON.parse(text) };
  };
  const ssm = (action: string, input: object) => json('ssm', `AmazonSSM.${action}`, input);
  const kms = (action: string, input: object) => json('kms', `TrentService.${action}`, input);
  const form = (service: string, fields: Record<string, string>) =>
    request(
      service,
      { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      new URLSearchParams({ Version: '2010-12-01', ...fields }).toString(),
    );
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  const lastMessage = async () => {
    const { id: _, at: __, ...message } = (await control(pool, 'GET', '/outbox')).body.at(-1);
    return message;
  };

  it('send email with SES version 1, in XML', async () => {
    const sent = await form('ses', {
      Action: 'SendEmail',
      Source: 'Us <us@example.com>',
      'Destination.ToAddresses.member.1': 'ann@example.com',
      'Destination.CcAddresses.member.1': 'bob@example.com',
      'Message.Subject.Data': 'Code & more',
      'Message.Body.Text.Data': '123',
      'Message.Body.Html.Data': '<b>123</b>',
    });
    assert.match(sent.text, /^<SendEmailResponse .*<MessageId>[\w-]{36}<\/MessageId><\/SendEmailResult>/);
    const { body } = await control(pool, 'GET', '/outbox');
    assert.deepEqual(
      body.slice(-2).map(({ to }: { to: string }) => to),
      ['ann@example.com', 'bob@example.com'],
    );
    assert.deepEqual(await lastMessage(), {
      channel: 'email',
      to: 'bob@example.com',
      subject: 'Code & more',
      body: '123',
      html: '<b>123</b>',
      from: 'Us <us@example.com>',
      request: { service: 'ses', region: 'us-east-1' },
    });
    const incomplete = await form('ses', { Action: 'SendEmail', Source: 'us@example.com' });
    assert.equal(incomplete.status, 400);
    assert.match(incomplete.text, /<Code>ValidationError<\/Code>/);
    const other = await form('ses', { Action: 'SendBulkTemplatedEmail' });
    assert.match(
      other.text,
      /<Code>InvalidAction<\/Code><Message>The local pool doesn't provide SendBulkTemplatedEmail of SES\./,
    );
  });

  it('send raw email: encoded headers, several parts, quoted-printable and Base64', async () => {
    const messages: [raw: string, subject: string, text: string, html: string | undefined][] = [
      [
        'From: us@example.com\r\nTo: Cleo <cleo@example.com>\r\nSubject: Plain\r\n\r\nYour code is 1\r\n',
        'Plain',
        'Your code is 1',
        undefined,
      ],
      [
        `From: us@example.com\nTo: cleo@example.com\nSubject: =?utf-8?B?${base64('Grüße')}?=\nContent-Type: multipart/alternative;\n boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${base64('Dein Code für heute ist 2')}\n--b\nContent-Type: text/html\n\n<p>2</p>\n--b--\n`,
        'Grüße',
        'Dein Code für heute ist 2',
        '<p>2</p>',
      ],
      [
        'From: us@example.com\nTo: cleo@example.com\nSubject: =?UTF-8?Q?D=C3=A9j=C3=A0_vu?=\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nVoil=C3=A0 =\n3\n',
        'Déjà vu',
        'Voilà 3',
        undefined,
      ],
    ];
    for (const [raw, subject, text, html] of messages) {
      await form('ses', { Action: 'SendRawEmail', 'RawMessage.Data': base64(raw) });
      const message = await lastMessage();
      assert.deepEqual(
        [message.to, message.subject, message.body, message.html],
        ['cleo@example.com', subject, text, html],
      );
    }
  });

  it('read parameters of the template, and put others', async () => {
    const { Parameter } = await ssm('GetParameter', { Name: '/app/origin' });
    assert.deepEqual([Parameter.Type, Parameter.Value, Parameter.Version], ['String', 'https://example.com', 1]);
    assert.match(Parameter.ARN, /^arn:aws:ssm:us-east-1:\d{12}:parameter\/app\/origin$/);
    assert.equal((await ssm('GetParameter', { Name: Parameter.ARN })).Parameter.Name, '/app/origin');
    const missing = await ssm('GetParameter', { Name: '/app/key' });
    assert.equal(missing.__type, 'ParameterNotFound');
    assert.match(missing.message, /aws ssm put-parameter --endpoint-url http:\S+ --name \/app\/key/);
    assert.equal((await ssm('PutParameter', { Name: '/app/key', Type: 'SecureString', Value: 'secret' })).Version, 1);
    assert.equal((await ssm('PutParameter', { Name: '/app/key', Value: 'x' })).__type, 'ParameterAlreadyExists');
    assert.notEqual((await ssm('GetParameter', { Name: '/app/key' })).Parameter.Value, 'secret');
    const several = await ssm('GetParameters', { Names: ['/app/key', '/none'], WithDecryption: true });
    assert.deepEqual([several.Parameters[0].Value, several.InvalidParameters], ['secret', ['/none']]);
    const names = async (input: object) =>
      (await ssm('GetParametersByPath', input)).Parameters.map(({ Name }: { Name: string }) => Name);
    assert.deepEqual(await names({ Path: '/app' }), ['/app/origin', '/app/key']);
    assert.deepEqual(await names({ Path: '/app/', Recursive: true }), ['/app/origin', '/app/deep/er', '/app/key']);
  });

  it('encrypt and decrypt with keys of this machine', async () => {
    const EncryptionContext = { user: 'ann' };
    const { CiphertextBlob, KeyId } = await kms('Encrypt', {
      KeyId: 'alias/own',
      Plaintext: base64('code'),
      EncryptionContext,
    });
    assert.match(KeyId, /^arn:aws:kms:us-east-1:\d{12}:key\/[\w-]{36}$/);
    assert.equal((await kms('Decrypt', { CiphertextBlob, EncryptionContext })).Plaintext, base64('code'));
    for (const wrong of [
      { EncryptionContext: { user: 'bob' } },
      {},
      { CiphertextBlob: base64('x'), EncryptionContext },
    ]) {
      assert.equal((await kms('Decrypt', { CiphertextBlob, ...wrong })).__type, 'InvalidCiphertextException');
    }
    const otherKey = await kms('Decrypt', { CiphertextBlob, EncryptionContext, KeyId: 'alias/other' });
    assert.equal(otherKey.__type, 'IncorrectKeyException');
    const dataKey = await kms('GenerateDataKey', { KeyId, KeySpec: 'AES_256' });
    assert.equal(Buffer.from(dataKey.Plaintext, 'base64').length, 32);
    assert.equal((await kms('Decrypt', { CiphertextBlob: dataKey.CiphertextBlob })).Plaintext, dataKey.Plaintext);
    assert.equal((await kms('GenerateDataKey', { KeyId })).__type, 'ValidationException');
    const hidden = await kms('GenerateDataKeyWithoutPlaintext', { KeyId, NumberOfBytes: 24 });
    assert.equal(hidden.Plaintext, undefined);
    const message = { KeyId, Message: base64('m'), MacAlgorithm: 'HMAC_SHA_256' };
    const { Mac } = await kms('GenerateMac', message);
    assert.equal((await kms('VerifyMac', { ...message, Mac })).MacValid, true);
    assert.equal((await kms('VerifyMac', { ...message, Mac: base64('x') })).__type, 'KMSInvalidMacException');
  });

  it('check the role of the function, and report unimplemented calls with the function and its line', async () => {
    const seen = await printedAtSignUp(pool);
    assert.equal(seen.parameter.Parameter.Value, 'https://example.com');
    assert.equal(seen.several.__type, 'AccessDeniedException');
    assert.ok(seen.encrypted.CiphertextBlob);
    assert.match(seen.decrypted.message, /is not authorized to perform: kms:Decrypt on resource: arn:aws:kms/);
    assert.equal(seen.events.__type, 'UnknownOperationException');
    const who = /which the function F calls \(\S+template\.yaml:10\)\./;
    assert.match(seen.events.message, /^The local pool doesn't provide PutEvents of events, which/);
    assert.match(seen.events.message, who);
    assert.match(seen.topic.message, /^The local pool doesn't provide CreateTopic of SNS, which/);
    assert.match(seen.topic.message, who);
    assert.equal(lines.filter((line) => /PutEvents of events.* does not leave this machine\.$/.test(line)).length, 1);
  });
});
