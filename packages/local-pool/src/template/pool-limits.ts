// What Cognito refuses when it creates a user pool or an app client, although every single property is valid.

import type { PoolDefinition } from '../model/pool-definition.js';
import type { Properties } from './properties.js';
import type { Resource } from './resources.js';

/**
 * The Regions from which Cognito sends SMS through Amazon SNS, by the Region of the user pool.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html#sms-choose-a-region-sns, read on
 * 2026-11-30. AWS GovCloud (US-West) is not in this table, but in that of SNS:
 * https://docs.aws.amazon.com/sns/latest/dg/sns-supported-regions-countries.html
 */
const smsRegions: Readonly<Record<string, readonly string[]>> = {
  'us-east-2': ['us-east-2', 'us-east-1'],
  'us-east-1': ['us-east-1'],
  'us-west-1': ['us-west-1'],
  'us-west-2': ['us-west-2'],
  'ca-central-1': ['ca-central-1', 'us-east-1'],
  'ca-west-1': ['ca-west-1'],
  'mx-central-1': ['mx-central-1'],
  'eu-central-1': ['eu-central-1', 'eu-west-1'],
  'eu-west-2': ['eu-west-2', 'eu-west-1'],
  'eu-west-1': ['eu-west-1'],
  'eu-west-3': ['eu-west-3'],
  'eu-north-1': ['eu-north-1'],
  'eu-south-1': ['eu-south-1'],
  'eu-south-2': ['eu-south-2'],
  'eu-central-2': ['eu-central-2'],
  'ap-southeast-5': ['ap-southeast-1'],
  'ap-southeast-7': ['ap-south-1'],
  'ap-south-1': ['ap-south-1', 'ap-southeast-1'],
  'ap-south-2': ['ap-south-2'],
  'ap-east-1': ['ap-southeast-1'],
  'ap-northeast-2': ['ap-northeast-1'],
  'ap-southeast-1': ['ap-southeast-1'],
  'ap-southeast-2': ['ap-southeast-2'],
  'ap-northeast-1': ['ap-northeast-1'],
  'ap-southeast-3': ['ap-southeast-3'],
  'ap-northeast-3': ['ap-northeast-3'],
  'ap-southeast-4': ['ap-southeast-4'],
  'me-south-1': ['me-south-1'],
  'me-central-1': ['me-central-1'],
  'sa-east-1': ['sa-east-1'],
  'il-central-1': ['il-central-1'],
  'af-south-1': ['af-south-1'],
  'us-gov-west-1': ['us-gov-west-1'],
};

/** Cognito's text for a feature that the plan does not include. */
const NOT_IN_PLAN =
  "FeatureUnavailableInTierException: This exception is thrown when a feature you attempted to configure isn't available in your current feature plan.";

/** The feature plan of a user pool. */
export const planOf = (pool: Properties): PoolDefinition['plan'] =>
  pool.oneOf('UserPoolTier', ['LITE', 'ESSENTIALS', 'PLUS']) ?? 'ESSENTIALS';

/**
 * Checks the SMS Region and the feature plan of a user pool.
 *
 * @throws TemplateError with Cognito's error
 */
export function checkPoolLimits({ properties, identity }: Resource, resources: readonly Resource[]): void {
  const [region = ''] = identity.ref.split('_');
  checkSmsRegion(properties.child('SmsConfiguration'), region);
  const plan = planOf(properties);
  const addOns = properties.child('UserPoolAddOns');
  const protection = addOns?.oneOf('AdvancedSecurityMode', ['OFF', 'AUDIT', 'ENFORCED']) ?? 'OFF';
  if (plan !== 'PLUS' && protection !== 'OFF') addOns?.fail('AdvancedSecurityMode', `OFF with ${plan}. ${NOT_IN_PLAN}`);
  if (plan === 'LITE' && properties.strings('EnabledMfas').includes('EMAIL_OTP')) {
    properties.fail('EnabledMfas', `no EMAIL_OTP with ${plan}. ${NOT_IN_PLAN}`);
  }
  for (const other of resources.filter(({ type }) => type.startsWith('AWS::Cognito::UserPool'))) {
    const own = other.properties;
    if (own.string('UserPoolId') !== identity.ref) continue;
    if (other.type === 'AWS::Cognito::UserPoolClient') checkRotation(own, plan);
    if (other.type === 'AWS::Cognito::UserPoolSessionConfigurationAttachment' && plan === 'LITE') {
      own.fail('UserPoolId', `a user pool with the feature plan ESSENTIALS or PLUS. ${NOT_IN_PLAN}`);
    }
    if (other.type === 'AWS::Cognito::UserPoolRiskConfigurationAttachment' && plan !== 'PLUS') {
      own.fail('UserPoolId', `a user pool with the feature plan PLUS. ${NOT_IN_PLAN}`);
    }
  }
}

function checkSmsRegion(configuration: Properties | undefined, region: string): void {
  if (configuration === undefined) return;
  const allowed = smsRegions[region] ?? [];
  const given = configuration.string('SnsRegion');
  if (given === undefined ? allowed.length > 0 : allowed.includes(given)) return;
  const list = allowed.join(', ') || 'none';
  configuration.fail(
    'SnsRegion',
    `${list}. InvalidParameterException: Invalid snsRegion. Allowed SNS region for ${region} is ${list}`,
  );
}

function checkRotation(client: Properties, plan: string): void {
  const rotation = client.child('RefreshTokenRotation');
  if (plan === 'LITE' && rotation?.string('Feature') === 'ENABLED') {
    rotation.fail('Feature', `DISABLED with ${plan}. ${NOT_IN_PLAN}`);
  }
}
