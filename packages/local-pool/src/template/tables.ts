// DynamoDB tables of a template.

import type { TableDefinition } from '../model/stack.js';
import type { Properties } from './properties.js';
import { isNeededOrResolvable } from './references.js';
import type { Resource, Resources } from './resources.js';

/**
 * Reads the tables.
 *
 * @param users the functions that run here
 * @throws TemplateError for invalid properties
 */
export function readTables(resources: Resources, users: readonly Resource[]): TableDefinition[] {
  return resources
    .ofType('AWS::DynamoDB::Table', 'AWS::Serverless::SimpleTable')
    .filter(isNeededOrResolvable(users))
    .map(({ type, identity: { ref, attributes }, properties, position }) => {
      if (properties.has('TableName')) nameOf(properties, 'TableName');
      const schema = type === 'AWS::Serverless::SimpleTable' ? simpleSchema(properties) : declaredSchema(properties);
      return {
        name: ref,
        arn: attributes['Arn'] ?? '',
        partitionKey: schema.KeySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '',
        position,
        create: { TableName: ref, ...schema },
      };
    });
}

interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: string;
}

/** The part of CreateTable's input that describes keys and indexes. */
interface TableSchema {
  readonly KeySchema: readonly KeyElement[];
  readonly [member: string]: unknown;
}

const ATTRIBUTE_TYPES = { String: 'S', Number: 'N', Binary: 'B' } as const;

function simpleSchema(properties: Properties): TableSchema {
  const key = properties.child('PrimaryKey');
  const name = key?.string('Name') ?? 'id';
  const type = key?.oneOf('Type', ['String', 'Number', 'Binary']) ?? 'String';
  return {
    AttributeDefinitions: [{ AttributeName: name, AttributeType: ATTRIBUTE_TYPES[type] }],
    KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  };
}

function declaredSchema(properties: Properties): TableSchema {
  const attributes = properties.children('AttributeDefinitions').map((attribute) => ({
    AttributeName: attribute.requiredString('AttributeName', 'the name of a key attribute'),
    AttributeType: attribute.oneOf('AttributeType', ['S', 'N', 'B']) ?? attribute.fail('AttributeType', 'S, N or B'),
  }));
  const names = attributes.map(({ AttributeName }) => AttributeName);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) properties.fail('AttributeDefinitions', `${repeated} once`);
  const used = new Set<string>();
  const readKeys = (owner: Properties): KeyElement[] => {
    const keys = keysOf(owner, names);
    for (const { AttributeName } of keys) used.add(AttributeName);
    return keys;
  };
  const index = (one: Properties): Record<string, unknown> => ({
    IndexName: nameOf(one, 'IndexName'),
    KeySchema: readKeys(one),
    Projection: projectionOf(one),
  });
  const keySchema = readKeys(properties);
  const globalIndexes = properties.children('GlobalSecondaryIndexes').map(index);
  const localIndexes = properties.children('LocalSecondaryIndexes').map(index);
  const unused = names.filter((name) => !used.has(name));
  if (unused.length > 0) {
    properties.fail('AttributeDefinitions', `attributes of a key only: no KeySchema has ${unused.join(', ')}`);
  }
  return {
    AttributeDefinitions: attributes,
    KeySchema: keySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(globalIndexes.length > 0 ? { GlobalSecondaryIndexes: globalIndexes } : {}),
    ...(localIndexes.length > 0 ? { LocalSecondaryIndexes: localIndexes } : {}),
  };
}

/** A name that DynamoDB accepts for a table or index. */
function nameOf(owner: Properties, key: string): string {
  const name = owner.requiredString(key, 'the name of an index');
  if (/^[\w.-]{3,255}$/.test(name)) return name;
  return owner.fail(key, '3 to 255 letters, digits, underscores, hyphens and dots');
}

function projectionOf(index: Properties): Record<string, unknown> {
  const projection = index.child('Projection');
  const type = projection?.oneOf('ProjectionType', ['ALL', 'KEYS_ONLY', 'INCLUDE']) ?? 'ALL';
  const attributes = projection?.strings('NonKeyAttributes') ?? [];
  if (type === 'INCLUDE' && attributes.length === 0) projection?.fail('NonKeyAttributes', 'the attributes to include');
  if (type !== 'INCLUDE' && attributes.length > 0) projection?.fail('NonKeyAttributes', `no attributes with ${type}`);
  return { ProjectionType: type, ...(attributes.length > 0 ? { NonKeyAttributes: attributes } : {}) };
}

function keysOf(owner: Properties, defined: readonly string[]): KeyElement[] {
  const keys = owner.children('KeySchema').map((key) => ({
    AttributeName: key.requiredString('AttributeName', 'the name of a key attribute'),
    KeyType: key.oneOf('KeyType', ['HASH', 'RANGE']) ?? key.fail('KeyType', 'HASH or RANGE'),
  }));
  if (keys.length === 0) owner.fail('KeySchema', "a list with the table's key");
  if (keys.length > 2 || keys[0]?.KeyType !== 'HASH' || keys[1]?.KeyType === 'HASH') {
    owner.fail('KeySchema', 'one HASH key, and after it at most one RANGE key');
  }
  const undefinedKey = keys.find(({ AttributeName }) => !defined.includes(AttributeName));
  if (undefinedKey !== undefined) {
    owner.fail('KeySchema', `${undefinedKey.AttributeName} to be one of the AttributeDefinitions`);
  }
  return keys;
}
