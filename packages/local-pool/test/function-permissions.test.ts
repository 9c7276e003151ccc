/** What a function may do with its role, and how the control API reports and removes permissions. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type FunctionAccess, type LocalPool, startLocalPool } from '@cognito-otp/local-pool';
import { control, fixture, initiate, newPhone, signUp, start } from './support.js';

/** Starts a pool on the fixture with one part of its template replaced. */
async function startWithChange(test: TestContext, from: string, to: string): Promise<LocalPool> {
  const directory = await mkdtemp(path.join(tmpdir(), 'iam-test-'));
  await cp(fixture('code-by-sms'), directory, { recursive: true });
  const template = path.join(directory, 'template.yaml');
  const text = await readFile(template, 'utf8');
  assert.ok(text.includes(from));
  await writeFile(template, text.replace(from, to));
  const pool = await startLocalPool({ template });
  test.after(async () => {
    await pool.close();
    await rm(directory, { recursive: true });
  });
  return pool;
}

describe('a Lambda function', () => {
  for (const [action, from, to] of [
    ['sns:Publish', 'Action: sns:Publish', 'Action: sns:Subscribe'],
    [
      'dynamodb:PutItem',
      'Resource: !GetAtt Codes.Arn',
      'Resource: arn:aws:dynamodb:us-east-1:000000000000:table/other',
    ],
    [
      'secretsmanager:GetSecretValue',
      '{ Effect: Allow, Action: secretsmanager',
      '{ Effect: Deny, Action: secretsmanager',
    ],
  ] as const) {
    it(`is refused ${action} if its role does not allow it`, async (test) => {
      const pool = await startWithChange(test, from, to);
      const phone = newPhone();
      await signUp(pool, phone);
      const { body } = await initiate(pool, phone);
      assert.equal(body.__type, 'UserLambdaValidationException');
      const who = 'User: arn:aws:sts::000000000000:assumed-role/local-CreateRole-\\w+/local-CreateFunction-\\w+';
      assert.match(body.message, new RegExp(`${who} is not authorized to perform: ${action} on resource: `));
      assert.deepEqual((await control(pool, 'GET', '/outbox')).body, []);
    });
  }

  it('reports what its role allows, what it used of that, and what was refused', async (test) => {
    const pool = await startWithChange(test, 'Action: sns:Publish', 'Action: sns:Subscribe');
    const phone = newPhone();
    await signUp(pool, phone);
    await initiate(pool, phone);
    const create = (await control(pool, 'GET', '/iam')).body.find(
      (one: { function: string }) => one.function === 'CreateFunction',
    ) as FunctionAccess;
    assert.match(create.role, /^local-CreateRole-/);
    const used = create.statements.flatMap(({ uses }) => uses.map(({ action }) => action));
    assert.deepEqual([...new Set(used)].sort(), [
      'dynamodb:PutItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
    ]);
    assert.deepEqual(create.statements.find(({ actions }) => actions.includes('sns:Subscribe'))?.unused.slice(0, 1), [
      'sns:Subscribe',
    ]);
    assert.deepEqual(create.refused, [{ action: 'sns:Publish', resource: phone, times: 1 }]);
  });

  it('can have a statement or one of its actions removed and restored', async (test) => {
    const pool = await start();
    test.after(() => pool.close());
    const phone = newPhone();
    await signUp(pool, phone);
    const works = async () => (await initiate(pool, phone)).status === 200;
    const take = (body: object) => control(pool, 'POST', '/iam', body);
    const { body } = await control(pool, 'GET', '/iam');
    const { statements } = body.find((one: FunctionAccess) => one.function === 'CreateFunction') as FunctionAccess;
    const statement = statements.findIndex(({ actions }) => actions.includes('dynamodb:PutItem'));
    assert.ok(await works());
    assert.equal((await take({ function: 'CreateFunction', statement })).status, 204);
    assert.equal(await works(), false);
    await control(pool, 'DELETE', '/iam');
    assert.ok(await works());
    await take({ function: 'CreateFunction', statement, action: 'dynamodb:PutItem' });
    assert.equal(await works(), false);
    await control(pool, 'DELETE', '/iam');
    for (const [request, words] of [
      [{ function: 'Other', statement: 0 }, /There is no function Other\. Use one of .*CreateFunction/],
      [{ function: 'CreateFunction', statement: 99 }, /no statement 99/],
      [{ function: 'CreateFunction', statement, action: 'sns:Publish' }, /has only the actions .*dynamodb:PutItem/],
      [{ statement: 0 }, /Give \{"function"/],
    ] as const) {
      const refused = await take(request);
      assert.equal(refused.status, 400);
      assert.match(refused.body.error, words);
    }
    assert.ok(await works());
  });

  const onTable = 'Resource: !GetAtt Codes.Arn';
  const under = (condition: string) => `${onTable}\n                Condition: ${condition}`;
  const keys = (...patterns: string[]) =>
    under(`{ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ${JSON.stringify(patterns)} } }`);
  /** Matches the keys of the function's items, which are user IDs. */
  const ids = '????????-????-*';

  it('is refused items whose keys do not match the condition', async (test) => {
    const pool = await startWithChange(test, onTable, keys('codes#*'));
    const phone = newPhone();
    await signUp(pool, phone);
    assert.match(
      (await initiate(pool, phone)).body.message,
      /is not authorized to perform: dynamodb:PutItem on resource/,
    );
  });

  it('is allowed items whose keys match; a single value can be removed, also for one action only', async (test) => {
    const pool = await startWithChange(test, onTable, keys(ids, 'codes#*'));
    const phone = newPhone();
    await signUp(pool, phone);
    const works = async () => (await initiate(pool, phone)).status === 200;
    assert.ok(await works());
    const { body } = await control(pool, 'GET', '/iam');
    const { statements } = body.find((one: FunctionAccess) => one.function === 'CreateFunction') as FunctionAccess;
    const statement = statements.findIndex(({ actions }) => actions.includes('dynamodb:PutItem'));
    assert.deepEqual(statements[statement]?.unused, ['codes#*']);
    const take = (part: object) => control(pool, 'POST', '/iam', { function: 'CreateFunction', statement, ...part });
    for (const [part, still] of [
      [{ value: ids }, false],
      [{ value: ids, action: 'dynamodb:PutItem' }, false],
      [{ value: 'codes#*' }, true],
      [{ value: 'codes#*', action: 'dynamodb:PutItem' }, true],
    ] as const) {
      assert.equal((await take(part)).status, 204);
      assert.equal(await works(), still, JSON.stringify(part));
      await control(pool, 'DELETE', '/iam');
      assert.ok(await works());
    }
    const refused = await take({ value: 'other' });
    assert.equal(refused.status, 400);
    assert.match(
      refused.body.error,
      /The conditions of statement \d of CreateFunction have only the values \?{8}-\?{4}-\*, codes#\*/,
    );
  });

  for (const [what, condition] of [
    ['IpAddress', `{ IpAddress: { 'dynamodb:LeadingKeys': 10.0.0.0/8 } }`],
    ['dynamodb:Attributes', `{ 'ForAllValues:StringEquals': { 'dynamodb:Attributes': [pk] } }`],
    ['ses:FromAddress', `{ StringEquals: { 'ses:FromAddress': a@example.com } }`],
  ] as const) {
    it(`is not started with a condition that cannot be evaluated: ${what}`, async (test) => {
      const started = startWithChange(test, onTable, under(condition));
      const words = `template\\.yaml:\\d+:\\d+: found Condition: ${what}; expected operators and keys that`;
      await assert.rejects(started, { name: 'TemplateError', message: new RegExp(words) });
    });
  }

  it('is started with a condition for a service that the local pool does not provide', async (test) => {
    const other = `- { Effect: Allow, Action: 'kms:*', Resource: '*', Condition: { StringEquals: { 'kms:ViaService': x }, IpAddress: { 'aws:SourceIp': 10.0.0.0/8 } } }`;
    await startWithChange(
      test,
      '- { Effect: Allow, Action: sns',
      `${other}\n              - { Effect: Allow, Action: sns`,
    );
  });

  it('loses its log lines if its role may not write them', async (test) => {
    const policy = 'service-role/AWSLambdaBasicExecutionRole';
    const pool = await startWithChange(test, policy, 'service-role/Nothing');
    const phone = newPhone();
    await signUp(pool, phone);
    assert.equal((await initiate(pool, phone)).status, 200);
    assert.deepEqual((await control(pool, 'GET', '/logs')).body, []);
  });
});
