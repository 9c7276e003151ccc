// User pools of a template: settings, schema, triggers and app clients.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cognito-userpool.html

import { type PoolDefinition, type SchemaAttribute, TRIGGER_NAMES, type TriggerName } from '../model/stack.js';
import { isStandardAttribute } from '../model/user-pool/attributes.js';
import { readClient } from './clients.js';
import { cognitoEvents, functionsOf } from './functions.js';
import { checkPoolLimits } from './pool-limits.js';
import type { Properties } from './properties.js';
import type { Resource, Resources } from './resources.js';

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

function readPool(
  { properties, identity }: Resource,
  resources: Resources,
  clients: readonly Resource[],
): PoolDefinition {
  const policies = properties.child('Policies');
  const lambdaConfig = properties.child('LambdaConfig');
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
    adminCreateOnly: properties.child('AdminCreateUserConfig')?.boolean('AllowAdminCreateUserOnly') ?? false,
    passwordPolicy: readPasswordPolicy(policies?.child('PasswordPolicy')),
    schema,
    triggers: readTriggers(identity.ref, lambdaConfig, resources),
    preTokenVersion: preTokenVersion(lambdaConfig),
    firstFactors: policies?.child('SignInPolicy')?.strings('AllowedFirstAuthFactors') ?? ['PASSWORD'],
    devices: readDevices(properties.child('DeviceConfiguration')),
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
function readPasswordPolicy(policy: Properties | undefined): PoolDefinition['passwordPolicy'] {
  const requires = (key: string): boolean => policy?.boolean(key) ?? policy === undefined;
  return {
    minimumLength: policy?.number('MinimumLength', 6, 99) ?? 8,
    lowercase: requires('RequireLowercase'),
    uppercase: requires('RequireUppercase'),
    numbers: requires('RequireNumbers'),
    symbols: requires('RequireSymbols'),
  };
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
  return version?.startsWith('V2') === true ? '2' : '1';
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

/** The pool's triggers, from its `LambdaConfig` and from SAM events of functions. */
function readTriggers(
  poolId: string,
  config: Properties | undefined,
  resources: Resources,
): PoolDefinition['triggers'] {
  const triggers: Partial<Record<TriggerName, string>> = {};
  const functions = new Set(functionsOf(resources).map(({ identity }) => identity.attributes['Arn']));
  for (const key of Object.keys(config?.map ?? {})) {
    if (config === undefined || !config.has(key) || IGNORED_TRIGGER_KEYS.has(key)) continue;
    const isVersioned = key === 'PreTokenGenerationConfig';
    const name = isVersioned ? 'PreTokenGeneration' : asTriggerName(key);
    if (name === undefined) return config.fail(key, `one of ${TRIGGER_NAMES.join(', ')}`);
    const arn = isVersioned ? config.child(key)?.string('LambdaArn') : config.string(key);
    if (arn === undefined || !functions.has(arn)) return config.fail(key, 'the Arn of a function of this template');
    triggers[name] = arn;
  }
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
