// The settings of a user pool that UpdateUserPool can change, read from the properties of a template or of the API, which have
// the same names.
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html

import { type PoolDefinition, TRIGGER_NAMES, type TriggerName } from '../model/pool-definition.js';
import type { Properties } from './properties.js';

/** The part of a pool's definition that {@link readPoolSettings} reads. */
export type PoolSettings = Pick<
  PoolDefinition,
  | 'autoVerified'
  | 'verifyBeforeUpdate'
  | 'adminCreateOnly'
  | 'passwordPolicy'
  | 'recoveryAddresses'
  | 'preTokenVersion'
  | 'messages'
  | 'firstFactors'
  | 'devices'
>;

/**
 * Reads the settings, with Cognito's defaults for those that are absent.
 *
 * @throws TemplateError for invalid properties
 */
export function readPoolSettings(properties: Properties): PoolSettings {
  const policies = properties.child('Policies');
  const invitations = properties.child('AdminCreateUserConfig');
  return {
    autoVerified: properties.strings('AutoVerifiedAttributes'),
    verifyBeforeUpdate:
      properties.child('UserAttributeUpdateSettings')?.strings('AttributesRequireVerificationBeforeUpdate') ?? [],
    adminCreateOnly: invitations?.boolean('AllowAdminCreateUserOnly') ?? false,
    passwordPolicy: readPasswordPolicy(
      policies?.child('PasswordPolicy'),
      invitations?.number('UnusedAccountValidityDays', 0, 365),
    ),
    recoveryAddresses: readRecovery(properties.child('AccountRecoverySetting')),
    preTokenVersion: preTokenVersion(properties.child('LambdaConfig')),
    messages: readMessages(properties),
    firstFactors: policies?.child('SignInPolicy')?.strings('AllowedFirstAuthFactors') ?? ['PASSWORD'],
    devices: readDevices(properties.child('DeviceConfiguration')),
  };
}

/** The functions of an API's `LambdaConfig`, by trigger. Cognito accepts functions that do not exist. */
export function configuredFunctions(properties: Properties): Partial<Record<TriggerName, string>> {
  const config = properties.child('LambdaConfig');
  const triggers: Partial<Record<TriggerName, string>> = {};
  for (const name of TRIGGER_NAMES) {
    const arn = config?.string(name);
    if (arn !== undefined) triggers[name] = arn;
  }
  const versioned = config?.child('PreTokenGenerationConfig')?.string('LambdaArn');
  return versioned === undefined ? triggers : { ...triggers, PreTokenGeneration: versioned };
}

/** Without a policy every kind of character is required; in a policy only those that it names. */
function readPasswordPolicy(
  policy: Properties | undefined,
  unusedAccountDays: number | undefined,
): PoolDefinition['passwordPolicy'] {
  const requires = (key: string): boolean => policy?.boolean(key) ?? policy === undefined;
  return {
    minimumLength: policy?.number('MinimumLength', 6, 99) ?? 8,
    lowercase: requires('RequireLowercase'),
    uppercase: requires('RequireUppercase'),
    numbers: requires('RequireNumbers'),
    symbols: requires('RequireSymbols'),
    historySize: policy?.number('PasswordHistorySize', 0, 24) ?? 0,
    temporaryDays: policy?.number('TemporaryPasswordValidityDays', 0, 365) || unusedAccountDays || 7,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cognito-userpool-recoveryoption.html */
function readRecovery(setting: Properties | undefined): PoolDefinition['recoveryAddresses'] {
  if (setting === undefined) return undefined;
  return setting
    .children('RecoveryMechanisms')
    .map((mechanism) => ({
      name: mechanism.oneOf('Name', ['verified_email', 'verified_phone_number', 'admin_only']),
      priority: mechanism.number('Priority', 1, 2) ?? 1,
    }))
    .sort((a, b) => a.priority - b.priority)
    .flatMap(({ name }) => {
      if (name === 'admin_only' || name === undefined) return [];
      return [name === 'verified_email' ? 'email' : 'phone_number'] as const;
    });
}

function readDevices(configuration: Properties | undefined): PoolDefinition['devices'] {
  if (configuration === undefined) return undefined;
  return {
    challengeOnNew: configuration.boolean('ChallengeRequiredOnNewDevice') ?? false,
    onlyOnPrompt: configuration.boolean('DeviceOnlyRememberedOnUserPrompt') ?? false,
  };
}

function preTokenVersion(lambdaConfig: Properties | undefined): PoolDefinition['preTokenVersion'] {
  const version = lambdaConfig?.child('PreTokenGenerationConfig')?.string('LambdaVersion');
  if (version?.startsWith('V3') === true) return '3';
  return version?.startsWith('V2') === true ? '2' : '1';
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html */
function readMessages(pool: Properties): PoolDefinition['messages'] {
  const template = pool.child('VerificationMessageTemplate');
  const invitation = pool.child('AdminCreateUserConfig')?.child('InviteMessageTemplate');
  return {
    verification: {
      sms: template?.string('SmsMessage') ?? pool.string('SmsVerificationMessage'),
      email: template?.string('EmailMessage') ?? pool.string('EmailVerificationMessage'),
      subject: template?.string('EmailSubject') ?? pool.string('EmailVerificationSubject'),
    },
    invitation: {
      sms: invitation?.string('SMSMessage'),
      email: invitation?.string('EmailMessage'),
      subject: invitation?.string('EmailSubject'),
    },
    authentication: {
      sms: pool.string('SmsAuthenticationMessage'),
      email: pool.string('EmailAuthenticationMessage'),
      subject: pool.string('EmailAuthenticationSubject'),
    },
  };
}
