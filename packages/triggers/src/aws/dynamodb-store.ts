import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { CounterLimits, CountResult, Store, Stored } from '../store.js';
import { day, hour } from '../windows.js';
import { clientDefaults } from './client-defaults.js';

/**
 * A {@link Store} in one DynamoDB table with partition key `pk` (S) and TTL attribute `ttl`.
 * Items: a record is `{pk, version, ttl, data}` with `data` as JSON; a counter is `{pk, hour, hourCount, day, dayCount, ttl}`
 * and, where an operator wants everything to stop, `stopped: true`.
 */
export function dynamodbStore(tableName: string, clock: () => number): Store {
  const client = new DynamoDBClient({ ...clientDefaults, maxAttempts: 2 });

  async function read(key: string, abortSignal: AbortSignal): Promise<Stored> {
    const { Item: item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: { pk: { S: key } }, ConsistentRead: true }),
      { abortSignal },
    );
    if (!item) return { version: 0, data: undefined };
    const version = Number(item.version?.N ?? 0);
    // DynamoDB drops expired items days late; until then they still hold their version.
    const expired = Number(item.ttl?.N ?? 0) * 1000 <= clock();
    return { version, data: expired ? undefined : JSON.parse(item.data?.S ?? 'null') };
  }

  async function write(key: string, version: number, data: unknown, endsAt: number, abortSignal: AbortSignal) {
    return succeeds(
      client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: {
            pk: { S: key },
            version: { N: String(version + 1) },
            ttl: { N: String(Math.ceil(endsAt / 1000)) },
            data: { S: JSON.stringify(data) },
          },
          ...(version === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: 'version = :version',
                ExpressionAttributeValues: { ':version': { N: String(version) } },
              }),
        }),
        { abortSignal },
      ),
    );
  }

  async function count(
    key: string,
    amount: 0 | 1 | -1,
    limits: CounterLimits,
    now: number,
    abortSignal: AbortSignal,
  ): Promise<CountResult> {
    const thisHour = Math.floor(now / hour);
    const thisDay = Math.floor(now / day);
    const number = (value: number) => ({ N: String(value) });
    const update = (expression: string, condition: string, values: Record<string, { N: string }>) =>
      succeeds(
        client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: { pk: { S: key } },
            UpdateExpression: expression,
            ConditionExpression: `(${condition}) AND (attribute_not_exists(stopped) OR stopped = :no)`,
            ExpressionAttributeNames: { '#hour': 'hour', '#day': 'day', '#ttl': 'ttl' },
            ExpressionAttributeValues: {
              ...values,
              ':hour': number(thisHour),
              ':day': number(thisDay),
              ':ttl': number(Math.ceil((now + 2 * day) / 1000)),
              ':no': { BOOL: false },
            },
          }),
          { abortSignal },
        ),
      );

    for (let round = 0; round < 10; round++) {
      const added = await update(
        'SET hourCount = hourCount + :amount, dayCount = dayCount + :amount, #ttl = :ttl',
        '#hour = :hour AND #day = :day AND hourCount < :hourLimit AND dayCount < :dayLimit',
        {
          ':amount': number(amount),
          // Giving one back must work from a full counter too.
          ':hourLimit': number(amount < 0 ? Number.MAX_SAFE_INTEGER : limits.hour),
          ':dayLimit': number(amount < 0 ? Number.MAX_SAFE_INTEGER : limits.day),
        },
      );
      if (added) return { kind: 'counted' };

      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: { pk: { S: key } }, ConsistentRead: true }),
        { abortSignal },
      );
      if (item?.stopped?.BOOL === true) return { kind: 'stopped' };
      const sameDay = Number(item?.day?.N) === thisDay;
      const sameHour = Number(item?.hour?.N) === thisHour;
      const dayCount = sameDay ? Number(item?.dayCount?.N ?? 0) : 0;
      if (amount < 0 && !sameHour) return { kind: 'counted' };
      if (dayCount >= limits.day) return { kind: 'refused', until: (thisDay + 1) * day };
      if (sameDay && sameHour) {
        if (Number(item?.hourCount?.N ?? 0) >= limits.hour) return { kind: 'refused', until: (thisHour + 1) * hour };
        continue;
      }

      const opened = await update(
        'SET #hour = :hour, #day = :day, hourCount = :amount, dayCount = :dayCount, #ttl = :ttl',
        item?.hour ? '#hour = :oldHour AND dayCount = :oldDayCount' : 'attribute_not_exists(#hour)',
        {
          ':amount': number(amount),
          ':dayCount': number(dayCount + amount),
          ...(item?.hour
            ? { ':oldHour': number(Number(item.hour.N)), ':oldDayCount': number(Number(item.dayCount?.N ?? 0)) }
            : {}),
        },
      );
      if (opened) return { kind: 'counted' };
    }
    throw new Error('contention');
  }

  return { read, write, count };
}

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
