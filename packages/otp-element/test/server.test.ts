/** The element on a server, without a DOM. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

test('importing the element without a DOM defines no globals and does not throw', async () => {
  const { CognitoOtpLogin } = await import('../src/index.js');
  assert.equal(typeof CognitoOtpLogin, 'function');
  assert.equal('window' in globalThis, false);
});
