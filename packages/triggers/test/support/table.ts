import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

process.env.AWS_REGION = 'eu-west-1';
process.env.AWS_ACCESS_KEY_ID = 'local';
process.env.AWS_SECRET_ACCESS_KEY = 'local';

let running: Promise<DynamoDBClient> | undefined;
let tables = 0;

/** A DynamoDB-compatible server over HTTP, one a test process; it ends with the process. */
function database(): Promise<DynamoDBClient> {
  running ??= new Promise((resolve) => {
    const server = dynalite({ createTableMs: 0 });
    server.listen(0, '127.0.0.1', () => {
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint;
      resolve(new DynamoDBClient({ endpoint }));
    });
    server.unref();
  });
  return running;
}

/** An empty table with the template's key. */
export async function newTable(): Promise<string> {
  const client = await database();
  const TableName = `table-${process.pid}-${++tables}`;
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

/** Every item, as DynamoDB spells it. */
export async function itemsOf(TableName: string): Promise<Record<string, unknown>[]> {
  const client = await database();
  return (await client.send(new ScanCommand({ TableName }))).Items ?? [];
}

export { database };
