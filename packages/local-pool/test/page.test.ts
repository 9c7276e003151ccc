/**
 * The page at `/`: its files, the activity log that it shows, and the requests that are answered.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { LocalPool } from '@cognito-otp/local-pool';
import { call, control, initiate, lastCode, newPhone, respond, signIn, signUp, start } from './support.js';

/** Sends a request with headers that `fetch` does not let a program set. */
async function send(endpoint: string, method: string, path: string, headers: Record<string, string>, body = '') {
  const sent = httpRequest(endpoint + path, { method, headers }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const reply = { status: response.statusCode, headers: response.headers, text: '' };
  if (response.headers['content-type'] === 'text/event-stream') {
    response.destroy();
    return reply;
  }
  for await (const chunk of response) reply.text += String(chunk);
  return reply;
}

describe('the page of a running pool', () => {
  let pool: LocalPool;
  before(async () => {
    pool = await start();
  });
  after(() => pool.close());

  it('is what browsers get at /, while programs get the JSON that --json prints', async () => {
    for (const accept of ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html']) {
      const page = await fetch(pool.endpoint, { headers: { accept } });
      assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
      assert.match(await page.text(), /<h1>Local pool<\/h1>/);
    }
    for (const accept of ['*/*', 'application/json', '']) {
      const answer = await fetch(pool.endpoint, { headers: { accept } });
      assert.deepEqual(await answer.json(), pool.ready);
    }
  });

  it('has a content security policy, and each of its files is served', async () => {
    const page = await fetch(pool.endpoint, { headers: { accept: 'text/html' } });
    const policy = page.headers.get('content-security-policy') ?? '';
    for (const directive of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) {
      assert.ok(policy.includes(directive), directive);
    }
    assert.doesNotMatch(policy, /unsafe|\*/);
    const html = await page.text();
    assert.doesNotMatch(html, /<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/);
    const files = [...html.matchAll(/(?:src|href)="(\/page\/[^"]+)"/g)].map(([, path]) => path!);
    assert.equal(files.length, 2);
    for (const path of files) {
      const file = await fetch(pool.endpoint + path);
      assert.equal(file.status, 200, path);
      assert.match(file.headers.get('content-type') ?? '', path.endsWith('.css') ? /^text\/css/ : /^text\/javascript/);
      assert.equal(file.headers.get('x-content-type-options'), 'nosniff');
      for (const [, imported] of (await file.text()).matchAll(/^import .* from '\.\/([^']+)'/gm)) {
        if (!files.includes(`/page/${imported}`)) files.push(`/page/${imported}`);
      }
    }
    assert.ok(files.length > 5, files.join());
    for (const path of ['/page/', '/page/tsconfig.json', '/page/../package.json', '/page/%2e%2e/package.json']) {
      assert.equal((await send(pool.endpoint, 'GET', path, {})).status, 404, path);
    }
  });

  it('records a sign-in with its rounds, and for each trigger event, response, duration and log', async () => {
    await control(pool, 'DELETE', '/activity');
    const phone = newPhone();
    await signUp(pool, phone);
    const started = await initiate(pool, phone);
    const wrong = await respond(pool, started, '000000');
    await respond(pool, wrong, await lastCode(pool, phone));
    const [entry, signedUp] = (await control(pool, 'GET', '/activity')).body;
    assert.equal(signedUp.operation, 'SignUp');
    assert.deepEqual(
      [entry.kind, entry.user, entry.flow, entry.status],
      ['sign-in', phone, 'CUSTOM_AUTH', 'signed-in'],
    );
    assert.deepEqual(
      entry.rounds.map(({ operation, outcome }: { operation: string; outcome: object }) => [operation, outcome]),
      [
        ['InitiateAuth', { kind: 'challenge', challenge: 'CUSTOM_CHALLENGE' }],
        ['RespondToAuthChallenge', { kind: 'challenge', challenge: 'CUSTOM_CHALLENGE' }],
        ['RespondToAuthChallenge', { kind: 'tokens' }],
      ],
    );
    const { rounds } = (await control(pool, 'GET', `/activity/${entry.id}`)).body;
    const [define, create] = rounds[0].triggers;
    assert.deepEqual([define.name, define.source], ['DefineAuthChallenge', 'DefineAuthChallenge_Authentication']);
    assert.equal(JSON.parse(define.event).request.userAttributes.phone_number, phone);
    assert.equal(JSON.parse(define.response).challengeName, 'CUSTOM_CHALLENGE');
    assert.ok(create.durationMs > 0);
    assert.equal(create.requestIds.length, 1);
    assert.equal(JSON.parse(rounds[1].triggers[0].response).answerCorrect, false);
    assert.equal((await control(pool, 'GET', '/activity/999999')).status, 404);
  });

  it('shows what a trigger logged and why it failed, with every attempt', async () => {
    const phone = newPhone();
    await signUp(pool, phone);
    await control(pool, 'POST', '/faults', { kind: 'retry', on: { trigger: 'CreateAuthChallenge' }, times: 1 });
    await initiate(pool, phone);
    const fault = {
      kind: 'error',
      on: { trigger: 'DefineAuthChallenge' },
      code: 'Error',
      message: 'no luck',
      times: 1,
    };
    await control(pool, 'POST', '/faults', fault);
    await initiate(pool, phone);
    await control(pool, 'DELETE', '/faults');
    const [failed, retried] = (await control(pool, 'GET', '/activity')).body;
    assert.equal(failed.status, 'refused');
    assert.deepEqual(failed.rounds[0].outcome, {
      kind: 'error',
      code: 'UserLambdaValidationException',
      message: 'DefineAuthChallenge failed with error no luck.',
    });
    assert.match(failed.rounds[0].triggers[0].error, /no luck/);
    const { rounds } = (await control(pool, 'GET', `/activity/${retried.id}`)).body;
    const create = rounds[0].triggers[1];
    assert.equal(create.requestIds.length, 2);
    const lines = create.log.map(({ line }: { line: string }) => line).join('\n');
    for (const requestId of create.requestIds) assert.ok(lines === '' || lines.includes(requestId), lines);
  });

  it('does not record passwords, tokens and Cognito sessions', async () => {
    await control(pool, 'DELETE', '/activity');
    const { phone, tokens } = await signIn(pool);
    await call(pool, 'GetUser', { AccessToken: tokens['AccessToken'] });
    await call(pool, 'RevokeToken', { ClientId: pool.clientId, Token: tokens['RefreshToken'] });
    const AuthParameters = { USERNAME: phone, PASSWORD: 'Correct-horse-1' };
    const started = { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: pool.clientId, AuthParameters };
    await call(pool, 'InitiateAuth', started);
    const entries: { id: string }[] = (await control(pool, 'GET', '/activity')).body;
    const texts = await Promise.all(
      entries.map(async ({ id }) => JSON.stringify((await control(pool, 'GET', `/activity/${id}`)).body)),
    );
    const recorded = texts.join('\n');
    assert.ok(recorded.includes(phone));
    for (const secret of ['Correct-horse-1', ...Object.values(tokens).filter((one) => String(one).length > 20)]) {
      assert.ok(!recorded.includes(secret), secret);
    }
    assert.doesNotMatch(recorded, /AYAB[\w-]{60}/);
  });

  it('keeps the last 200 calls, and only the size of an oversized request', async () => {
    await control(pool, 'DELETE', '/activity');
    await call(pool, 'GetUser', { AccessToken: 'first' });
    const [first] = (await control(pool, 'GET', '/activity')).body;
    const Username = 'x'.repeat(1_000_000);
    await call(pool, 'SignUp', { ClientId: pool.clientId, Username, Password: 'Correct-horse-1' });
    const [large] = (await control(pool, 'GET', '/activity')).body;
    const { rounds } = (await control(pool, 'GET', `/activity/${large.id}`)).body;
    assert.match(rounds[0].request, /^"\(not recorded: 1000\d{3} characters of JSON\)"$/);
    assert.equal(large.user.length, 200);
    for (let count = 0; count < 210; count += 1) await call(pool, 'GetUser', { AccessToken: 'x' });
    const entries: { id: string }[] = (await control(pool, 'GET', '/activity')).body;
    assert.equal(entries.length, 200);
    assert.equal((await control(pool, 'GET', `/activity/${first.id}`)).status, 404);
  });

  it('reads everything from one endpoint, and is notified of changes', async () => {
    const phone = newPhone();
    const events = await fetch(`${pool.endpoint}/overview/events`);
    const reader = events.body!.getReader();
    const next = async () => new TextDecoder().decode((await reader.read()).value);
    assert.match(await next(), /^event: change/);
    await signUp(pool, phone);
    assert.match(await next(), /^event: change/);
    await reader.cancel();
    const { body } = await control(pool, 'GET', '/overview');
    assert.deepEqual(body.ready, pool.ready);
    assert.equal(body.users[0].users[0].attributes.phone_number, phone);
    assert.ok(body.users[0].triggers.includes('CreateAuthChallenge'));
    await initiate(pool, phone);
    const [message] = (await control(pool, 'GET', '/overview')).body.messages.slice(-1);
    assert.deepEqual(Object.keys(message), ['id', 'channel', 'to', 'body', 'at']);
    assert.deepEqual(Object.keys(body), ['ready', 'activity', 'users', 'messages', 'faults', 'clock', 'choices']);
  });
});

describe('requests of other websites', () => {
  let pool: LocalPool;
  before(async () => {
    pool = await start(undefined, { allowedHosts: ['dev.example', 'Pool.Example'] });
  });
  after(() => pool.close());

  const fault = JSON.stringify({ kind: 'throttle', on: { api: 'GetUser' } });
  const listUsers = {
    'x-amz-target': 'AWSCognitoIdentityProviderService.ListUsers',
    authorization: 'AWS4-HMAC-SHA256 x',
  };
  /** Reads or changes something: control API, page, event streams, an administrator's call. */
  const requests = [
    ['GET', '/', { accept: 'text/html' }, ''],
    ['GET', '/', {}, ''],
    ['GET', '/outbox', {}, ''],
    ['GET', '/outbox/events', {}, ''],
    ['GET', '/overview/events', {}, ''],
    ['POST', '/faults', {}, fault],
    ['DELETE', '/outbox', {}, ''],
    ['POST', '/', listUsers, '{}'],
  ] as const;

  for (const host of [
    'attacker.example',
    'attacker.example:9400',
    'localhost.attacker.example',
    '127.0.0.1.attacker.example',
    '127-0-0-1.attacker.example',
    'notlocalhost',
  ]) {
    it(`are refused by their Host header: ${JSON.stringify(host)}`, async () => {
      for (const [method, path, headers, body] of requests) {
        const reply = await send(pool.endpoint, method, path, { ...headers, host }, body);
        assert.equal(reply.status, 403, `${method} ${path}`);
        assert.match(JSON.parse(reply.text).error, /refuses requests to the host name/);
      }
      assert.deepEqual((await control(pool, 'GET', '/faults')).body, []);
    });
  }

  for (const origin of [
    'https://attacker.example',
    'http://localhost.attacker.example:5173',
    'http://127.0.0.1.attacker.example',
    'http://203.0.113.9',
    'null',
  ]) {
    it(`are refused by their Origin header: ${origin}`, async () => {
      for (const [method, path, headers, body] of requests) {
        const reply = await send(pool.endpoint, method, path, { ...headers, origin }, body);
        assert.equal(reply.status, 403, `${method} ${path}`);
        assert.match(JSON.parse(reply.text).message, /refuses requests of pages from/);
      }
      assert.deepEqual((await control(pool, 'GET', '/faults')).body, []);
    });
  }

  it('may make the calls that Cognito accepts from every page, also from a sandboxed frame, but not those for administrators', async () => {
    for (const origin of ['null', 'https://app.example', 'file://']) {
      const unsigned = async (operation: string) => {
        const headers = { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`, origin };
        return JSON.parse((await send(pool.endpoint, 'POST', '/', headers, '{}')).text).__type;
      };
      assert.equal(await unsigned('SignUp'), 'InvalidParameterException', origin);
      assert.equal(await unsigned('AdminGetUser'), 'MissingAuthenticationTokenException', origin);
    }
  });

  it('are refused with the flag that allows them', async () => {
    const reply = await send(pool.endpoint, 'GET', '/outbox', { origin: 'https://app.example:8443' });
    assert.match(JSON.parse(reply.text).error, /start it with --allow-host app\.example\.$/);
  });

  for (const [name, value] of [
    ['host', 'localhost'],
    ['host', 'LOCALHOST:80'],
    ['host', 'shop.localhost:9400'],
    ['host', '[::1]:9400'],
    ['host', '192.168.1.20:9400'],
    ['host', '[fe80::1]'],
    ['host', 'dev.example:9400'],
    ['host', 'pool.example'],
    ['origin', 'http://localhost:5173'],
    ['origin', 'https://localhost'],
    ['origin', 'http://app.localhost'],
    ['origin', 'http://127.0.0.1:8000'],
    ['origin', 'http://[::1]:3000'],
    ['origin', 'capacitor://localhost'],
    ['origin', 'https://dev.example:8443'],
  ] as const) {
    it(`are distinguished from those of this machine and of allowed hosts: ${name} ${value}`, async () => {
      assert.equal((await send(pool.endpoint, 'GET', '/outbox', { [name]: value })).status, 200);
    });
  }

  it('do not include those of a page on the host that the request was sent to', async () => {
    const headers = { host: '192.168.1.20:9400', origin: 'http://192.168.1.20:5173' };
    assert.equal((await send(pool.endpoint, 'GET', '/outbox', headers)).status, 200);
    const other = { host: '192.168.1.20:9400', origin: 'http://192.168.1.21:5173' };
    assert.equal((await send(pool.endpoint, 'GET', '/outbox', other)).status, 403);
  });
});
