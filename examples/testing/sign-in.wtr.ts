/** With @web/test-runner, `wtr --config examples/testing/web-test-runner.config.mjs`: the tests run in the browser. */
import { controlLocalPool } from '@cognito-otp/local-pool/control';
import { expect } from '@open-wc/testing';
import { finishSignIn, startSignIn } from './sign-in.js';

const settings = await (await fetch('/local-pool.json')).json();
const control = controlLocalPool(settings.endpoint);

it('signs in with the code', async () => {
  const started = await startSignIn(settings, '+447700900001');
  const token = await finishSignIn(settings, started, await control.nextCode('+447700900001'));
  expect(token.split('.')).to.have.length(3);
});

it('lists the messages that were sent if there is none to the number', async () => {
  await startSignIn(settings, '+447700900002');
  const failed = await control.nextCode('+447700900003', 50).catch((error: Error) => error);
  expect(String(failed)).to.contain('Messages were sent to').and.to.contain('+447700900002');
});
