/**
 * Every sequence of network conditions at the exchanges of a sign-up: what the form may show, and how the user
 * signs in afterwards.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOtpClient } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { type NetworkCondition, SimulatedCognito } from './support/simulated-cognito.js';

const CONDITIONS: readonly NetworkCondition[] = [
  'ok',
  'request lost',
  'reply lost',
  'error before processing',
  'error after processing',
  'throttled',
  'duplicated',
];

const phone = '+447700900123';

/** Every sequence of conditions at the exchanges of a start: SignUp, InitiateAuth, and one that is repeated. */
const sequences = CONDITIONS.flatMap((first) =>
  CONDITIONS.flatMap((second) => CONDITIONS.map((third) => [first, second, third] as const)),
);

for (const userExists of [false, true]) {
  test(`promise 17b: a start ${userExists ? 'of a known user on a new device' : 'of a new user'} never awaits a code that was not sent, whatever the network does`, async () => {
    // The start of a known user has one exchange less.
    for (const sequence of userExists ? sequences.filter(([, , third]) => third === 'ok') : sequences) {
      let exchanges = 0;
      let messages = 0;
      let command = 0;
      const cognito = new SimulatedCognito(
        () => void messages++,
        () => undefined,
        () => command,
      );
      cognito.userExists = userExists;
      const fetcher = cognito.fetcher(
        async () => undefined,
        () => sequence[exchanges++] ?? 'ok',
      );
      const client = createOtpClient({ userPoolId: 'local_P', clientId: 'c', storage: memoryStorage(), fetcher });
      const during = sequence.join(', ');
      let state = await client.start({ phone });
      if (state.step === 'code' && !state.error) assert.ok(messages >= 1, `${during}: a code is awaited`);
      assert.ok(messages <= 1, `${during}: ${messages} messages`);
      if (state.step !== 'code') assert.ok(state.error, `${during}: nothing is said`);
      // Now the network works. The user presses the button again, or waits for the code that the form asks for.
      exchanges = sequence.length;
      command++;
      if (state.step !== 'code' || state.error) {
        state = state.step === 'code' ? await client.resend() : await client.start({ phone });
        assert.deepEqual([state.step, state.error], ['code', null], during);
        assert.ok(messages >= 1, `${during}: a code is awaited after the second try`);
      }
      state = await client.submit('123456');
      assert.equal(state.step, 'signed-in', during);
      const created = cognito.operations.filter((operation) => operation === 'SignUp').length;
      assert.ok(created <= 4, `${during}: ${created} sign-ups`);
      client.close();
    }
  });
}
