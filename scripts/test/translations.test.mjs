/** The ledger of translations: every translation was made from the present English text. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceptTranslations, outdatedTranslations, strayEntries } from '../translations/ledger.mjs';
import { readLedger, sections } from '../translations.mjs';
import { UserError } from '../workspace.mjs';

describe('the translations', () => {
  for (const [section, load] of Object.entries(sections)) {
    it(`of the ${section} were made from the present English texts`, async () => {
      assert.deepEqual(outdatedTranslations(readLedger()[section], await load()), []);
    });

    it(`of the ${section} that the ledger records exist`, async () => {
      assert.deepEqual(strayEntries(readLedger()[section], await load()), []);
    });

    it(`of the ${section} are outdated in every language as soon as an English text changes`, async () => {
      const texts = await load();
      const languages = Object.keys(texts).filter((tag) => tag !== 'en');
      for (const [key, text] of Object.entries(texts.en)) {
        const changed = typeof text === 'string' ? `${text} ` : { ...text, other: `${text.other} ` };
        const outdated = outdatedTranslations(readLedger()[section], { ...texts, en: { ...texts.en, [key]: changed } });
        assert.deepEqual(
          outdated.map(({ language }) => language),
          languages,
          key,
        );
        assert.ok(outdated.every((translation) => translation.key === key && translation.from));
      }
    });
  }
});

describe('the ledger of translations', () => {
  const texts = {
    en: { wait: 'Wait.', tries: { one: '{n} try', other: '{n} tries' } },
    de: { wait: 'Warten.', tries: { one: '{n} Versuch', other: '{n} Versuche' } },
    ja: { wait: '待つ', tries: { other: '{n}回' } },
  };
  const keys = ['wait', 'tries'];
  const complete = acceptTranslations({}, texts, ['de', 'ja'], keys);
  const changed = { ...texts, en: { ...texts.en, wait: 'Wait a moment.' } };

  it('lists a text that was never accepted, without an English source', () => {
    assert.deepEqual(outdatedTranslations(acceptTranslations({}, texts, ['ja'], keys), texts), [
      { language: 'de', key: 'wait', from: undefined, english: 'Wait.' },
      { language: 'de', key: 'tries', from: undefined, english: '{"one":"{n} try","other":"{n} tries"}' },
    ]);
    assert.deepEqual(outdatedTranslations(complete, texts), []);
  });

  it('lists the languages that were not accepted since the English text changed, with the old text', () => {
    const from = 'Wait.';
    const english = 'Wait a moment.';
    assert.deepEqual(outdatedTranslations(complete, changed), [
      { language: 'de', key: 'wait', from, english },
      { language: 'ja', key: 'wait', from, english },
    ]);
    const accepted = acceptTranslations(complete, changed, ['ja'], ['wait']);
    assert.deepEqual(accepted.wait, { 'Wait.': 'de', 'Wait a moment.': 'ja' });
    assert.deepEqual(outdatedTranslations(accepted, changed), [{ language: 'de', key: 'wait', from, english }]);
  });

  it('notices a change in one plural form', () => {
    const tries = { one: '{n} more try', other: '{n} tries' };
    const outdated = outdatedTranslations(complete, { ...texts, en: { ...texts.en, tries } });
    assert.deepEqual(
      outdated.map(({ language, key }) => `${language} ${key}`),
      ['de tries', 'ja tries'],
    );
  });

  it('drops texts and languages that no longer exist, and reports them until then', () => {
    const { ja: _, ...rest } = texts;
    const remaining = { ...rest, en: { wait: 'Wait.' } };
    assert.deepEqual(strayEntries(complete, remaining), ['ja wait', 'de tries', 'ja tries']);
    assert.deepEqual(acceptTranslations(complete, remaining, [], []), { wait: { 'Wait.': 'de' } });
  });

  it('refuses a language and a key that do not exist', () => {
    assert.throws(
      () => acceptTranslations({}, texts, ['fr'], ['wait']),
      new UserError('There are no translations for "fr".'),
    );
    assert.throws(() => acceptTranslations({}, texts, ['en'], ['wait']), UserError);
    assert.throws(() => acceptTranslations({}, texts, ['de'], ['hurry']), new UserError('"de" has no text hurry.'));
  });
});
