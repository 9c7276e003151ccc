/** Every combination of feature plan, channels and Region: refused before anything is created, or consistent in itself. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { falseFindings } from './support/findings.js';
import { at, ofType, propertiesOf, required, resolved, templateFile, written } from './support/template.js';

const regions = Object.keys(written.Mappings['CognitoSms'] ?? {});
/** Where Cognito sends no SMS. */
const WITHOUT_SMS = new Set(regions.slice(regions.indexOf('us-gov-west-1') + 1));
const plans = ['LITE', 'ESSENTIALS', 'PLUS'];
const channelSets = ['auto', 'sms', 'email', 'sms email', 'email sms'];

const partitionOf = (region: string) => {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws';
};

/** The parameters of a combination that the plan allows: Lite has no rotation, and threat protection needs Plus. */
const parametersOf = (UserPoolTier: string, Channels: string) => ({
  UserPoolTier,
  Channels,
  EmailFrom: 'Example Bank <codes@example.com>',
  AlarmEmail: 'ops@example.com',
  RefreshTokenRotation: UserPoolTier === 'LITE' ? 'off' : 'on',
  ThreatProtection: UserPoolTier === 'PLUS' ? 'enforced' : 'off',
  WebAcl: 'on',
});

describe('every combination of plan, channels and Region', () => {
  it('is refused where Cognito cannot send SMS, and otherwise has what its channels need, in its own partition', async () => {
    let accepted = 0;
    for (const region of regions) {
      for (const channels of channelSets) {
        for (const plan of plans) {
          const where = `${region}, ${channels}, ${plan}`;
          const resolving = resolved(parametersOf(plan, channels), region);
          if (channels !== 'email' && WITHOUT_SMS.has(region)) {
            await assert.rejects(resolving, /Set Channels=email, or deploy to another Region/, where);
            continue;
          }
          const template = await resolving;
          const pool = propertiesOf(template, 'UserPool');
          assert.equal(pool['UserPoolTier'], plan, where);
          assert.equal(pool['SmsConfiguration'] === undefined, channels === 'email', where);
          assert.equal(at(pool, 'EmailConfiguration') === undefined, channels === 'sms', where);
          assert.equal(
            ofType(template, 'AWS::Cognito::UserPoolRiskConfigurationAttachment').length,
            plan === 'PLUS' ? 1 : 0,
          );
          const partitions = new Set(
            JSON.stringify([template.resources, template.outputs]).match(/(?<=\barn:)[\w-]+/g),
          );
          assert.deepEqual([...partitions], [partitionOf(region)], where);
          assert.match(
            template.outputs['IssuerUrl'] ?? '',
            new RegExp(`^https://cognito-idp\\.${region}\\.amazonaws\\.`),
          );
          accepted += 1;
        }
      }
    }
    const withSms = regions.length - WITHOUT_SMS.size;
    assert.equal(accepted, plans.length * (withSms * channelSets.length + WITHOUT_SMS.size));
  });

  it('passes the validator, each combination of plan and channels in another Region', () => {
    const engine = new RegoEngine();
    const places = regions.filter((region) => !WITHOUT_SMS.has(region));
    const findings = plans.flatMap((plan, first) =>
      channelSets.flatMap((channels, second) => {
        const region = places[(first * channelSets.length + second) * 2] ?? assert.fail('too few Regions');
        const parameterOverrides = { ...required, ...parametersOf(plan, channels) };
        const options = { severityLevel: 'WARN', region, parameterOverrides } as const;
        return engine
          .validateStandard(new TemplateFile(templateFile), options)
          .diagnostics.map(({ ruleId, message, entity }) => `${ruleId} ${entity?.logicalId} ${message}`)
          .filter((finding) => !falseFindings.test(finding))
          .map((finding) => `${region}, ${channels}, ${plan}: ${finding}`);
      }),
    );
    engine.free();
    assert.deepEqual(findings, []);
  });
});
