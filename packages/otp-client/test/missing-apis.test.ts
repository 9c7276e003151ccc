/** APIs that supported browsers lack: Chrome 115, Safari 16.4 and Firefox 115 are the oldest. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchWithAuth } from '../src/fetch-with-auth.js';
import { createOtpClient } from '../src/index.js';
import { accountCreated, withReplies } from './support/scripted-client.js';
import { signedIn } from './support/session-environment.js';
import { noResponse, round, tokens } from './support/stub-server.js';

/** Objects, and which of their APIs a test removes. */
const missing: [string, object, string][] = [
  ['AbortSignal.any', AbortSignal, 'any'],
  ['AbortSignal.timeout', AbortSignal, 'timeout'],
  ['URL.canParse', URL, 'canParse'],
  ['Promise.withResolvers', Promise, 'withResolvers'],
  ['Array.fromAsync', Array, 'fromAsync'],
  ['Object.groupBy', Object, 'groupBy'],
  ['BroadcastChannel', globalThis, 'BroadcastChannel'],
  ['navigator', globalThis, 'navigator'],
];

async function without(owner: object, name: string, work: () => Promise<void>) {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  Reflect.deleteProperty(owner, name);
  try {
    assert.equal(name in owner, false);
    await work();
  } finally {
    if (descriptor) Object.defineProperty(owner, name, descriptor);
  }
}

for (const [what, owner, name] of missing) {
  test(`promise 42: without ${what}, users sign in, refresh and sign out`, () =>
    without(owner, name, async () => {
      await using env = await withReplies([accountCreated, round(), tokens(), tokens(), {}]);
      await env.client.start({ phone: '+447700900123' });
      assert.equal((await env.client.submit('123456')).step, 'signed-in');
      await env.client.getTokens({ forceRefresh: true });
      assert.deepEqual(await env.client.signOut(), env.client.getState());
      assert.equal(env.client.getState().step, 'identifier');
    }));
}

for (const name of ['any', 'timeout']) {
  test(`promise 42: without AbortSignal.${name}, calls still end by the time limit and by the page's signal`, async () => {
    // The signal is made before, because the page's own code may use a polyfill.
    const controller = new AbortController();
    await without(AbortSignal, name, async () => {
      await using slow = await withReplies([noResponse], { timeLimit: 30 });
      assert.equal((await slow.client.start({ phone: '+447700900123' })).error?.code, 'timeout');
      await using open = await withReplies([noResponse]);
      const started = open.client.start({ phone: '+447700900123' }, { signal: controller.signal });
      setTimeout(() => controller.abort(), 20);
      assert.equal((await started).error?.code, 'aborted');
      await using cancelled = await withReplies([noResponse]);
      const start = cancelled.client.start({ phone: '+447700900123' });
      setTimeout(() => cancelled.client.cancel(), 20);
      assert.equal((await start).step, 'identifier');
    });
  });
}

test('promise 42: without URL.canParse, fetchWithAuth checks its origins', () =>
  without(URL, 'canParse', async () => {
    await using env = await signedIn();
    for (const origin of ['api.example.com', 'https://api.example.com/', 'http://api.example.com', 'x', '']) {
      assert.throws(() => fetchWithAuth(env.client, { origins: [origin] }), { code: 'configuration' }, origin);
    }
    const fetcher = async () => new Response('ok');
    const api = fetchWithAuth(env.client, { origins: ['https://api.example.com'], fetcher });
    assert.equal(await (await api('https://api.example.com/orders')).text(), 'ok');
  }));

test('promise 42: what the page itself gets wrong is not reported as a bad reply of the server', async () => {
  await using env = await withReplies([]);
  const begin = () => {
    throw new TypeError('Iterator.from is not a function');
  };
  const state = await env.client.start({ phone: '+447700900123' }, { firstFactor: { begin } });
  assert.equal(state.error?.code, 'unexpected');
  assert.ok(state.error?.cause instanceof TypeError);
});

for (const [what, options] of [
  ['a value that is not JSON', { attributes: { name: 1n as unknown as string } }],
  [
    'an attribute that throws',
    {
      attributes: {
        get name(): string {
          throw new TypeError('x is not a function');
        },
      },
    },
  ],
] as const) {
  test(`promise 42: ${what} is a programming error, not a failed connection`, async () => {
    await using env = await withReplies([accountCreated, round()]);
    assert.equal((await env.client.start({ phone: '+447700900123' }, options)).error?.code, 'unexpected');
  });
}

test('promise 42: without fetch, the error is not a failed connection', () =>
  without(globalThis, 'fetch', async () => {
    const client = createOtpClient({ userPoolId: 'eu-central-1_AbCdEfGhI', clientId: 'abc', persistence: 'memory' });
    assert.equal((await client.start({ phone: '+447700900123' })).error?.code, 'unexpected');
    client.close();
  }));

const refuse = () => {
  throw new DOMException('', 'SecurityError');
};
for (const [what, planted] of [
  ['refuses', refuse],
  ['is no constructor', {}],
] as const) {
  test(`promise 42: with a BroadcastChannel that ${what}, users sign in and out`, async () => {
    const before = globalThis.BroadcastChannel;
    Object.assign(globalThis, { BroadcastChannel: planted });
    try {
      await using env = await withReplies([accountCreated, round(), tokens(), {}]);
      await env.client.start({ phone: '+447700900123' });
      assert.equal((await env.client.submit('123456')).step, 'signed-in');
      assert.equal((await env.client.signOut()).step, 'identifier');
    } finally {
      Object.assign(globalThis, { BroadcastChannel: before });
    }
  });
}

test('promise 41: the request is made even if the browser says that it is offline', async () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { onLine: false }, configurable: true });
  try {
    await using env = await withReplies([accountCreated, round(), tokens()]);
    assert.equal((await env.client.start({ phone: '+447700900123' })).step, 'code');
    assert.equal((await env.client.submit('123456')).step, 'signed-in');
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
});
