/** The translations: completeness, placeholders, plural forms and fallbacks. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { messages as en } from '../src/i18n/messages/en.js';
import { formMessages } from '../src/i18n/messages/en-form.js';
import { stepMessages } from '../src/i18n/messages/en-steps.js';
import { languages, loadMessages } from '../src/i18n/messages/languages.js';

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join(' ');
const otherModules = new Set([
  'all',
  'en',
  'en-form',
  'en-remembered',
  'en-steps',
  'first',
  'languages',
  'modules',
  'types',
]);

test('every language module is listed, and every listed language has a module', () => {
  const files = readdirSync(new URL('../src/i18n/messages/', import.meta.url)).map((file) => file.replace('.ts', ''));
  assert.deepEqual(
    files.filter((file) => !otherModules.has(file)).sort(),
    languages
      .filter((tag) => tag !== 'en')
      .map((tag) => tag.toLowerCase())
      .sort(),
  );
});

for (const tag of languages) {
  test(`${tag}: every text exists and has the placeholders of the English text`, async () => {
    const messages = await loadMessages(tag);
    const { dir: _, triesLeft, ...texts } = messages;
    const { triesLeft: __, ...english } = en;
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(english).sort());
    for (const [key, text] of Object.entries<string>(texts as Record<string, string>)) {
      assert.ok(text.trim().length > 0, key);
      assert.equal(placeholders(text), placeholders(String(english[key as keyof typeof english])), key);
    }
    const plural = new Intl.PluralRules(tag);
    const numbers = Array.from({ length: 1000 }, (_, n) => n);
    for (const category of plural.resolvedOptions().pluralCategories) {
      const text = triesLeft[category];
      // A category of a single number may say it in words.
      const inWords = numbers.filter((n) => plural.select(n) === category).length === 1;
      assert.ok(text && (placeholders(text) === '{n}' || (inWords && !text.includes('{'))), `triesLeft, ${category}`);
    }
    assert.equal(placeholders(triesLeft.other), '{n}');
  });

  if (tag !== 'en') {
    test(`${tag}: no text is left in English`, async () => {
      const messages: Readonly<Record<string, unknown>> = { ...(await loadMessages(tag)) };
      const same = Object.entries(en).filter(
        ([key, text]) => typeof text === 'string' && text.length > 9 && text === messages[key],
      );
      assert.deepEqual(same, []);
    });
  }
}

/**
 * Counts sentences by their terminators: Latin, Arabic and Urdu, Devanagari and Bengali, Chinese and Japanese. Thai
 * separates sentences with a space only.
 */
const countSentences = (tag: string, text: string) =>
  text.split(tag === 'th' ? / / : /[.!?؟।۔。！？]+\s*/).filter((part) => part.trim()).length;

/** Errors that only say what to do, because the field above them shows the problem. */
const singleSentence = new Set(['incomplete_code']);

test('every error text says what went wrong and then what to do', async () => {
  const keysFrom = (first: string, texts: object) => Object.keys(texts).slice(Object.keys(texts).indexOf(first));
  const codes = [...keysFrom('configuration', formMessages), ...keysFrom('incomplete_code', stepMessages)];
  assert.ok(codes.includes('bad_response') && codes.length > 20);
  for (const tag of languages) {
    const messages: Readonly<Record<string, unknown>> = { ...(await loadMessages(tag)) };
    for (const code of [...codes, 'network'].filter((each) => !singleSentence.has(each))) {
      assert.ok(countSentences(tag, String(messages[code])) >= 2, `${tag} ${code}: ${messages[code]}`);
    }
  }
});

test('the form supports every language in which codes are sent', () => {
  const sent = readdirSync(new URL('../../triggers/src/messages/languages/', import.meta.url))
    .map((file) => file.replace('.ts', ''))
    .filter((name) => name !== 'index' && name !== 'texts')
    .map((name) => ({ 'zh-hans': 'zh', 'zh-hant': 'zh-tw' })[name] ?? name);
  assert.ok(sent.length > 30);
  assert.deepEqual(
    sent.filter((name) => !languages.some((tag) => tag.toLowerCase() === name)),
    [],
  );
});

test('a regional tag falls back to its language, and an unknown tag to English', async () => {
  assert.ok(languages.length >= 30);
  assert.equal(await loadMessages('de-AT'), await loadMessages('de'));
  assert.equal(await loadMessages('pt-br'), await loadMessages('pt-BR'));
  assert.equal(await loadMessages('zh-Hant-HK'), await loadMessages('zh-TW'));
  assert.equal(await loadMessages('zh-CN'), await loadMessages('zh'));
  assert.equal(await loadMessages('no'), await loadMessages('nb'));
  assert.equal(await loadMessages('tlh'), en);
  assert.equal(await loadMessages('en-GB'), en);
});

test('right-to-left languages set dir, and no other language does', async () => {
  for (const tag of languages) {
    const { dir } = await loadMessages(tag);
    assert.equal(dir, ['ar', 'fa', 'he', 'ur'].includes(tag.split('-')[0]!) ? 'rtl' : undefined, tag);
  }
});
