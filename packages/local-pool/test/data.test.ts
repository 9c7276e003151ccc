/** The data folder, which keeps state between runs. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type LocalPool, UsageError } from '@cognito-otp/local-pool';
import { until } from '@cognito-otp/test-kit/until';
import { loadStack } from '../src/template/load-stack.js';
import { call, control, fixture, newPhone, signIn, signUp, start } from './support.js';

describe('the data folder', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = path.join(await mkdtemp(path.join(tmpdir(), 'data-test-')), 'pool');
  });
  afterEach(() => rm(path.dirname(dataDir), { recursive: true }));

  it('keeps users, sign-ins, keys, secrets and tables between runs', async () => {
    const first = await start(undefined, { dataDir });
    const { tokens, phone } = await signIn(first);
    const { port } = new URL(first.endpoint);
    const keys = await control(first, 'GET', `/${first.userPoolId}/.well-known/jwks.json`);
    const [{ versionId }] = (await control(first, 'POST', '/secrets/rotate', {})).body;
    await first.close();
    assert.equal((await stat(path.join(dataDir, 'state.json'))).mode & 0o777, 0o600);

    const second = await start(undefined, { dataDir, port: Number(port) });
    try {
      const user = await call(second, 'GetUser', { AccessToken: tokens['AccessToken'] });
      assert.ok(user.body.UserAttributes.some(({ Value }: { Value: string }) => Value === phone));
      const renewed = await call(second, 'GetTokensFromRefreshToken', {
        ClientId: second.clientId,
        RefreshToken: tokens['RefreshToken'],
      });
      assert.equal(renewed.status, 200);
      assert.deepEqual(
        await control(second, 'GET', `/${second.userPoolId}/.well-known/jwks.json`).then((r) => r.body),
        keys.body,
      );
      const [table] = (await loadStack(fixture('code-by-sms/template.yaml'), {})).tables;
      const sdk = new DynamoDBClient({
        region: 'us-east-1',
        endpoint: second.endpoint,
        credentials: { accessKeyId: 'own', secretAccessKey: 'own' },
      });
      const item = await sdk.send(
        new GetItemCommand({ TableName: table?.name, Key: { pk: { S: user.body.Username } } }),
      );
      assert.ok(item.Item);
      const [rotated] = (await control(second, 'POST', '/secrets/rotate', {})).body;
      assert.notEqual(rotated.versionId, versionId);
    } finally {
      await second.close();
    }
  });

  it('keeps its keys to itself, and pools that run at the same time share none', async () => {
    const keysOf = async (pool: LocalPool): Promise<string[]> => {
      const { body } = await control(pool, 'GET', `/${pool.userPoolId}/.well-known/jwks.json`);
      return body.keys.map(({ kid }: { kid: string }) => kid);
    };
    const stored = await start(undefined, { dataDir });
    const own = await keysOf(stored);
    await stored.close();
    const pools = await Promise.all([start(), start(), start()]);
    try {
      const all = (await Promise.all(pools.map(keysOf))).flat();
      assert.equal(new Set([...all, ...own]).size, 8);
    } finally {
      await Promise.all(pools.map((pool) => pool.close()));
    }
  });

  it('is refused with a message if it is damaged, of another version or not a folder', async () => {
    const first = await start(undefined, { dataDir });
    await first.close();
    const file = path.join(dataDir, 'state.json');
    for (const [text, words] of [
      ['{', /state\.json is damaged .* Remove the folder to start again without data\./],
      ['{"version":0}', /state\.json was written by another version of the local pool\./],
    ] as const) {
      await writeFile(file, text);
      await assert.rejects(start(undefined, { dataDir }), (error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, words);
        return true;
      });
    }
    await assert.rejects(
      start(undefined, { dataDir: file }),
      /can't be created .* Name a folder that can be written to\./,
    );
  });

  it('may vanish or become unwritable while the pool runs: the pool continues, reports it once, and writes again later', async () => {
    const damages: Record<string, () => Promise<void>> = {
      'the folder is removed': () => rm(dataDir, { recursive: true }),
      'a folder has the name of the new file': () => mkdir(path.join(dataDir, 'state.json.new')),
      'a folder has the name of the file': () => mkdir(path.join(dataDir, 'state.json')),
    };
    const unhandled: unknown[] = [];
    const onUnhandled = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', onUnhandled);
    try {
      for (const [damage, inflict] of Object.entries(damages)) {
        const lines: string[] = [];
        const pool = await start(undefined, { dataDir, log: (line) => lines.push(line) });
        const reports = (): number => lines.filter((line) => /state\.json can't be written/.test(line)).length;
        await inflict();
        await signUp(pool, newPhone());
        await until(() => reports() > 0, `${damage}: the failure is reported`);
        await signUp(pool, newPhone());
        await sleep(100);
        assert.equal(reports(), 1, damage);
        await rm(dataDir, { recursive: true, force: true });
        await mkdir(dataDir);
        const phone = newPhone();
        await signUp(pool, phone);
        const stored = () => readFile(path.join(dataDir, 'state.json'), 'utf8').catch(() => '');
        await until(async () => (await stored()).includes(phone), `${damage}: the new user is stored`);
        await rm(dataDir, { recursive: true });
        await assert.rejects(pool.close(), /state\.json can't be written .* Make the folder writable/, damage);
        // The server has stopped despite the error.
        await assert.rejects(fetch(pool.endpoint), damage);
        await mkdir(path.dirname(dataDir), { recursive: true });
      }
    } finally {
      process.off('unhandledRejection', onUnhandled);
    }
    assert.deepEqual(unhandled, []);
  });

  it('is refused if another pool uses it', async () => {
    const first = await start(undefined, { dataDir });
    try {
      await assert.rejects(start(undefined, { dataDir }), /is in use by another/);
    } finally {
      await first.close();
    }
  });
});
