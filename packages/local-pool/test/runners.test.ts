/**
 * The entries for test runners: the controls of a running pool, the Vite plugin and the Playwright
 * fixtures.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { LocalPool } from '@cognito-otp/local-pool';
import { controlLocalPool, type LocalPoolControl } from '@cognito-otp/local-pool/control';
import { localPoolFixtures } from '@cognito-otp/local-pool/playwright';
import { localPool } from '@cognito-otp/local-pool/vite';
import { createServer } from 'vite';
import { call, fixture, initiate, newPhone, signUp, start } from './support.js';

const template = fixture('choices/template.yaml');
const isRunning = (endpoint: string): Promise<boolean> =>
  fetch(endpoint).then(
    () => true,
    () => false,
  );

describe('controlLocalPool', () => {
  let pool: LocalPool;
  let control: LocalPoolControl;
  before(async () => {
    pool = await start();
    control = controlLocalPool(pool.endpoint);
  });
  after(() => pool.close());

  it('waits for each next code to an address, and returns each once', async () => {
    const [phone, other] = [newPhone(), newPhone()];
    await signUp(pool, phone);
    await signUp(pool, other);
    const waiting = control.nextCode(phone);
    await initiate(pool, other);
    await initiate(pool, phone);
    const first = await waiting;
    await initiate(pool, phone);
    const second = await control.nextCode(phone);
    assert.deepEqual(
      (await control.messages(phone)).map(({ body }) => /\d{4,10}/.exec(body)?.[0]),
      [first, second],
    );
    await assert.rejects(control.nextCode(phone, 60), (error: Error) => {
      assert.match(error.message, /^No new message with a code was sent to \+\d+ within 60 ms\./);
      assert.ok(error.message.includes(other));
      return true;
    });
  });

  it('resets faults, clock, messages, logs and recorded calls, and keeps users', async () => {
    const phone = newPhone();
    await signUp(pool, phone);
    await control.addFault({ kind: 'throttle', on: { api: 'GetUser' } });
    await control.advanceClock(60_000);
    assert.equal((await call(pool, 'GetUser', { AccessToken: 'x' })).body.__type, 'TooManyRequestsException');
    assert.deepEqual(await control.countInjections(), [1]);
    await control.reset();
    const overview = await (await fetch(`${pool.endpoint}/overview`)).json();
    assert.deepEqual([overview.faults, overview.messages, overview.activity], [[], [], []]);
    assert.equal(overview.clock.offsetMs, 0);
    assert.equal((await signUp(pool, phone)).body.__type, 'UsernameExistsException');
    await assert.rejects(control.nextCode(phone, 0), /No message was sent at all\./);
    await initiate(pool, phone);
    assert.match(await control.nextCode(phone), /^\d+$/);
  });

  it('throws the reason why the pool refuses a fault', async () => {
    const fault = { kind: 'latency', on: { api: 'SignUp' } } as const;
    await assert.rejects(control.addFault(fault), /POST \/faults: latency needs ms, a number of milliseconds\./);
  });
});

describe('the Vite plugin', () => {
  const options = { configFile: false, logLevel: 'silent', server: { middlewareMode: true, ws: false } } as const;
  const serve = (plugin = localPool({ template })) => createServer({ ...options, plugins: [plugin] });
  const endpointIn = async (server: Awaited<ReturnType<typeof serve>>, name = 'VITE_COGNITO_ENDPOINT') =>
    /<p>(.*)<\/p>/.exec(await server.transformIndexHtml('/', `<p>%${name}%</p>`))?.[1] ?? '';

  it('starts a pool with the server, sets the variables of pages and tests, and stops it with the server', async () => {
    const server = await serve();
    const endpoint = await endpointIn(server);
    const ready = await (await fetch(endpoint)).json();
    assert.equal(await endpointIn(server, 'VITE_COGNITO_USER_POOL_ID'), ready.userPoolId);
    assert.equal(await endpointIn(server, 'VITE_COGNITO_CLIENT_ID'), ready.clientId);
    assert.equal(await endpointIn(server, 'VITE_COGNITO_REGION'), 'us-east-1');
    assert.equal(
      (server.config as { test?: { env?: Record<string, string> } }).test?.env?.['VITE_COGNITO_ENDPOINT'],
      endpoint,
    );
    await server.close();
    assert.equal(await isRunning(endpoint), false);
  });

  it('keeps the pool when the server restarts', async () => {
    const server = await serve();
    const endpoint = await endpointIn(server);
    // A restart of Vite starts the new server before it closes the old one.
    const next = await serve();
    await server.close();
    assert.equal(await endpointIn(next), endpoint);
    assert.equal(await isRunning(endpoint), true);
    await next.close();
    assert.equal(await isRunning(endpoint), false);
  });

  it('names the variables with envPrefix, and starts no pool for a preview', async () => {
    const plugin = localPool({ template, envPrefix: 'VITE_AUTH_' });
    const server = await serve(plugin);
    assert.match(await endpointIn(server, 'VITE_AUTH_ENDPOINT'), /^http:/);
    await server.close();
    assert.deepEqual(await localPool({ template }).config({}, { isPreview: true }), {});
    assert.equal(plugin.apply, 'serve');
  });

  it('fails with the message of the template, and starts once it has been corrected', async (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'local-pool-vite-'));
    test.after(() => rmSync(folder, { recursive: true }));
    const missing = join(folder, 'template.yaml');
    await assert.rejects(serve(localPool({ template: missing })), /template\.yaml can't be read/);
    cpSync(template, missing);
    const server = await serve(localPool({ template: missing }));
    assert.match(await endpointIn(server), /^http:/);
    await server.close();
  });
});

describe('the Playwright fixtures', () => {
  it('start a pool for a worker, reset it after a test, and close it', async () => {
    const { startedLocalPool, localPool: fixtureOfTest } = localPoolFixtures({ template });
    const [startPool, { scope }] = startedLocalPool;
    assert.equal(scope, 'worker');
    let endpoint = '';
    const failure = new Error('a test failed');
    const run = startPool({}, async (started) => {
      endpoint = started.endpoint;
      await fixtureOfTest({ startedLocalPool: started }, async (pool) => {
        assert.equal(pool.clientId, started.clientId);
        await pool.advanceClock(1000);
      });
      assert.equal((await (await fetch(`${endpoint}/clock`)).json()).offsetMs, 0);
      throw failure;
    });
    await assert.rejects(run, failure);
    assert.equal(await isRunning(endpoint), false);
  });
});
