import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DAY, HOUR } from '../domain/rate-window.js';
import type { Clock } from '../ports/clock.js';
import type { Counter, CountResult, Store, Stored } from '../ports/store.js';
import { clientDefaults } from './client-defaults.js';

/**
 * A {@link Store} in one DynamoDB table with partition key `pk` (S) and TTL attribute `ttl`.
 * Items: a record is `{pk, version, ttl, data}` with `data` as JSON; a counter is `{pk, hour, hourCount, day, dayCount}`,
 * with a `ttl` if it needn't be kept, and, where an operator wants everything to stop, `stopped: true`.
 *
 * @param connection in place of what the environment says.
 */
export function dynamodbStore(
  tableName: string,
  clock: Pick<Clock, 'now'>,
  connection: Pick<DynamoDBClientConfig, 'region' | 'endpoint' | 'credentials' | 'requestHandler'> = {},
): Store {
  const client = new DynamoDBClient({ ...clientDefaults, ...connection, maxAttempts: 2 });
  // Adding is the one write here that done twice is another: never a second time by itself.
  const once = new DynamoDBClient({ ...clientDefaults, ...connection, maxAttempts: 1 });

  async function get(key: string, abortSignal: AbortSignal) {
    const command = new GetItemCommand({ TableName: tableName, Key: { pk: { S: key } }, ConsistentRead: true });
    return (await client.send(command, { abortSignal })).Item;
  }

  async function read(key: string, abortSignal: AbortSignal): Promise<Stored> {
    const item = await get(key, abortSignal);
    if (!item) return { version: 0, data: undefined };
    const version = Number(item.version?.N ?? 0);
    // DynamoDB drops expired items days late; until then they still hold their version.
    const expired = Number(item.ttl?.N ?? 0) * 1000 <= clock.now();
    return { version, data: expired ? undefined : JSON.parse(item.data?.S ?? 'null') };
  }

  async function write(key: string, version: number, data: unknown, expiresAt: number, abortSignal: AbortSignal) {
    const command = new PutItemCommand({
      TableName: tableName,
      Item: {
        pk: { S: key },
        version: numberOf(version + 1),
        ttl: numberOf(Math.ceil(expiresAt / 1000)),
        data: { S: JSON.stringify(data) },
      },
      ...(version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': numberOf(version) } }),
    });
    return succeeds(client.send(command, { abortSignal }));
  }

  async function count(
    { key, limits, permanent }: Counter,
    amount: 0 | 1 | -1,
    now: number,
    abortSignal: AbortSignal,
  ): Promise<CountResult> {
    let thisHour = Math.floor(now / HOUR);
    let thisDay = Math.floor(now / DAY);
    const ttl = Math.ceil((now + 2 * DAY) / 1000);
    const update = (expression: string, condition: string, values: Record<string, number>) => {
      const all = { ...values, ':hour': thisHour, ':day': thisDay, ...(permanent ? {} : { ':ttl': ttl }) };
      const command = new UpdateItemCommand({
        TableName: tableName,
        Key: { pk: { S: key } },
        UpdateExpression: permanent ? expression : `${expression}, #ttl = :ttl`,
        ConditionExpression: `(${condition}) AND (attribute_not_exists(stopped) OR stopped = :no)`,
        ExpressionAttributeNames: { '#hour': 'hour', '#day': 'day', ...(permanent ? {} : { '#ttl': 'ttl' }) },
        ExpressionAttributeValues: {
          ...Object.fromEntries(Object.entries(all).map(([name, value]) => [name, numberOf(value)])),
          ':no': { BOOL: false },
        },
      });
      return succeeds(once.send(command, { abortSignal }));
    };

    for (let round = 0; round < rounds; round++) {
      const within =
        amount < 0 ? 'hourCount > :none AND dayCount > :none' : 'hourCount < :hourLimit AND dayCount < :dayLimit';
      const added = await update(
        'SET hourCount = hourCount + :amount, dayCount = dayCount + :amount',
        `#hour = :hour AND #day = :day AND ${within}`,
        {
          ':amount': amount,
          ...(amount < 0 ? { ':none': 0 } : { ':hourLimit': limits.hour, ':dayLimit': limits.day }),
        },
      );
      if (added) return { kind: 'counted' };

      const item = await get(key, abortSignal);
      if (item?.stopped?.BOOL === true) return { kind: 'stopped' };
      // A machine whose clock is ahead has opened the next hour. Going back to this one would open both afresh in turn.
      if (Number(item?.hour?.N) === thisHour + 1) {
        thisHour += 1;
        thisDay = Math.floor((thisHour * HOUR) / DAY);
        continue;
      }
      // What was counted in an hour that is over isn't held against anybody any more.
      if (amount < 0) return { kind: 'counted' };
      const sameHour = Number(item?.hour?.N) === thisHour;
      const dayCount = Number(item?.day?.N) === thisDay ? Number(item?.dayCount?.N ?? 0) : 0;
      if (dayCount >= limits.day) return { kind: 'refused', until: (thisDay + 1) * DAY };
      if (sameHour) {
        if (Number(item?.hourCount?.N ?? 0) >= limits.hour) return { kind: 'refused', until: (thisHour + 1) * HOUR };
        continue;
      }

      const old = item?.hour && { ':oldHour': Number(item.hour.N), ':oldDayCount': Number(item.dayCount?.N ?? 0) };
      const opened = await update(
        'SET #hour = :hour, #day = :day, hourCount = :amount, dayCount = :dayCount',
        old ? '#hour = :oldHour AND dayCount = :oldDayCount' : 'attribute_not_exists(#hour)',
        { ':amount': amount, ':dayCount': dayCount + amount, ...old },
      );
      if (opened) return { kind: 'counted' };
    }
    throw new Error('contention');
  }

  return { read, write, count };
}

/** An hour is opened once; who loses that race adds to it then. One round more for a machine that is behind. */
const rounds = 6;

const numberOf = (value: number) => ({ N: String(value) });

/** Whether a conditional write went through; every other failure is thrown. */
async function succeeds(written: Promise<unknown>): Promise<boolean> {
  try {
    await written;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
