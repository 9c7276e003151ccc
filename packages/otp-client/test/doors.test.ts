import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPhone, poolClient, startPool } from './support/pool.js';

const password = 'Correct-horse-1-battery';

for (const FactorOrder of ['otp', 'password-then-otp']) {
  test(`FactorOrder=${FactorOrder}: a right password opens no door of the template’s app client by itself`, async () => {
    await using at = await startPool({ FactorOrder });
    const { client } = poolClient(at.pool, { signUp: 'off' });
    const [phone, ClientId] = [newPhone(), at.pool.clientId];
    await client.request('SignUp', {
      ClientId,
      Username: phone,
      Password: password,
      UserAttributes: [{ Name: 'phone_number', Value: phone }],
    });
    for (const [AuthFlow, parameters] of [
      ['USER_PASSWORD_AUTH', { PASSWORD: password }],
      ['USER_SRP_AUTH', { SRP_A: 'a1'.repeat(192) }],
      ['USER_AUTH', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: password }],
    ] as const) {
      const AuthParameters = { USERNAME: phone, ...parameters };
      await assert.rejects(client.request('InitiateAuth', { ClientId, AuthFlow, AuthParameters }), (error: Error) => {
        assert.match(error.message, /not enabled|not supported|not allowed/i, `${AuthFlow}: ${error.message}`);
        return true;
      });
    }
    assert.equal((await at.messages(phone)).length, 0);
  });
}
