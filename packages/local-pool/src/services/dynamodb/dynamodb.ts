// DynamoDB: dynalite with the template's tables, behind an access check.

import { authorize } from '../../iam/authorize.js';
import type { AccessRequest, Caller } from '../../iam/caller.js';
import { regionalArn } from '../../model/arn.js';
import { ServiceError, TemplateError } from '../../model/errors.js';
import type { TableDefinition } from '../../model/stack.js';
import type { HttpRequest, HttpResponse } from '../shared/aws-protocol.js';
import { forwardCall, startDynalite } from './dynalite-server.js';
import { transactionEntries } from './transactions.js';

/** How often and at which interval a new table's status is checked: one second in all. */
const STATUS_CHECKS = 200;
const STATUS_INTERVAL_MS = 5;

/** The DynamoDB of one stack. */
export interface DynamoDb {
  /**
   * Answers one call.
   *
   * @throws ServiceError `AccessDeniedException`
   */
  call(
    request: HttpRequest,
    action: string,
    input: Readonly<Record<string, unknown>>,
    caller: Caller,
  ): Promise<HttpResponse>;
  stop(): Promise<void>;
}

/**
 * Starts dynalite on a free port of the loopback address and creates the tables that do not exist yet.
 *
 * @param directory where the tables are stored; undefined keeps them in memory
 * @throws TemplateError when a table cannot be created
 */
export async function startDynamoDb(
  tables: readonly TableDefinition[],
  region: string,
  directory: string | undefined,
): Promise<DynamoDb> {
  const { address, stop } = await startDynalite(directory);
  try {
    for (const table of tables) await createTable(address, table);
  } catch (error) {
    await stop();
    throw error;
  }
  const partitionKeys = new Map(tables.map(({ name, partitionKey }) => [name, partitionKey]));
  return {
    async call(request, action, input, caller) {
      for (const access of accessRequests(action, input, region, partitionKeys)) authorize(caller, access);
      return forwardCall(address, action, request.body);
    },
    stop,
  };
}

async function createTable(address: string, table: TableDefinition): Promise<void> {
  const response = await forwardCall(address, 'CreateTable', Buffer.from(JSON.stringify(table.create)));
  const text = response.body.toString();
  if (response.status !== 200 && !text.includes('ResourceInUseException')) {
    const { message = text } = JSON.parse(text) as { message?: string };
    throw new TemplateError(table.position, `the table ${table.name}`, `a table that DynamoDB accepts: ${message}`);
  }
  const description = Buffer.from(JSON.stringify({ TableName: table.name }));
  for (let check = 0; check < STATUS_CHECKS; check += 1) {
    const described = await forwardCall(address, 'DescribeTable', description);
    if (described.body.toString().includes('"TableStatus":"ACTIVE"')) return;
    await new Promise((resolve) => setTimeout(resolve, STATUS_INTERVAL_MS));
  }
  throw new ServiceError('InternalServerError', `The table ${table.name} didn't become active within a second.`);
}

/**
 * The permissions that a call needs: its action on each of its tables, or in a transaction the action
 * of each entry.
 */
function accessRequests(
  action: string,
  input: Readonly<Record<string, unknown>>,
  region: string,
  partitionKeys: ReadonlyMap<string, string>,
): AccessRequest[] {
  if (action === 'TransactWriteItems') {
    return transactionEntries(input).flatMap(({ action: own, entry }) =>
      accessRequests(own, entry, region, partitionKeys),
    );
  }
  const tables =
    typeof input['TableName'] === 'string'
      ? [input['TableName']]
      : Object.keys((input['RequestItems'] as Record<string, unknown> | undefined) ?? {});
  const index = typeof input['IndexName'] === 'string' ? `/index/${input['IndexName']}` : '';
  const tableArn = (table: string): string => regionalArn('dynamodb', region, `table/${table}`);
  return (tables.length === 0 ? ['*'] : tables).map((table) => ({
    action: `dynamodb:${action}`,
    resources: [table.startsWith('arn:') || table === '*' ? table : tableArn(table) + index],
    context: leadingKeys(input, table, partitionKeys.get(table)),
  }));
}

/** `dynamodb:LeadingKeys`: the partition keys of the items that a call names. */
function leadingKeys(
  input: Readonly<Record<string, unknown>>,
  table: string,
  partitionKey: string | undefined,
): Record<string, string[]> {
  const values = itemsOf(input, table).flatMap((item) => Object.values(item[partitionKey ?? ''] ?? {}));
  return { 'dynamodb:LeadingKeys': values.filter((value) => typeof value === 'string') };
}

/** An item or a key: attribute → type → value. */
type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The keys or items of a call: of a single item, of BatchGetItem, or of BatchWriteItem. */
function itemsOf(input: Readonly<Record<string, unknown>>, table: string): Item[] {
  const single = (input['Key'] ?? input['Item']) as Item | undefined;
  if (single !== undefined) return [single];
  const batch = (input['RequestItems'] as Record<string, unknown> | undefined)?.[table];
  if (!Array.isArray(batch)) return (batch as { Keys?: Item[] } | undefined)?.Keys ?? [];
  return (batch as { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]).flatMap(
    ({ PutRequest, DeleteRequest }) => [PutRequest?.Item ?? DeleteRequest?.Key ?? {}],
  );
}
