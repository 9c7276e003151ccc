// User pools of a template: settings, schema, triggers and app clients.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cognito-userpool.html

import {
  MFA_FACTORS,
  type PoolDefinition,
  type SchemaAttribute,
  TRIGGER_NAMES,
  type TriggerName,
} from '../model/pool-definition.js';
import { isStandardAttribute } from '../model/user-pool/attributes.js';
import { DEFAULT_SESSION_TRACKING } from '../model/user-pool/session-tracking.js';
import { readClient } from './clients.js';
import { functionArn } from './functions.js';
import { readGroups, readUsers } from './groups.js';
import { checkPoolLimits, planOf } from './pool-limits.js';
import type { Properties } from './properties.js';
import type { Resource, Resources } from './resources.js';
import { cognitoEvents, customAttachment } from './trigger-attachments.js';

/**
 * Reads every user pool with its triggers and app clients.
 *
 * @throws TemplateError for invalid properties
 */
export function readPools(resources: Resources): PoolDefinition[] {
  const clients = resources.ofType('AWS::Cognito::UserPoolClient');
  return resources.ofType('AWS::Cognito::UserPool').map((resource) => {
    checkPoolLimits(resource, resources.all);
    return readPool(resource, resources, clients);
  });
}

function readPool(resource: Resource, resources: Resources, clients: readonly Resource[]): PoolDefinition {
  const { properties, identity } = resource;
  const policies = properties.child('Policies');
  const lambdaConfig = properties.child('LambdaConfig');
  const invitations = properties.child('AdminCreateUserConfig');
  const usernameAttributes = readUsernameAttributes(properties);
  const schema = properties.children('Schema').map(readAttribute);
  return {
    logicalId: identity.logicalId,
    id: identity.ref,
    arn: identity.attributes['Arn'] ?? '',
    usernameAttributes,
    aliasAttributes: properties.strings('AliasAttributes'),
    autoVerified: properties.strings('AutoVerifiedAttributes'),
    verifyBeforeUpdate:
      properties.child('UserAttributeUpdateSettings')?.strings('AttributesRequireVerificationBeforeUpdate') ?? [],
    caseSensitive: properties.child('UsernameConfiguration')?.boolean('CaseSensitive') ?? true,
    adminCreateOnly: invitations?.boolean('AllowAdminCreateUserOnly') ?? false,
    passwordPolicy: readPasswordPolicy(
      policies?.child('PasswordPolicy'),
      invitations?.number('UnusedAccountValidityDays', 0, 365),
    ),
    recoveryAddresses: readRecovery(properties.child('AccountRecoverySetting')),
    schema,
    triggers: readTriggers(resource, resources),
    preTokenVersion: preTokenVersion(lambdaConfig),
    messages: readMessages(properties),
    firstFactors: policies?.child('SignInPolicy')?.strings('AllowedFirstAuthFactors') ?? ['PASSWORD'],
    devices: readDevices(properties.child('DeviceConfiguration')),
    plan: planOf(properties),
    sessionTracking: readSessionTracking(identity.ref, resources),
    mfa: readMfa(properties),
    groups: readGroups(identity.ref, resources),
    users: readUsers(identity.ref, resources),
    clients: clients
      .filter((client) => client.properties.requiredString('UserPoolId', 'a user pool') === identity.ref)
      .map((client) => readClient(client, schema)),
  };
}

function readUsernameAttributes(properties: Properties): PoolDefinition['usernameAttributes'] {
  const attributes = properties.strings('UsernameAttributes').map((name) => {
    if (name === 'phone_number' || name === 'email') return name;
    return properties.fail('UsernameAttributes', 'phone_number, email or both');
  });
  if (attributes.length > 0 && properties.strings('AliasAttributes').length > 0) {
    properties.fail('AliasAttributes', 'either UsernameAttributes or AliasAttributes, not both');
  }
  return attributes;
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

/** Without `EnabledMfas`, the second factor is a code by SMS. */
function readMfa(pool: Properties): PoolDefinition['mfa'] {
  const configuration = pool.oneOf('MfaConfiguration', ['OFF', 'OPTIONAL', 'ON']) ?? 'OFF';
  const factors = pool.strings('EnabledMfas').map((name) => {
    return MFA_FACTORS.find((one) => one === name) ?? pool.fail('EnabledMfas', `a list of ${MFA_FACTORS.join(', ')}`);
  });
  return { configuration, factors: factors.length === 0 && configuration !== 'OFF' ? ['SMS_MFA'] : factors };
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

/**
 * Reads the pool's `UserPoolSessionConfigurationAttachment`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cognito-userpoolsessionconfigurationattachment-tokensession.html
 */
function readSessionTracking(poolId: string, resources: Resources): PoolDefinition['sessionTracking'] {
  const attachment = resources
    .ofType('AWS::Cognito::UserPoolSessionConfigurationAttachment')
    .find(({ properties }) => properties.requiredString('UserPoolId', 'a user pool') === poolId);
  if (attachment === undefined) return DEFAULT_SESSION_TRACKING;
  const { properties } = attachment;
  const enabled = properties.oneOf('UserSessionTracking', ['ENABLED', 'DISABLED']) === 'ENABLED';
  const maxPerUser = properties.child('TokenSession')?.number('MaxPerUser', 1, 100);
  return { enabled, maxPerUser: maxPerUser ?? DEFAULT_SESSION_TRACKING.maxPerUser };
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

const SCHEMA_PROPERTIES = [
  'Name',
  'AttributeDataType',
  'Required',
  'Mutable',
  'DeveloperOnlyAttribute',
  'StringAttributeConstraints',
  'NumberAttributeConstraints',
];

/** The longest name of a custom attribute, in characters and without its prefix. */
const MAX_ATTRIBUTE_NAME_LENGTH = 20;

function readAttribute(attribute: Properties): SchemaAttribute {
  for (const key of Object.keys(attribute.map)) {
    if (!SCHEMA_PROPERTIES.includes(key)) attribute.fail(key, `one of ${SCHEMA_PROPERTIES.join(', ')}`);
  }
  const name = attribute.requiredString('Name', 'the name of an attribute');
  const isCustom = !isStandardAttribute(name);
  if (isCustom && name.length > MAX_ATTRIBUTE_NAME_LENGTH) {
    attribute.fail('Name', `at most ${MAX_ATTRIBUTE_NAME_LENGTH} characters`);
  }
  attribute.oneOf('AttributeDataType', ['String', 'Number', 'DateTime', 'Boolean']);
  const required = attribute.boolean('Required') ?? false;
  if (isCustom && required) attribute.fail('Required', 'false, since custom attributes cannot be required');
  return {
    name,
    required,
    mutable: attribute.boolean('Mutable') ?? true,
    developerOnly: attribute.boolean('DeveloperOnlyAttribute') ?? false,
  };
}

/** Keys of `LambdaConfig` that the local pool ignores. */
const IGNORED_TRIGGER_KEYS: ReadonlySet<string> = new Set(['KMSKeyID', 'CustomSMSSender', 'CustomEmailSender']);

const asTriggerName = (name: string): TriggerName | undefined => TRIGGER_NAMES.find((one) => one === name);

/** The pool's triggers: from its `LambdaConfig`, from SAM events of functions, and from custom resources. */
function readTriggers(pool: Resource, resources: Resources): PoolDefinition['triggers'] {
  return {
    ...configuredTriggers(pool.properties.child('LambdaConfig'), resources),
    ...eventTriggers(pool.identity.ref, resources),
    ...attachedTriggers(pool.properties.string('UserPoolName'), resources),
  };
}

type Triggers = Partial<Record<TriggerName, string>>;

function configuredTriggers(config: Properties | undefined, resources: Resources): Triggers {
  const triggers: Triggers = {};
  for (const key of Object.keys(config?.map ?? {})) {
    if (config === undefined || !config.has(key) || IGNORED_TRIGGER_KEYS.has(key)) continue;
    const isVersioned = key === 'PreTokenGenerationConfig';
    const name = isVersioned ? 'PreTokenGeneration' : asTriggerName(key);
    if (name === undefined) return config.fail(key, `one of ${TRIGGER_NAMES.join(', ')}`);
    const given = isVersioned ? config.child(key)?.string('LambdaArn') : config.string(key);
    const arn = given?.startsWith('arn:') === true ? functionArn(resources, given) : undefined;
    triggers[name] = arn ?? config.fail(key, 'the Arn of a function of this template');
  }
  return triggers;
}

function eventTriggers(poolId: string, resources: Resources): Triggers {
  const triggers: Triggers = {};
  for (const resource of resources.ofType('AWS::Serverless::Function')) {
    const events = cognitoEvents(resource).filter(({ userPool }) => userPool === poolId || userPool === '');
    for (const trigger of events.flatMap((event) => event.triggers)) {
      const name = asTriggerName(trigger);
      if (name === undefined) {
        return resource.properties.fail('Events', `a Trigger that is one of ${TRIGGER_NAMES.join(', ')}`);
      }
      triggers[name] = resource.identity.attributes['Arn'] ?? '';
    }
  }
  return triggers;
}

function attachedTriggers(poolName: string | undefined, resources: Resources): Triggers {
  const triggers: Triggers = {};
  for (const resource of resources.ofType('Custom::CognitoUserPool')) {
    const attachment = customAttachment(resource);
    if (poolName === undefined || attachment.poolName !== poolName) continue;
    const arn = functionArn(resources, attachment.functionName);
    for (const trigger of attachment.triggers) {
      if (IGNORED_TRIGGER_KEYS.has(trigger)) continue;
      const name = asTriggerName(trigger);
      if (name === undefined) {
        return resource.properties.fail('UserPoolConfigs', `a Trigger that is one of ${TRIGGER_NAMES.join(', ')}`);
      }
      triggers[name] = arn ?? resource.properties.fail('FunctionName', 'the name of a function of this template');
    }
  }
  return triggers;
}
