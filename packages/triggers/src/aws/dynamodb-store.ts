/** Keeps records and counters in a DynamoDB table. */
import {
  BatchGetItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  PutItemCommand,
  type PutItemCommandInput,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../ports/clock.js';
import type { RecordWrite, Store, Stored } from '../ports/store.js';
import { clientDefaults } from './client-defaults.js';
import { conditionHeld, countInTable, type Item, numberIn, numberValue } from './dynamodb-counter.js';
import { parsedJson } from './parsed-json.js';

/** The version of an item without a valid one. A write replaces such an item. */
const UNREADABLE_VERSION = -1;

/** How often unprocessed keys of BatchGetItem are requested again. DynamoDB leaves keys unprocessed to throttle. */
const MAX_READS = 3;

/** The greatest version whose successor is a different JavaScript number. */
const MAX_VERSION = Number.MAX_SAFE_INTEGER - 1;

/**
 * Creates a {@link Store} in one DynamoDB table with the partition key `pk` (a string) and the TTL attribute `ttl`.
 *
 * A record is an item `{pk, version, ttl, data}` with `data` as JSON. A counter is `{pk, hour, hourCount, day, dayCount}`,
 * with a `ttl` unless it is permanent, and with `stopped: true` while an operator has stopped it.
 *
 * @param connection replaces what the environment says.
 * @returns the store. Its methods throw `contention` if a counter cannot be updated, and whatever the SDK throws.
 */
export function dynamodbStore(
  tableName: string,
  clock: Pick<Clock, 'now'>,
  connection: Pick<DynamoDBClientConfig, 'region' | 'endpoint' | 'credentials' | 'requestHandler'> = {},
): Store {
  const client = new DynamoDBClient({ ...clientDefaults, ...connection, maxAttempts: 2 });
  // An increment is not idempotent, so SDK retries are disabled.
  const clientWithoutRetries = new DynamoDBClient({ ...clientDefaults, ...connection, maxAttempts: 1 });

  /** The items that {@link Store.readAll} has returned, for counters that are incremented next. */
  const itemsRead = new WeakMap<Stored, { readonly item: Item }>();

  async function getAll(keys: readonly string[], abortSignal: AbortSignal): Promise<ReadonlyMap<string, Item>> {
    const items = new Map<string, Item>();
    let wanted = [...new Set(keys)];
    for (let reads = 0; wanted.length > 0; reads++) {
      if (reads === MAX_READS) throw new Error('throttled');
      const Keys = wanted.map((key) => ({ pk: { S: key } }));
      const command = new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys, ConsistentRead: true } } });
      const { Responses, UnprocessedKeys } = await client.send(command, { abortSignal });
      for (const item of Responses?.[tableName] ?? []) items.set(item.pk?.S ?? '', item);
      wanted = (UnprocessedKeys?.[tableName]?.Keys ?? []).map(({ pk }) => pk?.S ?? '');
    }
    return items;
  }

  const get = async (key: string, signal: AbortSignal): Promise<Item> => (await getAll([key], signal)).get(key);

  function recordIn(item: Item): Stored {
    if (!item) return { version: 0, data: undefined };
    const version = numberIn(item.version);
    const ttl = numberIn(item.ttl);
    // DynamoDB deletes expired items days later. Until then they keep their version.
    const expired = ttl !== undefined && ttl * 1000 <= clock.now();
    return {
      version: version !== undefined && isVersion(version) ? version : UNREADABLE_VERSION,
      data: expired ? undefined : parsedJson(item.data?.S),
    };
  }

  async function readAll(keys: readonly string[], signal: AbortSignal): Promise<readonly Stored[]> {
    const items = await getAll(keys, signal);
    return keys.map((key) => {
      const item = items.get(key);
      const stored = recordIn(item);
      itemsRead.set(stored, { item });
      return stored;
    });
  }

  const putOf = ({ key, version, data, expiresAt }: RecordWrite) => ({
    TableName: tableName,
    Item: {
      pk: { S: key },
      version: numberValue(Math.max(0, version) + 1),
      ttl: numberValue(Math.ceil(expiresAt / 1000)),
      data: { S: JSON.stringify(data) },
    },
    ...versionCondition(version),
  });

  const counters = { client: clientWithoutRetries, tableName, get };
  return {
    read: async (key, signal) => recordIn(await get(key, signal)),
    readAll,
    write: (key, version, data, expiresAt, abortSignal) =>
      conditionHeld(client.send(new PutItemCommand(putOf({ key, version, data, expiresAt })), { abortSignal })),
    writeAll: (writes, abortSignal) => {
      const TransactItems = writes.map((write) => ({ Put: putOf(write) }));
      return conditionHeld(client.send(new TransactWriteItemsCommand({ TransactItems }), { abortSignal }));
    },
    count: (counter, amount, now, signal) =>
      countInTable(counters, { counter, amount, now, signal, seen: counter.seen && itemsRead.get(counter.seen) }),
  };
}

const isVersion = (version: number): boolean => version >= 1 && version <= MAX_VERSION;

/** The condition under which a write replaces an item: no other writer has replaced it since it was read. */
function versionCondition(
  version: number,
): Pick<PutItemCommandInput, 'ConditionExpression' | 'ExpressionAttributeValues'> {
  if (version === 0) return { ConditionExpression: 'attribute_not_exists(pk)' };
  if (version === UNREADABLE_VERSION) {
    return {
      ConditionExpression: 'NOT version BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':first': numberValue(1), ':last': numberValue(MAX_VERSION) },
    };
  }
  return { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': numberValue(version) } };
}
