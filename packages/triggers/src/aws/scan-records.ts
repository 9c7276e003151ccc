/** Reads all records of a kind from a DynamoDB table, for operators. No function is allowed to do that. */
import { type AttributeValue, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { parsedJson } from './parsed-json.js';

/**
 * Reads all records whose keys have a prefix. It reads the whole table, whatever the prefix.
 *
 * @param prefix the kind of the records, for example `account#`.
 * @returns the keys, and what is stored: `null` for malformed JSON.
 */
export async function* scanRecords(
  tableName: string,
  prefix: string,
): AsyncGenerator<{ readonly key: string; readonly data: unknown }> {
  const client = new DynamoDBClient({});
  let start: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: tableName,
        FilterExpression: 'begins_with(pk, :prefix)',
        ExpressionAttributeValues: { ':prefix': { S: prefix } },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    for (const { pk, data } of Items) yield { key: pk?.S ?? '', data: parsedJson(data?.S) };
    start = LastEvaluatedKey;
  } while (start);
}
