/** TransactWriteItems on the tables of a local pool, used through the AWS SDK. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { type DynaliteServer, startDynalite } from '@cognito-otp/local-pool';

const TableName = 'things';
const text = (value: string) => ({ S: value });

describe('transactions', () => {
  let server: DynaliteServer;
  let client: DynamoDBClient;
  before(async () => {
    server = await startDynalite();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new DynamoDBClient({ region: 'us-east-1', endpoint: server.address, credentials, maxAttempts: 1 });
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    );
  });
  after(async () => {
    client.destroy();
    await server.stop();
  });

  const put = (pk: string, value: string, ConditionExpression?: string): TransactWriteItem => ({
    Put: {
      TableName,
      Item: { pk: text(pk), value: text(value) },
      ...(ConditionExpression ? { ConditionExpression } : {}),
    },
  });
  const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
    client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
  const valueAt = async (pk: string) =>
    (await client.send(new GetItemCommand({ TableName, Key: { pk: text(pk) } }))).Item?.['value']?.S;

  it('put, update, delete and check items, all or none, and report why they are canceled', async () => {
    await transact([put('a', 'one'), put('b', 'two')]);
    const Key = { pk: text('b') };
    const check = (value: string): TransactWriteItem => ({
      ConditionCheck: {
        TableName,
        Key: { pk: text('a') },
        ConditionExpression: '#v = :v',
        ExpressionAttributeNames: { '#v': 'value' },
        ExpressionAttributeValues: { ':v': text(value) },
      },
    });
    await assert.rejects(
      transact([put('c', 'new'), { Delete: { TableName, Key } }, check('other')]),
      (error: unknown) => {
        const { name, CancellationReasons = [] } = error as { name: string; CancellationReasons?: { Code?: string }[] };
        assert.equal(name, 'TransactionCanceledException');
        assert.deepEqual(
          CancellationReasons.map(({ Code }) => Code),
          ['None', 'None', 'ConditionalCheckFailed'],
        );
        return true;
      },
    );
    assert.deepEqual([await valueAt('a'), await valueAt('b'), await valueAt('c')], ['one', 'two', undefined]);
    const Update = {
      TableName,
      Key,
      UpdateExpression: 'SET #v = :v',
      ExpressionAttributeNames: { '#v': 'value' },
      ExpressionAttributeValues: { ':v': text('three') },
    };
    await transact([check('one'), { Update }, put('c', 'new', 'attribute_not_exists(pk)')]);
    assert.deepEqual([await valueAt('a'), await valueAt('b'), await valueAt('c')], ['one', 'three', 'new']);
  });

  it('refuse what DynamoDB refuses, and change nothing', async () => {
    for (const items of [[], [put('x', '1'), put('x', '2')], [put('x', '1'), put('y', '2', 'not a condition')]]) {
      await assert.rejects(transact(items), { name: 'ValidationException' });
    }
    await assert.rejects(transact([put('x', '1'), { Put: { TableName: 'other', Item: { pk: text('x') } } }]), {
      name: /ResourceNotFoundException|ValidationException/,
    });
    assert.equal(await valueAt('x'), undefined);
  });

  it('take effect once per token', async () => {
    const once = [put('t', 'once', 'attribute_not_exists(pk)')];
    await transact(once, 'token');
    await transact(once, 'token');
    await assert.rejects(transact(once, 'another'), { name: 'TransactionCanceledException' });
    await assert.rejects(transact([put('u', 'once')], 'token'), { name: 'IdempotentParameterMismatchException' });
  });

  it('are never partially visible, and one of many competing ones succeeds', async () => {
    const names = ['p', 'q'];
    const results = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const [pair] = await Promise.all([
          client.send(new ScanCommand({ TableName, ConsistentRead: true })),
          client.send(new PutItemCommand({ TableName, Item: { pk: text(`beside${index}`) } })),
        ]);
        const written = transact(names.map((pk) => put(pk, `${index}`, 'attribute_not_exists(pk)'))).then(
          () => true,
          () => false,
        );
        return { won: await written, seen: (pair.Items ?? []).filter(({ pk }) => names.includes(pk?.S ?? '')).length };
      }),
    );
    assert.equal(results.filter(({ won }) => won).length, 1);
    assert.ok(results.every(({ seen }) => seen === 0 || seen === 2));
    assert.equal(await valueAt('p'), await valueAt('q'));
  });
});
