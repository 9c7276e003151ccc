/** Regions, partitions, feature plans and combinations of parameters: what CloudFormation and Cognito accept of the template. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startLocalPool } from '@cognito-otp/local-pool';
import { at, propertiesOf, required, resolved, templateFile, text, written } from './support/template.js';

/** Cognito's Regions with SMS, and the exceptions from "the pool's own Region": docs/decisions/0023-regions-for-sms.md. */
const REGIONS =
  `us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 ca-west-1 mx-central-1 sa-east-1 eu-central-1 eu-central-2
  eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3
  ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-7
  me-central-1 me-south-1 il-central-1 af-south-1 us-gov-west-1`.split(/\s+/);
const exceptions: Readonly<Record<string, string>> = {
  'ap-northeast-2': 'ap-northeast-1',
  'ap-east-1': 'ap-southeast-1',
  'ap-southeast-5': 'ap-southeast-1',
  'ap-southeast-7': 'ap-south-1',
};
const EmailFrom = 'codes@example.com';
const snsRegion = async (parameters: Record<string, string>, region: string) =>
  at(propertiesOf(await resolved(parameters, region), 'UserPool'), 'SmsConfiguration', 'SnsRegion');

describe("the Region of Cognito's own SMS", () => {
  it('is one that Cognito allows, in every Region with Cognito, wherever the triggers send from', async () => {
    for (const region of REGIONS) {
      for (const SmsRegion of ['auto', 'eu-west-1', 'us-west-2']) {
        assert.equal(await snsRegion({ SmsRegion }, region), exceptions[region] ?? region, `${region} ${SmsRegion}`);
      }
    }
  });

  it('is also where the triggers send from, unless SmsRegion names another one', async () => {
    const triggersRegion = async (region: string, parameters: Record<string, string> = {}) =>
      at(
        propertiesOf(await resolved(parameters, region), 'CreateAuthChallenge'),
        'Environment',
        'Variables',
        'SMS_REGION',
      );
    for (const region of REGIONS) assert.equal(await triggersRegion(region), exceptions[region] ?? region);
    assert.equal(await triggersRegion('ap-northeast-2', { SmsRegion: 'us-west-2' }), 'us-west-2');
  });

  it('is one of those that SmsRegion accepts: where SNS sends SMS', async () => {
    const inSns = REGIONS.filter((region) => !(region in exceptions));
    assert.deepEqual(written.Parameters['SmsRegion']?.AllowedValues, ['auto', ...inSns]);
  });

  it('is known for the other Regions too, where the template deploys without SMS and refuses SMS', async () => {
    const others = Object.keys(written.Mappings['CognitoSms'] ?? {}).filter((region) => !REGIONS.includes(region));
    assert.deepEqual(others.length, 6);
    for (const region of others) {
      assert.equal(await snsRegion({ Channels: 'email', EmailFrom }, region), undefined);
      for (const Channels of ['auto', 'sms', 'sms email', 'email sms']) {
        await assert.rejects(
          resolved({ Channels, EmailFrom }, region),
          /Set Channels=email, or deploy to another Region/,
        );
      }
    }
  });

  it('lets the pool start in Regions of every kind', async () => {
    for (const region of [
      'ap-northeast-2',
      'ap-east-1',
      'ap-southeast-5',
      'ap-southeast-7',
      'eu-central-1',
      'us-gov-west-1',
    ]) {
      const pool = await startLocalPool({
        template: templateFile,
        parameters: { ...required, SmsRegion: 'eu-west-1' },
        region,
      });
      assert.ok(pool.userPoolId.startsWith(`${region}_`));
      await pool.close();
    }
  });
});

describe('combinations of parameters', () => {
  const refused: [parameters: Record<string, string>, sentence: RegExp][] = [
    [
      { UserPoolTier: 'LITE' },
      /UserPoolTier=LITE does not include RefreshTokenRotation=on\. Set RefreshTokenRotation=off/,
    ],
    [{ UserPoolTier: 'LITE', RefreshTokenRotation: 'on', ThreatProtection: 'off' }, /Set RefreshTokenRotation=off, or/],
    [{ ThreatProtection: 'audit' }, /ThreatProtection needs the feature plan PLUS.* Set UserPoolTier=PLUS, or/],
    [
      { UserPoolTier: 'LITE', ThreatProtection: 'audit', RefreshTokenRotation: 'off' },
      /Set UserPoolTier=PLUS, or ThreatProtection=off/,
    ],
    [{ UserPoolTier: 'LITE', ThreatProtection: 'enforced', RefreshTokenRotation: 'off' }, /Set UserPoolTier=PLUS/],
    [{ CaptchaVerifyUrl: 'https://captcha.example.com' }, /CaptchaVerifyUrl needs SendOn=request/],
    [{ SmsFeedback: 'on' }, /SmsFeedback=on needs SmsVia=end-user-messaging/],
    [{ SmsConfigurationSet: 'events' }, /SmsConfigurationSet has an effect only with SmsVia=end-user-messaging/],
    [{ SmsProtectConfigurationId: 'protect-1' }, /SmsProtectConfigurationId has an effect only with SmsVia/],
    [{ Channels: 'email' }, /Channels includes email, but EmailFrom is empty\. Set EmailFrom .*, or Channels=sms/],
    [{ Channels: 'sms email' }, /Set EmailFrom/],
    [{ Channels: 'email sms' }, /Set EmailFrom/],
    [{ EmailIdentity: 'example.com' }, /EmailIdentity has an effect only with EmailFrom\. Set EmailFrom, or/],
    [{ EmailConfigurationSet: 'codes' }, /EmailConfigurationSet has an effect only with EmailFrom\. Set EmailFrom, or/],
    [
      { SmsVia: 'end-user-messaging', SmsSenderId: 'EXBANK', SmsOriginationNumber: '+447700900999' },
      /Set SmsSenderId or SmsOriginationNumber, and leave the other empty/,
    ],
    [{ SmsOriginationIdentity: 'pool-1' }, /SmsOriginationIdentity needs SmsVia=end-user-messaging\. Set it, or/],
    [
      { SmsVia: 'end-user-messaging', SmsOriginationIdentity: 'pool-1', SmsOriginationNumber: '12345' },
      /Leave SmsOriginationNumber and SmsSenderId empty, or SmsOriginationIdentity/,
    ],
    [
      { SmsVia: 'end-user-messaging', SmsOriginationIdentity: 'pool-1', SmsSenderId: 'EXBANK' },
      /Leave SmsOriginationNumber and SmsSenderId empty, or SmsOriginationIdentity/,
    ],
    [
      { SmsOriginByCountry: 'US=pool/pool-01234567' },
      /SmsOriginByCountry needs SmsVia=end-user-messaging\. Set it, or/,
    ],
    [{ SmsIndiaEntityId: '1101' }, /Set SmsIndiaEntityId and SmsIndiaTemplateId, or leave both empty/],
    [{ SmsVia: 'end-user-messaging', SmsType: 'Promotional' }, /SmsType=Promotional needs SmsVia=sns\. Set it, or/],
    [
      { AlarmEmail: 'ops@example.com', AlarmTopicName: 'alarms' },
      /Leave AlarmEmail empty .*, or leave AlarmTopicName empty/,
    ],
    [{ RefreshTokenHours: '23', AccessTokenMinutes: '61' }, /Set AccessTokenMinutes=60, or RefreshTokenHours=24/],
    [{ RefreshTokenHours: '1', IdTokenMinutes: '1440' }, /Set IdTokenMinutes=60, or RefreshTokenHours=24/],
    [{ UserPoolName: 'x'.repeat(125) }, /1 to 124 letters/],
  ];
  for (const [parameters, sentence] of refused) {
    it(`${JSON.stringify(parameters).slice(0, 90)} is refused with a sentence that names the parameter and the fix`, async () => {
      await assert.rejects(resolved(parameters), sentence);
    });
  }

  it('of plan, rotation and protection: each is refused by the template, or accepted by Cognito', async () => {
    let accepted = 0;
    for (const UserPoolTier of ['LITE', 'ESSENTIALS', 'PLUS']) {
      for (const RefreshTokenRotation of ['on', 'off']) {
        for (const ThreatProtection of ['off', 'audit', 'enforced']) {
          const parameters = { ...required, UserPoolTier, RefreshTokenRotation, ThreatProtection };
          const isRefused =
            (UserPoolTier === 'LITE' && RefreshTokenRotation === 'on') ||
            (UserPoolTier !== 'PLUS' && ThreatProtection !== 'off');
          const starting = startLocalPool({ template: templateFile, parameters });
          if (isRefused) {
            await assert.rejects(starting, /parameters that the rule \w+ refuses/);
          } else {
            await (await starting).close();
            accepted += 1;
          }
        }
      }
    }
    assert.equal(accepted, 9);
  });

  it('an identity pool is refused in partitions with another service principal', async () => {
    await assert.rejects(resolved({ IdentityPool: 'on' }, 'us-gov-west-1'), /Set IdentityPool=off/);
    await assert.rejects(
      resolved({ IdentityPool: 'on', Channels: 'email', EmailFrom }, 'cn-north-1'),
      /Set IdentityPool=off/,
    );
  });
});

describe('other partitions', () => {
  it('have their own console, to which the dashboard link leads', async () => {
    for (const [region, domain] of [
      ['eu-west-1', 'console.aws.amazon.com'],
      ['us-gov-west-1', 'console.amazonaws-us-gov.com'],
      ['cn-north-1', 'console.amazonaws.cn'],
      ['eusc-de-east-1', 'console.amazonaws-eusc.eu'],
    ] as const) {
      const { outputs } = await resolved({ Channels: 'email', EmailFrom }, region);
      const url = new URL(outputs['DashboardUrl'] ?? '');
      assert.equal(url.host, `${region}.${domain}`);
      assert.equal(url.searchParams.get('region'), region);
    }
  });

  it('are named by their own ARNs: no ARN of the template has a fixed partition', () => {
    assert.doesNotMatch(text.replace(/#.*$/gm, ''), /arn:aws[:-]/);
  });
});

describe('names and texts', () => {
  it('are ASCII, because CloudFormation may return other characters as question marks', () => {
    assert.doesNotMatch(text, /[^\n\x20-\x7e]/);
  });

  it('stay within limits: the longest pool name leaves room for the name of its app client', async () => {
    const template = await resolved({ UserPoolName: 'x'.repeat(124) });
    assert.equal(String(propertiesOf(template, 'UserPoolClient')['ClientName']).length, 128);
  });
});
