import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { ServiceError } from '../../model/errors.js';
import { ACCOUNT_ID } from '../../model/identifiers.js';
import type { TableDefinition } from '../../model/stack.js';
import type { HttpRequest, HttpResponse } from '../shared/aws-protocol.js';

/** The template's tables in dynalite, behind an endpoint that holds callers to their statements. */
export class DynamoDb {
  readonly #server: ReturnType<typeof dynalite>;
  readonly #region: string;
  readonly #partitionKeys: ReadonlyMap<string, string>;
  #address = '';

  private constructor(server: ReturnType<typeof dynalite>, region: string, tables: readonly TableDefinition[]) {
    this.#server = server;
    this.#region = region;
    this.#partitionKeys = new Map(tables.map(({ name, partitionKey }) => [name, partitionKey]));
  }

  /** `directory` null: in memory. */
  static async start(tables: readonly TableDefinition[], region: string, directory: string | null): Promise<DynamoDb> {
    const server = dynalite({
      ...(directory === null ? {} : { path: directory }),
      createTableMs: 0,
      deleteTableMs: 0,
      updateTableMs: 0,
    });
    const service = new DynamoDb(server, region, tables);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    service.#address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    try {
      for (const table of tables) await service.#create(table);
      return service;
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  async call(
    exchange: HttpRequest,
    action: string,
    input: Record<string, unknown>,
    caller: Caller,
  ): Promise<HttpResponse> {
    for (const request of this.#accesses(action, input)) authorize(caller, request);
    return this.#forward(action, exchange.body);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accesses(action: string, input: Record<string, unknown>): Parameters<typeof authorize>[1][] {
    const tables =
      typeof input['TableName'] === 'string'
        ? [input['TableName']]
        : Object.keys((input['RequestItems'] as Record<string, unknown> | undefined) ?? {});
    const index = typeof input['IndexName'] === 'string' ? `/index/${input['IndexName']}` : '';
    const resources = tables.length === 0 ? ['*'] : tables;
    return resources.map((table) => ({
      action: `dynamodb:${action}`,
      resources: [table.startsWith('arn:') || table === '*' ? table : this.#arn(table) + index],
      context: leadingKeys(input, table, this.#partitionKeys.get(table)),
    }));
  }

  #arn(table: string): string {
    return `arn:aws:dynamodb:${this.#region}:${ACCOUNT_ID}:table/${table}`;
  }

  async #create(table: TableDefinition): Promise<void> {
    const reply = await this.#forward('CreateTable', Buffer.from(JSON.stringify(table.create)));
    const text = reply.body.toString();
    if (reply.status !== 200 && !text.includes('ResourceInUseException')) {
      throw new ServiceError('ValidationException', `The table ${table.name} can't be created: ${text}`);
    }
    for (let tries = 0; tries < 200; tries += 1) {
      const described = await this.#forward('DescribeTable', Buffer.from(JSON.stringify({ TableName: table.name })));
      if (described.body.toString().includes('"TableStatus":"ACTIVE"')) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new ServiceError('InternalServerError', `The table ${table.name} didn't become active.`);
  }

  async #forward(action: string, body: Buffer): Promise<HttpResponse> {
    const response = await fetch(this.#address, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${action}`,
        // dynalite wants a signature and doesn't check it.
        'x-amz-date': '20200101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: new Uint8Array(body),
    });
    const checksum = response.headers.get('x-amz-crc32');
    return {
      status: response.status,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        ...(checksum === null ? {} : { 'x-amz-crc32': checksum }),
      },
      body: Buffer.from(await response.arrayBuffer()),
    };
  }
}

/** The partition keys of the items that a call names, for policies that limit a role to some of them. */
function leadingKeys(
  input: Record<string, unknown>,
  table: string,
  partitionKey: string | undefined,
): Record<string, string[]> {
  const values = itemsOf(input, table).flatMap((item) => Object.values(item[partitionKey ?? ''] ?? {}));
  return { 'dynamodb:LeadingKeys': values.filter((value) => typeof value === 'string') };
}

type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Keys or whole items: of one call each, of BatchGetItem, of BatchWriteItem. */
function itemsOf(input: Record<string, unknown>, table: string): Item[] {
  const one = (input['Key'] ?? input['Item']) as Item | undefined;
  if (one !== undefined) return [one];
  const batch = (input['RequestItems'] as Record<string, unknown> | undefined)?.[table];
  if (!Array.isArray(batch)) return (batch as { Keys?: Item[] } | undefined)?.Keys ?? [];
  return (batch as { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]).flatMap(
    ({ PutRequest, DeleteRequest }) => [PutRequest?.Item ?? DeleteRequest?.Key ?? {}],
  );
}
