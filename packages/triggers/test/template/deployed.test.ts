/** What a deployment stores, and which authentication flows it offers. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { startLocalPool } from '@cognito-otp/local-pool';
import { codeIn, wrongCode } from '@cognito-otp/test-kit/codes';
import { type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';
import { resolved } from './support/template.js';

describe('every item that a deployment writes', () => {
  let deployment: Deployment;
  let items: Record<string, AttributeValue>[];
  const day = 86_400;
  before(async () => {
    deployment = await startDeployment(startLocalPool);
    for (const attributes of [{ phone_number: '+447700900123' }, { email: 'ann@example.com' }]) {
      await deployment.signUp(attributes);
      const started = await deployment.start(Object.values(attributes)[0]!);
      const code = await deployment.code();
      await deployment.answer(await deployment.answer(started, wrongCode(code)), code);
    }
    // An unknown user, a user who gives wrong answers until the session ends, and a send request.
    await deployment.start('+447700900456');
    await deployment.signUp({ phone_number: '+447700900789' });
    let page = await deployment.start('+447700900789');
    page = await deployment.answer(page, 'send', { request: 'send' });
    for (let tries = 0; tries < 3; tries += 1) page = await deployment.answer(page, 'none');
    const client = new DynamoDBClient({
      region: 'us-east-1',
      endpoint: deployment.endpoint,
      credentials: { accessKeyId: 'DEVELOPER', secretAccessKey: 'own' },
    });
    items = [];
    const TableName = (await resolved()).outputs.TableName;
    for await (const page of paginateScan({ client }, { TableName })) items.push(...(page.Items ?? []));
  });
  after(() => deployment.close());

  it('expires by itself, except for the counters that carry a kill switch', () => {
    const kept = items.filter((item) => item.ttl === undefined).map(({ pk }) => pk?.S);
    assert.deepEqual(kept.sort(), ['sends', 'sign-ups']);
    const withEnd = items.filter((item) => item.ttl !== undefined);
    assert.ok(withEnd.length >= 8, `${withEnd.length} items`);
    const now = Date.now() / 1000;
    for (const { pk, ttl } of withEnd) {
      const end = Number(ttl?.N);
      assert.ok(Number.isInteger(end), pk?.S);
      assert.ok(end > now && end < now + 401 * day, `${pk?.S} ends in ${Math.round((end - now) / day)} days`);
    }
  });

  it('contains no address and no code', async () => {
    const text = JSON.stringify(items);
    for (const message of await deployment.outbox()) {
      assert.ok(!text.includes(message.to) && !text.includes(codeIn(message.body)));
    }
  });
});

describe('promise 24: authentication flows of the deployed pool', () => {
  for (const factorOrder of ['otp', 'password-then-otp']) {
    it(`FactorOrder=${factorOrder}: a password or SRP alone does not sign in, right or wrong`, async (test) => {
      const deployment = await startDeployment(startLocalPool, { FactorOrder: factorOrder });
      test.after(() => deployment.close());
      const phone = '+447700900321';
      await deployment.signUp({ phone_number: phone });
      const PASSWORD = 'Correct-horse-battery-1';
      for (const [AuthFlow, parameters] of [
        ['USER_PASSWORD_AUTH', { PASSWORD }],
        ['USER_SRP_AUTH', { SRP_A: 'ab'.repeat(128) }],
        ['USER_AUTH', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD }],
        ['USER_AUTH', { PREFERRED_CHALLENGE: 'SMS_OTP' }],
      ] as const) {
        const reply = await deployment.call('InitiateAuth', {
          AuthFlow,
          AuthParameters: { USERNAME: phone, ...parameters },
        });
        assert.ok(
          ['InvalidParameterException', 'NotAuthorizedException'].includes(reply.__type ?? ''),
          `${AuthFlow}: ${JSON.stringify(reply)}`,
        );
        assert.equal(reply.Session ?? reply.AuthenticationResult, undefined);
      }
      assert.deepEqual(await deployment.outbox(), []);
    });
  }
});
