import assert from 'node:assert/strict';
import { test } from 'node:test';

test('importing the element where there is no DOM defines nothing and throws nothing', async () => {
  const { CognitoOtpLogin } = await import('../src/index.js');
  assert.equal(typeof CognitoOtpLogin, 'function');
  assert.equal('window' in globalThis, false);
});
