/** Which characters the pool accepts in the names of users and in email addresses. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LocalPool } from '@cognito-otp/local-pool';
import { call, start } from './support.js';

describe('names', () => {
  let pool: LocalPool;
  before(async () => {
    pool = await start();
  });
  after(() => pool.close());

  const signUp = (Username: string, attributes: Record<string, string> = {}) =>
    call(pool, 'SignUp', {
      ClientId: pool.clientId,
      Username,
      Password: 'Password-1',
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    });

  for (const [what, username] of [
    ['a zero-width space', '\u200bann@example.com'],
    ['a zero-width joiner', 'ann@exam\u200dple.com'],
    ['a soft hyphen', 'ann\u00ad@example.com'],
    ['a byte order mark', '\ufeffann@example.com'],
    ['a mark of direction', '\u202eann@example.com'],
    ['an isolate', '\u2066ann@example.com\u2069'],
    ['a space', 'ann smith@example.com'],
    ['a control character', 'ann\u0000@example.com'],
    ['a line break', 'ann@example.com\n'],
  ] as const) {
    it(`refuses a username with ${what}`, async () => {
      const { status, body } = await signUp(username);
      assert.deepEqual([status, body.__type], [400, 'InvalidParameterException']);
      assert.match(body.message, /at 'username' failed to satisfy constraint: Member must satisfy regular expression/);
      const confirmed = await call(pool, 'ConfirmSignUp', {
        ClientId: pool.clientId,
        Username: username,
        ConfirmationCode: '123456',
      });
      assert.equal(confirmed.body.__type, 'InvalidParameterException');
    });

    it(`refuses ${what} in an email attribute`, async () => {
      const { body } = await signUp('+447400123456', { email: username });
      assert.deepEqual([body.__type, body.message], ['InvalidParameterException', 'Invalid email address format.']);
    });
  }

  it('accepts letters, marks, symbols, numbers and punctuation of every script in a username', async () => {
    const { status } = await signUp(`jo\u0308rg+用户_${Date.now()}@müller.example`);
    assert.equal(status, 200);
  });

  it('refuses an email address with a comma in its domain', async () => {
    const { body } = await signUp('ann@example,com');
    assert.equal(body.__type, 'InvalidParameterException');
    assert.match(body.message, /^Username should be/);
  });
});
