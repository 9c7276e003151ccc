/** The HTTP control API: outbox, clock, faults and logs. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { LocalPool } from '@cognito-otp/local-pool';
import { call, control, initiate, lastCode, newPhone, respond, signIn, signUp, start } from './support.js';

describe('the HTTP control API', () => {
  let pool: LocalPool;
  before(async () => {
    pool = await start();
  });
  after(() => pool.close());
  afterEach(async () => {
    await control(pool, 'DELETE', '/faults');
    await control(pool, 'DELETE', '/clock');
  });

  const fault = async (value: unknown) => control(pool, 'POST', '/faults', value);
  const known = async (): Promise<string> => {
    const phone = newPhone();
    await signUp(pool, phone);
    return phone;
  };
  const messagesTo = async (phone: string): Promise<number> =>
    (await control(pool, 'GET', '/outbox')).body.filter(({ to }: { to: string }) => to === phone).length;

  it('has an outbox that can be read, emptied and subscribed to', async () => {
    await control(pool, 'DELETE', '/outbox');
    const events = await fetch(`${pool.outbox}/events`);
    assert.equal(events.headers.get('content-type'), 'text/event-stream');
    assert.equal(events.headers.get('access-control-allow-origin'), '*');
    const phone = await known();
    await initiate(pool, phone);
    const reader = events.body!.getReader();
    let text = '';
    while (!text.includes('data: ')) text += new TextDecoder().decode((await reader.read()).value);
    const [listed] = (await control(pool, 'GET', '/outbox')).body;
    assert.deepEqual(JSON.parse(/data: (.*)\n/.exec(text)![1]!), listed);
    await reader.cancel();
    const missed = await fetch(`${pool.outbox}/events`, {
      headers: { 'last-event-id': String(Number(listed.id) - 1) },
    });
    const again = missed.body!.getReader();
    text = '';
    while (!text.includes('data: ')) text += new TextDecoder().decode((await again.read()).value);
    assert.match(text, new RegExp(`id: ${listed.id}\n`));
    await again.cancel();
    assert.equal((await control(pool, 'DELETE', '/outbox')).status, 204);
    assert.deepEqual((await control(pool, 'GET', '/outbox')).body, []);
  });

  it('allows every endpoint for any origin (CORS)', async () => {
    const preflight = await fetch(pool.endpoint, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:1',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-amz-target,amz-sdk-request',
      },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-headers'), 'x-amz-target,amz-sdk-request');
    assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /DELETE/);
    const { headers } = await call(pool, 'GetUser', { AccessToken: 'none' });
    assert.match(headers.get('access-control-expose-headers') ?? '', /x-amzn-errortype/);
    assert.ok(headers.get('x-amzn-requestid'));
  });

  it('advances the clock: tokens expire, refresh tokens stay valid', async () => {
    const { tokens } = await signIn(pool);
    await control(pool, 'POST', '/clock', { advanceMs: 3_600_001 });
    const late = await call(pool, 'GetUser', { AccessToken: tokens['AccessToken'] });
    assert.deepEqual(late.body, { __type: 'NotAuthorizedException', message: 'Access Token has expired' });
    const refresh = () =>
      call(pool, 'InitiateAuth', {
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId: pool.clientId,
        AuthParameters: { REFRESH_TOKEN: tokens['RefreshToken'] },
      });
    const renewed = (await refresh()).body.AuthenticationResult;
    assert.equal(renewed.RefreshToken, undefined);
    assert.equal((await call(pool, 'GetUser', { AccessToken: renewed.AccessToken })).status, 200);
    await control(pool, 'POST', '/clock', { advanceMs: 30 * 86_400_000 });
    assert.equal((await refresh()).body.message, 'Refresh Token has expired');
  });

  it('rejects invalid clock requests and states what it accepts', async () => {
    for (const request of [{}, { advanceMs: 'x' }, { now: 'someday' }, { hours: 1 }, { advanceMs: 1, now: 2 }]) {
      const { status, body } = await control(pool, 'POST', '/clock', request);
      assert.equal(status, 400);
      assert.match(body.error, /\{"advanceMs": 60000\}/);
    }
  });

  it('makes a call fail the given number of times, before its effect', async () => {
    const phone = newPhone();
    await fault({ kind: 'error', on: { api: 'SignUp' }, code: 'InternalErrorException', status: 500, times: 1 });
    const failed = await signUp(pool, phone);
    assert.equal(failed.status, 500);
    assert.equal(failed.body.__type, 'InternalErrorException');
    assert.equal((await signUp(pool, phone)).status, 200);
  });

  it('drops a response after the effect', async () => {
    const phone = newPhone();
    await fault({ kind: 'drop-response', on: { api: 'SignUp' }, times: 1 });
    await assert.rejects(signUp(pool, phone));
    assert.equal((await signUp(pool, phone)).body.__type, 'UsernameExistsException');
  });

  it('skips calls, delays calls and throttles', async () => {
    const phone = await known();
    await fault([
      { kind: 'throttle', on: { api: 'InitiateAuth' }, skip: 1, times: 1 },
      { kind: 'latency', on: { api: 'InitiateAuth' }, ms: 300, times: 1 },
    ]);
    const begun = Date.now();
    assert.equal((await initiate(pool, phone)).status, 200);
    assert.ok(Date.now() - begun >= 300);
    assert.equal((await initiate(pool, phone)).body.__type, 'TooManyRequestsException');
    assert.equal((await initiate(pool, phone)).status, 200);
    assert.deepEqual(
      (await control(pool, 'GET', '/faults')).body.map(({ struck }: { struck: number }) => struck),
      [1, 1],
    );
  });

  it('throttles a service for one function', async () => {
    const phone = await known();
    await fault({ kind: 'throttle', on: { service: 'sns', action: 'Publish', function: 'CreateFunction' }, times: 1 });
    const failed = await initiate(pool, phone);
    assert.match(failed.body.message, /CreateAuthChallenge failed with error sns answered 429: .*<Code>Throttled/);
    assert.equal(await messagesTo(phone), 0);
    await fault({ kind: 'throttle', on: { service: 'sns', function: 'VerifyFunction' } });
    assert.equal((await initiate(pool, phone)).status, 200);
  });

  it('sends a message and loses the response of the provider', async () => {
    const phone = await known();
    await fault({ kind: 'error', on: { service: 'sns' }, at: 'after', code: 'InternalError', status: 500, times: 1 });
    assert.equal((await initiate(pool, phone)).body.__type, 'UserLambdaValidationException');
    assert.equal(await messagesTo(phone), 1);
  });

  it('runs a trigger twice, concurrently or sequentially', async () => {
    for (const kind of ['duplicate', 'retry']) {
      const phone = await known();
      await fault({ kind, on: { trigger: 'CreateAuthChallenge' }, times: 1 });
      assert.equal((await initiate(pool, phone)).status, 200);
      assert.equal(await messagesTo(phone), 2, kind);
    }
  });

  it('makes a trigger fail without invoking its function', async () => {
    const phone = await known();
    await fault({ kind: 'error', on: { trigger: 'CreateAuthChallenge' }, message: 'boom', times: 1 });
    assert.equal((await initiate(pool, phone)).body.message, 'CreateAuthChallenge failed with error boom.');
    assert.equal(await messagesTo(phone), 0);
  });

  for (const [value, words] of [
    [{}, /on must be an object/],
    [{ kind: 'error', on: {} }, /on needs exactly one of api, trigger and service\./],
    [{ kind: 'rain', on: { api: 'SignUp' } }, /kind: "rain" is not one of latency, error/],
    [{ kind: 'error', on: { service: 'email' } }, /on\.service: "email" is not one of sns, ses/],
    [{ kind: 'error', on: { trigger: 'Define' } }, /on\.trigger: "Define" is not one of PreSignUp/],
    [{ kind: 'latency', on: { api: 'SignUp' } }, /latency needs ms, a number of milliseconds\./],
    [{ kind: 'retry', on: { api: 'SignUp' } }, /retry applies to triggers only/],
    [{ kind: 'error', on: { api: 'SignUp' }, time: 1 }, /A fault has no member time\. Use one of kind, /],
    [{ kind: 'error', on: { api: 'SignUp' }, times: -1 }, /times: -1 is not a whole number/],
  ] as const) {
    it(`rejects the fault ${JSON.stringify(value)}`, async () => {
      const { status, body } = await fault(value);
      assert.equal(status, 400);
      assert.match(body.error, words);
      assert.deepEqual((await control(pool, 'GET', '/faults')).body, []);
    });
  }

  it('reports an unknown path', async () => {
    const { status, body } = await control(pool, 'GET', '/nowhere');
    assert.equal(status, 404);
    assert.equal(body.error, 'There is no GET /nowhere.');
  });

  it('keeps the log lines of functions, with their function and request', async () => {
    const phone = await known();
    await initiate(pool, phone);
    const code = await lastCode(pool, phone);
    const { body } = await control(pool, 'GET', '/logs');
    const line = body.findLast((one: { function: string }) => one.function === 'CreateFunction');
    assert.match(line.line, /INFO\tchallenge for/);
    assert.ok(line.line.includes(line.requestId));
    assert.equal(JSON.stringify(body).includes(code), false);
    await control(pool, 'DELETE', '/logs');
    assert.deepEqual((await control(pool, 'GET', '/logs')).body, []);
    await respond(pool, await initiate(pool, phone), 'wrong');
  });
});
