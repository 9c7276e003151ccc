/** Property test: two tabs, arbitrary commands, arbitrary scheduling and arbitrary network conditions. */
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { test } from 'node:test';
import fc from 'fast-check';
import { createOtpClient, type OtpClient, OtpError, type OtpState } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { type NetworkCondition, SimulatedCognito } from './support/simulated-cognito.js';

const phone = '+447700900123';
const commands = ['start', 'right', 'wrong', 'resend', 'cancel', 'tokens', 'refresh', 'sign-out'] as const;
type Command = (typeof commands)[number];
const steps = ['identifier', 'code', 'signed-in'];

const networkCondition: fc.Arbitrary<NetworkCondition> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<NetworkCondition>('ok') },
  {
    weight: 4,
    arbitrary: fc.constantFrom<NetworkCondition>(
      'request lost',
      'reply lost',
      'error before processing',
      'error after processing',
      'throttled',
      'duplicated',
    ),
  },
);

interface RunResult {
  readonly cognito: SimulatedCognito;
  readonly states: readonly OtpState[];
  /** How many messages each command led to. */
  readonly sends: ReadonlyMap<number, number>;
  /** How many accepted requests for a message each command made. */
  readonly messageRequests: ReadonlyMap<number, number>;
  readonly storedRefreshToken: string | null;
  /** Whether the reply of a processed refresh was lost, which loses the new refresh token. */
  readonly refreshLost: boolean;
  readonly errorCodes: readonly string[];
  /** The wrong codes that were submitted. */
  readonly wrongCodes: readonly string[];
}

/** Runs a command in a tab. Each wrong code is a new one and is added to `wrongCodes`. */
async function runCommand(client: OtpClient, command: Command, wrongCodes: string[]): Promise<unknown> {
  switch (command) {
    case 'start':
      return client.start({ phone });
    case 'resend':
      return client.resend();
    case 'right':
      return client.submit('123456');
    case 'wrong': {
      const code = `${900_000 + wrongCodes.length}`;
      wrongCodes.push(code);
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
}

/** Wraps a fetcher and calls `onLost` when Cognito has processed a refresh but the client gets no tokens. */
function reportLostRefreshes(cognito: SimulatedCognito, fetcher: typeof fetch, onLost: () => void): typeof fetch {
  return async (url, init) => {
    const isRefresh = `${new Headers(init?.headers).get('x-amz-target')}`.includes('GetTokens');
    const before = cognito.operations.length;
    try {
      const response = await fetcher(url, init);
      if (isRefresh && response.status === 500 && cognito.operations.length > before) onLost();
      return response;
    } catch (error) {
      if (isRefresh && cognito.operations.length > before) onLost();
      throw error;
    }
  };
}

/** Runs scheduled tasks, including those that tasks add, until the returned function is called. */
function startScheduler(scheduler: fc.Scheduler): () => Promise<void> {
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      await scheduler.waitIdle();
      await new Promise((done) => setTimeout(done));
    }
  })();
  return () => {
    stopped = true;
    return running;
  };
}

/** Runs commands in two tabs in the order that the scheduler chooses; replies arrive in any order, or never. */
async function runCommands(
  scheduler: fc.Scheduler,
  sequence: readonly (readonly [tab: 0 | 1, Command])[],
  conditions: readonly NetworkCondition[],
): Promise<RunResult> {
  const storage = memoryStorage();
  let exchanges = 0;
  let refreshLost = false;
  const sends = new Map<number, number>();
  const messageRequests = new Map<number, number>();
  const commandIndex = new AsyncLocalStorage<number>();
  const currentCommand = () => commandIndex.getStore()!;
  const countIn = (counts: Map<number, number>) => () =>
    void counts.set(currentCommand(), (counts.get(currentCommand()) ?? 0) + 1);
  const cognito = new SimulatedCognito(countIn(sends), countIn(messageRequests), currentCommand);
  const errorCodes: string[] = [];
  const wrongCodes: string[] = [];
  const tabs = [0, 1].map(() => {
    const fetcher = cognito.fetcher(
      async (label) => {
        await scheduler.schedule(Promise.resolve(), label);
      },
      () => conditions[exchanges++ % conditions.length] ?? 'ok',
    );
    const onLost = () => {
      refreshLost = true;
    };
    const client = createOtpClient({
      userPoolId: 'local_P',
      clientId: 'c',
      storage,
      fetcher: reportLostRefreshes(cognito, fetcher, onLost),
    });
    client.subscribe((state) => {
      if (state.error) errorCodes.push(state.error.code);
    });
    return client;
  });
  const stopScheduler = startScheduler(scheduler);
  const pending: Promise<unknown>[] = [];
  for (const [tab, command] of sequence) {
    await scheduler.schedule(Promise.resolve(), command);
    pending.push(
      commandIndex
        .run(pending.length, () => runCommand(tabs[tab]!, command, wrongCodes))
        .catch((error: unknown) => {
          // A command that the step does not offer, or tokens when signed out, rejects with a typed error.
          assert.ok(error instanceof OtpError, `${error}`);
        }),
    );
  }
  await Promise.all(pending);
  // Canceled requests may still be in progress, and tabs still notify each other of what they stored.
  await new Promise((done) => setTimeout(done, 5));
  await stopScheduler();
  const states = tabs.map((client) => client.getState());
  for (const client of tabs) client.close();
  return {
    cognito,
    states,
    sends,
    messageRequests,
    errorCodes,
    wrongCodes,
    refreshLost,
    storedRefreshToken: storage.getItem('CognitoIdentityServiceProvider.c.sub-1.refreshToken'),
  };
}

test('promises 30, 32, 33: when replies are lost, late, duplicated or reordered, no unrequested message is sent, no token is lost and no right code is called wrong', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.tuple(fc.constantFrom<0 | 1>(0, 1), fc.constantFrom(...commands)), { minLength: 1, maxLength: 12 }),
      fc.array(networkCondition, { minLength: 1, maxLength: 10 }),
      async (scheduler, sequence, conditions) => {
        const result = await runCommands(scheduler, [[0, 'start'], ...sequence], conditions);
        // Each command sends at most one message.
        for (const [command, sends] of result.sends) assert.ok(sends <= 1, `${sends} messages for command ${command}`);
        // The client does not rely on the cool-down for that: it repeats a request only if it was refused.
        for (const [command, requests] of result.messageRequests) {
          assert.ok(requests <= 1, `${requests} message requests for command ${command}`);
        }
        // Every command has ended in a known step.
        for (const { step } of result.states) assert.ok(steps.includes(step), step);
        // A code is called wrong only if Cognito said so, and Cognito only said so of wrong codes.
        const wrong = result.errorCodes.filter((code) => code === 'wrong_code').length;
        assert.ok(wrong <= result.cognito.wrongAnswers.length);
        for (const answer of result.cognito.wrongAnswers) assert.ok(result.wrongCodes.includes(answer));
        // A signed-in user has a valid refresh token, unless the network lost the reply with its successor.
        if (result.storedRefreshToken && !result.refreshLost) {
          assert.ok(
            result.cognito.validRefreshTokens.has(result.storedRefreshToken),
            `${result.storedRefreshToken} is no longer valid`,
          );
        }
      },
    ),
    { numRuns: 200, timeout: 60_000, interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true },
  );
});
