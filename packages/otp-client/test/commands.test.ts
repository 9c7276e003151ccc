/** Commands in general: concurrency, cancellation, timeouts, arguments, listeners and snapshots. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '@cognito-otp/test-kit/until';
import fc from 'fast-check';
import { createOtpClient, OtpError } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { accountCreated, errorCode, withReplies } from './support/scripted-client.js';
import { sleep } from './support/sleep.js';
import { noResponse, round, tokens } from './support/stub-server.js';

const phone = '+447700900123';

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

test('promise 30: repeating a command while it is pending sends one request', async () => {
  await using env = await withReplies([accountCreated, round({ resendAt: '0' }), round({ resendAt: '0' }), tokens()]);
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
  await using env = await withReplies([accountCreated, round(), tokens()]);
  await env.client.start({ phone });
  const [first, second] = await Promise.all([env.client.submit('123456'), env.client.submit('654321')]);
  assert.equal(first.step, 'signed-in');
  assert.equal(second, first);
  assert.equal(env.server.calls.length, 3);
});

test('cancel returns to the identifier step, keeps the identifier and ignores late replies', async () => {
  await using env = await withReplies([accountCreated, noResponse]);
  const starting = env.client.start({ phone });
  env.client.cancel();
  const state = await starting;
  assert.deepEqual([state.step, state.identifier, state.error], ['identifier', { phone }, null]);
  assert.equal(env.client.getState(), state);
});

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
  await using env = await withReplies([accountCreated, round()]);
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
  assert.equal(errorCode(await starting), 'aborted');
  assert.equal(errorCode(await env.client.start({ phone }, { signal: AbortSignal.abort() })), 'aborted');
});

test('a command repeated after an abort is a new command', async () => {
  await using env = await withReplies([noResponse, accountCreated, round({ resendAt: '0' }), noResponse, tokens()]);
  for (const again of [() => env.client.start({ phone }), () => env.client.submit('123456')]) {
    const abort = new AbortController();
    const { signal } = abort;
    const callsBefore = env.server.calls.length;
    const given =
      env.client.getState().step === 'identifier'
        ? env.client.start({ phone }, { signal })
        : env.client.submit('123456', { signal });
    while (env.server.calls.length === callsBefore) await sleep(5);
    abort.abort();
    const state = await again();
    assert.equal(errorCode(state), undefined);
    await given;
  }
  assert.equal(env.client.getState().step, 'signed-in');
});

test('a reply that never arrives ends in a timeout', async () => {
  await using env = await withReplies([noResponse], { timeLimit: 50 });
  const state = await env.client.start({ phone });
  assert.deepEqual([errorCode(state), state.error?.retryable, state.step], ['timeout', true, 'identifier']);
});

test('promise 30: a timeout after the sign-up repeats no request', async (t) => {
  // No time passes: the test ends the time limit of the second call when the server has received it.
  const timeLimit = 54_321;
  const { setTimeout } = globalThis;
  let expire = () => {};
  t.mock.method(globalThis, 'setTimeout', (callback: () => void, ms: number, ...rest: []) => {
    if (ms === timeLimit) expire = callback;
    return ms === timeLimit ? undefined : setTimeout(callback, ms, ...rest);
  });
  await using env = await withReplies([accountCreated, noResponse], { timeLimit });
  const started = env.client.start({ phone });
  await until(() => env.server.calls.length === 2, 'the server has received the second call');
  expire();
  const state = await started;
  assert.deepEqual([errorCode(state), state.error?.retryable, state.step], ['timeout', true, 'identifier']);
  await new Promise((done) => setTimeout(done, 30));
  assert.deepEqual(env.server.operations(), ['SignUp', 'InitiateAuth']);
});

test('start rejects a value that is not an identifier, and submit reports a value that is not a code as incomplete', async () => {
  await using env = await withReplies([accountCreated, { ...round(), ChallengeParameters: { USERNAME: 'u' } }]);
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
  for (const code of [undefined, null, '', ' '])
    assert.equal(errorCode(await submit(code)), 'incomplete_code', `${code}`);
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

test('a listener that throws does not stop the others, and an unsubscribed listener is not called', async () => {
  await using env = await withReplies([accountCreated, round()]);
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
  await using env = await withReplies([accountCreated, round(), tokens()]);
  const typed = { phone: '1' };
  const refused = await env.client.start(typed);
  assert.deepEqual([errorCode(refused), refused.identifier], ['invalid_phone', typed]);
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
