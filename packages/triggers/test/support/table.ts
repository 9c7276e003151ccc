/** DynamoDB tables for tests, on a local server that speaks its protocol (dynalite). */
import {
  type AttributeValue,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { startDynalite } from '@cognito-otp/local-pool';
import { dynamodbStore } from '../../src/aws/dynamodb-store.js';
import type { Clock } from '../../src/ports/clock.js';
import type { Store } from '../../src/ports/store.js';
import { MemoryStore } from './memory-store.js';

const local = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** The stores in memory that replace the tables, if any. With `TABLE=memory` they do in every test, because mutation testing runs all of them hundreds of times. */
let inMemory = process.env.TABLE === 'memory' ? new Map<string, MemoryStore>() : undefined;

/**
 * Replaces the tables of this process by stores in memory. For files that test rules with thousands of calls, each of which would
 * take milliseconds over HTTP; `store.test.ts` holds both stores to the same contract.
 */
export function keepTablesInMemory(): void {
  inMemory ??= new Map();
}

let running: Promise<string> | undefined;
let tables = 0;

/** The address of the DynamoDB-compatible server. There is one per test process; it ends with the process. */
export function endpoint(): Promise<string> {
  running ??= startDynalite().then(({ address }) => address);
  return running;
}

/** The real store on a table. Its timeouts are long, because a test machine may handle a hundred sessions at once. */
export async function storeOn(table: string, clock: Clock): Promise<Store> {
  if (inMemory) {
    const store = memoryOf(table, clock);
    return {
      read: store.read.bind(store),
      readAll: store.readAll.bind(store),
      write: store.write.bind(store),
      writeAll: store.writeAll.bind(store),
      count: store.count.bind(store),
    };
  }
  const requestHandler = { requestTimeout: 60_000, socketAcquisitionWarningTimeout: 60_000 };
  return dynamodbStore(table, clock, { ...local, endpoint: await endpoint(), requestHandler });
}

function memoryOf(table: string, clock: Pick<Clock, 'now'> = { now: Date.now }): MemoryStore {
  const store = inMemory?.get(table) ?? new MemoryStore(clock);
  inMemory?.set(table, store);
  return store;
}

async function database(): Promise<DynamoDBClient> {
  return new DynamoDBClient({ ...local, endpoint: await endpoint() });
}

/** Creates an empty table with the key schema of the template. */
export async function newTable(): Promise<string> {
  const TableName = `table-${process.pid}-${++tables}`;
  if (inMemory) return TableName;
  const client = await database();
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  return TableName;
}

/** Every item of a table, in the attribute-value format of DynamoDB. */
export async function itemsOf(TableName: string): Promise<Record<string, unknown>[]> {
  if (inMemory) return memoryOf(TableName).items();
  const client = await database();
  return (await client.send(new ScanCommand({ TableName }))).Items ?? [];
}

/** Puts an item, as an operator can do. */
export async function putItem(TableName: string, Item: Record<string, unknown>): Promise<void> {
  if (inMemory) return memoryOf(TableName).put(Item as never);
  const client = await database();
  await client.send(new PutItemCommand({ TableName, Item: Item as Record<string, AttributeValue> }));
}

/** Does what `aws dynamodb update-item` or `delete-item` does, given the flags of the command and their values. */
export async function changeItem(TableName: string, flags: Readonly<Record<string, string>>): Promise<void> {
  const client = await database();
  const Key = JSON.parse(flags['--key'] ?? '') as Record<string, AttributeValue>;
  const UpdateExpression = flags['--update-expression'];
  const values = flags['--expression-attribute-values'];
  if (UpdateExpression === undefined) {
    await client.send(new DeleteItemCommand({ TableName, Key }));
    return;
  }
  const ExpressionAttributeValues = values && (JSON.parse(values) as Record<string, AttributeValue>);
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression,
      ...(ExpressionAttributeValues ? { ExpressionAttributeValues } : {}),
    }),
  );
}
