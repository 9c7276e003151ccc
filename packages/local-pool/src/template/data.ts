import { randomInt } from 'node:crypto';
import type { IdentityPoolDefinition, SecretDefinition, TableDefinition } from '../model/stack.js';
import type { Properties } from './properties.js';
import type { Resource, Resources } from './resources.js';

export function readTables(resources: Resources): TableDefinition[] {
  return resources.ofType('AWS::DynamoDB::Table', 'AWS::Serverless::SimpleTable').map((resource) => {
    const { identity, properties } = resource;
    const simple = identity.type === 'AWS::Serverless::SimpleTable';
    const key = simple ? simpleKey(properties) : declaredKey(properties);
    return {
      name: identity.ref,
      arn: identity.attributes['Arn'] ?? '',
      partitionKey: key.KeySchema.find((one) => one.KeyType === 'HASH')?.AttributeName ?? '',
      create: { TableName: identity.ref, ...key },
    };
  });
}

interface TableKey {
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly [member: string]: unknown;
}

function simpleKey(properties: Properties): TableKey {
  const key = properties.child('PrimaryKey');
  const name = key?.string('Name') ?? 'id';
  const type = ({ String: 'S', Number: 'N', Binary: 'B' } as const)[
    key?.oneOf('Type', ['String', 'Number', 'Binary']) ?? 'String'
  ];
  return {
    AttributeDefinitions: [{ AttributeName: name, AttributeType: type }],
    KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  };
}

function declaredKey(properties: Properties): TableKey {
  const attributes = properties.children('AttributeDefinitions').map((one) => ({
    AttributeName: one.requiredString('AttributeName', 'the name of a key attribute'),
    AttributeType: one.oneOf('AttributeType', ['S', 'N', 'B']) ?? one.fail('AttributeType', 'S, N or B'),
  }));
  const keySchema = (owner: Properties): { AttributeName: string; KeyType: string }[] => {
    const keys = owner.children('KeySchema').map((one) => ({
      AttributeName: one.requiredString('AttributeName', 'the name of a key attribute'),
      KeyType: one.oneOf('KeyType', ['HASH', 'RANGE']) ?? one.fail('KeyType', 'HASH or RANGE'),
    }));
    if (keys.length === 0) owner.fail('KeySchema', 'a list with the table’s key');
    for (const key of keys) {
      if (!attributes.some((one) => one.AttributeName === key.AttributeName)) {
        owner.fail('KeySchema', `${key.AttributeName} among the AttributeDefinitions`);
      }
    }
    return keys;
  };
  const index = (one: Properties): Record<string, unknown> => ({
    IndexName: one.requiredString('IndexName', 'the name of an index'),
    KeySchema: keySchema(one),
    Projection: one.child('Projection')?.map ?? { ProjectionType: 'ALL' },
  });
  const globals = properties.children('GlobalSecondaryIndexes').map(index);
  const locals = properties.children('LocalSecondaryIndexes').map(index);
  return {
    AttributeDefinitions: attributes,
    KeySchema: keySchema(properties),
    BillingMode: 'PAY_PER_REQUEST',
    ...(globals.length > 0 ? { GlobalSecondaryIndexes: globals } : {}),
    ...(locals.length > 0 ? { LocalSecondaryIndexes: locals } : {}),
  };
}

/** `functions`: ARNs of those that run here. */
export function readSecrets(resources: Resources, functions: ReadonlySet<string>): SecretDefinition[] {
  const rotations = rotationsOf(resources);
  const runs = (arn: string | undefined): arn is string => arn !== undefined && functions.has(arn);
  return resources.ofType('AWS::SecretsManager::Secret').map((resource) => ({
    arn: resource.identity.ref,
    rotationFunction: [rotations.get(resource.identity.ref)].find(runs) ?? null,
    name: (resource.identity.ref.split(':secret:')[1] ?? '').replace(/-[a-z0-9]{6}$/, ''),
    generate: generator(resource),
  }));
}

/** The functions that rotate secrets: function's ARN by secret's. */
export function rotationsOf(resources: Resources): Map<string, string> {
  const rotations = new Map<string, string>();
  for (const { properties } of resources.ofType('AWS::SecretsManager::RotationSchedule')) {
    const secret = properties.string('SecretId');
    const rotates = properties.string('RotationLambdaARN');
    if (secret !== undefined && rotates !== undefined) rotations.set(secret, rotates);
  }
  return rotations;
}

/** Secrets Manager's `GenerateSecretString`, or the text that the template gives. */
function generator({ properties }: Resource): () => string {
  const options = properties.child('GenerateSecretString');
  if (options === undefined) {
    const fixed = properties.string('SecretString') ?? '';
    return () => fixed;
  }
  const length = options.number('PasswordLength', 1, 4096) ?? 32;
  const excluded = new Set(options.string('ExcludeCharacters') ?? '');
  const classes = [
    options.boolean('ExcludeLowercase') === true ? '' : 'abcdefghijklmnopqrstuvwxyz',
    options.boolean('ExcludeUppercase') === true ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    options.boolean('ExcludeNumbers') === true ? '' : '0123456789',
    options.boolean('ExcludePunctuation') === true ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    options.boolean('IncludeSpace') === true ? ' ' : '',
  ].map((characters) => [...characters].filter((one) => !excluded.has(one)).join(''));
  const alphabet = classes.join('');
  if (alphabet === '') options.fail('ExcludeCharacters', 'some characters left to choose from');
  const template = options.string('SecretStringTemplate');
  const key = options.string('GenerateStringKey');
  if ((template === undefined) !== (key === undefined)) {
    options.fail('GenerateStringKey', 'SecretStringTemplate and GenerateStringKey together');
  }
  return () => {
    const text = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
    if (template === undefined || key === undefined) return text;
    return JSON.stringify({ ...(JSON.parse(template) as object), [key]: text });
  };
}

export function readIdentityPools(resources: Resources): IdentityPoolDefinition[] {
  const attachments = resources.ofType('AWS::Cognito::IdentityPoolRoleAttachment');
  return resources.ofType('AWS::Cognito::IdentityPool').map(({ identity, properties }) => {
    const attached = attachments.find((one) => one.properties.string('IdentityPoolId') === identity.ref);
    const roles = attached?.properties.child('Roles');
    return {
      logicalId: identity.logicalId,
      id: identity.ref,
      allowUnauthenticated: properties.boolean('AllowUnauthenticatedIdentities') ?? false,
      providers: properties.children('CognitoIdentityProviders').map((one) => ({
        provider: one.requiredString('ProviderName', 'the ProviderName of a user pool'),
        clientId: one.requiredString('ClientId', 'an app client'),
      })),
      authenticatedRole: roles?.string('authenticated') ?? null,
      unauthenticatedRole: roles?.string('unauthenticated') ?? null,
    };
  });
}
