/** Which items of the table each role can access, probed on a deployment. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startLocalPool } from '@cognito-otp/local-pool';
import { startDeployment } from '@cognito-otp/test-kit/deployment';
import { at, forEachParameterSet, functions, listOf, resolved, statementsOf } from './support/template.js';

/** The key of one item of every kind, and keys that no function may access. */
const items = [
  ...[
    'account#x',
    'send-request#x',
    'destination#x',
    'unknown-destination#x',
    'range#x',
    'captcha#x',
    'cognito-messages#x',
    'sign-up#x',
  ],
  ...[
    'sends',
    'sign-ups',
    'address-changes',
    'address-changes#x',
    'sends#x',
    'my-sends',
    'sign-ups#x',
    'account',
    'an-account#x',
    'destinations#x',
    '*',
    'x',
  ],
];

const records = 'BatchGetItem PutItem';
const counters = 'BatchGetItem UpdateItem';

/** The actions that the role of each function allows on each item; every other request is refused. */
const allowedActions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  PreSignUp: { 'sign-up#x': records, 'sign-ups': counters },
  CustomMessage: { 'cognito-messages#x': records, sends: counters, 'address-changes': counters },
  DefineAuthChallenge: {},
  CreateAuthChallenge: {
    'account#x': records,
    'destination#x': records,
    'unknown-destination#x': records,
    'captcha#x': records,
    'range#x': counters,
    sends: counters,
    'send-request#x': 'BatchGetItem',
  },
  VerifyAuthChallengeResponse: { 'account#x': records, 'send-request#x': 'PutItem', 'range#x': counters },
  PostAuthentication: { 'account#x': 'BatchGetItem' },
  RotateSecret: {},
};

/**
 * The code of a probe that replaces a function: it makes every request for every item, logs each result, and responds in
 * the way that Cognito expects of the function.
 */
const probe = (TableName: string) => `
const TableName = ${JSON.stringify(TableName)};
const values = { ExpressionAttributeValues: { ':x': { S: 'x' } } };
const calls = {
  GetItem: (Key) => ({ TableName, Key }),
  PutItem: (Item) => ({ TableName, Item }),
  UpdateItem: (Key) => ({ TableName, Key, UpdateExpression: 'SET x = :x', ...values }),
  DeleteItem: (Key) => ({ TableName, Key }),
  Query: ({ pk }) => ({ TableName, KeyConditionExpression: 'pk = :x', ExpressionAttributeValues: { ':x': pk } }),
  BatchGetItem: (Key) => ({ RequestItems: { [TableName]: { Keys: [Key] } } }),
  Scan: () => ({ TableName }),
};
const ask = async (action, item) => {
  const scope = process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/dynamodb/aws4_request';
  const response = await fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB, {
    method: 'POST',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=' + scope + ', SignedHeaders=host, Signature=0',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.' + action,
    },
    body: JSON.stringify(calls[action]({ pk: { S: item } })),
  });
  const got = response.ok ? 'reached' : (await response.json()).__type.split('#').pop();
  console.log(JSON.stringify({ action, item, got }));
};
let asked;
exports.handler = async (event) => {
  asked ??= Promise.all(Object.keys(calls).flatMap((action) => ${JSON.stringify(items)}.map((item) => ask(action, item))));
  await asked;
  const last = event.request?.session?.at(-1);
  const answers = {
    PreSignUp: { autoConfirmUser: true, autoVerifyPhone: false, autoVerifyEmail: false },
    DefineAuthChallenge: last ? { issueTokens: true, failAuthentication: false } : { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false },
    CreateAuthChallenge: { publicChallengeParameters: {}, privateChallengeParameters: { x: 'x' }, challengeMetadata: 'x' },
    VerifyAuthChallengeResponse: { answerCorrect: true },
  };
  return { ...event, response: answers[event.triggerSource?.split('_')[0]] ?? event.response };
};`;

/** Runs a flow that invokes every function, and returns the logged result of each request. */
async function probeResults(test: TestContext, parameters: Record<string, string>) {
  const deployment = await startDeployment(startLocalPool, parameters);
  test.after(() => deployment.close());
  const name = (id: string) => id.replace(/\B[A-Z]/g, '-$&').toLowerCase();
  const { TableName } = (await resolved()).outputs;
  for (const id of functions) deployment.replace(name(id), probe(String(TableName)));
  await deployment.signUp({ email: 'ann@example.com' });
  const { AuthenticationResult: tokens } = await deployment.answer(await deployment.start('ann@example.com'), 'x');
  const UserAttributes = [{ Name: 'email', Value: 'bob@example.com' }];
  await deployment.call('UpdateUserAttributes', { AccessToken: tokens?.AccessToken, UserAttributes });
  await deployment.control('POST', '/secrets/rotate', {});
  const found = new Map<string, string>();
  for (const line of await deployment.logs()) {
    const written = /\{"action".*\}/.exec(line.text)?.[0];
    if (!written) continue;
    const { action, item, got } = JSON.parse(written) as Record<string, string>;
    found.set(`${line.function}: ${action} ${item}`, got!);
  }
  return found;
}

const actions = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'BatchGetItem', 'Scan'];

const expectedResults = (allowed: typeof allowedActions) =>
  new Map(
    functions.flatMap((id) =>
      actions.flatMap((action) =>
        items.map((item): [string, string] => [
          `${id}: ${action} ${item}`,
          allowed[id]?.[item]?.split(' ').includes(action) ? 'reached' : 'AccessDeniedException',
        ]),
      ),
    ),
  );

const sorted = (map: ReadonlyMap<string, string>) => [...map].map((entry) => entry.join(': ')).sort();

describe('access to the table, probed with every request from every function', () => {
  it('is allowed for the kinds of items that a function works with, and refused for every other', async (test) => {
    const found = await probeResults(test, {
      SendOn: 'request',
      AddressChange: 'on',
      CaptchaVerifyUrl: 'https://captcha.example.com/siteverify',
    });
    assert.deepEqual(sorted(found), sorted(expectedResults(allowedActions)));
  });

  it('includes no CAPTCHA tokens, ranges and changes of addresses if a deployment has none', async (test) => {
    const unneeded = new Set(['captcha#x', 'range#x', 'address-changes']);
    // Without a CAPTCHA, Create sends the first message without a request of the page, and reads the language of the sign-up.
    const onlyHere: typeof allowedActions = { CreateAuthChallenge: { 'sign-up#x': 'BatchGetItem' } };
    const without = Object.entries(allowedActions).map(([id, kinds]) => [
      id,
      { ...Object.fromEntries(Object.entries(kinds).filter(([kind]) => !unneeded.has(kind))), ...onlyHere[id] },
    ]);
    assert.deepEqual(
      sorted(await probeResults(test, { Channels: 'email' })),
      sorted(expectedResults(Object.fromEntries(without))),
    );
  });

  it('is restricted to kinds of items in every statement, and refused for requests without a key', async () => {
    await forEachParameterSet((template, set) => {
      const own = statementsOf(template).filter(({ statement }) =>
        listOf(statement.Action).some((action) => action.startsWith('dynamodb:')),
      );
      assert.ok(own.length > 5);
      for (const { role, statement } of own) {
        const { Condition } = statement;
        assert.deepEqual(
          Object.keys(Condition as object).sort(),
          ['ForAllValues:StringLike', 'Null'],
          `${set}: ${role}`,
        );
        assert.equal(at(Condition, 'Null', 'dynamodb:LeadingKeys'), 'false', `${set}: ${role}`);
        const kinds = listOf(at(Condition, 'ForAllValues:StringLike', 'dynamodb:LeadingKeys') as string[]);
        assert.ok(kinds.length > 0);
        for (const kind of kinds)
          assert.match(kind, /^([a-z-]+#\*|sends|sign-ups|address-changes)$/, `${set}: ${role}`);
      }
    });
  });
});
