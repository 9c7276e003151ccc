/** Counters of clock hours and days in a DynamoDB table (docs/decisions/0006). */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DAY, HOUR } from '../domain/time.js';
import type { Counter, CountResult } from '../ports/store.js';

/** An hour is opened once; an invocation that loses that race then adds to it. One more attempt for a clock that is behind. */
const MAX_ATTEMPTS = 6;

type Item = Record<string, AttributeValue> | undefined;

/** The table, and how to reach it without SDK retries: an increment is not idempotent. */
export interface CounterTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Reads an item consistently. */
  readonly get: (key: string, signal: AbortSignal) => Promise<Item>;
}

/** A clock hour and the day it belongs to, counted since the epoch (UTC). */
interface Period {
  readonly hour: number;
  readonly day: number;
}

/** One call of {@link countInTable}. */
interface Count {
  readonly counter: Counter;
  readonly amount: 0 | 1 | -1;
  readonly now: number;
  readonly signal: AbortSignal;
}

/**
 * Adds to a counter; see `Store.count`. The usual case is one conditional write. If that fails, the item shows why: it is
 * stopped, a limit is reached, or a new hour has begun, which is then opened.
 *
 * @throws `contention` after 6 attempts, and whatever the SDK throws.
 */
export async function countInTable(table: CounterTable, count: Count): Promise<CountResult> {
  const { counter, amount, now, signal } = count;
  const { limits } = counter;
  let period: Period = { hour: Math.floor(now / HOUR), day: Math.floor(now / DAY) };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (await addToHour(table, count, period)) return { kind: 'counted' };

    const item = await table.get(counter.key, signal);
    if (item?.stopped?.BOOL === true) return { kind: 'stopped' };
    const itemHour = Number(item?.hour?.N);
    // A machine whose clock is ahead has opened the next hour. Returning to this one would let both be opened in turn.
    if (itemHour === period.hour + 1) {
      period = { hour: itemHour, day: Math.floor((itemHour * HOUR) / DAY) };
      continue;
    }
    // The hour is over, so its count no longer limits anything.
    if (amount < 0) return { kind: 'counted' };
    const dayCount = Number(item?.day?.N) === period.day ? Number(item?.dayCount?.N ?? 0) : 0;
    if (dayCount >= limits.day) return { kind: 'refused', until: (period.day + 1) * DAY };
    if (itemHour === period.hour) {
      if (Number(item?.hourCount?.N ?? 0) >= limits.hour) return { kind: 'refused', until: (period.hour + 1) * HOUR };
      continue;
    }
    if (await openHour(table, count, period, item, dayCount)) return { kind: 'counted' };
  }
  throw new Error('contention');
}

/** Adds to the hour and the day that the item is in. */
function addToHour(table: CounterTable, count: Count, period: Period): Promise<boolean> {
  const { amount } = count;
  const { limits } = count.counter;
  const withinLimits =
    amount < 0 ? 'hourCount > :none AND dayCount > :none' : 'hourCount < :hourLimit AND dayCount < :dayLimit';
  return update(
    table,
    count,
    period,
    'SET hourCount = hourCount + :amount, dayCount = dayCount + :amount',
    `#hour = :hour AND #day = :day AND ${withinLimits}`,
    {
      ':amount': amount,
      ...(amount < 0 ? { ':none': 0 } : { ':hourLimit': limits.hour, ':dayLimit': limits.day }),
    },
  );
}

/** Moves the item to a new hour, or creates it, unless another invocation has. */
function openHour(table: CounterTable, count: Count, period: Period, item: Item, dayCount: number): Promise<boolean> {
  const { amount } = count;
  const earlier = item?.hour && { ':oldHour': Number(item.hour.N), ':oldDayCount': Number(item.dayCount?.N ?? 0) };
  return update(
    table,
    count,
    period,
    'SET #hour = :hour, #day = :day, hourCount = :amount, dayCount = :dayCount',
    earlier ? '#hour = :oldHour AND dayCount = :oldDayCount' : 'attribute_not_exists(#hour)',
    { ':amount': amount, ':dayCount': dayCount + amount, ...earlier },
  );
}

/** Makes one conditional update, which a stopped counter refuses. */
function update(
  { client, tableName }: CounterTable,
  { counter, now, signal }: Count,
  period: Period,
  expression: string,
  condition: string,
  values: Readonly<Record<string, number>>,
): Promise<boolean> {
  const { key, permanent } = counter;
  const ttl = Math.ceil((now + 2 * DAY) / 1000);
  const all = { ...values, ':hour': period.hour, ':day': period.day, ...(permanent ? {} : { ':ttl': ttl }) };
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: { pk: { S: key } },
    UpdateExpression: permanent ? expression : `${expression}, #ttl = :ttl`,
    ConditionExpression: `(${condition}) AND (attribute_not_exists(stopped) OR stopped = :no)`,
    ExpressionAttributeNames: { '#hour': 'hour', '#day': 'day', ...(permanent ? {} : { '#ttl': 'ttl' }) },
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(all).map(([name, value]) => [name, numberValue(value)])),
      ':no': { BOOL: false },
    },
  });
  return conditionHeld(client.send(command, { abortSignal: signal }));
}

/** A number as DynamoDB carries it. */
export const numberValue = (value: number) => ({ N: String(value) });

/**
 * Reports whether the condition of a write held.
 *
 * @throws whatever else the write failed with.
 */
export async function conditionHeld(written: Promise<unknown>): Promise<boolean> {
  try {
    await written;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
