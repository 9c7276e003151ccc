/** SMS by AWS End User Messaging Notify: what is sent over the wire, what the role allows, and how refusals are handled. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type FunctionAccess, startLocalPool } from '@cognito-otp/local-pool';
import { type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';
import { resolved, statementsOf } from './support/template.js';

const parameters = {
  SmsVia: 'notify sns',
  SmsNotifyConfigurationId: 'nc-0123456789abcdef0',
  SmsNotifyTemplates: 'en=notify-code-verification-english-001,pt=notify-code-verification-portuguese-portugal-001',
  SmsConfigurationSet: 'delivery',
  SmsFeedback: 'on',
  SendOn: 'request',
};

let users = 0;

/** Starts a sign-in of a new user and requests a message. */
async function requestMessage(deployment: Deployment, locale = 'en') {
  const phone = `+44770090${String(1000 + users++ * 1000).padStart(4, '0')}`;
  await deployment.signUp({ phone_number: phone });
  const started = await deployment.start(phone);
  return deployment.answer(started, 'send', { request: 'send', locale });
}

describe('SMS by AWS Notify, with SNS as the second service', () => {
  let deployment: Deployment;
  before(async () => {
    deployment = await startDeployment(startLocalPool, parameters);
  });
  after(() => deployment.close());
  afterEach(() => deployment.control('DELETE', '/faults'));
  const last = async () => (await deployment.outbox()).at(-1);
  const services = async () => (await deployment.outbox()).map(({ request }) => request?.service);

  it('name the configuration and the template, and sign the user in', async () => {
    const started = await requestMessage(deployment);
    const { TemplateVariables, ...request } = ((await last())?.request ?? {}) as Record<string, unknown>;
    const code = await deployment.code();
    assert.deepEqual(TemplateVariables, { code });
    assert.deepEqual(request, {
      service: 'sms-voice',
      region: 'us-east-1',
      NotifyConfigurationId: 'nc-0123456789abcdef0',
      TemplateId: 'notify-code-verification-english-001',
      TimeToLive: 300,
      ConfigurationSetName: 'delivery',
      MessageFeedbackEnabled: true,
    });
    assert.ok((await deployment.answer(started, code)).AuthenticationResult);
    assert.equal((await last())?.feedback, 'RECEIVED');
  });

  for (const [locale, template] of [
    ['pt-BR', 'portuguese-portugal'],
    ['de', 'english'],
  ] as const) {
    it(`with the locale ${locale} have the template ${template}`, async () => {
      await requestMessage(deployment, locale);
      assert.equal((await last())?.request?.['TemplateId'], `notify-code-verification-${template}-001`);
    });
  }

  for (const [what, code, reason] of [
    ['the daily limit of the tier', 'ServiceQuotaExceededException', 'DAILY_NOTIFY_TIER_MESSAGE_LIMIT'],
    ['one message a second', 'ThrottlingException', undefined],
    ['a configuration that is not active', 'ConflictException', 'NOTIFY_CONFIGURATION_NOT_ACTIVE'],
  ] as const) {
    it(`${what}: the message is sent by SNS, once`, async () => {
      const fields = reason ? { Reason: reason } : {};
      await deployment.control('POST', '/faults', {
        kind: 'error',
        on: { service: 'sms-voice' },
        code,
        status: 400,
        fields,
      });
      const before = (await services()).length;
      const started = await requestMessage(deployment);
      assert.deepEqual((await services()).slice(before), ['sns']);
      assert.equal(started.ChallengeParameters?.reason, undefined);
      const line = (await deployment.logs())
        .map(({ text }) => text)
        .findLast((text) => text.includes('send_handed_over'));
      assert.equal(JSON.parse(line ?? '{}').why, reason ?? code);
      assert.ok((await deployment.answer(started, await deployment.code())).AuthenticationResult);
    });
  }

  it('need no permission beyond the Notify configuration and the configuration set', async () => {
    const access = (await deployment.control('GET', '/iam')) as FunctionAccess[];
    assert.deepEqual(
      access.flatMap(({ refused }) => refused),
      [],
    );
    const allowed = statementsOf(await resolved(parameters))
      .filter(({ statement }) => statement.Action === 'sms-voice:SendNotifyTextMessage')
      .flatMap(({ statement }) => statement.Resource);
    const account = 'arn:aws:sms-voice:us-east-1:000000000000';
    assert.deepEqual(allowed, [
      `${account}:notify-configuration/nc-0123456789abcdef0`,
      `${account}:configuration-set/delivery`,
    ]);
  });
});

describe('the role of the function, with AWS Notify', () => {
  for (const [what, named, other] of [
    ['another Notify configuration', '!Ref SmsNotifyConfigurationId', 'nc-fedcba98765432100'],
    ['another configuration set', '!Ref SmsConfigurationSet', 'another'],
  ] as const) {
    it(`refuses an SMS with ${what} than the parameters name`, async (test) => {
      const deployment = await startDeployment(startLocalPool, { ...parameters, SmsVia: 'notify' }, (template) =>
        template.replace(new RegExp(`( SMS_\\w+: )${named}`), `$1${other}`),
      );
      test.after(() => deployment.close());
      assert.equal((await requestMessage(deployment)).ChallengeParameters?.reason, 'send_failed');
      assert.deepEqual(await deployment.outbox(), []);
    });
  }
});
