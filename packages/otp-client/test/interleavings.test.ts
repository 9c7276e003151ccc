import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { test } from 'node:test';
import fc from 'fast-check';
import { createOtpClient, OtpError, type OtpState } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { SimulatedCognito, type Weather } from './support/simulated-cognito.js';

const phone = '+447700900123';
const commands = ['start', 'right', 'wrong', 'resend', 'cancel', 'tokens', 'refresh', 'sign-out'] as const;
const steps = ['identifier', 'code', 'signed-in'];

const weather: fc.Arbitrary<Weather> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Weather>('fine') },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Weather>(
      'lost before',
      'lost after',
      'fault before',
      'fault after',
      'throttled',
      'twice',
    ),
  },
);

interface World {
  readonly cognito: SimulatedCognito;
  readonly states: readonly OtpState[];
  /** How many messages each command led to. */
  readonly sends: ReadonlyMap<number, number>;
  /** How often each command asked for one and was not refused. */
  readonly asks: ReadonlyMap<number, number>;
  readonly storedRefreshToken: string | null;
  readonly refreshLost: boolean;
  readonly told: readonly string[];
  readonly wrongWishes: readonly string[];
}

/** Two tabs give commands in the order the scheduler takes them up, and replies come back in any order, or never. */
async function live(
  scheduler: fc.Scheduler,
  series: readonly (readonly [0 | 1, (typeof commands)[number]])[],
  skies: readonly Weather[],
): Promise<World> {
  const storage = memoryStorage();
  let turn = 0;
  let refreshLost = false;
  const sends = new Map<number, number>();
  const asks = new Map<number, number>();
  const wish = new AsyncLocalStorage<number>();
  const command = () => wish.getStore()!;
  const count = (what: Map<number, number>) => () => void what.set(command(), (what.get(command()) ?? 0) + 1);
  const cognito = new SimulatedCognito(count(sends), count(asks), command);
  const told: string[] = [];
  const wrongWishes: string[] = [];
  const pending: Promise<unknown>[] = [];
  const tabs = [0, 1].map(() => {
    const fetcher = cognito.fetcher(
      async (what) => {
        await scheduler.schedule(Promise.resolve(), what);
      },
      () => {
        const now = skies[turn++ % skies.length] ?? 'fine';
        return now;
      },
    );
    const client = createOtpClient({
      userPoolId: 'local_P',
      clientId: 'c',
      storage,
      fetcher: async (url, init) => {
        const isRefresh = `${new Headers(init?.headers).get('x-amz-target')}`.includes('GetTokens');
        const before = cognito.operations.length;
        try {
          const response = await fetcher(url, init);
          if (isRefresh && response.status === 500 && cognito.operations.length > before) refreshLost = true;
          return response;
        } catch (error) {
          if (isRefresh && cognito.operations.length > before) refreshLost = true;
          throw error;
        }
      },
    });
    client.subscribe((state) => {
      if (state.error) told.push(state.error.code);
    });
    return client;
  });
  const act = async (tab: 0 | 1, command: (typeof commands)[number]) => {
    const client = tabs[tab]!;
    switch (command) {
      case 'start':
        return client.start({ phone });
      case 'resend':
        return client.resend();
      case 'right':
        return client.submit('123456');
      case 'wrong': {
        const code = `${900_000 + wrongWishes.length}`;
        wrongWishes.push(code);
        return client.submit(code);
      }
      case 'cancel':
        return client.cancel();
      case 'tokens':
        return client.getTokens();
      case 'refresh':
        return client.getTokens({ forceRefresh: true });
      case 'sign-out':
        return client.signOut();
    }
  };
  let settled = false;
  const pump = (async () => {
    while (!settled) {
      await scheduler.waitIdle();
      await new Promise((done) => setTimeout(done));
    }
  })();
  for (const [tab, command] of series) {
    await scheduler.schedule(Promise.resolve(), command);
    pending.push(
      wish
        .run(pending.length, () => act(tab, command))
        .catch((error: unknown) => {
          // A command its step doesn't have, or tokens nobody can have: told as what it is.
          assert.ok(error instanceof OtpError, `${error}`);
        }),
    );
  }
  await Promise.all(pending);
  // What was given up may still be on its way, and tabs tell each other what they stored.
  await new Promise((done) => setTimeout(done, 5));
  settled = true;
  await pump;
  const states = tabs.map((client) => client.getState());
  for (const client of tabs) client.close();
  return {
    cognito,
    states,
    sends,
    asks,
    told,
    wrongWishes,
    refreshLost,
    storedRefreshToken: storage.getItem('CognitoIdentityServiceProvider.c.sub-1.refreshToken'),
  };
}

test('promises 30, 32, 33: when replies are lost, late, duplicated or reordered, no unrequested message is sent, no token is lost and no right code is called wrong', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.tuple(fc.constantFrom<0 | 1>(0, 1), fc.constantFrom(...commands)), { minLength: 1, maxLength: 12 }),
      fc.array(weather, { minLength: 1, maxLength: 10 }),
      async (scheduler, series, skies) => {
        const world = await live(scheduler, [[0, 'start'], ...series], skies);
        // Sends: one for each wish at most.
        for (const [command, sends] of world.sends) assert.ok(sends <= 1, `${sends} sends for command ${command}`);
        // Nor does the client leave it to the cool-down: it asks again only where it was refused.
        for (const [command, asks] of world.asks) assert.ok(asks <= 1, `${asks} asks for command ${command}`);
        // Every command has come to an end.
        for (const { step } of world.states) assert.ok(steps.includes(step), step);
        // Words: a code is called wrong only where Cognito said so, and it did so only for codes that were.
        const wrong = world.told.filter((code) => code === 'wrong_code').length;
        assert.ok(wrong <= world.cognito.wrongAnswers.length);
        for (const answer of world.cognito.wrongAnswers) assert.ok(world.wrongWishes.includes(answer));
        // Tokens: who is signed in holds a refresh token that works, unless the network swallowed its successor.
        if (world.storedRefreshToken && !world.refreshLost) {
          assert.ok(world.cognito.live.has(world.storedRefreshToken), `${world.storedRefreshToken} is dead`);
        }
      },
    ),
    { numRuns: 200, timeout: 60_000, interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true },
  );
});
