// TransactWriteItems for a DynamoDB-compatible server that has no transactions.

import type { HttpResponse } from '../shared/aws-protocol.js';

/** Makes one call to the server. */
export type ForwardCall = (action: string, input: Readonly<Record<string, unknown>>) => Promise<HttpResponse>;

type Fields = Readonly<Record<string, unknown>>;

/** The call that performs an entry of `TransactItems`. The write of a condition check is always undone. */
const ACTIONS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'UpdateItem',
};

/** The time for which a repeated request with the same token succeeds without an effect, in ms. */
const TOKEN_LIFETIME = 10 * 60_000;

/** The actions that the entries of a transaction need permission for, and the entries themselves. */
export function transactionEntries(input: Fields): { readonly action: string; readonly entry: Fields }[] {
  return entriesOf(input).map(({ kind, entry }) => ({
    action: kind === 'ConditionCheck' ? 'ConditionCheckItem' : (ACTIONS[kind] ?? kind),
    entry,
  }));
}

function entriesOf({ TransactItems }: Fields): { readonly kind: string; readonly entry: Fields }[] {
  const items = Array.isArray(TransactItems) ? (TransactItems as Fields[]) : [];
  return items.flatMap((item) => Object.entries(item).map(([kind, entry]) => ({ kind, entry: entry as Fields })));
}

/** Performs transactions and all other calls. */
export interface Transactions {
  /** Performs any other call, never during a transaction. */
  callOutside<Result>(call: () => Promise<Result>): Promise<Result>;
  /** Performs TransactWriteItems: all of its writes, or none. */
  write(input: Fields): Promise<HttpResponse>;
}

/**
 * Adds transactions to a server. The writes are made one by one, without other calls in between, and are undone if one
 * fails, so no caller can observe an incomplete transaction. On AWS, DynamoDB cancels transactions that conflict with
 * concurrent writes; such conflicts do not occur here.
 */
export function createTransactions(forward: ForwardCall, now: () => number = Date.now): Transactions {
  const pendingCalls = new Set<Promise<unknown>>();
  const done = new Map<string, { readonly request: string; readonly until: number }>();
  let transaction: Promise<unknown> | undefined;
  return {
    async callOutside(call) {
      while (transaction) await transaction;
      const result = call();
      pendingCalls.add(result);
      return result.finally(() => pendingCalls.delete(result));
    },
    async write(input) {
      while (transaction) await transaction;
      const result = Promise.allSettled(pendingCalls).then(() => writeOnce(input, forward, done, now()));
      const ended = result.then(
        () => undefined,
        () => undefined,
      );
      transaction = ended;
      void ended.then(() => {
        transaction = undefined;
      });
      return result;
    },
  };
}

/** Performs the transaction, unless a request with this token has succeeded before. */
async function writeOnce(
  { ClientRequestToken: token, ...input }: Fields,
  forward: ForwardCall,
  done: Map<string, { readonly request: string; readonly until: number }>,
  now: number,
): Promise<HttpResponse> {
  const request = JSON.stringify(input);
  for (const [key, { until }] of done) if (until <= now) done.delete(key);
  const earlier = typeof token === 'string' ? done.get(token) : undefined;
  if (earlier)
    return earlier.request === request ? reply(200, {}) : reply(400, error('IdempotentParameterMismatchException'));
  const response = await writeAll(input, forward);
  if (typeof token === 'string' && response.status === 200) done.set(token, { request, until: now + TOKEN_LIFETIME });
  return response;
}

async function writeAll(input: Fields, forward: ForwardCall): Promise<HttpResponse> {
  const entries = entriesOf(input);
  if (entries.length === 0 || entries.some(({ kind }) => !Object.hasOwn(ACTIONS, kind))) {
    return reply(400, error('ValidationException', 'TransactItems must have 1 to 100 entries of a known kind.'));
  }
  const keys = await Promise.all(entries.map(({ entry }) => keyOf(entry, forward)));
  if (
    new Set(keys.map((key, index) => `${entries[index]?.entry['TableName']} ${JSON.stringify(key)}`)).size < keys.length
  ) {
    return reply(
      400,
      error('ValidationException', 'Transaction request cannot include multiple operations on one item'),
    );
  }
  const undo: { always: boolean; run: () => Promise<unknown> }[] = [];
  const reasons: Fields[] = [];
  const undoAll = async (only: (one: { always: boolean }) => boolean): Promise<void> => {
    for (const one of [...undo].reverse()) if (only(one)) await one.run();
  };
  for (const [index, { kind, entry }] of entries.entries()) {
    const { ReturnValuesOnConditionCheckFailure: _, ...call } = entry;
    const response = await forward(ACTIONS[kind]!, { ...call, ReturnValues: 'ALL_OLD' });
    const body = JSON.parse(response.body.toString() || '{}') as Fields;
    if (response.status === 200) {
      reasons.push({ Code: 'None' });
      undo.push({
        always: kind === 'ConditionCheck',
        run: () => restore(entry, keys[index], body['Attributes'], forward),
      });
    } else if (String(body['__type']).endsWith('#ConditionalCheckFailedException')) {
      reasons.push({ Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' });
    } else {
      await undoAll(() => true);
      return response;
    }
  }
  const codes = reasons.map(({ Code }) => Code);
  const isCanceled = codes.some((code) => code !== 'None');
  await undoAll(({ always }) => isCanceled || always);
  if (!isCanceled) return reply(200, {});
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`;
  return reply(400, { ...error('TransactionCanceledException', message), CancellationReasons: reasons });
}

/** The primary key of an entry's item. */
async function keyOf({ TableName, Key, Item }: Fields, forward: ForwardCall): Promise<unknown> {
  if (Key !== undefined) return Key;
  const described = JSON.parse((await forward('DescribeTable', { TableName })).body.toString()) as {
    Table?: { KeySchema?: { AttributeName: string }[] };
  };
  const names = (described.Table?.KeySchema ?? []).map(({ AttributeName }) => AttributeName);
  return Object.fromEntries(names.map((name) => [name, (Item as Fields | undefined)?.[name]]));
}

/** Restores an item as it was before a write. */
function restore({ TableName }: Fields, Key: unknown, old: unknown, forward: ForwardCall): Promise<unknown> {
  return old === undefined ? forward('DeleteItem', { TableName, Key }) : forward('PutItem', { TableName, Item: old });
}

const error = (name: string, message: string = name): Fields => ({
  __type: `com.amazonaws.dynamodb.v20120810#${name}`,
  message,
});

const reply = (status: number, body: Fields): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(JSON.stringify(body)),
});
