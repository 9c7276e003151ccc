// DynamoDB tables of a template.

import type { TableDefinition } from '../model/stack.js';
import type { Properties } from './properties.js';
import type { Resources } from './resources.js';

/**
 * Reads the tables.
 *
 * @throws TemplateError for invalid properties
 */
export function readTables(resources: Resources): TableDefinition[] {
  return resources
    .ofType('AWS::DynamoDB::Table', 'AWS::Serverless::SimpleTable')
    .map(({ identity: { type, ref, attributes }, properties }) => {
      const schema = type === 'AWS::Serverless::SimpleTable' ? simpleSchema(properties) : declaredSchema(properties);
      return {
        name: ref,
        arn: attributes['Arn'] ?? '',
        partitionKey: schema.KeySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '',
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
  const defined = new Set(attributes.map(({ AttributeName }) => AttributeName));
  const index = (one: Properties): Record<string, unknown> => ({
    IndexName: one.requiredString('IndexName', 'the name of an index'),
    KeySchema: readKeys(one, defined),
    Projection: one.child('Projection')?.map ?? { ProjectionType: 'ALL' },
  });
  const globalIndexes = properties.children('GlobalSecondaryIndexes').map(index);
  const localIndexes = properties.children('LocalSecondaryIndexes').map(index);
  return {
    AttributeDefinitions: attributes,
    KeySchema: readKeys(properties, defined),
    BillingMode: 'PAY_PER_REQUEST',
    ...(globalIndexes.length > 0 ? { GlobalSecondaryIndexes: globalIndexes } : {}),
    ...(localIndexes.length > 0 ? { LocalSecondaryIndexes: localIndexes } : {}),
  };
}

function readKeys(owner: Properties, defined: ReadonlySet<string>): KeyElement[] {
  const keys = owner.children('KeySchema').map((key) => ({
    AttributeName: key.requiredString('AttributeName', 'the name of a key attribute'),
    KeyType: key.oneOf('KeyType', ['HASH', 'RANGE']) ?? key.fail('KeyType', 'HASH or RANGE'),
  }));
  if (keys.length === 0) owner.fail('KeySchema', "a list with the table's key");
  const undefinedKey = keys.find(({ AttributeName }) => !defined.has(AttributeName));
  if (undefinedKey !== undefined) {
    owner.fail('KeySchema', `${undefinedKey.AttributeName} to be one of the AttributeDefinitions`);
  }
  return keys;
}
