import { UserError } from '../workspace.mjs';

/**
 * The ledger of translations: from which English text each translation was made. A translation is outdated when the English
 * text differs from the recorded one.
 *
 * @typedef {string | Readonly<Record<string, string>>} Text a text, or its plural forms
 * @typedef {Readonly<Record<string, Readonly<Record<string, Text>>>>} Texts by language, then by key
 * @typedef {Readonly<Record<string, Readonly<Record<string, string>>>>} Ledger by key, then by English text: the tags of the
 *   languages, separated by spaces
 */

/** An English text as the ledger records it; plural forms as JSON. */
const recordedForm = (text) => (typeof text === 'string' ? text : JSON.stringify(text));

const tagsOf = (tags) => tags.split(' ').filter(Boolean);

/** The English texts by key, as the ledger records them. */
const englishTexts = (texts) =>
  Object.fromEntries(Object.entries(texts.en).map(([key, text]) => [key, recordedForm(text)]));

/**
 * The translations that were made from another English text than the present one, or for which none is recorded.
 *
 * @param {Ledger} ledger
 * @param {Texts} texts
 * @returns {{ language: string, key: string, from: string | undefined, english: string }[]} `from`: the recorded English text
 */
export function outdatedTranslations(ledger, texts) {
  const translated = Object.keys(texts).filter((language) => language !== 'en');
  return Object.entries(englishTexts(texts)).flatMap(([key, english]) =>
    translated.flatMap((language) => {
      const from = Object.entries(ledger[key] ?? {}).find(([, tags]) => tagsOf(tags).includes(language))?.[0];
      return from === english ? [] : [{ language, key, from, english }];
    }),
  );
}

/**
 * The entries of a ledger that stand for no translation: texts and languages that no longer exist, and a language that is
 * recorded twice for one text.
 *
 * @param {Ledger} ledger
 * @param {Texts} texts
 * @returns {string[]}
 */
export function strayEntries(ledger, texts) {
  return Object.entries(ledger).flatMap(([key, sources]) => {
    const tags = Object.values(sources).flatMap(tagsOf);
    return tags
      .filter((tag, index) => !(key in texts.en) || !(tag in texts) || tag === 'en' || tags.indexOf(tag) !== index)
      .map((tag) => `${tag} ${key}`);
  });
}

/**
 * Records that translations were made from the present English text. Entries for texts and languages that no longer exist
 * are dropped.
 *
 * @param {Ledger} ledger
 * @param {Texts} texts
 * @param {readonly string[]} languages
 * @param {readonly string[]} keys
 * @returns {Ledger}
 * @throws {UserError} for a language without texts, and for a key that a language or English does not have
 */
export function acceptTranslations(ledger, texts, languages, keys) {
  for (const language of languages) {
    if (!(language in texts) || language === 'en') throw new UserError(`There are no translations for "${language}".`);
    const missing = keys.filter((key) => !(key in texts.en && key in texts[language]));
    if (missing.length > 0) throw new UserError(`"${language}" has no text ${missing.join(', ')}.`);
  }
  return Object.fromEntries(
    Object.entries(englishTexts(texts)).map(([key, english]) => {
      const sources = Object.entries(ledger[key] ?? {}).map(([source, tags]) => [source, new Set(tagsOf(tags))]);
      const bySource = new Map(sources);
      if (keys.includes(key)) {
        for (const [, tags] of sources) for (const language of languages) tags.delete(language);
        bySource.set(english, new Set([...(bySource.get(english) ?? []), ...languages]));
      }
      return [key, serializeSources(bySource, texts)];
    }),
  );
}

/** The sources of one text, with sorted tags; without languages that no longer exist and sources that no language has. */
function serializeSources(bySource, texts) {
  return Object.fromEntries(
    [...bySource]
      .map(([source, tags]) => [
        source,
        [...tags]
          .filter((tag) => tag in texts)
          .sort()
          .join(' '),
      ])
      .filter(([, tags]) => tags !== ''),
  );
}
