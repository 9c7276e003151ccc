/** Every combination of feature plan, channels and Region: refused before anything is created, or consistent in itself. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Engine, RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { withDecidedTemplate } from './support/decided-template.js';
import { falseFindings } from './support/findings.js';
import { at, ofType, propertiesOf, required, resolved, written } from './support/template.js';

/** Changes the text of the template. */
type Change = (template: string) => string;

const regions = Object.keys(written.Mappings['CognitoSms'] ?? {});
/** What a validator finds because each condition is a constant: a value that is never used, the constant itself, and another of equal value. */
const aboutConstants = /^W(1028|8001|8003|9053) /;

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

  /** What the validator finds in a combination, and in which. */
  async function findingsOf(engine: Engine, plan: string, channels: string, region: string, change?: Change) {
    const parameterOverrides = { ...required, ...parametersOf(plan, channels) };
    const options = { severityLevel: 'WARN', region, parameterOverrides } as const;
    const validate = (file: string) => engine.validateStandard(new TemplateFile(file), options);
    const report = await withDecidedTemplate(parameterOverrides, region, validate, change);
    assert.equal(report.status, 'OK');
    return report.diagnostics
      .map(({ ruleId, message, entity }) => `${ruleId} ${entity?.logicalId} ${message}`)
      .filter((finding) => !falseFindings.test(finding) && !aboutConstants.test(finding))
      .map((finding) => `${region}, ${channels}, ${plan}: ${finding}`);
  }

  it('passes the validator, each combination of plan and channels in another Region', async () => {
    const engine = new RegoEngine();
    const places = regions.filter((region) => !WITHOUT_SMS.has(region));
    const findings: string[] = [];
    for (const plan of plans) {
      for (const channels of channelSets) {
        const region = places.splice(0, 2)[0] ?? assert.fail('too few Regions');
        findings.push(...(await findingsOf(engine, plan, channels, region)));
      }
    }
    const mistake = (template: string) => template.replace('BillingMode: PAY_PER_REQUEST', 'BillingMode: PER_REQUEST');
    assert.notDeepEqual(await findingsOf(engine, 'PLUS', 'sms', 'eu-west-1', mistake), []);
    engine.free();
    assert.deepEqual(findings, []);
  });
});
