/** The deployed bundles with slow, failing and throttled services, and across a redeployment. */

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startLocalPool } from '@cognito-otp/local-pool';
import { codeIn } from '@cognito-otp/test-kit/codes';
import { type CognitoReply, type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';
import { rotatedSecret } from '../src/domain/keyring.js';

/** The reasons that a page may be given after a fault; after all of them it can try again. */
const RETRYABLE_REASONS = new Set([undefined, 'send_failed', 'unchecked', 'rate_limited']);

/** The faults of a service. A call that is slow by one second succeeds, unless the test machine is slow as well. */
const faults: [name: string, fault: object][] = [
  ['slow by a second, once', { kind: 'latency', ms: 1000, times: 1 }],
  ['slow by six seconds', { kind: 'latency', ms: 6000 }],
  ['slow by six seconds after the effect', { kind: 'latency', ms: 6000, at: 'after' }],
  ['throttled', { kind: 'throttle' }],
  ['down', { kind: 'error', code: 'InternalFailure', message: 'of +447700900123', status: 500 }],
  ['connection closed before the reply', { kind: 'drop-response' }],
];

const services = ['sns', 'dynamodb', 'secretsmanager'] as const;
const limits = { RangeSendsAnHour: '1000', RangeSendsADay: '1000' };
let numbers = 0;

// Each service has its own pool, and most of the time is spent waiting for a slow service, so three run at a time.
describe('deployed bundles with faulty services', { concurrency: 3 }, () => {
  for (const service of services) {
    describe(`starting a sign-in with a fault of ${service}`, { concurrency: 1 }, () => {
      const deployment = startDeployment(startLocalPool, limits);
      after(async () => (await deployment).close());
      for (const [name, fault] of faults) {
        it(`${name}: fails closed with a reason, and the session continues afterwards`, async () => {
          const pool = await deployment;
          const number = newNumber();
          await pool.signUp({ phone_number: number });
          pool.redeploy();
          await pool.control('POST', '/faults', { ...fault, on: { service } });
          const started = await pool.start(number);
          await pool.control('DELETE', '/faults');
          const reason = reasonIn(started);
          assert.ok(RETRYABLE_REASONS.has(reason), `${reason}`);
          const sent = await messages(pool, number);
          assert.ok(sent.length <= 1);
          assert.ok(reason !== undefined || sent.length === 1, 'neither a message nor a reason');
          await assertContinues(pool, number, started);
        });
      }
    });
  }

  for (const service of ['dynamodb', 'secretsmanager'] as const) {
    describe(`answering a code with a fault of ${service}`, { concurrency: 1 }, () => {
      const deployment = startDeployment(startLocalPool, limits);
      after(async () => (await deployment).close());
      for (const [name, fault] of faults) {
        it(`${name}: fails closed with a reason, and the session continues afterwards`, async () => {
          const pool = await deployment;
          const number = newNumber();
          await pool.signUp({ phone_number: number });
          const started = await pool.start(number);
          const code = codeIn((await messages(pool, number))[0]!);
          pool.redeploy();
          await pool.control('POST', '/faults', { ...fault, on: { service, function: 'VerifyAuthChallengeResponse' } });
          const answered = await pool.answer(started, code);
          await pool.control('DELETE', '/faults');
          assert.equal((await messages(pool, number)).length, 1);
          if (answered.AuthenticationResult) return;
          assert.ok(RETRYABLE_REASONS.has(reasonIn(answered)), `${reasonIn(answered)}`);
          await assertContinues(pool, number, answered);
        });
      }
    });
  }
});

function newNumber(): string {
  numbers += 1;
  return `+44770090${1000 + numbers}`;
}

describe('deployed bundles after a redeployment and a rotation of the secret during a sign-in', () => {
  const number = '+447700900123';

  it('accept a code sent before, in newly started functions', async () => {
    const pool = await startDeployment(startLocalPool);
    try {
      const secret = await secretOf(pool);
      await pool.signUp({ phone_number: number });
      const started = await pool.start(number);
      const code = await pool.code();
      await secret.write(rotatedSecret(await secret.read(), 'k'.repeat(64)));
      pool.redeploy();
      const wrong = await pool.answer(started, code === '000000' ? '000001' : '000000');
      assert.equal(reasonIn(wrong), 'wrong_code');
      const answered = await pool.answer(wrong, code);
      assert.ok(answered.AuthenticationResult, JSON.stringify(answered));
      await pool.control('POST', '/clock', { advanceMs: 31_000 });
      const next = await pool.start(number);
      assert.ok((await pool.answer(next, await pool.code())).AuthenticationResult, 'the new version derives codes');
    } finally {
      await pool.close();
    }
  });

  it('fail closed if the whole secret is replaced, including the pepper; the same session can then sign in', async () => {
    const pool = await startDeployment(startLocalPool);
    try {
      await pool.signUp({ phone_number: number });
      const started = await pool.start(number);
      const code = await pool.code();
      await (await secretOf(pool)).write('another secret altogether, and so another pepper');
      pool.redeploy();
      const answered = await pool.answer(started, code);
      assert.equal(reasonIn(answered), 'not_sent');
      await assertContinues(pool, number, answered);
    } finally {
      await pool.close();
    }
  });
});

/** The secret that codes are derived with, as an operator can read and write it. */
async function secretOf(pool: Deployment) {
  const [{ arn }] = (await pool.control('POST', '/secrets/rotate')) as [{ arn: string }];
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'operator' };
  const client = new SecretsManagerClient({ region: 'eu-west-1', endpoint: pool.endpoint, credentials });
  return {
    read: async () => (await client.send(new GetSecretValueCommand({ SecretId: arn }))).SecretString ?? '',
    write: (SecretString: string) => client.send(new PutSecretValueCommand({ SecretId: arn, SecretString })),
  };
}

function reasonIn(reply: CognitoReply): string | undefined {
  assert.equal(reply.ChallengeName, 'CUSTOM_CHALLENGE', JSON.stringify(reply));
  assert.ok(!JSON.stringify(reply.ChallengeParameters).includes('InternalFailure'));
  return reply.ChallengeParameters?.reason;
}

async function messages(pool: Deployment, number: string): Promise<string[]> {
  return (await pool.outbox()).filter(({ to }) => to === number).map(({ body }) => body);
}

/** Asserts that the session can request a message and sign in with its code. */
async function assertContinues(pool: Deployment, number: string, from: CognitoReply): Promise<void> {
  await pool.control('POST', '/clock', { advanceMs: 31_000 });
  const asked = await pool.answer(from, 'send', { request: 'send' });
  assert.equal(reasonIn(asked), undefined);
  const code = codeIn((await messages(pool, number)).at(-1)!);
  const answered = await pool.answer(asked, code);
  assert.ok(answered.AuthenticationResult, JSON.stringify(answered));
}
