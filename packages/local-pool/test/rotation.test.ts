/** Rotation of secrets by a function. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type LocalPool, startLocalPool } from '@cognito-otp/local-pool';
import { control } from './support.js';

/** A template with a secret and a rotation function that runs `code` in each step. */
const template = (code: string, more = '') => `
Transform: AWS::Serverless-2016-10-31
Resources:
  People: { Type: AWS::Cognito::UserPool }
  Web: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref People } }
  Pepper:
    Type: AWS::SecretsManager::Secret
    Properties: { Name: pepper, GenerateSecretString: { PasswordLength: 40, ExcludePunctuation: true } }
  Rotate:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Policies:
        - Statement: [{ Effect: Allow, Action: 'secretsmanager:*', Resource: !Ref Pepper }]
      InlineCode: |
        const call = async (action, body) => {
          const scope = \`\${process.env.AWS_ACCESS_KEY_ID}/20260101/us-east-1/secretsmanager/aws4_request\`;
          const reply = await fetch(process.env.AWS_ENDPOINT_URL, {
            method: 'POST',
            headers: {
              authorization: \`AWS4-HMAC-SHA256 Credential=\${scope}, SignedHeaders=host, Signature=none\`,
              'x-amz-target': 'secretsmanager.' + action,
            },
            body: JSON.stringify(body),
          });
          const answer = await reply.json();
          if (!reply.ok) throw new Error(answer.message);
          return answer;
        };
        exports.handler = async ({ Step, SecretId, ClientRequestToken }) => {
          ${code}
        };
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !GetAtt Rotate.Arn
      Principal: secretsmanager.amazonaws.com
      SourceArn: !Ref Pepper
  Schedule:
    Type: AWS::SecretsManager::RotationSchedule
    Properties:
      SecretId: !Ref Pepper
      RotationLambdaARN: !GetAtt Rotate.Arn
      RotationRules: { AutomaticallyAfterDays: 30 }
${more}`;

const create = `
          if (Step === 'createSecret') {
            const { SecretString } = await call('GetSecretValue', { SecretId });
            const next = SecretString.split('-')[0] + '-next';
            await call('PutSecretValue', { SecretId, ClientRequestToken, SecretString: next, VersionStages: ['AWSPENDING'] });
          }`;
const finish = `
          if (Step === 'finishSecret') {
            const { VersionIdsToStages: stages } = await call('DescribeSecret', { SecretId });
            const RemoveFromVersionId = Object.keys(stages).find((id) => stages[id].includes('AWSCURRENT'));
            const MoveToVersionId = ClientRequestToken;
            await call('UpdateSecretVersionStage', { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId, RemoveFromVersionId });
          }`;

async function withTemplate(test: TestContext, text: string, log?: (line: string) => void): Promise<LocalPool> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rotation-test-'));
  await writeFile(path.join(folder, 'template.yaml'), text);
  const pool = await startLocalPool({ template: path.join(folder, 'template.yaml'), ...(log ? { log } : {}) });
  test.after(async () => {
    await pool.close();
    await rm(folder, { recursive: true });
  });
  return pool;
}

const clientOf = (pool: LocalPool) =>
  new SecretsManagerClient({
    region: pool.region,
    endpoint: pool.endpoint,
    credentials: { accessKeyId: 'DEVELOPER', secretAccessKey: 'own' },
  });
const rotate = (pool: LocalPool) => control(pool, 'POST', '/secrets/rotate', { secretId: 'pepper' });

describe('a secret with a rotation function', () => {
  it('is rotated by it: the pending version becomes current, and the old one is kept as previous', async (test) => {
    const pool = await withTemplate(test, template(create + finish));
    const client = clientOf(pool);
    const value = (VersionStage: string) =>
      client.send(new GetSecretValueCommand({ SecretId: 'pepper', VersionStage }));
    const first = await value('AWSCURRENT');
    const [{ versionId }] = (await rotate(pool)).body;
    const [current, previous] = [await value('AWSCURRENT'), await value('AWSPREVIOUS')];
    assert.equal(current.VersionId, versionId);
    assert.equal(current.SecretString, `${first.SecretString}-next`);
    assert.equal(previous.VersionId, first.VersionId);
    const again = await rotate(pool);
    assert.equal(again.status, 200);
    const { VersionIdsToStages: stages = {} } = await client.send(new DescribeSecretCommand({ SecretId: 'pepper' }));
    assert.deepEqual(Object.values(stages).flat().sort(), ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS']);
    assert.equal(Object.keys(stages).length, 2);
    assert.deepEqual(stages[versionId], ['AWSPREVIOUS']);
  });

  for (const [how, code, words] of [
    [
      'fails at a step',
      `if (Step === 'testSecret') throw new Error('no good');${create}`,
      /Rotate failed at testSecret of pepper: no good/,
    ],
    ['never finishes', create, /Rotate finished without moving AWSCURRENT to the new version of pepper/],
    [
      'uses a version that does not exist',
      `await call('GetSecretValue', { SecretId, VersionId: ClientRequestToken });`,
      /failed at createSecret of pepper: .*can't find the specified secret value/,
    ],
  ] as const) {
    it(`keeps its current version if the function ${how}, and reports why`, async (test) => {
      const pool = await withTemplate(test, template(code));
      const current = () => clientOf(pool).send(new GetSecretValueCommand({ SecretId: 'pepper' }));
      const { VersionId } = await current();
      const { status, body } = await rotate(pool);
      assert.equal(status, 400);
      assert.match(body.error, words);
      assert.equal((await current()).VersionId, VersionId);
    });
  }

  it('is not rotated without a permission for Secrets Manager', async (test) => {
    const text = template(create + finish).replace(
      'Principal: secretsmanager.amazonaws.com',
      'Principal: s3.amazonaws.com',
    );
    const { status, body } = await rotate(await withTemplate(test, text));
    assert.equal(status, 400);
    assert.match(body.error, /Secrets Manager may not invoke .*Rotate/);
  });

  it('gets a generated text if its function needs another runtime, with a notice', async (test) => {
    const notices: string[] = [];
    const text = template(create + finish).replace('Runtime: nodejs22.x', 'Runtime: python3.13');
    const pool = await withTemplate(test, text, (line) => notices.push(line));
    assert.equal((await rotate(pool)).status, 200);
    assert.match(
      notices.join('\n'),
      /The rotation function of \S+pepper-\w+ does not run on Node\. The local pool rotates the secret by generating a new value/,
    );
  });
});

describe('staging labels of versions', () => {
  it('move as requested, and only from the version that the request names', async (test) => {
    const pool = await withTemplate(test, template(create + finish));
    const client = clientOf(pool);
    const SecretId = 'pepper';
    const first = await client.send(new GetSecretValueCommand({ SecretId }));
    const token = 'a'.repeat(36);
    const put = (SecretString: string) =>
      client.send(
        new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken: token, VersionStages: ['MINE'] }),
      );
    await put('one');
    await put('one');
    await assert.rejects(put('two'), { name: 'ResourceExistsException' });
    assert.equal((await client.send(new GetSecretValueCommand({ SecretId }))).VersionId, first.VersionId);
    const move = (RemoveFromVersionId?: string) =>
      client.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: token,
          ...(RemoveFromVersionId ? { RemoveFromVersionId } : {}),
        }),
      );
    await assert.rejects(move(), { name: 'InvalidParameterException' });
    await move(first.VersionId);
    assert.equal((await client.send(new GetSecretValueCommand({ SecretId }))).SecretString, 'one');
  });
});
