/** Rotation of the secret on a deployment. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { startLocalPool } from '@cognito-otp/local-pool';
import { type CognitoReply, type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';

const largeBudgets = { RangeSendsAnHour: '1000', RangeSendsADay: '1000' };
let numbers = 0;
const newPhone = () => `+447700900${String(numbers++).padStart(3, '0')}`;

describe('rotation of the secret by the deployed function', () => {
  let deployment: Deployment;
  let secrets: SecretsManagerClient;
  let SecretId: string;
  before(async () => {
    deployment = await startDeployment(startLocalPool, largeBudgets);
    secrets = new SecretsManagerClient({
      region: 'us-east-1',
      endpoint: deployment.endpoint,
      credentials: { accessKeyId: 'DEVELOPER', secretAccessKey: 'own' },
    });
    // A first rotation also returns the ARN of the secret.
    const [{ arn }] = (await deployment.control('POST', '/secrets/rotate', {})) as [{ arn: string }];
    SecretId = arn;
  });
  after(() => deployment.close());
  afterEach(() => deployment.control('DELETE', '/faults'));

  const rotate = async () =>
    (await deployment.control('POST', '/secrets/rotate', { secretId: SecretId })) as { error?: string };
  const textAt = async (VersionStage: string) =>
    (await secrets.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString ?? '';
  const parsed = async (stage: string) => JSON.parse(await textAt(stage)) as { code: string; pepper: string };
  const stages = async () => (await secrets.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages ?? {};

  async function begin(): Promise<{ started: CognitoReply; code: string; phone: string }> {
    const phone = newPhone();
    await deployment.signUp({ phone_number: phone });
    return { phone, started: await deployment.start(phone), code: await deployment.code() };
  }
  const isSignedIn = (reply: CognitoReply) => reply.AuthenticationResult !== undefined;

  it('keeps the pepper and changes the key; the current version becomes the previous one', async () => {
    const before = await parsed('AWSCURRENT');
    await rotate();
    const [current, previous] = [await parsed('AWSCURRENT'), await parsed('AWSPREVIOUS')];
    assert.deepEqual(previous, before);
    assert.equal(current.pepper, before.pepper);
    assert.notEqual(current.code, before.code);
    assert.ok(current.code.length >= 32);
  });

  it('keeps a code that was already sent working, in warm and cold functions', async () => {
    const { started, code } = await begin();
    await rotate();
    assert.ok(isSignedIn(await deployment.answer(started, code)));
    const second = await begin();
    await rotate();
    // A warm function caches the secret for five minutes; the code is answered one minute before that.
    await deployment.control('POST', '/clock', { advanceMs: 4 * 60_000 });
    assert.ok(isSignedIn(await deployment.answer(second.started, second.code)));
  });

  it('keeps a joined session working, and a resend repeats the same code', async () => {
    const { phone, started, code } = await begin();
    await rotate();
    await deployment.control('POST', '/clock', { advanceMs: 31_000 });
    const again = await deployment.answer(started, 'send', { request: 'send' });
    assert.equal(await deployment.code(), code);
    const joined = await deployment.start(phone);
    assert.ok(isSignedIn(await deployment.answer(joined, code)));
    assert.ok(!isSignedIn(await deployment.answer(again, code)), 'once');
  });

  it('voids at most the active code if it happens twice in a row; the next code works', async () => {
    await begin();
    await rotate();
    await rotate();
    const { started, code } = await begin();
    assert.ok(isSignedIn(await deployment.answer(started, code)));
  });

  it('changes no budget', async () => {
    const { started } = await begin();
    const wrongs = [await deployment.answer(started, 'x')];
    await rotate();
    wrongs.push(await deployment.answer(wrongs[0]!, 'y'));
    assert.equal(wrongs[1]?.ChallengeParameters?.attemptsLeft, '1');
  });

  for (const action of ['PutSecretValue', 'UpdateSecretVersionStage'] as const) {
    it(`changes nothing if ${action} fails, and the next rotation succeeds`, async () => {
      const { started, code } = await begin();
      const before = await textAt('AWSCURRENT');
      await deployment.control('POST', '/faults', {
        kind: 'error',
        on: { service: 'secretsmanager', action, function: 'RotateSecret' },
        code: 'InternalServiceError',
        message: 'down',
        status: 400,
      });
      assert.match((await rotate()).error ?? '', /RotateSecret failed at (createSecret|finishSecret)/);
      assert.equal(await textAt('AWSCURRENT'), before);
      await deployment.control('DELETE', '/faults');
      assert.equal((await rotate()).error, undefined);
      assert.notEqual(await textAt('AWSCURRENT'), before);
      assert.ok(isSignedIn(await deployment.answer(started, code)));
    });
  }

  it('happens once if Secrets Manager repeats each step', async () => {
    const before = await textAt('AWSCURRENT');
    await deployment.control('POST', '/faults', {
      kind: 'duplicate',
      on: { service: 'secretsmanager', function: 'RotateSecret' },
    });
    assert.equal((await rotate()).error, undefined);
    assert.equal(await textAt('AWSPREVIOUS'), before);
    assert.equal(Object.keys(await stages()).length, 2);
  });

  it('fails for a secret whose text it cannot parse', async () => {
    const before = await textAt('AWSCURRENT');
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'short' }));
    assert.match((await rotate()).error ?? '', /RotateSecret failed at createSecret/);
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: before }));
    assert.equal((await rotate()).error, undefined);
  });

  it('writes no secret to its log', async () => {
    const texts = [await textAt('AWSCURRENT'), await textAt('AWSPREVIOUS')];
    const log = (await deployment.logs()).map(({ text }) => text).join('\n');
    for (const text of texts) {
      const { code, pepper } = JSON.parse(text) as { code: string; pepper: string };
      assert.ok(!log.includes(code) && !log.includes(pepper));
    }
  });
});
