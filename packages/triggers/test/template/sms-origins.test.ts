/** A sender for each country, and what India requires: what is sent over the wire, and what the role of the function allows. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type FunctionAccess, startLocalPool } from '@cognito-otp/local-pool';
import { type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';
import { resolved, statementsOf } from './support/template.js';

const account = 'arn:aws:sms-voice:us-east-1:000000000000';
const british = '+447700900123';
const indian = '+919876543210';
const american = '+12065550100';
const parameters = {
  Countries: 'GB,IN,US',
  SmsVia: 'end-user-messaging',
  SmsOriginByCountry: 'GB=phone-number/phone-0123456789abcdef,IN=sender-id/EXBANK/IN',
  SmsIndiaEntityId: '1101456230000012345',
  SmsIndiaTemplateId: '1107160000000012345',
  SmsConfigurationSet: 'delivery',
  SmsProtectConfigurationId: 'protect-0123456789abcdef',
  SendOn: 'request',
};

/** Starts a sign-in of a new user and requests a message. */
async function requestMessage(deployment: Deployment, phone: string, locale?: string) {
  await deployment.signUp({ phone_number: phone });
  const started = await deployment.start(phone);
  return deployment.answer(started, 'send', { request: 'send', ...(locale ? { locale } : {}) });
}

/** The calls that the role of CreateAuthChallenge refused. */
async function refusedCalls(deployment: Deployment) {
  const access = (await deployment.control('GET', '/iam')) as FunctionAccess[];
  return access.find((one) => one.function === 'CreateAuthChallenge')!.refused;
}

describe('SMS with a sender for each country', () => {
  let deployment: Deployment;
  before(async () => {
    deployment = await startDeployment(startLocalPool, parameters);
  });
  after(() => deployment.close());
  const lastRequest = async () => (await deployment.outbox()).at(-1)?.request;

  it('are sent from the sender of the country, with both configurations', async () => {
    await requestMessage(deployment, british);
    assert.deepEqual(await lastRequest(), {
      service: 'sms-voice',
      region: 'us-east-1',
      OriginationIdentity: `${account}:phone-number/phone-0123456789abcdef`,
      MessageType: 'TRANSACTIONAL',
      ConfigurationSetName: 'delivery',
      ProtectConfigurationId: 'protect-0123456789abcdef',
      TimeToLive: 300,
      MessageFeedbackEnabled: false,
    });
  });

  it('to India name the registration, and are in the language of the registered text', async () => {
    await requestMessage(deployment, indian, 'hi');
    const { OriginationIdentity, DestinationCountryParameters } = (await lastRequest()) as Record<string, unknown>;
    assert.equal(OriginationIdentity, `${account}:sender-id/EXBANK/IN`);
    assert.deepEqual(DestinationCountryParameters, {
      IN_ENTITY_ID: '1101456230000012345',
      IN_TEMPLATE_ID: '1107160000000012345',
    });
    assert.match((await deployment.outbox()).at(-1)?.body ?? '', /^\d{6} is your/);
    await requestMessage(deployment, '+447700900124', 'hi');
    assert.doesNotMatch((await deployment.outbox()).at(-1)?.body ?? '', /is your/, 'other countries keep the language');
  });

  it('are not sent to a country without a sender: the page gets an error, the reason is logged, and no service is called', async () => {
    const before = (await deployment.outbox()).length;
    const { ChallengeParameters } = await requestMessage(deployment, american);
    assert.equal(ChallengeParameters?.reason, 'unsupported');
    assert.equal((await deployment.outbox()).length, before);
    const line = (await deployment.logs()).map(({ text }) => text).find((text) => text.includes('send_not_accepted'));
    assert.equal(JSON.parse(line ?? '{}').why, 'no_origin_for_country');
  });

  it('need no permission beyond the named senders and configurations', async () => {
    assert.deepEqual(await refusedCalls(deployment), []);
    const allowed = statementsOf(await resolved(parameters))
      .filter(({ statement }) => statement.Action === 'sms-voice:SendTextMessage')
      .flatMap(({ statement }) => statement.Resource);
    assert.deepEqual(allowed, [
      `${account}:configuration-set/delivery`,
      `${account}:protect-configuration/protect-0123456789abcdef`,
      'arn:*:sms-voice:*:*:GB',
      'arn:*:sms-voice:*:*:phone-number/phone-0123456789abcdef',
      'arn:*:sms-voice:*:*:IN',
      'arn:*:sms-voice:*:*:sender-id/EXBANK/IN',
    ]);
  });
});

describe('the role of the function', () => {
  for (const [what, named, other] of [
    ['another number', '!Ref SmsOriginByCountry', "'GB=phone-number/phone-fedcba9876543210'"],
    ['another configuration set', '!Ref SmsConfigurationSet', 'another'],
    ['another protect configuration', '!Ref SmsProtectConfigurationId', 'protect-another'],
  ] as const) {
    it(`refuses an SMS with ${what} than the parameters name`, async (test) => {
      const deployment = await startDeployment(startLocalPool, parameters, (template) =>
        template.replace(new RegExp(`( SMS_\\w+: )${named}`), `$1${other}`),
      );
      test.after(() => deployment.close());
      assert.equal((await requestMessage(deployment, british)).ChallengeParameters?.reason, 'send_failed');
      assert.deepEqual(await deployment.outbox(), []);
      assert.deepEqual(
        (await refusedCalls(deployment)).map(({ action }) => action),
        ['sms-voice:SendTextMessage'],
      );
    });
  }

  const pool = 'pool/pool-0123456789abcdef';
  for (const [origin, resource] of [
    [{ SmsSenderId: 'EXBANK' }, `${account}:sender-id/EXBANK/*`],
    [{ SmsOriginationNumber: '12345' }, `${account}:phone-number/*`],
    [{ SmsOriginationIdentity: 'pool-0123456789abcdef' }, `${account}:${pool}`],
    [
      { SmsOriginationIdentity: `arn:aws:sms-voice:us-east-1:111122223333:${pool}` },
      `arn:aws:sms-voice:us-east-1:111122223333:${pool}`,
    ],
    [{}, `${account}:pool/*`],
  ] as const) {
    it(`allows what ${JSON.stringify(origin)} names`, async (test) => {
      const given = { SmsVia: 'end-user-messaging', ...origin };
      const [send] = statementsOf(await resolved(given)).filter(
        ({ statement }) => statement.Action === 'sms-voice:SendTextMessage',
      );
      assert.ok(send?.statement.Resource?.includes(resource), String(send?.statement.Resource));
      const deployment = await startDeployment(startLocalPool, given);
      test.after(() => deployment.close());
      await deployment.signUp({ phone_number: british });
      assert.equal((await deployment.start(british)).ChallengeParameters?.reason, undefined);
      assert.equal((await deployment.outbox()).length, 1);
    });
  }
});
