/** What a user types to sign in: what is refused before any call, what is normalized, and what Cognito refuses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { updateAttributes } from '../src/account.js';
import { parseIdentifier } from '../src/validation/identifier.js';
import { accountCreated, errorCode, withReplies } from './support/scripted-client.js';
import { cognitoError, round } from './support/stub-server.js';

for (const email of [
  'ann@example,com',
  'ann.example.com',
  'ann@example',
  'ann@example..com',
  'ann@.example.com',
  'ann@example.com.',
  'ann@exam ple.com',
  'ann smith@example.com',
  'ann@@example.com',
  'ann@example@com',
  '.ann@example.com',
  'ann.@example.com',
  'ann..smith@example.com',
  'ann@-example.com',
  'ann@example-.com',
  'ann@example.c',
  'ann@127.0.0.1',
  'ann;bob@example.com',
  'ann@example.com,bob@example.com',
  'Ann <ann@example.com>',
  'mailto:ann@example.com',
  '"ann"@example.com',
  'ann@example.com\0',
  'ann\u0007@example.com',
  '@example.com',
  `${'a'.repeat(65)}@example.com`,
  `ann@${'a'.repeat(250)}.com`,
  'x'.repeat(1_000_000),
  '',
]) {
  test(`“${email.slice(0, 40)}” (${email.length}) is refused as an email address before any call`, async () => {
    await using env = await withReplies([]);
    assert.equal(errorCode(await env.client.start({ email })), 'invalid_email');
    assert.equal(env.server.calls.length, 0);
  });
}

for (const phone of [
  '',
  '+',
  '+44',
  '447700900123',
  '+4477009001234567',
  '+44770090012x',
  '+0447700900123',
  '٠٧٧٠٠',
  '9'.repeat(1_000_000),
]) {
  test(`“${phone.slice(0, 40)}” (${phone.length}) is refused as a phone number before any call`, async () => {
    await using env = await withReplies([]);
    assert.equal(errorCode(await env.client.start({ phone })), 'invalid_phone');
    assert.equal(env.server.calls.length, 0);
  });
}

for (const [identifier, code, problem] of [
  [{ phone: '' }, 'invalid_phone', 'empty'],
  [{ phone: '\u200b ' }, 'invalid_phone', 'empty'],
  [{ phone: 'ann@example.com' }, 'invalid_phone', 'email_address'],
  [{ phone: 'ann2000＠example.com' }, 'invalid_phone', 'email_address'],
  [{ phone: 'call me' }, 'invalid_phone', 'not_a_number'],
  [{ phone: '+44 770O 900123' }, 'invalid_phone', 'not_a_number'],
  [{ phone: '07700900123' }, 'invalid_phone', 'unknown_calling_code'],
  [{ phone: '+0447700900123' }, 'invalid_phone', 'unknown_calling_code'],
  [{ phone: '+44770' }, 'invalid_phone', 'too_short'],
  [{ phone: '+4477009001234567' }, 'invalid_phone', 'too_long'],
  [{ phone: '9'.repeat(2000) }, 'invalid_phone', 'too_long'],
  [{ email: ' ' }, 'invalid_email', 'empty'],
  [{ email: '+447700900123' }, 'invalid_email', 'phone_number'],
  [{ email: '(020) 7946-0018' }, 'invalid_email', 'phone_number'],
  [{ email: 'a'.repeat(2000) }, 'invalid_email', 'too_long'],
  [{ email: 'ann@example' }, 'invalid_email', undefined],
] as const) {
  test(`the error for ${JSON.stringify(identifier).slice(0, 40)} says why: ${problem}`, async () => {
    await using env = await withReplies([]);
    const { error } = await env.client.start(identifier);
    assert.deepEqual([error?.code, error?.problem], [code, problem]);
  });
}

for (const email of [
  'a@example.com',
  'Ann.O’Neil+tag@sub.example.co.uk',
  "ann_o'neil/x=y@example.museum",
  'jörg@müller.example',
  'ann@xn--mller-kva.example',
  '用户@例子.公司',
  'ann@a-b.io',
  'a--b@1and1.example',
  `${'a'.repeat(64)}@example.com`,
]) {
  test(`${email} can be an email address`, () => {
    assert.deepEqual(parseIdentifier(email), { email });
  });
}

for (const [typed, sent] of [
  ['\u200bann@example.com', 'ann@example.com'],
  ['ann@example.com\u200d', 'ann@example.com'],
  ['\ufeffann@exam\u00adple.com', 'ann@example.com'],
  ['\u202eann@example.com\u202c', 'ann@example.com'],
  ['\u2066ann\u2069@example.com', 'ann@example.com'],
  ['ann\ufe0f@example.com', 'ann@example.com'],
  ['ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ann@example.com'],
  [' \u3000ann@example.com\u00a0', 'ann@example.com'],
  ['ａｎｎ＠ｅｘａｍｐｌｅ。ｃｏｍ', 'ann@example.com'],
  ['ann@mail｡example。com', 'ann@mail.example.com'],
  ['jo\u0308rg@example.com', 'jörg@example.com'],
] as const) {
  test(`promise 22b: ${JSON.stringify(typed)} signs up and in as ${sent}`, async () => {
    await using env = await withReplies([accountCreated, round()]);
    const { identifier } = await env.client.start({ email: typed });
    assert.deepEqual(identifier, { email: sent });
    const [signUp, initiate] = env.server.calls;
    assert.equal(signUp?.body.Username, sent);
    assert.deepEqual(signUp?.body.UserAttributes, [{ Name: 'email', Value: sent }]);
    assert.equal(initiate?.body.AuthParameters.USERNAME, sent);
  });
}

test('promise 22b: a phone number is normalized in the same way', async () => {
  for (const phone of ['\u202a+447700900123\u202c', '＋４４７７００９００１２３', '\u200e+44\u200b7700900123 ']) {
    await using env = await withReplies([accountCreated, round()]);
    assert.deepEqual((await env.client.start({ phone })).identifier, { phone: '+447700900123' });
    assert.equal(env.server.calls[0]?.body.Username, '+447700900123');
  }
});

test('promise 22b: addresses that a signed-in user changes are normalized, other attributes are not', async () => {
  const bodies: unknown[] = [];
  const client = {
    getTokens: async () => ({ accessToken: 'a', idToken: 'i', expiresAt: 0 }),
    request: async (_operation: string, body: object) => {
      bodies.push(body);
      return {};
    },
  };
  const attributes = { email: '\u200bann@example.com ', phone_number: '＋447700900123', name: 'Ann\u200d ' };
  await updateAttributes(client as unknown as Parameters<typeof updateAttributes>[0], attributes);
  assert.deepEqual(bodies, [
    {
      AccessToken: 'a',
      UserAttributes: [
        { Name: 'email', Value: 'ann@example.com' },
        { Name: 'phone_number', Value: '+447700900123' },
        { Name: 'name', Value: 'Ann\u200d ' },
      ],
    },
  ]);
});

for (const message of [
  'Username should be an email.',
  'Username should be a phone number.',
  'Username should be either an email or a phone number.',
  'Invalid email address format.',
  'Invalid phone number format.',
  'Invalid phone_number format.',
  'Email address is not valid.',
  "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
  "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must have length less than or equal to 128",
]) {
  test(`Cognito's refusal “${message.slice(0, 60)}” is the user's to correct, in the field that was filled in`, async () => {
    const refusal = cognitoError('InvalidParameterException', message);
    for (const [identifier, code] of [
      [{ phone: '+447700900123' }, 'invalid_phone'],
      [{ email: 'ann@example.com' }, 'invalid_email'],
    ] as const) {
      if (!/username/i.test(message) && !message.toLowerCase().includes(code.slice('invalid_'.length))) continue;
      await using signUp = await withReplies([refusal]);
      const refused = await signUp.client.start(identifier);
      assert.deepEqual([refused.step, errorCode(refused)], ['identifier', code]);
      await using signIn = await withReplies([refusal], { signUp: 'off' });
      assert.equal(errorCode(await signIn.client.start(identifier)), code);
    }
  });
}

test("Cognito's refusal of the page's configuration stays a configuration error", async () => {
  for (const message of [
    'Attributes did not conform to the schema: birthdate: The attribute birthdate is required\n',
    'Custom auth lambda trigger is not configured for the user pool.',
    'Missing required parameter ANSWER',
  ]) {
    await using env = await withReplies([cognitoError('InvalidParameterException', message)]);
    assert.equal(errorCode(await env.client.start({ phone: '+447700900123' })), 'configuration');
  }
});
