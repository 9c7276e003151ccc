import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { Deployment, type Reply } from '../support/deployed.js';

const plenty = { RangeSendsAnHour: '1000', RangeSendsADay: '1000' };
let people = 0;
const newPhone = () => `+447700900${String(people++).padStart(3, '0')}`;

describe('the secret’s rotation, by the deployed function', () => {
  let deployment: Deployment;
  let secrets: SecretsManagerClient;
  let SecretId: string;
  before(async () => {
    deployment = await Deployment.start(plenty);
    secrets = new SecretsManagerClient({
      region: 'us-east-1',
      endpoint: deployment.endpoint,
      credentials: { accessKeyId: 'DEVELOPER', secretAccessKey: 'own' },
    });
    // By a first rotation, which also tells which secret it is.
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

  async function begin(): Promise<{ started: Reply; code: string; phone: string }> {
    const phone = newPhone();
    await deployment.signUp({ phone_number: phone });
    return { phone, started: await deployment.start(phone), code: await deployment.code() };
  }
  const isIn = (reply: Reply) => reply.AuthenticationResult !== undefined;

  it('keeps the pepper and changes the key; what was current is the version before', async () => {
    const before = await parsed('AWSCURRENT');
    await rotate();
    const [current, previous] = [await parsed('AWSCURRENT'), await parsed('AWSPREVIOUS')];
    assert.deepEqual(previous, before);
    assert.equal(current.pepper, before.pepper);
    assert.notEqual(current.code, before.code);
    assert.ok(current.code.length >= 32);
  });

  it('in mid-challenge leaves the code in hand working, on functions warm and cold', async () => {
    const { started, code } = await begin();
    await rotate();
    assert.ok(isIn(await deployment.answer(started, code)));
    const second = await begin();
    await rotate();
    // Five minutes is what a warm function keeps a secret for: the code's end is a minute short of it.
    await deployment.control('POST', '/clock', { advanceMs: 4 * 60_000 });
    assert.ok(isIn(await deployment.answer(second.started, second.code)));
  });

  it('leaves a session joined to the code working, and a resend repeating it', async () => {
    const { phone, started, code } = await begin();
    await rotate();
    await deployment.control('POST', '/clock', { advanceMs: 31_000 });
    const again = await deployment.answer(started, 'send', { request: 'send' });
    assert.equal(await deployment.code(), code);
    const joined = await deployment.start(phone);
    assert.ok(isIn(await deployment.answer(joined, code)));
    assert.ok(!isIn(await deployment.answer(again, code)), 'once');
  });

  it('twice in a row costs at most the code under way: the next one works', async () => {
    await begin();
    await rotate();
    await rotate();
    const { started, code } = await begin();
    assert.ok(isIn(await deployment.answer(started, code)));
  });

  it('leaves every budget where it was', async () => {
    const { started } = await begin();
    const wrongs = [await deployment.answer(started, 'x')];
    await rotate();
    wrongs.push(await deployment.answer(wrongs[0]!, 'y'));
    assert.equal(wrongs[1]?.ChallengeParameters?.attemptsLeft, '1');
  });

  for (const action of ['PutSecretValue', 'UpdateSecretVersionStage'] as const) {
    it(`that fails at ${action} changes nothing, and the next one comes to its end`, async () => {
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
      assert.ok(isIn(await deployment.answer(started, code)));
    });
  }

  it('that Secrets Manager repeats step by step is done once', async () => {
    const before = await textAt('AWSCURRENT');
    await deployment.control('POST', '/faults', {
      kind: 'duplicate',
      on: { service: 'secretsmanager', function: 'RotateSecret' },
    });
    assert.equal((await rotate()).error, undefined);
    assert.equal(await textAt('AWSPREVIOUS'), before);
    assert.equal(Object.keys(await stages()).length, 2);
  });

  it('does not take over a secret whose text it can not read', async () => {
    const before = await textAt('AWSCURRENT');
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'short' }));
    assert.match((await rotate()).error ?? '', /RotateSecret failed at createSecret/);
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: before }));
    assert.equal((await rotate()).error, undefined);
  });

  it('writes no secret into its log', async () => {
    const texts = [await textAt('AWSCURRENT'), await textAt('AWSPREVIOUS')];
    const log = (await deployment.logs()).map(({ text }) => text).join('\n');
    for (const text of texts) {
      const { code, pepper } = JSON.parse(text) as { code: string; pepper: string };
      assert.ok(!log.includes(code) && !log.includes(pepper));
    }
  });
});
