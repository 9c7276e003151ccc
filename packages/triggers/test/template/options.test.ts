/** The resources and permissions that optional parameters of the template add. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TemplateMap } from '@cognito-otp/local-pool';
import { at, listOf, ofType, propertiesOf, resolved, type Statement, statementsOf } from './support/template.js';

const createStatements = async (parameters: Record<string, string>): Promise<Statement[]> =>
  statementsOf(await resolved(parameters))
    .filter(({ role }) => role === 'CreateAuthChallengeRole')
    .map(({ statement }) => statement);
const actionsOf = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => listOf(Action));

describe('optional features', () => {
  it('are off by default: web ACL, identity pool, threat protection and CAPTCHA', async () => {
    const template = await resolved();
    for (const type of ['AWS::WAFv2::WebACL', 'AWS::WAFv2::WebACLAssociation', 'AWS::Cognito::IdentityPool']) {
      assert.deepEqual(ofType(template, type), [], type);
    }
    assert.equal(template.resources['SignedInRole'], undefined);
    assert.equal(template.outputs['IdentityPoolId'], undefined);
    assert.deepEqual(
      { ...(at(propertiesOf(template, 'UserPool'), 'UserPoolAddOns') as object) },
      { AdvancedSecurityMode: 'OFF' },
    );
    assert.equal(propertiesOf(template, 'UserPool')['UserPoolTier'], 'ESSENTIALS');
    assert.equal(
      (await createStatements({})).filter(({ Action }) => Action === 'secretsmanager:GetSecretValue').length,
      1,
    );
  });
});

describe('the web ACL', () => {
  it('has a metric whose name is no longer than that of the stack, which may have 128 characters', async () => {
    const { VisibilityConfig } = propertiesOf(await resolved({ WebAcl: 'on' }), 'WebAclForPool');
    assert.equal(at(VisibilityConfig, 'MetricName'), 'local');
  });

  it('protects the pool with a rate limit per IP address, and a lower one for requests that can send', async () => {
    const template = await resolved({ WebAcl: 'on', WebAclRequestsIn5Minutes: '500' });
    const { Scope, Rules } = propertiesOf(template, 'WebAclForPool');
    assert.equal(Scope, 'REGIONAL');
    const rules = listOf(Rules as TemplateMap[]);
    const rule = (name: string) => rules.find((one) => one['Name'] === name);
    const rate = (name: string, key: string) => at(rule(name), 'Statement', 'RateBasedStatement', key);
    assert.equal(Number(rate('rate-by-ip', 'Limit')), 500);
    assert.ok(Number(rate('starts-by-ip', 'Limit')) < 500);
    for (const name of ['rate-by-ip', 'starts-by-ip']) {
      assert.equal(rate(name, 'AggregateKeyType'), 'IP');
      assert.deepEqual(Object.keys(at(rule(name), 'Action') as object), ['Block']);
    }
    const either = listOf(at(rate('starts-by-ip', 'ScopeDownStatement'), 'OrStatement', 'Statements') as object[]);
    const headers = either.map((one) => {
      const match = at(one, 'ByteMatchStatement');
      return [at(match, 'FieldToMatch', 'SingleHeader', 'Name'), at(match, 'SearchString')];
    });
    assert.deepEqual(Object.fromEntries(headers), {
      'x-amzn-cognito-operation-name': 'InitiateAuth',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    });
    assert.equal(new Set(rules.map((one) => one['Priority'])).size, rules.length);
    const [[, association] = assert.fail('no association')] = ofType(template, 'AWS::WAFv2::WebACLAssociation');
    assert.match(String(association['ResourceArn']), /:userpool\//);
    assert.match(String(association['WebACLArn']), /WebAclForPool/);
  });
});

describe('threat protection', () => {
  for (const [mode, advanced] of [
    ['audit', 'AUDIT'],
    ['enforced', 'ENFORCED'],
  ] as const) {
    it(`${mode}: also assesses custom authentication, on the feature plan that includes it`, async () => {
      const pool = propertiesOf(await resolved({ ThreatProtection: mode, UserPoolTier: 'PLUS' }), 'UserPool');
      assert.equal(pool['UserPoolTier'], 'PLUS');
      assert.equal(at(pool, 'UserPoolAddOns', 'AdvancedSecurityMode'), advanced);
      assert.equal(at(pool, 'UserPoolAddOns', 'AdvancedSecurityAdditionalFlows', 'CustomAuthMode'), advanced);
    });
  }

  it('acts on what it finds only if it is enforced: sign-ins with a high risk are blocked', async () => {
    const actions = async (ThreatProtection: string) =>
      ofType(
        await resolved({ ThreatProtection, UserPoolTier: 'PLUS' }),
        'AWS::Cognito::UserPoolRiskConfigurationAttachment',
      );
    assert.deepEqual(await actions('off'), []);
    assert.deepEqual(await actions('audit'), []);
    const [[, attachment] = assert.fail('no actions')] = await actions('enforced');
    assert.equal(attachment['ClientId'], 'ALL');
    const risk = (level: string) => at(attachment, 'AccountTakeoverRiskConfiguration', 'Actions', level, 'EventAction');
    assert.deepEqual(['HighAction', 'MediumAction', 'LowAction'].map(risk), ['BLOCK', 'NO_ACTION', 'NO_ACTION']);
    assert.equal(at(attachment, 'CompromisedCredentialsRiskConfiguration', 'Actions', 'EventAction'), 'BLOCK');
  });
});

describe('the identity pool', () => {
  it('accepts only tokens of the app client; its role is for signed-in users and allows nothing yet', async () => {
    const template = await resolved({ IdentityPool: 'on' });
    const identities = propertiesOf(template, 'Identities');
    assert.equal(identities['AllowUnauthenticatedIdentities'], false);
    assert.equal(identities['AllowClassicFlow'], false);
    const [provider, ...others] = listOf(identities['CognitoIdentityProviders'] as TemplateMap[]);
    assert.deepEqual(others, []);
    assert.equal(provider?.['ClientId'], template.outputs['UserPoolClientId']);
    assert.equal(provider?.['ServerSideTokenCheck'], true);
    const role = propertiesOf(template, 'SignedInRole');
    assert.equal(role['Policies'], undefined);
    const [trust] = listOf(at(role, 'AssumeRolePolicyDocument', 'Statement') as TemplateMap[]);
    assert.equal(
      at(trust, 'Condition', 'StringEquals', 'cognito-identity.amazonaws.com:aud'),
      template.outputs['IdentityPoolId'],
    );
    assert.equal(
      at(trust, 'Condition', 'ForAnyValue:StringLike', 'cognito-identity.amazonaws.com:amr'),
      'authenticated',
    );
  });
});

describe('CAPTCHA', () => {
  it('lets Create read the one secret that contains its key', async () => {
    const statements = await createStatements({
      CaptchaVerifyUrl: 'https://captcha.example.com/siteverify',
      CaptchaKeyName: 'site/captcha',
      SendOn: 'request',
    });
    const secrets = statements
      .filter(({ Action }) => Action === 'secretsmanager:GetSecretValue')
      .map(({ Resource }) => Resource);
    assert.equal(secrets.length, 2);
    assert.equal(secrets[1], 'arn:aws:secretsmanager:us-east-1:000000000000:secret:site/captcha-??????');
  });
});

const EmailFrom = 'codes@example.com';

describe('channels', () => {
  for (const [channels, via, may, mayNot] of [
    ['sms', 'sns', ['sns:Publish'], ['ses:SendEmail', 'sms-voice:SendTextMessage']],
    ['sms', 'end-user-messaging', ['sms-voice:SendTextMessage'], ['ses:SendEmail', 'sns:Publish']],
    ['sms', 'end-user-messaging sns', ['sms-voice:SendTextMessage', 'sns:Publish'], ['ses:SendEmail']],
    ['sms', 'sns end-user-messaging', ['sms-voice:SendTextMessage', 'sns:Publish'], ['ses:SendEmail']],
    ['email', 'sns', ['ses:SendEmail'], ['sns:Publish', 'sms-voice:SendTextMessage']],
    ['sms email', 'sns', ['sns:Publish', 'ses:SendEmail'], ['sms-voice:SendTextMessage']],
  ] as const) {
    it(`${channels} through ${via}: Create may send over these and over nothing else`, async () => {
      const actions = actionsOf(await createStatements({ Channels: channels, SmsVia: via, EmailFrom }));
      for (const action of may) assert.ok(actions.includes(action), action);
      for (const action of mayNot) assert.ok(!actions.includes(action), action);
    });
  }

  it('auto: SMS, and email as soon as it has a sender', async () => {
    const channels = async (parameters: Record<string, string>) =>
      at(propertiesOf(await resolved(parameters), 'CreateAuthChallenge'), 'Environment', 'Variables', 'CHANNELS');
    assert.equal(await channels({}), 'sms');
    assert.equal(await channels({ EmailFrom }), 'sms email');
    for (const Channels of ['sms', 'email', 'sms email', 'email sms'])
      assert.equal(await channels({ Channels, EmailFrom }), Channels);
    assert.ok(!actionsOf(await createStatements({})).includes('ses:SendEmail'));
  });

  it('email only: the pool has no role for sending SMS', async () => {
    const template = await resolved({ Channels: 'email', EmailFrom });
    assert.equal(template.resources['SmsRole'], undefined);
    assert.equal(propertiesOf(template, 'UserPool')['SmsConfiguration'], undefined);
  });

  it('SMS from another Region: the functions and their roles use it, and the pool stays with its own', async () => {
    const given = { SmsRegion: 'eu-west-1', SmsVia: 'end-user-messaging', SmsFeedback: 'on' };
    const template = await resolved(given);
    for (const id of ['CreateAuthChallenge', 'PostAuthentication']) {
      assert.equal(at(propertiesOf(template, id), 'Environment', 'Variables', 'SMS_REGION'), 'eu-west-1');
    }
    assert.equal(at(propertiesOf(template, 'UserPool'), 'SmsConfiguration', 'SnsRegion'), 'us-east-1');
    const voice = statementsOf(template).filter(({ statement }) => String(statement.Action).startsWith('sms-voice:'));
    assert.equal(voice.length, 2);
    for (const { statement } of voice)
      assert.match(String(statement.Resource), /^arn:aws:sms-voice:eu-west-1:000000000000:/);
  });

  it('feedback: only with AWS End User Messaging, and only from PostAuthentication', async () => {
    const feedback = async (parameters: Record<string, string>) =>
      statementsOf(await resolved(parameters))
        .filter(({ statement }) => statement.Action === 'sms-voice:PutMessageFeedback')
        .map(({ role }) => role);
    assert.deepEqual(await feedback({ SmsVia: 'end-user-messaging' }), []);
    assert.deepEqual(await feedback({ SmsFeedback: 'on', SmsVia: 'end-user-messaging' }), ['PostAuthenticationRole']);
  });

  it('SelfSignUp=off: only administrators create users', async () => {
    const only = async (parameters: Record<string, string>) =>
      at(propertiesOf(await resolved(parameters), 'UserPool'), 'AdminCreateUserConfig', 'AllowAdminCreateUserOnly');
    assert.equal(await only({}), false);
    assert.equal(await only({ SelfSignUp: 'off' }), true);
  });
});
