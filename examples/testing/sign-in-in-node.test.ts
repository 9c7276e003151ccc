/** With Node's test runner, `node --import tsx --test`: the test starts and closes the pool. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type LocalPool, startLocalPool } from '@cognito-otp/local-pool';
import { controlLocalPool, type LocalPoolControl } from '@cognito-otp/local-pool/control';
import { finishSignIn, startSignIn } from './sign-in.js';

let pool: LocalPool;
let control: LocalPoolControl;
before(async () => {
  pool = await startLocalPool({ template: fileURLToPath(new URL('template.yaml', import.meta.url)) });
  control = controlLocalPool(pool.endpoint);
});
after(() => pool.close());

test('signs in with the code', async () => {
  const started = await startSignIn(pool, '+447700900001');
  const token = await finishSignIn(pool, started, await control.nextCode('+447700900001'));
  assert.equal(token.split('.').length, 3);
});

test('passes on an error of Cognito', async () => {
  await control.addFault({ kind: 'throttle', on: { api: 'InitiateAuth' }, times: 1 });
  await assert.rejects(startSignIn(pool, '+447700900002'), /TooManyRequestsException/);
  assert.deepEqual(await control.countInjections(), [1]);
  await control.reset();
});
