/** The language of the first message to a new user: that of the page, which reaches PreSignUp only. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composeMessage } from '../src/messages/compose.js';
import { languages } from '../src/messages/index.js';
import { ManualClock, minutes, seconds } from './support/manual-clock.js';
import { email, phone, setUp } from './support/set-up.js';
import { itemsOf } from './support/table.js';

type Environment = Awaited<ReturnType<typeof setUp>>;

const number = (index: number) => `+4477009${String(10_000 + index)}`;

/** The SMS that a language writes for a code. */
const smsIn = (locale: string, code: string): string =>
  composeMessage({ channel: 'sms', address: phone, supported: true }, code, [locale], {
    brand: 'Example',
    locale: 'en',
    lifetime: minutes(5),
    messages: languages,
  }).text;

/** Asserts the language of the last message. */
function assertLanguage({ outbox }: Environment, locale: string, what = locale): void {
  assert.equal(outbox.messages.at(-1)?.text, smsIn(locale, outbox.code), what);
}

/** Signs a new user up on a page in the given language, and starts the sign-in without further metadata, as Cognito does. */
async function signUpAndStart({ pool, signIn }: Environment, locale: string, to = phone) {
  await pool.signUp({ phone_number: to }, { locale });
  return signIn(to);
}

describe('the first message to a new user', () => {
  const tags: [page: string, texts: string][] = [
    ['ar', 'ar'],
    ['ar-EG', 'ar'],
    ['de', 'de'],
    ['pt-BR', 'pt-BR'],
    ['zh-Hant-HK', 'zh-Hant'],
    ['zh-TW', 'zh-Hant'],
  ];
  for (const [page, texts] of tags) {
    it(`is in the language of the page: ${page}`, async () => {
      const environment = await setUp();
      await signUpAndStart(environment, page);
      assertLanguage(environment, texts);
    });
  }

  it('is in the language of the page by email, too', async () => {
    const { pool, signIn, outbox } = await setUp();
    await pool.signUp({ email }, { locale: 'fr' });
    await signIn(email);
    const [message] = outbox.messages;
    assert.equal(
      message?.channel === 'email' && message.subject,
      languages.fr!.subject.replace('{brand}', 'Example').replace('{code}', outbox.code),
    );
  });

  it('is in the default language if the page names none, or an invalid or unsupported one', async () => {
    const environment = await setUp({ policy: { locale: 'it' } });
    const hostile = [
      '',
      'x',
      'not a tag',
      'de\u0000',
      'de_DE',
      'a'.repeat(36),
      '-----',
      '__proto__',
      'constructor',
      'tlh',
    ];
    for (const [index, locale] of hostile.entries()) {
      await signUpAndStart(environment, locale, number(index));
      assertLanguage(environment, 'it', JSON.stringify(locale));
    }
    const metadata = [
      7,
      'de',
      ['de'],
      { locale: null },
      { locale: ['de'] },
      JSON.parse('{"__proto__":{"locale":"de"}}'),
    ];
    for (const [index, clientMetadata] of metadata.entries()) {
      await environment.pool.signUp({ phone_number: number(50 + index) }, clientMetadata);
      await environment.signIn(number(50 + index));
      assertLanguage(environment, 'it', JSON.stringify(clientMetadata));
    }
  });

  it('is in the default language once ten minutes have passed since the sign-up', async () => {
    const environment = await setUp();
    const { pool, clock, signIn } = environment;
    for (const to of [number(0), number(1)]) await pool.signUp({ phone_number: to }, { locale: 'ar' });
    clock.advance(minutes(10) - 1);
    await signIn(number(0));
    assertLanguage(environment, 'ar');
    clock.advance(1);
    await signIn(number(1));
    assertLanguage(environment, 'en');
  });

  it('is in the language of each page if two people sign up at once', async () => {
    const environment = await setUp();
    const { outbox } = environment;
    await Promise.all([signUpAndStart(environment, 'ar', number(0)), signUpAndStart(environment, 'ja', number(1))]);
    for (const [to, locale] of [
      [number(0), 'ar'],
      [number(1), 'ja'],
    ] as const) {
      const message = outbox.messages.find((sent) => sent.to === to);
      assert.equal(message?.text, smsIn(locale, /\d{6}/.exec(message?.text ?? '')?.[0] ?? ''));
    }
  });

  it('is in the language of the sign-up that made the account if two pages sign one number up at once', async () => {
    const environment = await setUp();
    const { pool, signIn } = environment;
    const locales = ['ar', 'ja'];
    const results = await Promise.allSettled(locales.map((locale) => pool.signUp({ phone_number: phone }, { locale })));
    const winners = locales.filter((_, index) => results[index]?.status === 'fulfilled');
    assert.equal(winners.length, 1);
    await signIn();
    assertLanguage(environment, winners[0]!);
  });

  it('keeps its language if Cognito calls PreSignUp again', async () => {
    const environment = await setUp();
    const { pool, signIn } = environment;
    const { invoke } = pool;
    pool.invoke = async (...event) => {
      await invoke(...event);
      return invoke(...event);
    };
    await pool.signUp({ phone_number: phone }, { locale: 'ar' });
    pool.invoke = invoke;
    await signIn();
    assertLanguage(environment, 'ar');
  });
});

describe('the language of a sign-up', () => {
  it('changes no message to an account that exists', async () => {
    const environment = await setUp();
    const { pool, signIn } = environment;
    pool.addUser({ phone_number: phone, phone_number_verified: 'true' });
    await assert.rejects(pool.signUp({ phone_number: phone }, { locale: 'ar' }), /^Error: UsernameExistsException$/);
    await signIn();
    assertLanguage(environment, 'en');
  });

  it('changes no message to an account with a chosen username, which a stranger can sign up again', async () => {
    const environment = await setUp();
    const { pool, store, clock, signIn } = environment;
    const user = pool.addUser({ phone_number: phone });
    user.username = 'ann';
    assert.ok(
      await store.write(
        `sign-up#${pool.id}#ann`,
        0,
        { at: clock.now(), locale: 'ar' },
        clock.now() + 1000,
        AbortSignal.timeout(5000),
      ),
    );
    await signIn();
    assertLanguage(environment, 'en');
  });

  it('gives way to the language that a send request names', async () => {
    const environment = await setUp();
    const page = await signUpAndStart(environment, 'ar');
    environment.clock.advance(seconds(31));
    await page.send({ locale: 'fr' });
    assertLanguage(environment, 'fr');
  });

  it('comes before the attribute locale, as the language of a send request does', async () => {
    const environment = await setUp();
    await environment.pool.signUp({ phone_number: phone, locale: 'de' }, { locale: 'ar' });
    await environment.signIn();
    assertLanguage(environment, 'ar');
  });

  it('is all that the record of the sign-up has', async () => {
    const { pool, table, clock } = await setUp();
    const user = await pool.signUp(
      { phone_number: phone },
      { locale: 'ar', request: 'send', channel: 'email', device: 'x'.repeat(30) },
    );
    const record = (await itemsOf(table)).find(
      ({ pk }) => (pk as { S: string }).S === `sign-up#${pool.id}#${user.username}`,
    );
    assert.deepEqual(record?.data, { S: JSON.stringify({ at: clock.now(), locale: 'ar' }) });
  });

  it('has no effect in a record that cannot be read, and the user is sent a code', async () => {
    const at = new ManualClock().now();
    for (const data of [
      null,
      7,
      'ar',
      [],
      { locale: 'ar' },
      { at: 'x', locale: 'ar' },
      { at: at - minutes(10), locale: 'ar' },
      { at: at + minutes(10), locale: 'ar' },
      { at, locale: 7 },
      { at, locale: { de: 1 } },
      { at, locale: '\u202e' },
      { at, locale: 'x'.repeat(10_000) },
    ]) {
      const environment = await setUp();
      const { pool, store, clock, signIn } = environment;
      assert.equal(clock.now(), at);
      const user = pool.addUser({ phone_number: phone });
      const key = `sign-up#${pool.id}#${user.username}`;
      assert.ok(await store.write(key, 0, data, clock.now() + minutes(1), AbortSignal.timeout(5_000)));
      await signIn();
      assertLanguage(environment, 'en', JSON.stringify(data));
    }
  });

  it('is not looked up for a name that is longer than any in a pool, which could exceed the size of a table key', async () => {
    const { pool, compose, store, signIn } = await setUp();
    const read: string[] = [];
    const readAll: typeof store.readAll = (keys, signal) => {
      read.push(...keys);
      return store.readAll(keys, signal);
    };
    pool.triggers = compose({ store: { ...store, readAll } });
    for (const length of [128, 129, 3000]) await signIn('x'.repeat(length));
    assert.deepEqual(
      read.filter((key) => key.startsWith('sign-up#')),
      [`sign-up#${pool.id}#${'x'.repeat(128)}`],
    );
  });
});
