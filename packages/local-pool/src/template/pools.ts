import {
  type ClientDefinition,
  type PoolDefinition,
  type SchemaAttribute,
  TRIGGER_NAMES,
  type TriggerName,
} from '../model/stack.js';
import { attributeName, isStandardAttribute } from '../model/user-pool/attributes.js';
import { cognitoEvents } from './functions.js';
import type { Properties } from './properties.js';
import type { Resource, Resources } from './resources.js';

/** Every user pool of the template with its triggers and app clients. */
export function readPools(resources: Resources): PoolDefinition[] {
  const clients = resources.ofType('AWS::Cognito::UserPoolClient');
  return resources.ofType('AWS::Cognito::UserPool').map((resource) => readPool(resource, resources, clients));
}

function readPool(resource: Resource, resources: Resources, clients: readonly Resource[]): PoolDefinition {
  const { properties, identity } = resource;
  const policies = properties.child('Policies');
  const password = policies?.child('PasswordPolicy');
  const devices = properties.child('DeviceConfiguration');
  const usernameAttributes = properties.strings('UsernameAttributes').map((name) => {
    if (name === 'phone_number' || name === 'email') return name;
    return properties.fail('UsernameAttributes', 'phone_number, email or both');
  });
  if (usernameAttributes.length > 0 && properties.strings('AliasAttributes').length > 0) {
    properties.fail('AliasAttributes', 'either UsernameAttributes or AliasAttributes, not both');
  }
  const lambdaConfig = properties.child('LambdaConfig');
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
    passwordPolicy: {
      minimumLength: password?.number('MinimumLength', 6, 99) ?? 8,
      lowercase: password?.boolean('RequireLowercase') ?? password === undefined,
      uppercase: password?.boolean('RequireUppercase') ?? password === undefined,
      numbers: password?.boolean('RequireNumbers') ?? password === undefined,
      symbols: password?.boolean('RequireSymbols') ?? password === undefined,
    },
    schema,
    triggers: triggersOf(identity.ref, lambdaConfig, resources),
    preTokenVersion: lambdaConfig?.child('PreTokenGenerationConfig')?.string('LambdaVersion')?.startsWith('V2')
      ? '2'
      : '1',
    firstFactors: policies?.child('SignInPolicy')?.strings('AllowedFirstAuthFactors') ?? ['PASSWORD'],
    devices:
      devices === undefined
        ? null
        : {
            challengeOnNew: devices.boolean('ChallengeRequiredOnNewDevice') ?? false,
            onlyOnPrompt: devices.boolean('DeviceOnlyRememberedOnUserPrompt') ?? false,
          },
    clients: clients
      .filter((client) => client.properties.requiredString('UserPoolId', 'a user pool') === identity.ref)
      .map((client) => readClient(client, schema)),
  };
}

const schemaProperties = [
  'Name',
  'AttributeDataType',
  'Required',
  'Mutable',
  'DeveloperOnlyAttribute',
  'StringAttributeConstraints',
  'NumberAttributeConstraints',
];

function readAttribute(attribute: Properties): SchemaAttribute {
  for (const key of Object.keys(attribute.map)) {
    if (!schemaProperties.includes(key)) attribute.fail(key, `one of ${schemaProperties.join(', ')}`);
  }
  const name = attribute.requiredString('Name', 'the name of an attribute');
  const custom = !isStandardAttribute(name);
  if (custom && name.length > 20) attribute.fail('Name', 'at most 20 characters');
  attribute.oneOf('AttributeDataType', ['String', 'Number', 'DateTime', 'Boolean']);
  const required = attribute.boolean('Required') ?? false;
  if (custom && required) attribute.fail('Required', 'false, as of every custom attribute');
  return {
    name,
    required,
    mutable: attribute.boolean('Mutable') ?? true,
    developerOnly: attribute.boolean('DeveloperOnlyAttribute') ?? false,
  };
}

function triggersOf(poolId: string, config: Properties | undefined, resources: Resources): PoolDefinition['triggers'] {
  const triggers: Partial<Record<TriggerName, string>> = {};
  const functions = new Set(
    resources.ofType('AWS::Serverless::Function', 'AWS::Lambda::Function').map((one) => one.identity.attributes['Arn']),
  );
  for (const key of Object.keys(config?.map ?? {})) {
    if (config === undefined || !config.has(key)) continue;
    if (key === 'KMSKeyID' || key === 'CustomSMSSender' || key === 'CustomEmailSender') continue;
    const name = TRIGGER_NAMES.find(
      (one) => one === key || (one === 'PreTokenGeneration' && key === 'PreTokenGenerationConfig'),
    );
    if (name === undefined) return config.fail(key, `one of ${TRIGGER_NAMES.join(', ')}`);
    const arn = key === 'PreTokenGenerationConfig' ? config.child(key)?.string('LambdaArn') : config.string(key);
    if (arn === undefined || !functions.has(arn)) return config.fail(key, 'the Arn of a function of this template');
    triggers[name] = arn;
  }
  for (const resource of resources.ofType('AWS::Serverless::Function')) {
    for (const event of cognitoEvents(resource)) {
      if (event.userPool !== poolId && event.userPool !== '') continue;
      for (const trigger of event.triggers) {
        const name = TRIGGER_NAMES.find((one) => one === trigger);
        if (name === undefined)
          return resource.properties.fail('Events', `a Trigger out of ${TRIGGER_NAMES.join(', ')}`);
        triggers[name] = resource.identity.attributes['Arn'] ?? '';
      }
    }
  }
  return triggers;
}

const units = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;

function readClient(resource: Resource, schema: readonly SchemaAttribute[]): ClientDefinition {
  const { properties, identity } = resource;
  const validity = properties.child('TokenValidityUnits');
  const seconds = (
    key: string,
    fallbackUnit: keyof typeof units,
    fallback: number,
    least: number,
    most: number,
  ): number => {
    const amount = properties.number(`${key}Validity`);
    if (amount === undefined || (amount === 0 && key === 'RefreshToken')) return fallback;
    const unit = validity?.oneOf(key, ['seconds', 'minutes', 'hours', 'days']) ?? fallbackUnit;
    const total = amount * units[unit];
    if (total < least || total > most) properties.fail(`${key}Validity`, `${least} to ${most} seconds in all`);
    return total;
  };
  const rotation = properties.child('RefreshTokenRotation');
  const attributeSet = (key: string): ReadonlySet<string> | null => {
    if (!properties.has(key)) return null;
    const names = properties.strings(key);
    const own = schema.map(attributeName);
    const unknown = names.find((name) => !isStandardAttribute(name) && !own.includes(name));
    if (unknown !== undefined) properties.fail(key, `attributes of the pool, and ${unknown} is none`);
    return new Set(names);
  };
  return {
    logicalId: identity.logicalId,
    id: identity.ref,
    name: properties.string('ClientName') ?? identity.logicalId,
    secret: properties.boolean('GenerateSecret') === true ? (identity.attributes['ClientSecret'] ?? '') : null,
    authFlows: new Set(
      properties.has('ExplicitAuthFlows')
        ? properties.strings('ExplicitAuthFlows')
        : ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    ),
    preventUserExistenceErrors: properties.oneOf('PreventUserExistenceErrors', ['ENABLED', 'LEGACY']) === 'ENABLED',
    tokenRevocation: properties.boolean('EnableTokenRevocation') ?? true,
    rotation:
      rotation?.oneOf('Feature', ['ENABLED', 'DISABLED']) === 'ENABLED'
        ? { graceSeconds: rotation.number('RetryGracePeriodSeconds', 0, 60) ?? 0 }
        : null,
    sessionMinutes: properties.number('AuthSessionValidity', 3, 15) ?? 3,
    accessTokenSeconds: seconds('AccessToken', 'hours', 3600, 300, 86_400),
    idTokenSeconds: seconds('IdToken', 'hours', 3600, 300, 86_400),
    refreshTokenSeconds: seconds('RefreshToken', 'days', 30 * 86_400, 3600, 3650 * 86_400),
    readAttributes: attributeSet('ReadAttributes'),
    writeAttributes: attributeSet('WriteAttributes'),
  };
}
