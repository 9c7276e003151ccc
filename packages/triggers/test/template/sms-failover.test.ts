/** Two services for SMS: when the second one sends instead of the first, over the wire. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type FunctionAccess, startLocalPool } from '@cognito-otp/local-pool';
import { type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';

const refusal = (code: string, Reason?: string) => ({
  kind: 'error',
  code,
  status: 400,
  ...(Reason ? { fields: { Reason } } : {}),
});

describe('SMS by AWS End User Messaging, with SNS as the second service', () => {
  let deployment: Deployment;
  let users = 0;
  before(async () => {
    deployment = await startDeployment(startLocalPool, {
      SmsVia: 'end-user-messaging sns',
      SmsOriginationIdentity: 'pool-0123456789abcdef',
      SmsSenderId: 'EXBANK',
      SmsFeedback: 'on',
    });
  });
  after(() => deployment.close());
  afterEach(() => deployment.control('DELETE', '/faults'));

  /** Starts the sign-in of a new user, in a range of its own, while calls of the first service meet a fault. */
  async function startWith(fault: object) {
    await deployment.control('DELETE', '/logs');
    await deployment.control('DELETE', '/outbox');
    await deployment.control('POST', '/faults', { ...fault, on: { service: 'sms-voice', action: 'SendTextMessage' } });
    const phone = `+44770090${++users}000`;
    await deployment.signUp({ phone_number: phone });
    const started = await deployment.start(phone);
    const sentBy = (await deployment.outbox()).map(({ request }) => request?.service);
    return { started, sentBy, reason: started.ChallengeParameters?.reason };
  }

  for (const [what, fault] of [
    ['throttling', { kind: 'throttle' }],
    ['a used-up spend limit', refusal('ServiceQuotaExceededException', 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT')],
    ['a country without a sender', refusal('ConflictException', 'NO_ORIGINATION_IDENTITIES_FOUND')],
  ] as const) {
    it(`${what} of the first: the second sends one message, and its code signs the user in`, async () => {
      const { started, sentBy, reason } = await startWith(fault);
      assert.deepEqual([sentBy, reason], [['sns'], undefined]);
      const events = (await deployment.logs()).map(({ text }) => /"event":"(send_\w+|sent)"/.exec(text)?.[1]);
      assert.deepEqual(events.filter(Boolean), ['send_handed_over', 'sent']);
      assert.ok((await deployment.answer(started, await deployment.code())).AuthenticationResult);
    });
  }

  for (const [what, fault, sent, expected] of [
    ['a lost reply', { kind: 'drop-response' }, ['sms-voice'], 'send_failed'],
    ['a server error', { ...refusal('InternalServerException'), status: 500 }, [], 'send_failed'],
    ['an opted-out recipient', refusal('ConflictException', 'DESTINATION_PHONE_NUMBER_OPTED_OUT'), [], 'unsupported'],
    [
      'a country that the protect configuration blocks',
      refusal('ConflictException', 'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION'),
      [],
      'unsupported',
    ],
  ] as const) {
    it(`${what} of the first: the second is not called`, async () => {
      const { sentBy, reason } = await startWith(fault);
      assert.deepEqual([sentBy, reason], [sent, expected]);
    });
  }

  it('the roles allow both services', async () => {
    const access = (await deployment.control('GET', '/iam')) as FunctionAccess[];
    assert.deepEqual(
      access.flatMap(({ refused }) => refused),
      [],
    );
  });
});
