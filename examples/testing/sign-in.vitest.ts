/** With Vitest, `vitest --config examples/testing/vite.config.ts`: the Vite plugin has started the pool. */
import { controlLocalPool } from '@cognito-otp/local-pool/control';
import { expect, test } from 'vitest';
import { finishSignIn, startSignIn } from './sign-in.js';

const settings = {
  endpoint: import.meta.env.VITE_COGNITO_ENDPOINT,
  clientId: import.meta.env.VITE_COGNITO_CLIENT_ID,
};
const control = controlLocalPool(settings.endpoint);

test('signs in with the code', async () => {
  const started = await startSignIn(settings, '+447700900001');
  const token = await finishSignIn(settings, started, await control.nextCode('+447700900001'));
  expect(token.split('.')).toHaveLength(3);
});

test('does not sign in with an expired code', async () => {
  const started = await startSignIn(settings, '+447700900002');
  const code = await control.nextCode('+447700900002');
  await control.advanceClock(10 * 60_000);
  await expect(finishSignIn(settings, started, code)).rejects.toThrow('NotAuthorizedException');
  await control.reset();
});
