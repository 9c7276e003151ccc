import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { acceptTranslations, outdatedTranslations } from './translations/ledger.mjs';
import { root, runCommand, UserError } from './workspace.mjs';

/**
 * `npm run translations`: lists the translations whose English text has changed since they were made. After a translation was
 * renewed, or read again and found right, `-- --accept LANG KEY…` records it in `translations.json`; LANG is a BCP 47 tag or
 * `all`.
 */
const LEDGER_FILE = join(root, 'translations.json');

/** The message texts of the repository, by the name of their section in `translations.json`. */
export const sections = {
  element: async () => {
    const { languages, loadMessages } = await importSource('packages/otp-element/src/i18n/messages/languages.ts');
    const entries = languages.map(async (tag) => {
      const { dir: _, ...texts } = await loadMessages(tag);
      return [tag, texts];
    });
    return Object.fromEntries(await Promise.all(entries));
  },
  questions: async () => (await importSource('packages/otp-element/src/i18n/question-texts.ts')).questionTexts,
  sessions: async () => (await importSource('packages/otp-element/src/i18n/session-texts.ts')).sessionTexts,
  triggers: async () => (await importSource('packages/triggers/src/messages/index.ts')).languages,
};

const importSource = (path) => import(pathToFileURL(join(root, path)).href);

/** What `translations.json` records, by section. */
export const readLedger = () => JSON.parse(readFileSync(LEDGER_FILE, 'utf8'));

async function list() {
  const ledger = readLedger();
  let count = 0;
  for (const [section, load] of Object.entries(sections)) {
    for (const { language, key, from, english } of outdatedTranslations(ledger[section], await load())) {
      count++;
      console.log(
        `${section}: ${language} ${key}: made from ${from ? `"${from}"` : 'no recorded text'}, now "${english}"`,
      );
    }
  }
  console.log(count === 0 ? 'Every translation is up to date.' : `${count} translations are outdated.`);
  return count === 0 ? 0 : 1;
}

/** Records the translations of the keys in one language, or in all. Every key belongs to one section. */
async function accept(language, keys) {
  const ledger = readLedger();
  const accepted = new Set();
  for (const [section, load] of Object.entries(sections)) {
    const texts = await load();
    const own = keys.filter((key) => key in texts.en);
    const translated = Object.keys(texts).filter((tag) => tag !== 'en');
    if (own.length === 0) continue;
    ledger[section] = acceptTranslations(ledger[section], texts, language === 'all' ? translated : [language], own);
    for (const key of own) accepted.add(key);
  }
  const unknown = keys.filter((key) => !accepted.has(key));
  if (unknown.length > 0) throw new UserError(`There is no text ${unknown.join(', ')}.`);
  writeFileSync(LEDGER_FILE, `${JSON.stringify(ledger, null, 2)}\n`);
}

if (import.meta.filename === process.argv[1]) {
  await runCommand(async () => {
    const [option, language, ...keys] = process.argv.slice(2);
    if (!option) return list();
    if (option !== '--accept' || !language || keys.length === 0)
      throw new UserError('Usage: npm run translations [-- --accept LANG KEY…]');
    await accept(language, keys);
  });
}
