/** The sign-in commands (start, submit, resend, cancel) against a stub server with scripted replies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createOtpClient, type OtpClientOptions, OtpError, type OtpState } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import {
  cognitoError,
  droppedConnection,
  noResponse,
  round,
  type StubReply,
  startStubServer,
  tokens,
} from './support/stub-server.js';

const phone = '+447700900123';

/** A client and a server that gives these replies in this order. */
async function withReplies(replies: StubReply[], options: Partial<OtpClientOptions> = {}) {
  const remaining = [...replies];
  const server = await startStubServer((call) => {
    const reply = remaining.shift() ?? cognitoError('UnexpectedCall', call.operation);
    return reply as StubReply;
  });
  const storage = memoryStorage();
  const client = createOtpClient({
    userPoolId: 'local_Pool1',
    clientId: 'client1',
    endpoint: server.endpoint,
    storage,
    ...options,
  });
  return {
    server,
    storage,
    client,
    async [Symbol.asyncDispose]() {
      client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const error = (state: OtpState) => state.error?.code;
const created = { UserConfirmed: true, UserSub: 'sub-1' };
const exists = cognitoError('UsernameExistsException', 'User already exists');

test('a new phone number signs up and in with three calls', async () => {
  await using env = await withReplies([created, round(), tokens()]);
  const { client, server } = env;
  const steps: string[] = [];
  client.subscribe((state) => steps.push(state.step));
  const waiting = await client.start({ phone });
  assert.equal(waiting.step, 'code');
  const done = await client.submit('123456');
  assert.equal(done.step, 'signed-in');
  assert.deepEqual(server.operations(), ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
  assert.deepEqual(steps, ['starting', 'code', 'checking', 'signed-in']);
  const [signUp, initiate, respond] = server.calls;
  assert.deepEqual(signUp?.body.UserAttributes, [{ Name: 'phone_number', Value: phone }]);
  assert.match(signUp?.body.Password, /^aA1!.{96}$/);
  assert.deepEqual(initiate?.body.AuthParameters, { USERNAME: phone });
  assert.deepEqual(respond?.body.ChallengeResponses, { USERNAME: 'sub-1', ANSWER: '123456' });
  assert.equal(client.session?.user.phone, phone);
});

test('a device that has signed the number in before needs two calls', async () => {
  await using env = await withReplies([exists, round(), tokens(), {}, round(), tokens()]);
  const { client, server } = env;
  await client.start({ phone });
  await client.submit('123456');
  await client.signOut();
  await client.start({ phone });
  await client.submit('123456');
  assert.deepEqual(server.operations().slice(4), ['InitiateAuth', 'RespondToAuthChallenge']);
});

test('two sign-ups never use the same password', async () => {
  await using env = await withReplies([created, round(), created, round()]);
  await env.client.start({ phone });
  await env.client.start({ phone: '+447700900124' });
  assert.notEqual(env.server.calls[0]?.body.Password, env.server.calls[2]?.body.Password);
});

test('sign-up is never attempted with signUp=off and must succeed with signUp=only', async () => {
  await using off = await withReplies([round()], { signUp: 'off' });
  await off.client.start({ phone });
  assert.deepEqual(off.server.operations(), ['InitiateAuth']);
  await using only = await withReplies(
    [cognitoError('NotAuthorizedException', 'SignUp is not permitted for this user pool')],
    {
      signUp: 'only',
    },
  );
  assert.equal(error(await only.client.start({ phone })), 'sign_up_closed');
});

test('with signUp=only, an exhausted sign-up budget is reported as a retryable rate limit', async () => {
  const limited = cognitoError('UserLambdaValidationException', 'PreSignUp failed with error sign_up_limited.');
  await using env = await withReplies([limited], { signUp: 'only' });
  const state = await env.client.start({ phone });
  assert.deepEqual([error(state), state.error?.retryable], ['rate_limited', true]);
});

test('a pool that rejects sign-ups still signs in existing users', async () => {
  await using env = await withReplies([
    cognitoError('UserLambdaValidationException', 'PreSignUp failed with error closed.'),
    round(),
  ]);
  assert.equal((await env.client.start({ phone })).step, 'code');
});

test('a remembered user that Cognito reports as not found is signed up again within the same start', async () => {
  await using env = await withReplies([
    exists,
    round(),
    tokens(),
    {}, // signed in and out on this device
    cognitoError('UserNotFoundException', 'User does not exist.'),
    created,
    round(),
  ]);
  await env.client.start({ phone });
  await env.client.submit('123456');
  await env.client.signOut();
  assert.equal((await env.client.start({ phone })).step, 'code');
  assert.deepEqual(env.server.operations().slice(4), ['InitiateAuth', 'SignUp', 'InitiateAuth']);
});

test('resend signs up a remembered user whose account is gone', async () => {
  await using env = await withReplies([
    exists,
    round(),
    tokens(),
    {}, // signed in and out on this device
    round({ resendAt: '1' }),
    created,
    round(), // the first start sent no message, since the account was gone
  ]);
  await env.client.start({ phone });
  await env.client.submit('123456');
  await env.client.signOut();
  await env.client.start({ phone });
  const state = await env.client.resend();
  assert.deepEqual(env.server.operations().slice(4), ['InitiateAuth', 'SignUp', 'InitiateAuth']);
  assert.equal(state.step === 'code' && state.notice, 'sent-again');
});

test('a right code after two wrong codes signs in', async () => {
  await using env = await withReplies([
    created,
    round(),
    round({ reason: 'wrong_code', attemptsLeft: '2' }),
    round({ reason: 'wrong_code', attemptsLeft: '1' }),
    tokens(),
  ]);
  await env.client.start({ phone });
  const first = await env.client.submit('111111');
  assert.equal(error(first), 'wrong_code');
  assert.equal(first.step === 'code' && first.delivery.attemptsLeft, 2);
  await env.client.submit('222222');
  assert.equal((await env.client.submit('333333')).step, 'signed-in');
  const [, opened, one, two, three] = env.server.calls;
  assert.equal(new Set([one?.body.Session, two?.body.Session, three?.body.Session]).size, 3);
  assert.ok(opened);
});

test('the third wrong answer ends the session and keeps the identifier', async () => {
  await using env = await withReplies([
    created,
    round({ attemptsLeft: '1' }),
    cognitoError('NotAuthorizedException', 'Incorrect username or password.'),
  ]);
  await env.client.start({ phone });
  const state = await env.client.submit('111111');
  assert.equal(error(state), 'too_many_attempts');
  assert.deepEqual([state.step, state.identifier], ['identifier', { phone }]);
});

test('an expired Cognito session is reported as session_ended and keeps the identifier', async () => {
  for (const reply of [
    cognitoError('NotAuthorizedException', 'Invalid session for the user, session is expired.'),
    cognitoError('CodeMismatchException', 'Invalid code or auth state for the user.'),
  ]) {
    await using env = await withReplies([created, round(), reply]);
    await env.client.start({ phone });
    const state = await env.client.submit('111111');
    assert.deepEqual([error(state), state.step, state.identifier], ['session_ended', 'identifier', { phone }]);
  }
});

test('promise 32: an answer whose reply is lost is retried once and never called wrong', async () => {
  await using env = await withReplies([
    created,
    round(),
    droppedConnection,
    cognitoError('NotAuthorizedException', 'Invalid session for the user, session can only be used once.'),
  ]);
  await env.client.start({ phone });
  const state = await env.client.submit('123456');
  const [, , first, second] = env.server.calls;
  assert.deepEqual(first?.body, second?.body);
  assert.equal(error(state), 'session_ended');
  assert.equal(env.server.calls.length, 4);
});

test('promise 32: an answer whose reply is lost twice stays in the code step with a retryable error', async () => {
  await using env = await withReplies([created, round(), droppedConnection, droppedConnection, tokens()]);
  await env.client.start({ phone });
  const state = await env.client.submit('123456');
  assert.deepEqual([error(state), state.error?.retryable, state.step], ['network', true, 'code']);
  assert.equal((await env.client.submit('123456')).step, 'signed-in');
});

test('promise 30: no call that can send a message is retried', async () => {
  await using signUp = await withReplies([droppedConnection]);
  assert.equal(error(await signUp.client.start({ phone })), 'network');
  assert.deepEqual(signUp.server.operations(), ['SignUp']);
  await using initiate = await withReplies([created, droppedConnection]);
  assert.equal(error(await initiate.client.start({ phone })), 'network');
  assert.deepEqual(initiate.server.operations(), ['SignUp', 'InitiateAuth']);
  await using send = await withReplies([created, round({ resendAt: '0' }), droppedConnection]);
  await send.client.start({ phone });
  const state = await send.client.resend();
  assert.deepEqual([error(state), state.step], ['network', 'code']);
  assert.deepEqual(send.server.operations().slice(2), ['RespondToAuthChallenge']);
});

test('resend is a send request in the requested language over the requested channel', async () => {
  await using env = await withReplies([created, round({ resendAt: '0' }), round({ channel: 'email' })], {
    locale: 'de',
    clientMetadata: { page: 'checkout' },
  });
  await env.client.start({ phone });
  const state = await env.client.resend({ channel: 'email', captcha: 'token' });
  const { body } = env.server.calls[2]!;
  assert.equal(body.ChallengeResponses.ANSWER, 'send');
  assert.deepEqual(body.ClientMetadata, {
    page: 'checkout',
    locale: 'de',
    request: 'send',
    channel: 'email',
    captcha: 'token',
  });
  assert.equal(state.step === 'code' && state.delivery.channel, 'email');
});

test('clientMetadata cannot turn an answer into a send request', async () => {
  await using env = await withReplies([created, round(), tokens()], { clientMetadata: { request: 'send' } });
  await env.client.start({ phone });
  await env.client.submit('123456');
  assert.equal(env.server.calls[2]?.body.ClientMetadata.request, undefined);
});

test('resend before its time sends no request', async () => {
  await using env = await withReplies([created, round()]);
  await env.client.start({ phone });
  const state = await env.client.resend();
  assert.equal(error(state), 'rate_limited');
  assert.ok(state.error?.retryAt && state.error.retryAt > Date.now());
  assert.equal(env.server.calls.length, 2);
});

test('resend after the Cognito session ended starts a new one', async () => {
  await using env = await withReplies([
    created,
    round({ resendAt: '0' }),
    cognitoError('NotAuthorizedException', 'Invalid session for the user, session is expired.'),
    round(),
  ]);
  await env.client.start({ phone });
  const state = await env.client.resend();
  assert.deepEqual([state.step, error(state)], ['code', undefined]);
  assert.deepEqual(env.server.operations().slice(2), ['RespondToAuthChallenge', 'InitiateAuth']);
});

test('triggers that wait for a send request get one immediately, with the channel and the CAPTCHA token', async () => {
  const notSent = round({ reason: 'not_sent' }) as { ChallengeParameters: Record<string, string> };
  delete notSent.ChallengeParameters.expiresAt;
  await using env = await withReplies([created, notSent, round()]);
  const state = await env.client.start({ phone }, { captcha: 'token', channel: 'sms' });
  assert.deepEqual(env.server.calls[2]?.body.ClientMetadata, { request: 'send', channel: 'sms', captcha: 'token' });
  assert.deepEqual([state.step, state.step === 'code' && state.delivery.sent], ['code', true]);
});

for (const [reason, code] of [
  ['wrong_code', 'wrong_code'],
  ['unchecked', 'service'],
  ['expired', 'expired_code'],
  ['used_up', 'used_up_code'],
  ['rate_limited', 'rate_limited'],
  ['locked', 'locked'],
  ['send_failed', 'send_failed'],
  ['unsupported', 'unsupported_destination'],
  ['captcha', 'captcha_required'],
  ['of a later dialect', 'service'],
  ['constructor', 'service'],
] as const) {
  test(`the reason “${reason}” of the triggers is reported as ${code} in the code step`, async () => {
    await using env = await withReplies([created, round(), round({ reason })]);
    await env.client.start({ phone });
    const state = await env.client.submit('123456');
    assert.deepEqual([state.step, error(state)], ['code', code]);
    assert.deepEqual([state.error?.retryable, state.error?.requestId], [true, 'request-3']);
    const waits = code === 'locked' || code === 'rate_limited';
    assert.equal(state.error?.retryAt, waits && state.step === 'code' ? state.delivery.resendAt : undefined);
  });
}

test('times are converted to the local clock even if it is a day off', async () => {
  const day = 86_400_000;
  const now = Date.now() + day;
  await using env = await withReplies([
    created,
    round({ now: `${now}`, expiresAt: `${now + 300_000}`, resendAt: `${now + 30_000}` }),
  ]);
  const state = await env.client.start({ phone });
  assert.ok(state.step === 'code');
  assert.ok(Math.abs(state.delivery.expiresAt! - Date.now() - 300_000) < 5_000);
  assert.ok(Math.abs(state.delivery.resendAt! - Date.now() - 30_000) < 5_000);
});

test('third-party triggers work: no times, six digits by default, and resend starts over', async () => {
  const foreign = {
    ChallengeName: 'CUSTOM_CHALLENGE',
    Session: 's'.repeat(30),
    ChallengeParameters: { USERNAME: 'u' },
  };
  await using env = await withReplies([created, foreign, foreign, foreign, tokens()]);
  const state = await env.client.start({ email: ' a@example.com ' });
  assert.ok(state.step === 'code');
  assert.deepEqual(state.delivery, {
    channel: 'email',
    channels: ['email'],
    destination: 'a@example.com',
    codeLength: 6,
    sent: true,
    expiresAt: null,
    resendAt: null,
    attemptsLeft: null,
  });
  assert.equal(error(await env.client.submit('ABCD')), 'wrong_code');
  await env.client.resend();
  assert.equal(env.server.calls[3]?.operation, 'InitiateAuth');
  assert.equal((await env.client.submit('12345678')).step, 'signed-in');
});

test('promise 30: repeating a command while it is pending sends one request', async () => {
  await using env = await withReplies([created, round({ resendAt: '0' }), round({ resendAt: '0' }), tokens()]);
  const { client, server } = env;
  await Promise.all([client.start({ phone }), client.start({ phone })]);
  assert.equal(server.calls.length, 2);
  await Promise.all([client.resend(), client.resend()]);
  assert.equal(server.calls.length, 3);
  const [one, two, three] = await Promise.all([
    client.submit('123456'),
    client.submit('123456'),
    client.submit('123456'),
  ]);
  assert.equal(server.calls.length, 4);
  assert.ok(one === two && two === three);
});

test('promise 30: a second answer waits for the first and is dropped when the first was right', async () => {
  await using env = await withReplies([created, round(), tokens()]);
  await env.client.start({ phone });
  const [first, second] = await Promise.all([env.client.submit('123456'), env.client.submit('654321')]);
  assert.equal(first.step, 'signed-in');
  assert.equal(second, first);
  assert.equal(env.server.calls.length, 3);
});

test('an incomplete code is never sent', async () => {
  await using env = await withReplies([created, round()]);
  await env.client.start({ phone });
  for (const code of ['', '12345', '1234567', '12345a', '１２３４５６', ' 123456', '1e5', '123456\n']) {
    assert.equal(error(await env.client.submit(code)), 'incomplete_code', JSON.stringify(code));
  }
  assert.equal(env.server.calls.length, 2);
});

test('an invalid phone number or email address is never sent', async () => {
  await using env = await withReplies([]);
  for (const given of ['', '07700900123', '+0447700900123', '+44', '+4477009001234567', 'abc']) {
    assert.equal(error(await env.client.start({ phone: given })), 'invalid_phone', given);
  }
  for (const given of ['', 'a', 'a@', '@b', 'a b@c', 'a@b@c', `${'a'.repeat(251)}@b.c`]) {
    assert.equal(error(await env.client.start({ email: given })), 'invalid_email', given);
  }
  assert.equal(env.server.calls.length, 0);
});

test('cancel returns to the identifier step, keeps the identifier and ignores late replies', async () => {
  await using env = await withReplies([created, noResponse]);
  const starting = env.client.start({ phone });
  env.client.cancel();
  const state = await starting;
  assert.deepEqual([state.step, state.identifier, state.error], ['identifier', { phone }, null]);
  assert.equal(env.client.getState(), state);
});

/** A client whose fetcher ignores abort signals, so that replies arrive after a cancel. */
function withSignalIgnoringFetcher(answer: (operation: string) => object | Promise<object>) {
  const operations: string[] = [];
  const client = createOtpClient({
    userPoolId: 'local_P',
    clientId: 'c',
    signUp: 'off',
    storage: memoryStorage(),
    fetcher: async (_url, init) => {
      const operation = `${new Headers(init?.headers).get('x-amz-target')}`.split('.')[1]!;
      operations.push(operation);
      return Response.json(await answer(operation));
    },
  });
  return { client, operations, [Symbol.dispose]: () => client.close() };
}

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

test('tokens that arrive after a cancel do not sign the user in', async () => {
  using env = withSignalIgnoringFetcher((operation) =>
    operation === 'InitiateAuth' ? round() : sleep(30).then(() => tokens()),
  );
  await env.client.start({ phone });
  const given = env.client.submit('123456');
  await sleep(5);
  env.client.cancel();
  await given;
  assert.equal(env.client.getState().step, 'identifier');
  await assert.rejects(env.client.getTokens(), { code: 'signed_out' });
});

test('promise 30: a queued answer is dropped once another sign-in has started', async () => {
  using env = withSignalIgnoringFetcher((operation) =>
    operation === 'InitiateAuth' ? round() : sleep(60).then(() => round()),
  );
  await env.client.start({ phone });
  const answers = [env.client.submit('111111'), env.client.submit('222222')];
  await sleep(5);
  assert.equal((await env.client.start({ phone: '+447700900124' })).step, 'code');
  await Promise.all(answers);
  assert.deepEqual(env.operations, ['InitiateAuth', 'RespondToAuthChallenge', 'InitiateAuth']);
});

test('a command called by one listener does not leave other listeners with an outdated state', async () => {
  await using env = await withReplies([created, round()]);
  env.client.subscribe(({ step }) => step === 'code' && env.client.cancel());
  const observedSteps: string[] = [];
  env.client.subscribe(({ step }) => observedSteps.push(step));
  await env.client.start({ phone });
  assert.deepEqual(observedSteps, ['starting', 'identifier']);
});

test('an aborted signal ends its command with the error “aborted”', async () => {
  await using env = await withReplies([noResponse]);
  const abort = new AbortController();
  const starting = env.client.start({ phone }, { signal: abort.signal });
  abort.abort();
  assert.equal(error(await starting), 'aborted');
  assert.equal(error(await env.client.start({ phone }, { signal: AbortSignal.abort() })), 'aborted');
});

test('a command repeated after an abort is a new command', async () => {
  await using env = await withReplies([noResponse, created, round({ resendAt: '0' }), noResponse, tokens()]);
  for (const again of [() => env.client.start({ phone }), () => env.client.submit('123456')]) {
    const abort = new AbortController();
    const { signal } = abort;
    const given =
      env.client.getState().step === 'identifier'
        ? env.client.start({ phone }, { signal })
        : env.client.submit('123456', { signal });
    await new Promise((done) => setTimeout(done, 20));
    abort.abort();
    const state = await again();
    assert.equal(error(state), undefined);
    await given;
  }
  assert.equal(env.client.getState().step, 'signed-in');
});

test('a reply that never arrives ends in a timeout', async () => {
  await using env = await withReplies([noResponse], { timeLimit: 50 });
  const state = await env.client.start({ phone });
  assert.deepEqual([error(state), state.error?.retryable, state.step], ['timeout', true, 'identifier']);
});

test('promise 30: a timeout after the sign-up repeats no request', async () => {
  await using env = await withReplies([created, noResponse], { timeLimit: 50 });
  const state = await env.client.start({ phone });
  assert.deepEqual([error(state), state.error?.retryable, state.step], ['timeout', true, 'identifier']);
  await new Promise((done) => setTimeout(done, 120));
  assert.deepEqual(env.server.operations(), ['SignUp', 'InitiateAuth']);
});

test('start rejects a value that is not an identifier, and submit reports a value that is not a code as incomplete', async () => {
  await using env = await withReplies([created, { ...round(), ChallengeParameters: { USERNAME: 'u' } }]);
  // biome-ignore lint/suspicious/noExplicitAny: arguments of a page without type checking
  const { start, submit } = env.client as any;
  for (const given of [undefined, null, phone, 5, true, Symbol('phone')]) {
    await assert.rejects(start(given), {
      name: 'OtpError',
      code: 'configuration',
      message: /^Invalid identifier: expected /,
    });
    assert.deepEqual([env.client.getState().step, env.client.getState().error], ['identifier', null]);
  }
  await start({ phone });
  // The triggers are third-party ones, whose codes may have any format.
  for (const code of [undefined, null, '', ' ']) assert.equal(error(await submit(code)), 'incomplete_code', `${code}`);
  assert.equal(env.server.calls.length, 2);
});

test('promise 36: with arbitrary untyped arguments a command ends with a state or an OtpError', async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything({ withNullPrototype: true }), fc.boolean(), async (given, isCode) => {
      const client = createOtpClient({
        userPoolId: 'local_P',
        clientId: 'c',
        storage: memoryStorage(),
        fetcher: async () => Response.json(round()),
      });
      try {
        if (isCode) await client.start({ phone });
        const state = await (isCode ? client.submit(given as string) : client.start(given as { phone: string }));
        assert.ok(Object.isFrozen(state));
      } catch (fault) {
        assert.ok(fault instanceof OtpError, `${fault}`);
      } finally {
        client.close();
      }
    }),
    { numRuns: 300 },
  );
});

test('a command that the current step does not offer rejects with a configuration error', async () => {
  await using env = await withReplies([]);
  await assert.rejects(env.client.submit('123456'), { name: 'OtpError', code: 'configuration' });
  await assert.rejects(env.client.resend(), { code: 'configuration' });
  await assert.rejects(env.client.signOut(), { code: 'configuration' });
});

test('an unsupported Cognito challenge is reported by its name', async () => {
  await using env = await withReplies([created, { ...round(), ChallengeName: 'NEW_PASSWORD_REQUIRED' }]);
  const state = await env.client.start({ phone });
  assert.deepEqual(
    [error(state), state.error?.message, state.step],
    ['unsupported_challenge', 'NEW_PASSWORD_REQUIRED', 'identifier'],
  );
  assert.equal(state.error?.requestId, 'request-2');
});

test('an empty reply is a retryable error that carries the request ID', async () => {
  await using env = await withReplies([created, {}]);
  const state = await env.client.start({ phone });
  assert.deepEqual([error(state), state.error?.retryable, state.error?.requestId], ['bad_response', true, 'request-2']);
});

test('a listener that throws does not stop the others, and an unsubscribed listener is not called', async () => {
  await using env = await withReplies([created, round()]);
  const uncaught: unknown[] = [];
  const runners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (thrown) => uncaught.push(thrown));
  let notifications = 0;
  env.client.subscribe(() => {
    throw new Error('error in a listener of the page');
  });
  env.client.subscribe(() => notifications++);
  env.client.subscribe(() => assert.fail('an unsubscribed listener was called'))();
  const state = await env.client.start({ phone });
  await new Promise((done) => setTimeout(done, 10));
  process.removeAllListeners('uncaughtException');
  for (const runner of runners) process.on('uncaughtException', runner);
  assert.equal(state.step, 'code');
  assert.equal(notifications, 2);
  assert.equal(uncaught.length, 2);
});

test('snapshots are deeply frozen', async () => {
  await using env = await withReplies([created, round(), tokens()]);
  const typed = { phone: '1' };
  const refused = await env.client.start(typed);
  assert.deepEqual([error(refused), refused.identifier], ['invalid_phone', typed]);
  assert.ok(
    Object.isFrozen(refused.identifier) && !Object.isFrozen(typed),
    'the argument of the page must not be frozen',
  );
  const state = await env.client.start({ phone });
  assert.ok(state.step === 'code');
  assert.ok(Object.isFrozen(state) && Object.isFrozen(state.delivery) && Object.isFrozen(state.delivery.channels));
  assert.ok(Object.isFrozen(state.identifier));
  const done = await env.client.submit('123456');
  assert.ok(
    done.step === 'signed-in' &&
      Object.isFrozen(done) &&
      Object.isFrozen(done.identifier) &&
      Object.isFrozen(done.user) &&
      Object.isFrozen(done.user.claims),
  );
});

test('native Cognito one-time codes use the same commands', async () => {
  const native = { ChallengeName: 'SMS_OTP', Session: 's'.repeat(30), ChallengeParameters: { USERNAME: 'u' } };
  await using env = await withReplies(
    [created, native, cognitoError('CodeMismatchException', 'Invalid code or auth state for the user.'), tokens()],
    { flow: 'native' },
  );
  await env.client.start({ phone });
  assert.deepEqual(env.server.calls[1]?.body.AuthParameters, { USERNAME: phone, PREFERRED_CHALLENGE: 'SMS_OTP' });
  const wrong = await env.client.submit('111111');
  assert.deepEqual([wrong.step, error(wrong)], ['code', 'wrong_code']);
  assert.equal((await env.client.submit('123456')).step, 'signed-in');
  assert.deepEqual(env.server.calls[3]?.body.ChallengeResponses, { USERNAME: 'u', SMS_OTP_CODE: '123456' });
});

test('promise 30: a native start that fails with a service error requests no code another way', async () => {
  await using env = await withReplies([exists, cognitoError('InternalErrorException')], { flow: 'native' });
  assert.equal(error(await env.client.start({ phone })), 'service');
  assert.deepEqual(env.server.operations(), ['SignUp', 'InitiateAuth']);
});

test('SELECT_CHALLENGE is answered with a challenge that Cognito offered', async () => {
  const choice = {
    ChallengeName: 'SELECT_CHALLENGE',
    AvailableChallenges: ['EMAIL_OTP'],
    Session: 's'.repeat(30),
    ChallengeParameters: { USERNAME: 'u' },
  };
  await using env = await withReplies([exists, choice, { ...choice, ChallengeName: 'EMAIL_OTP' }], { flow: 'native' });
  await env.client.start({ phone });
  assert.deepEqual(env.server.calls[2]?.body.ChallengeResponses, { USERNAME: 'u', ANSWER: 'EMAIL_OTP' });
});

test('attributes given at sign-up are written again once the phone number is verified', async () => {
  const first = tokens({ locale: 'en' });
  await using env = await withReplies([created, round(), first, {}, tokens({ locale: 'en', name: 'Ada' })]);
  const named = new Promise<void>((done) =>
    env.client.subscribe((state) => state.step === 'signed-in' && state.user.claims.name === 'Ada' && done()),
  );
  await env.client.start({ phone }, { attributes: { name: 'Ada', locale: 'en' } });
  assert.equal((await env.client.submit('123456')).step, 'signed-in');
  await named;
  const update = env.server.calls[3];
  assert.deepEqual(
    [update?.operation, update?.body],
    [
      'UpdateUserAttributes',
      { AccessToken: first.AuthenticationResult.AccessToken, UserAttributes: [{ Name: 'name', Value: 'Ada' }] },
    ],
  );
});

test('attributes are not written to an existing account, and a failure to write them does not affect the sign-in', async () => {
  await using known = await withReplies([exists, round(), tokens()]);
  await known.client.start({ phone }, { attributes: { name: 'Ada' } });
  await known.client.submit('123456');
  await new Promise((done) => setTimeout(done, 30));
  assert.equal(known.server.calls.length, 3);
  await using refusing = await withReplies([
    created,
    round(),
    tokens(),
    cognitoError('NotAuthorizedException', 'A client attempted to write unauthorized attribute'),
  ]);
  await refusing.client.start({ phone }, { attributes: { name: 'Ada' } });
  await refusing.client.submit('123456');
  await new Promise((done) => setTimeout(done, 30));
  const { step, error } = refusing.client.getState();
  assert.deepEqual([step, error], ['signed-in', null]);
});

test('a locale given to start or resend applies to all later messages', async () => {
  await using env = await withReplies([created, round({ resendAt: '0' }), round(), tokens()], { locale: 'en' });
  await env.client.start({ phone }, { locale: 'fr' });
  await env.client.resend({ locale: 'de' });
  await env.client.submit('123456');
  const locales = env.server.calls.map(({ body }) => body.ClientMetadata?.locale);
  assert.deepEqual(locales, ['fr', 'fr', 'de', 'de']);
});
