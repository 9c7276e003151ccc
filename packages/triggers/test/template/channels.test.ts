/** The requests of the deployed functions to SNS, SES and AWS End User Messaging, and how they handle refusals. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { FunctionAccess } from '@cognito-otp/local-pool';
import { startLocalPool } from '@cognito-otp/local-pool';
import { type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';
import { createSettings } from '../../src/config/settings.js';
import { at, propertiesOf, resolved } from './support/template.js';

const largeBudgets = { RangeSendsAnHour: '1000', RangeSendsADay: '1000' };

/** The variables of CreateAuthChallenge. */
const environmentOf = async (parameters: Record<string, string>) =>
  at(propertiesOf(await resolved(parameters), 'CreateAuthChallenge'), 'Environment', 'Variables') as Record<
    string,
    string
  >;

let users = 0;
const newPhone = () => `+447700900${String(users++).padStart(3, '0')}`;
const newEmail = () => `ann${users++}@example.com`;

/** Signs a user up and starts a sign-in, which sends a message. */
async function start(deployment: Deployment, name: string) {
  await deployment.signUp(name.includes('@') ? { email: name } : { phone_number: name });
  return deployment.start(name);
}

interface Refusal {
  /** A description for the test title. */
  what: string;
  /** The error code of the service. */
  code: string;
  status?: number;
  reason?: string;
  /** The reason that the page is given: `unsupported` if trying again would not help. */
  reported: 'unsupported' | 'send_failed';
}

/** Tests each refusal of a provider: the reason that the page is given, the log line, and that no budget is used up. */
function refusals(service: 'sns' | 'sms-voice' | 'ses', deployed: () => Deployment, list: readonly Refusal[]) {
  for (const { what, code, status = 400, reason, reported } of list) {
    it(`${what}: reports ${reported}, uses no budget and logs the reason`, async () => {
      const deployment = deployed();
      const name = service === 'ses' ? newEmail() : newPhone();
      await deployment.control('DELETE', '/logs');
      const fields = reason ? { Reason: reason } : {};
      await deployment.control('POST', '/faults', {
        kind: 'error',
        on: { service },
        code,
        status,
        message: `for ${name}`,
        fields,
      });
      const started = await start(deployment, name);
      assert.equal(started.ChallengeParameters?.reason, reported);
      const line = (await deployment.logs()).map(({ text }) => text).find((text) => text.includes('send_not_accepted'));
      const { outcome, why, SendFailed } = JSON.parse(line ?? '{}') as Record<string, unknown>;
      assert.equal(outcome, reported === 'unsupported' ? 'unsupported' : 'refused');
      assert.ok(String(why).startsWith(reason ?? code), `${why}`);
      assert.equal(SendFailed, 1);
      await deployment.control('DELETE', '/faults');
      const before = (await deployment.outbox()).length;
      // After a permanent refusal the provider is not called again before the wait is over.
      if (reported === 'unsupported') await deployment.control('POST', '/clock', { advanceMs: 30_000 });
      const again = await deployment.answer(started, 'send', { request: 'send' });
      assert.equal(
        again.ChallengeParameters?.reason,
        undefined,
        'neither a budget nor a wait prevents the next message',
      );
      assert.equal((await deployment.outbox()).length, before + 1);
    });
  }
}

describe('SMS through SNS and email through SES, as sent over the wire', () => {
  let deployment: Deployment;
  const current = () => deployment;
  before(async () => {
    deployment = await startDeployment(startLocalPool, {
      ...largeBudgets,
      BrandName: 'Example Bank',
      PageDomain: 'login.example.com',
      SmsSenderId: 'EXBANK',
      SmsOriginationNumber: '+447700900999',
      SmsRegion: 'eu-west-1',
      EmailFrom: 'Example Bank <codes@example.com>',
      EmailConfigurationSet: 'codes',
    });
  });
  after(() => deployment.close());
  afterEach(() => deployment.control('DELETE', '/faults'));

  it('an SMS has the sender ID, origination number and type, and uses the configured Region', async () => {
    const phone = newPhone();
    await start(deployment, phone);
    const sent = (await deployment.outbox()).at(-1);
    assert.equal(sent?.to, phone);
    assert.match(sent?.body ?? '', /^\d{6} is your Example Bank sign-in code\..*\n@login\.example\.com #\d{6}$/s);
    assert.deepEqual(sent?.request, {
      service: 'sns',
      region: 'eu-west-1',
      MessageAttributes: {
        'AWS.SNS.SMS.SMSType': 'Transactional',
        'AWS.SNS.SMS.SenderID': 'EXBANK',
        'AWS.MM.SMS.OriginationNumber': '+447700900999',
      },
    });
  });

  it('an email has a sender, a subject, and a text and an HTML part with the same code', async () => {
    const email = newEmail();
    await start(deployment, email);
    const sent = (await deployment.outbox()).at(-1);
    assert.equal(sent?.to, email);
    assert.equal(sent?.from, 'Example Bank <codes@example.com>');
    assert.deepEqual(sent?.request, { service: 'ses', region: 'us-east-1', ConfigurationSetName: 'codes' });
    const code = await deployment.code();
    for (const part of [sent?.subject, sent?.body, sent?.html])
      assert.ok(part?.includes(code) && part.includes('Example Bank'));
    assert.match(sent?.html ?? '', /^<!doctype html>/);
  });

  it('the role refuses an email from any other sender, even of the same domain', async (test) => {
    for (const from of ['ceo@example.com', 'Example Bank <codes@example.com.evil.example>']) {
      const other = await startDeployment(
        startLocalPool,
        { EmailFrom: 'Example Bank <codes@example.com>' },
        (template) => template.replace('EMAIL_FROM: !Ref EmailFrom', `EMAIL_FROM: '${from}'`),
      );
      test.after(() => other.close());
      assert.equal((await start(other, newEmail())).ChallengeParameters?.reason, 'send_failed');
      assert.deepEqual(await other.outbox(), []);
      const access = (await other.control('GET', '/iam')) as FunctionAccess[];
      const { refused } = access.find((one) => one.function === 'CreateAuthChallenge')!;
      assert.deepEqual(
        refused.map(({ action }) => action),
        ['ses:SendEmail'],
      );
    }
  });

  describe('refusals by SNS', () => {
    refusals('sns', current, [
      { what: 'a phone number that opted out', code: 'OptedOut', reported: 'unsupported' },
      { what: 'an invalid number', code: 'InvalidParameter', reported: 'unsupported' },
      { what: 'too many requests', code: 'Throttled', status: 429, reported: 'send_failed' },
      { what: 'throttling by the endpoint', code: 'Throttling', reported: 'send_failed' },
      { what: 'a role without permission', code: 'AuthorizationError', status: 403, reported: 'send_failed' },
    ]);
  });

  describe('refusals by SES', () => {
    refusals('ses', current, [
      { what: 'an unverified address in the sandbox', code: 'MessageRejected', reported: 'unsupported' },
      { what: 'too many requests', code: 'TooManyRequestsException', status: 429, reported: 'send_failed' },
      { what: 'the daily quota', code: 'LimitExceededException', reported: 'send_failed' },
      { what: 'paused sending', code: 'SendingPausedException', reported: 'send_failed' },
      { what: 'a suspended account', code: 'AccountSuspendedException', reported: 'send_failed' },
    ]);
  });

  for (const service of ['sns', 'ses'] as const) {
    it(`a lost reply of ${service} counts as sent: one message, and the wait applies`, async () => {
      const name = service === 'ses' ? newEmail() : newPhone();
      const before = (await deployment.outbox()).length;
      await deployment.control('POST', '/faults', { kind: 'drop-response', on: { service } });
      const started = await start(deployment, name);
      assert.equal(started.ChallengeParameters?.reason, 'send_failed');
      assert.equal((await deployment.outbox()).length, before + 1);
      const again = await deployment.answer(started, 'send', { request: 'send' });
      assert.equal((await deployment.outbox()).length, before + 1);
      const done = await deployment.answer(again, await deployment.code());
      assert.ok(done.AuthenticationResult, 'the code in the message works');
    });
  }
});

describe('SMS through AWS End User Messaging, as sent over the wire', () => {
  let deployment: Deployment;
  before(async () => {
    deployment = await startDeployment(startLocalPool, {
      ...largeBudgets,
      SmsVia: 'end-user-messaging',
      SmsSenderId: 'EXBANK',
      SmsRegion: 'eu-central-1',
      SmsConfigurationSet: 'delivery',
      SmsProtectConfigurationId: 'protect-1234',
      SmsFeedback: 'on',
      CodeLifetimeSeconds: '240',
    });
  });
  after(() => deployment.close());
  afterEach(() => deployment.control('DELETE', '/faults'));

  it('have an origination identity, a protect configuration and a time to live', async () => {
    const phone = newPhone();
    await start(deployment, phone);
    const sent = (await deployment.outbox()).at(-1);
    assert.equal(sent?.to, phone);
    assert.deepEqual(sent?.request, {
      service: 'sms-voice',
      region: 'eu-central-1',
      OriginationIdentity: 'EXBANK',
      MessageType: 'TRANSACTIONAL',
      ConfigurationSetName: 'delivery',
      ProtectConfigurationId: 'protect-1234',
      TimeToLive: 240,
      MessageFeedbackEnabled: true,
    });
  });

  for (const number of ['+447700900999', '12345']) {
    it(`SmsOriginationNumber=${number} is the origination identity`, async () => {
      const { SMS_ORIGINATION_NUMBER } = await environmentOf({
        SmsVia: 'end-user-messaging',
        SmsOriginationNumber: number,
      });
      assert.equal(createSettings({ SMS_ORIGINATION_NUMBER }).endUserMessaging().originationIdentity, number);
    });
  }

  for (const origin of [
    'pool-0123456789abcdef0123456789abcdef',
    'phone-0123456789abcdef0123456789abcdef',
    'arn:aws:sms-voice:eu-central-1:000000000000:pool/pool-0123456789abcdef0123456789abcdef',
    'arn:aws:sms-voice:eu-central-1:000000000000:sender-id/EXBANK/GB',
  ]) {
    it(`SmsOriginationIdentity=${origin} is the origination identity`, async () => {
      const { SMS_ORIGINATION_IDENTITY } = await environmentOf({
        SmsVia: 'end-user-messaging',
        SmsOriginationIdentity: origin,
      });
      const options = createSettings({ SMS_ORIGINATION_IDENTITY }).endUserMessaging();
      assert.equal(options.originationIdentity, origin);
    });
  }

  it('are reported as received once the code was right, and not before', async () => {
    const started = await start(deployment, newPhone());
    const last = async () => (await deployment.outbox()).at(-1);
    const wrongOnce = await deployment.answer(started, '000000');
    assert.equal((await last())?.feedback, undefined);
    const done = await deployment.answer(wrongOnce, await deployment.code());
    assert.ok(done.AuthenticationResult);
    assert.equal((await last())?.feedback, 'RECEIVED');
  });

  it('a sign-in succeeds even if the feedback cannot be reported', async () => {
    const started = await start(deployment, newPhone());
    await deployment.control('POST', '/faults', { kind: 'throttle', on: { service: 'sms-voice' } });
    assert.ok((await deployment.answer(started, await deployment.code())).AuthenticationResult);
  });

  const permanent = (code: string, what: string, reason: string): Refusal => ({
    what,
    code,
    reason,
    reported: 'unsupported',
  });
  const conflict = (what: string, reason: string) => permanent('ConflictException', what, reason);
  const invalid = (what: string, reason: string) => permanent('ValidationException', what, reason);
  refusals('sms-voice', () => deployment, [
    conflict('a phone number that opted out', 'DESTINATION_PHONE_NUMBER_OPTED_OUT'),
    conflict('an unverified number in the sandbox', 'DESTINATION_PHONE_NUMBER_NOT_VERIFIED'),
    conflict('a blocked country', 'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION'),
    conflict('a blocked number', 'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE'),
    conflict('an account without a sender for the country', 'NO_ORIGINATION_IDENTITIES_FOUND'),
    conflict('a sender whose registration is not complete', 'RESOURCE_NOT_ACTIVE'),
    invalid('a sender of another country', 'INVALID_IDENTITY_FOR_DESTINATION_COUNTRY'),
    invalid('a sender id that is not registered there', 'SENDER_ID_NOT_REGISTERED'),
    invalid('a country without sender ids', 'SENDER_ID_NOT_SUPPORTED'),
    { what: 'a sender that does not exist', code: 'ResourceNotFoundException', reported: 'unsupported' },
    {
      what: 'the monthly spend limit',
      code: 'ServiceQuotaExceededException',
      reason: 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT',
      reported: 'send_failed',
    },
    { what: 'too many requests', code: 'ThrottlingException', reported: 'send_failed' },
    {
      what: 'a role without permission',
      code: 'AccessDeniedException',
      reason: 'INSUFFICIENT_ACCOUNT_REPUTATION',
      reported: 'send_failed',
    },
  ]);
});
