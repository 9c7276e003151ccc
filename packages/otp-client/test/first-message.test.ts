/** The language of the first message to a new user, with the deployed triggers. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import type { OtpClientOptions } from '../src/index.js';
import { poolClient, startPool } from './support/pool.js';

let env: Awaited<ReturnType<typeof startPool>>;
before(async () => {
  env = await startPool();
});
after(() => env[Symbol.asyncDispose]());

/** Starts a sign-in and returns the client and the SMS that arrived. */
async function start(options: Partial<OtpClientOptions>, startOptions: { locale?: string } = {}) {
  const phone = newPhoneNumber();
  const { client, operations } = poolClient(env.pool, options);
  await client.start({ phone }, startOptions);
  const messages = await env.messagesTo(phone);
  assert.equal(messages.length, 1);
  assert.deepEqual(operations, ['SignUp', 'InitiateAuth']);
  return { client, phone, text: messages[0]!.body };
}

const texts: Readonly<Record<string, RegExp>> = {
  ar: /^\d{6} هو رمز الدخول إلى Example\. لا تشاركه مع أحد\./,
  'de-AT': /^\d{6} ist Ihr Anmeldecode für Example\./,
  'pt-BR': /^Codigo de acesso a Example: \d{6}\./,
  'zh-Hant-HK': /^\d{6} 是您的 Example 登入驗證碼/,
  '???': /^\d{6} is your Example/,
};

for (const [locale, expected] of Object.entries(texts)) {
  test(`the first SMS to a new user is in the language of the page: ${locale}`, async () => {
    assert.match((await start({ locale })).text, expected);
    assert.match((await start({ locale: 'it' }, { locale })).text, expected, 'given to start()');
  });
}

test('two new users who start at once each get the language of their page', async () => {
  const locales = ['ar', 'de-AT'];
  const starts = await Promise.all(locales.map((locale) => start({ locale })));
  for (const [index, { client, phone, text }] of starts.entries()) {
    assert.match(text, texts[locales[index]!]!);
    assert.equal((await client.submit(await env.codeSentTo(phone))).step, 'signed-in');
  }
});

test('a start ten minutes after the sign-up is in the default language', async () => {
  const phone = newPhoneNumber();
  await env.call('SignUp', {
    Username: phone,
    Password: 'Correct-horse-battery-1',
    UserAttributes: [{ Name: 'phone_number', Value: phone }],
    ClientMetadata: { locale: 'ar' },
  });
  await env.advanceClock(10 * 60_000 + 1_000);
  await poolClient(env.pool, { signUp: 'off', locale: 'ar' }).client.start({ phone });
  assert.match((await env.messagesTo(phone))[0]!.body, texts['???']!);
});
