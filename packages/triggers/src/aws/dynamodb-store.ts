/** Keeps records and counters in a DynamoDB table. */
import { DynamoDBClient, type DynamoDBClientConfig, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../ports/clock.js';
import type { Store, Stored } from '../ports/store.js';
import { clientDefaults } from './client-defaults.js';
import { conditionHeld, countInTable, numberValue } from './dynamodb-counter.js';

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

  async function get(key: string, abortSignal: AbortSignal) {
    const command = new GetItemCommand({ TableName: tableName, Key: { pk: { S: key } }, ConsistentRead: true });
    return (await client.send(command, { abortSignal })).Item;
  }

  async function read(key: string, abortSignal: AbortSignal): Promise<Stored> {
    const item = await get(key, abortSignal);
    if (!item) return { version: 0, data: undefined };
    const version = Number(item.version?.N ?? 0);
    // DynamoDB deletes expired items days later. Until then they keep their version.
    const expired = Number(item.ttl?.N ?? 0) * 1000 <= clock.now();
    return { version, data: expired ? undefined : JSON.parse(item.data?.S ?? 'null') };
  }

  async function write(key: string, version: number, data: unknown, expiresAt: number, abortSignal: AbortSignal) {
    const command = new PutItemCommand({
      TableName: tableName,
      Item: {
        pk: { S: key },
        version: numberValue(version + 1),
        ttl: numberValue(Math.ceil(expiresAt / 1000)),
        data: { S: JSON.stringify(data) },
      },
      ...(version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: { ':version': numberValue(version) },
          }),
    });
    return conditionHeld(client.send(command, { abortSignal }));
  }

  const counters = { client: clientWithoutRetries, tableName, get };
  return {
    read,
    write,
    count: (counter, amount, now, signal) => countInTable(counters, { counter, amount, now, signal }),
  };
}
