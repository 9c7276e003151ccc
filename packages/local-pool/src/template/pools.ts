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
import { readPoolSettings } from './pool-settings.js';
import type { Properties } from './properties.js';
import type { Resource, Resources } from './resources.js';
import { POOL_SETTING_NAMES, settingsOf } from './settings.js';
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
  const usernameAttributes = readUsernameAttributes(properties);
  const schema = properties.children('Schema').map(readAttribute);
  return {
    ...readPoolSettings(properties),
    logicalId: identity.logicalId,
    id: identity.ref,
    arn: identity.attributes['Arn'] ?? '',
    usernameAttributes,
    aliasAttributes: properties.strings('AliasAttributes'),
    caseSensitive: properties.child('UsernameConfiguration')?.boolean('CaseSensitive') ?? true,
    schema,
    triggers: readTriggers(resource, resources),
    plan: planOf(properties),
    sessionTracking: readSessionTracking(identity.ref, resources),
    mfa: readMfa(properties),
    groups: readGroups(identity.ref, resources),
    users: readUsers(identity.ref, resources),
    settings: {
      ...settingsOf(properties, POOL_SETTING_NAMES),
      PoolName: properties.string('UserPoolName') ?? identity.logicalId,
    },
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

/** Without `EnabledMfas`, the second factor is a code by SMS. */
function readMfa(pool: Properties): PoolDefinition['mfa'] {
  const configuration = pool.oneOf('MfaConfiguration', ['OFF', 'OPTIONAL', 'ON']) ?? 'OFF';
  const factors = pool.strings('EnabledMfas').map((name) => {
    return MFA_FACTORS.find((one) => one === name) ?? pool.fail('EnabledMfas', `a list of ${MFA_FACTORS.join(', ')}`);
  });
  return { configuration, factors: factors.length === 0 && configuration !== 'OFF' ? ['SMS_MFA'] : factors };
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
