/** Counters of clock hours and days in a DynamoDB table (docs/decisions/0006). */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DAY, HOUR } from '../domain/time.js';
import type { Counter, CounterLimits, CountResult } from '../ports/store.js';

/** An hour is opened once; an invocation that loses that race then adds to it. One more attempt for a clock that is behind. */
const MAX_ATTEMPTS = 6;

/**
 * The attributes of a counter's item. `hourCount` and `dayCount` count everything; `openHourCount` and `openDayCount` count
 * the part that `Counter.openLimits` limits. Items of earlier versions have no open counts, which counts as 0.
 */
const ATTRIBUTES = ['hour', 'hourCount', 'day', 'dayCount', 'openHourCount', 'openDayCount'] as const;

type Attribute = (typeof ATTRIBUTES)[number];
/** Why a transaction is canceled if another writer has replaced one of its items, or is replacing it. */
const LOST_CODES: ReadonlySet<string> = new Set(['ConditionalCheckFailed', 'TransactionConflict']);

/** An item of the table; `undefined` if there is none. */
export type Item = Record<string, AttributeValue> | undefined;

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
  readonly amount: number;
  readonly now: number;
  readonly signal: AbortSignal;
  /** The item as it was read last; `undefined` if it was not read. */
  readonly seen?: { readonly item: Item } | undefined;
}

/** What an item has counted in a period. */
type Counts = Readonly<Record<Exclude<Attribute, 'hour' | 'day'>, number>>;

/**
 * Adds to a counter; see `Store.count`. The usual case is one conditional write. If that fails, the item shows why: it is
 * stopped, a limit is reached, or a new hour has begun, which is then opened. If the item was read before, these cases are
 * known without a failed write. A malformed item is opened anew with the counts that are valid.
 *
 * @throws `contention` after 6 attempts, and whatever the SDK throws.
 */
export async function countInTable(table: CounterTable, count: Count): Promise<CountResult> {
  const { counter, amount, now, signal } = count;
  let period: Period = { hour: Math.floor(now / HOUR), day: Math.floor(now / DAY) };
  let { seen } = count;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (!seen && (await addToHour(table, count, period))) return { kind: 'counted' };

    const { item } = seen ?? { item: await table.get(counter.key, signal) };
    seen = undefined;
    if (isStopped(item)) return { kind: 'stopped' };
    const itemHour = numberIn(item?.hour);
    // A machine whose clock is ahead has opened the next hour. Returning to this one would let both be opened in turn.
    if (itemHour === period.hour + 1) {
      period = { hour: itemHour, day: Math.floor((itemHour * HOUR) / DAY) };
      if (isReadable(item)) continue;
    }
    // The hour is over, so its count no longer limits anything.
    if (amount < 0) return { kind: 'counted' };
    const counts = countsIn(item, period);
    const until = fullUntil(counts, count, period);
    if (until !== undefined) return { kind: 'refused', until };
    if (itemHour === period.hour && isReadable(item)) continue;
    if (await openHour(table, count, period, item, counts)) return { kind: 'counted' };
  }
  throw new Error('contention');
}

/** Reports whether an operator has stopped the counter. Any value of the attribute except `false` stops it (fail closed). */
const isStopped = (item: Item): boolean => item?.stopped !== undefined && item.stopped.BOOL !== false;

/** Reports whether the item has the numbers that {@link addToHour} compares. */
const isReadable = (item: Item): boolean =>
  [item?.hour, item?.hourCount, item?.day, item?.dayCount].every((attribute) => numberIn(attribute) !== undefined) &&
  [item?.openHourCount, item?.openDayCount].every(
    (attribute) => attribute === undefined || numberIn(attribute) !== undefined,
  );

/** The counts of an item that belong to a period: those of its hour, and those of its day. */
function countsIn(item: Item, { hour, day }: Period): Counts {
  const count = (name: keyof Counts, isCurrent: boolean) => (isCurrent ? Math.max(0, numberIn(item?.[name]) ?? 0) : 0);
  const sameHour = numberIn(item?.hour) === hour;
  const sameDay = numberIn(item?.day) === day;
  return {
    hourCount: count('hourCount', sameHour),
    dayCount: count('dayCount', sameDay),
    openHourCount: count('openHourCount', sameHour),
    openDayCount: count('openDayCount', sameDay),
  };
}

/** Returns when the period ends in which the amount does not fit, in ms since the epoch; `undefined` if it fits. */
function fullUntil(counts: Counts, { counter, amount }: Count, { hour, day }: Period): number | undefined {
  const { limits, openLimits, room: needed = Math.max(1, amount) } = counter;
  const isFull = (count: number, openCount: number, period: keyof CounterLimits) =>
    count + needed > limits[period] || (openLimits !== undefined && openCount + needed > openLimits[period]);
  if (isFull(counts.dayCount, counts.openDayCount, 'day')) return (day + 1) * DAY;
  if (isFull(counts.hourCount, counts.openHourCount, 'hour')) return (hour + 1) * HOUR;
  return undefined;
}

/** Adds to the hour and the day that the item is in. */
function addToHour(table: CounterTable, count: Count, period: Period): Promise<boolean> {
  const { amount } = count;
  const { limits, openLimits, room: needed = Math.max(1, amount) } = count.counter;
  const within = (name: string, limit: number): [condition: string, bound: number] =>
    amount < 0 ? [`${name} >= :${name}Bound`, -amount] : [`${name} <= :${name}Bound`, limit - needed];
  const bounds: Record<string, [condition: string, bound: number]> = {
    hourCount: within('hourCount', limits.hour),
    dayCount: within('dayCount', limits.day),
    ...(openLimits
      ? {
          openHourCount: within('openHourCount', openLimits.hour),
          openDayCount: within('openDayCount', openLimits.day),
        }
      : {}),
  };
  const conditions = Object.entries(bounds).map(([name, [condition]]) =>
    name.startsWith('open') ? `(attribute_not_exists(${name}) OR ${condition})` : condition,
  );
  const open = openLimits
    ? ', openHourCount = if_not_exists(openHourCount, :start) + :amount, openDayCount = if_not_exists(openDayCount, :start) + :amount'
    : '';
  return update(
    table,
    count,
    period,
    `SET hourCount = hourCount + :amount, dayCount = dayCount + :amount${open}`,
    ['#hour = :hour', '#day = :day', ...conditions].join(' AND '),
    {
      ':amount': numberValue(amount),
      // An amount that an earlier version has counted can be given back: no count goes below zero.
      ...(openLimits ? { ':start': numberValue(Math.max(0, -amount)) } : {}),
      ...Object.fromEntries(Object.entries(bounds).map(([name, [, bound]]) => [`:${name}Bound`, numberValue(bound)])),
    },
  );
}

/** Moves the item to a new hour, or creates it, unless another invocation has changed it. */
function openHour(table: CounterTable, count: Count, period: Period, item: Item, counts: Counts): Promise<boolean> {
  const { amount } = count;
  const openAmount = count.counter.openLimits ? amount : 0;
  const unchanged = ATTRIBUTES.map((name) =>
    item?.[name] ? `#${name} = :old_${name}` : `attribute_not_exists(#${name})`,
  );
  const old = ATTRIBUTES.flatMap((name) => (item?.[name] ? [[`:old_${name}`, item[name]] as const] : []));
  return update(
    table,
    count,
    period,
    'SET #hour = :hour, #day = :day, #hourCount = :hourCount, #dayCount = :dayCount, ' +
      '#openHourCount = :openHourCount, #openDayCount = :openDayCount',
    unchanged.join(' AND '),
    {
      ':hourCount': numberValue(counts.hourCount + amount),
      ':dayCount': numberValue(counts.dayCount + amount),
      ':openHourCount': numberValue(counts.openHourCount + openAmount),
      ':openDayCount': numberValue(counts.openDayCount + openAmount),
      ...Object.fromEntries(old),
    },
    ATTRIBUTES,
  );
}

/** Makes one conditional update, which a stopped counter refuses. */
function update(
  { client, tableName }: CounterTable,
  { counter, now, signal }: Count,
  period: Period,
  expression: string,
  condition: string,
  values: Readonly<Record<string, AttributeValue>>,
  names: readonly Attribute[] = ['hour', 'day'],
): Promise<boolean> {
  const { key, permanent } = counter;
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: { pk: { S: key } },
    UpdateExpression: permanent ? expression : `${expression}, #ttl = :ttl`,
    ConditionExpression: `(${condition}) AND (attribute_not_exists(stopped) OR stopped = :no)`,
    ExpressionAttributeNames: {
      ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ...(permanent ? {} : { '#ttl': 'ttl' }),
    },
    ExpressionAttributeValues: {
      ...values,
      ':hour': numberValue(period.hour),
      ':day': numberValue(period.day),
      ...(permanent ? {} : { ':ttl': numberValue(Math.ceil((now + 2 * DAY) / 1000)) }),
      ':no': { BOOL: false },
    },
  });
  return conditionHeld(client.send(command, { abortSignal: signal }));
}

/** The number in an attribute; `undefined` if it is missing, has another type, or is too large for a JavaScript number. */
export function numberIn(attribute: AttributeValue | undefined): number | undefined {
  const value = attribute?.N === undefined ? Number.NaN : Number(attribute.N);
  return Number.isFinite(value) ? value : undefined;
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
    if (error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException) return false;
    if (error instanceof TransactionCanceledException && isLost(error)) return false;
    throw error;
  }
}

/** Reports whether a transaction was canceled because of another writer, and for no other reason. */
function isLost({ CancellationReasons = [] }: TransactionCanceledException): boolean {
  const codes = CancellationReasons.map(({ Code = 'None' }) => Code).filter((code) => code !== 'None');
  return codes.length > 0 && codes.every((code) => LOST_CODES.has(code));
}
