/** What CloudFormation and Cognito refuse although every property is valid: rules, SMS Regions and feature plans. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  AdminDeleteUserAttributesCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  SetUserPoolSessionConfigurationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { startLocalPool } from '@cognito-otp/local-pool';
import { loadStack } from '../src/template/load-stack.js';
import { call, control, newPhone, signUp, start } from './support.js';

let directory: string;
before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'pool-limits-test-'));
});
after(() => rm(directory, { recursive: true }));

/** Writes a template whose pool and app client have these properties. */
async function template(pool: string, client = '', sections = '', more = ''): Promise<string> {
  const file = path.join(directory, 'template.yaml');
  await writeFile(
    file,
    `${sections}
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties: { ${pool} }
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !Ref Pool${client} }
${more}`,
  );
  return file;
}

describe('the Region of SMS', () => {
  const sms = (region?: string) =>
    template(`SmsConfiguration: { SnsCallerArn: x${region === undefined ? '' : `, SnsRegion: ${region}`} }`);

  it('is accepted if Cognito allows it for the Region of the pool', async () => {
    for (const [region, given] of [
      ['us-east-1', 'us-east-1'],
      ['us-east-2', 'us-east-2'],
      ['us-east-2', 'us-east-1'],
      ['eu-central-1', 'eu-west-1'],
      ['ap-northeast-2', 'ap-northeast-1'],
      ['ap-northeast-2', undefined],
      ['ap-southeast-7', 'ap-south-1'],
    ] as const) {
      assert.equal((await loadStack(await sms(given), {}, region)).region, region);
    }
  });

  it("is refused with Cognito's error otherwise", async () => {
    for (const [region, given, allowed] of [
      ['us-east-1', 'eu-west-1', 'us-east-1'],
      ['eu-west-1', 'eu-central-1', 'eu-west-1'],
      ['ap-northeast-2', 'ap-northeast-2', 'ap-northeast-1'],
      ['ap-east-1', 'ap-east-1', 'ap-southeast-1'],
      ['ca-central-1', 'us-west-2', 'ca-central-1, us-east-1'],
      ['cn-north-1', 'cn-north-1', 'none'],
      ['cn-north-1', undefined, 'none'],
    ] as const) {
      await assert.rejects(loadStack(await sms(given), {}, region), {
        name: 'TemplateError',
        message: new RegExp(`Invalid snsRegion\\. Allowed SNS region for ${region} is ${allowed}$`),
      });
    }
  });

  it('does not matter to a pool without SMS, and the pool has the Region in its ids', async () => {
    const pool = await startLocalPool({ template: await template('UserPoolTier: LITE'), region: 'cn-north-1' });
    assert.match(pool.userPoolId, /^cn-north-1_/);
    assert.equal(pool.region, 'cn-north-1');
    await pool.close();
  });
});

describe('a feature plan', () => {
  const rotation = ', RefreshTokenRotation: { Feature: ENABLED }';
  const protection = (mode: string) => `, UserPoolAddOns: { AdvancedSecurityMode: '${mode}' }`;

  it('accepts what it includes', async () => {
    for (const [pool, client] of [
      ['UserPoolTier: LITE', ''],
      [`UserPoolTier: LITE${protection('OFF')}`, ', RefreshTokenRotation: { Feature: DISABLED }'],
      ['UserPoolTier: ESSENTIALS', rotation],
      ["UserPoolName: 'default plan'", rotation],
      [`UserPoolTier: PLUS${protection('ENFORCED')}`, rotation],
    ] as const) {
      await loadStack(await template(pool, client), {});
    }
  });

  it("refuses what it does not include, with the name and documentation of Cognito's error", async () => {
    for (const [pool, client] of [
      ['UserPoolTier: LITE', rotation],
      [`UserPoolTier: LITE${protection('AUDIT')}`, ''],
      [`UserPoolTier: ESSENTIALS${protection('ENFORCED')}`, ''],
      [`UserPoolName: 'default plan'${protection('AUDIT')}`, ''],
    ] as const) {
      const refused = loadStack(await template(pool, client), {});
      await assert.rejects(
        refused,
        /FeatureUnavailableInTierException: .* isn't available in your current feature plan/,
      );
    }
  });
});

describe('session tracking in a template', () => {
  const attachment = (settings: string) =>
    `  Sessions: { Type: AWS::Cognito::UserPoolSessionConfigurationAttachment, Properties: { UserPoolId: !Ref Pool, ${settings} } }\n`;
  const tracking = async (plan: string, settings: string) => {
    const { pools } = await loadStack(await template(`UserPoolTier: ${plan}`, '', '', attachment(settings)), {});
    return pools[0]?.sessionTracking;
  };

  it('is read with its limit', async () => {
    const settings = 'UserSessionTracking: ENABLED, TokenSession: { MaxPerUser: 3 }';
    for (const plan of ['ESSENTIALS', 'PLUS']) {
      assert.deepEqual(await tracking(plan, settings), { enabled: true, maxPerUser: 3 });
    }
    const [pool] = (await loadStack(await template("UserPoolName: 'no attachment'"), {})).pools;
    assert.deepEqual(pool?.sessionTracking, { enabled: false, maxPerUser: 20 });
  });

  it('is refused with values that Cognito does not allow, and in the plan LITE', async () => {
    const enabled = 'UserSessionTracking: ENABLED, TokenSession: { MaxPerUser: 3 }';
    for (const [plan, settings] of [
      ['LITE', enabled],
      ['ESSENTIALS', 'UserSessionTracking: ON'],
      ['ESSENTIALS', 'UserSessionTracking: ENABLED, TokenSession: { MaxPerUser: 0 }'],
      ['ESSENTIALS', 'UserSessionTracking: ENABLED, TokenSession: { MaxPerUser: 101 }'],
    ] as const) {
      await assert.rejects(tracking(plan, settings), { name: 'TemplateError' }, settings);
    }
    const pool = await startLocalPool({ template: await template('UserPoolTier: LITE') });
    const sdk = new CognitoIdentityProviderClient({
      region: pool.region,
      endpoint: pool.endpoint,
      credentials: { accessKeyId: 'own', secretAccessKey: 'own' },
    });
    const set = new SetUserPoolSessionConfigurationCommand({
      UserPoolId: pool.userPoolId,
      UserSessionTracking: 'ENABLED',
      TokenSession: { MaxPerUser: 20 },
    });
    await assert.rejects(sdk.send(set), { name: 'FeatureUnavailableInTierException' });
    await pool.close();
  });
});

describe('rules', () => {
  const sections = `
Parameters:
  Stage: { Type: String, Default: test }
  Names: { Type: CommaDelimitedList, Default: 'a,b' }
Rules:
  LiveIsNear:
    RuleCondition: !Equals [!Ref Stage, live]
    Assertions:
      - Assert: !Contains [[eu-west-1, eu-west-2], !Ref AWS::Region]
        AssertDescription: Stage=live runs in Europe only. Choose eu-west-1.
  KnownNames:
    Assertions:
      - Assert: !EachMemberIn [!Ref Names, [a, b, c]]
        AssertDescription: Names has a name that does not exist.
      - Assert: !Not [!EachMemberEquals [!Ref Names, c]]
        AssertDescription: Names must not be c alone.
  AsksAws:
    Assertions:
      - Assert: !EachMemberIn [!ValueOfAll ['AWS::EC2::Subnet::Id', VpcId], !RefAll 'AWS::EC2::VPC::Id']
        AssertDescription: The subnets are in the VPC.
`;
  it('refuse combinations of parameters and Regions with their own sentence', async () => {
    const file = await template("UserPoolName: 'rules'", '', sections);
    await loadStack(file, {});
    await loadStack(file, { Stage: 'live' }, 'eu-west-2');
    await loadStack(file, { Names: 'c,a' });
    for (const [parameters, sentence] of [
      [{ Stage: 'live' }, /the rule LiveIsNear refuses; expected Stage=live runs in Europe only\. Choose eu-west-1\.$/],
      [{ Names: 'a,d' }, /the rule KnownNames refuses; expected Names has a name that does not exist\.$/],
      [{ Names: 'c,c' }, /Names must not be c alone\.$/],
    ] as const) {
      await assert.rejects(loadStack(file, parameters), { name: 'TemplateError', message: sentence });
    }
  });
});

describe('usernames', () => {
  it('with characters that Cognito does not allow are refused, in its words', async () => {
    const pool = await start();
    const refused = [
      '+44 7700 900123',
      '+4477009\u200b00123',
      '\u202e+447700900123',
      'ann\u0000',
      'a\tb',
      '\ufeffann',
      ' ',
    ];
    for (const Username of refused) {
      const { body } = await call(pool, 'SignUp', { ClientId: pool.clientId, Username, Password: 'Correct-horse-1' });
      assert.equal(body.__type, 'InvalidParameterException', JSON.stringify(Username));
      assert.match(
        body.message,
        /^1 validation error detected: Value '.*' at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: \[\\p\{L\}\\p\{M\}\\p\{S\}\\p\{N\}\\p\{P\}\]\+$/s,
      );
    }
    await pool.close();
  });
});

describe('the quota of changes to users', () => {
  it('refuses what exceeds it within a second, and nothing by default', async () => {
    const limited = await start(undefined, { userUpdatesPerSecond: 2 });
    const unlimited = await start();
    for (const [pool, expected] of [
      [limited, ['ok', 'ok', 'TooManyRequestsException', 'TooManyRequestsException']],
      [unlimited, ['ok', 'ok', 'ok', 'ok']],
    ] as const) {
      const phone = newPhone();
      await signUp(pool, phone);
      const sdk = new CognitoIdentityProviderClient({
        region: 'us-east-1',
        endpoint: pool.endpoint,
        credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'own' },
        maxAttempts: 1,
      });
      const name = { UserPoolId: pool.userPoolId, Username: phone };
      const update = () =>
        sdk.send(new AdminUpdateUserAttributesCommand({ ...name, UserAttributes: [{ Name: 'name', Value: 'Ann' }] }));
      const outcomes: string[] = [];
      await control(pool, 'POST', '/clock', { now: '2030-01-01T00:00:00.000Z' });
      for (const change of [
        update,
        () => sdk.send(new AdminUserGlobalSignOutCommand(name)),
        () => sdk.send(new AdminDeleteUserAttributesCommand({ ...name, UserAttributeNames: ['name'] })),
        update,
      ]) {
        outcomes.push(
          await change().then(
            () => 'ok',
            (error: Error) => error.name,
          ),
        );
      }
      assert.deepEqual(outcomes, expected);
      await control(pool, 'POST', '/clock', { advanceMs: 1000 });
      await update();
      await pool.close();
    }
  });
});
