/** The texts of messages in every language. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { composeMessage } from '../src/messages/compose.js';
import { languages, textsFor } from '../src/messages/index.js';
import { phone, setUp } from './support/set-up.js';

/** The GSM 7-bit default alphabet, one septet per character (3GPP TS 23.038, 6.2.1). */
const gsm7 = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Whether a language is written in Latin script: in SMS it needs only the default alphabet, without rare diacritics. */
const latin = (language: string) =>
  /^\p{Script=Latin}+$/u.test((languages[language]?.heading ?? '').replace(/[\P{L}]/gu, ''));

const config = {
  brand: 'Example Bank',
  domain: 'login.example.com',
  locale: 'en',
  lifetime: 300_000,
  messages: languages,
};
const sms = { channel: 'sms', address: phone, supported: true } as const;
const mail = { channel: 'email', address: 'ann@example.com', supported: true } as const;
const code = '012345';

describe('promise 25: messages', () => {
  it(`exist in ${Object.keys(languages).length} languages, at least thirty`, () => {
    assert.ok(Object.keys(languages).length >= 30);
  });

  for (const [language, texts] of Object.entries(languages)) {
    it(`${language}: an SMS has the brand, the code, a warning and a last line for the domain, and fits its segments`, () => {
      const { text } = composeMessage(sms, code, [language], config);
      const lines = text.split('\n');
      assert.equal(lines.at(-1), `@login.example.com #${code}`);
      assert.equal(lines.length, 2);
      assert.ok(lines[0]!.includes('Example Bank') && lines[0]!.includes(code));
      assert.doesNotMatch(text, /[{}]/);
      // The warning is a separate sentence after the code and the brand. Thai does not separate sentences: a phrase.
      const rest = texts.sms.slice(Math.max(texts.sms.indexOf('{code}'), texts.sms.indexOf('{brand}')));
      assert.match(rest, language === 'th' ? /} ห้าม\S{4,}$/ : /[.。।۔，] ?[^.。।۔，]{6,}[.。।۔]$/, 'the warning');
      assert.match(texts.warning, language === 'th' ? /ห้าม|อย่า/ : /[.。।۔][^.。।۔]{6,}[.。।۔]/, 'the warning');
      const outsideAlphabet = [...text].filter((character) => !gsm7.has(character));
      if (latin(language)) {
        assert.deepEqual(outsideAlphabet, [], 'characters outside of GSM-7');
        assert.ok(text.length <= 160, `${text.length} characters in one segment of 160`);
      } else {
        assert.ok(outsideAlphabet.length > 0);
        assert.ok(text.length <= 134, `${text.length} characters in two segments of 67`);
      }
      for (const [name, value] of Object.entries(texts)) {
        // The plural forms of the lifetime have a test of their own.
        if (typeof value !== 'string') continue;
        const placeholders = [...value.matchAll(/\{(\w+)\}/g)]
          .map(([, word]) => word)
          .sort()
          .join();
        const expected = {
          sms: 'brand,code',
          subject: 'brand,code',
          heading: '',
          intro: 'brand',
          warning: 'brand',
        };
        assert.equal(placeholders, expected[name as keyof typeof expected], name);
      }
    });

    it(`${language}: an email has the brand and the code, as text and as HTML`, () => {
      const message = composeMessage(mail, code, [language], config);
      assert.ok(message.subject?.includes(code) && message.subject.includes('Example Bank'));
      for (const part of [message.text, message.html ?? '']) {
        assert.ok(part.includes(code));
        assert.ok(part.includes('Example Bank'));
        assert.doesNotMatch(part, /\{(code|brand|minutes)\}/);
      }
      const direction = ['ar', 'fa', 'he', 'ur'].includes(language) ? 'rtl' : 'ltr';
      assert.ok(message.html?.includes(`<html lang="${language}" dir="${direction}">`));
      assert.ok(Number(languages[language]?.warning.length) > 20);
    });
  }

  for (const [language, { lifetime }] of Object.entries(languages)) {
    it(`${language}: the lifetime has a text for each plural category of the language`, () => {
      assert.ok(typeof lifetime !== 'string');
      const rules = new Intl.PluralRules(language);
      const numbers = new Map<string, number[]>();
      for (let n = 0; n <= 1000; n++) numbers.set(rules.select(n), [...(numbers.get(rules.select(n)) ?? []), n]);
      for (const category of rules.resolvedOptions().pluralCategories) {
        const text: string = lifetime[category] ?? '';
        const placeholders: readonly string[] = text.match(/\{\w+\}/g) ?? [];
        // A category of a single number may say it in words.
        if (!(numbers.get(category)?.length === 1 && placeholders.length === 0)) {
          assert.deepEqual(placeholders, ['{minutes}'], category);
        }
        assert.ok(text.length > 8, category);
      }
    });
  }

  it('do not call a code by the name of a passkey', () => {
    for (const [language, texts] of Object.entries(languages)) {
      assert.doesNotMatch(
        JSON.stringify(texts),
        /clave de acceso|chave de acesso|clé d'accès|passkey|パスキー/i,
        language,
      );
    }
  });

  it('say minutes in the plural form of the language', () => {
    const lifetimes: [string, number, string][] = [
      ['ar', 5, 'الرمز صالح لمدة 5 دقائق.'],
      ['ar', 1, 'الرمز صالح لمدة دقيقة واحدة.'],
      ['ar', 2, 'الرمز صالح لمدة دقيقتين.'],
      ['ar', 11, 'الرمز صالح لمدة 11 دقيقة.'],
      ['he', 2, 'הקוד תקף לשתי דקות.'],
      ['ru', 1, 'Код действует 1 минуту.'],
      ['ru', 3, 'Код действует 3 минуты.'],
      ['ru', 5, 'Код действует 5 минут.'],
      ['uk', 22, 'Код діє 22 хвилини.'],
      ['pl', 4, 'Kod jest ważny 4 minuty.'],
      ['pl', 5, 'Kod jest ważny 5 minut.'],
      ['cs', 3, 'Kód platí 3 minuty.'],
      ['sl', 2, 'Koda velja 2 minuti.'],
      ['sl', 5, 'Koda velja 5 minut.'],
      ['lt', 10, 'Kodas galioja 10 minučių.'],
      ['lv', 1, 'Kods ir derīgs 1 minūti.'],
      ['ro', 20, 'Codul este valabil 20 de minute.'],
      ['fi', 5, 'Koodi on voimassa 5 minuuttia.'],
      ['en', 1, 'It works for 1 minute.'],
      ['ja', 1, '有効時間は1分です。'],
    ];
    for (const [language, minutes, expected] of lifetimes) {
      const { text } = composeMessage(mail, code, [language], { ...config, lifetime: minutes * 60_000 });
      assert.ok(text.includes(expected), `${language} ${minutes}: ${text}`);
    }
  });

  it('use a custom lifetime without plural forms for every number', () => {
    const own = { en: { ...languages.en!, lifetime: 'Valid for {minutes} min.' } };
    for (const minutes of [1, 2, 5]) {
      const { text } = composeMessage(mail, code, ['en'], { ...config, lifetime: minutes * 60_000, messages: own });
      assert.ok(text.includes(`Valid for ${minutes} min.`));
    }
  });

  it('exist in each language of the login element', () => {
    const spoken = readdirSync(new URL('../../otp-element/src/i18n/messages/', import.meta.url))
      .map((file) => file.replace('.ts', ''))
      .filter((name) => !['all', 'first', 'languages', 'modules', 'types'].includes(name) && !name.startsWith('en-'));
    assert.ok(spoken.length >= 30);
    for (const tag of spoken) {
      const { language } = textsFor([tag], languages);
      assert.equal(language.split('-')[0], tag.split('-')[0]);
    }
    assert.equal(new Set(spoken.map((tag) => textsFor([tag], languages).language)).size, spoken.length);
  });

  it('differ between any two languages', () => {
    for (const name of ['sms', 'warning', 'intro'] as const) {
      const texts = Object.values(languages).map((language) => language[name]);
      assert.equal(new Set(texts).size, texts.length);
    }
  });

  it('use the language of the page, then of the user, then of the pool, then English', () => {
    const language = (...tags: (string | undefined)[]) => textsFor(tags, languages).language;
    assert.equal(language('fr', 'de', 'en'), 'fr');
    assert.equal(language(undefined, 'de-AT', 'en'), 'de');
    assert.equal(language('xx', 'yy-ZZ', 'nl'), 'nl');
    assert.equal(language('xx'), 'en');
    assert.equal(language('pt-BR'), 'pt-BR');
    assert.equal(language('pt-PT'), 'pt');
    assert.equal(language('pt_br'), 'pt-BR');
    assert.equal(language('zh-TW'), 'zh-Hant');
    assert.equal(language('zh-Hant-HK'), 'zh-Hant');
    assert.equal(language('zh-CN'), 'zh-Hans');
    assert.equal(language('zh'), 'zh-Hans');
    assert.equal(language('no'), 'nb');
    assert.equal(language('__proto__', 'constructor', ''), 'en');
  });

  it('can be replaced by custom texts', async () => {
    const own = { ...languages.en!, sms: 'Your code for {brand}: {code}. Tell nobody.' };
    const { pool, outbox, signIn } = await setUp({ messages: { en: own } });
    pool.addUser({ phone_number: phone });
    await signIn();
    assert.equal(outbox.messages[0]?.text, `Your code for Example: ${outbox.code}. Tell nobody.`);
  });

  it('contain the brand as plain text: it is escaped in HTML and not read as a placeholder', () => {
    const message = composeMessage(mail, code, ['en'], { ...config, brand: `<b onclick="x">$& {code}'` });
    assert.ok(!message.html?.includes('<b onclick'));
    assert.ok(message.html?.includes('&#60;b onclick=&#34;x&#34;&#62;$&#38; {code}&#39;'));
  });

  it('have no last line without a domain, and write minutes in the digits of the language', () => {
    const { domain: _, ...rest } = config;
    assert.ok(!composeMessage(sms, code, ['en'], rest).text.includes('\n'));
    assert.match(composeMessage(mail, code, ['fa'], config).text, /۵/);
  });
});
