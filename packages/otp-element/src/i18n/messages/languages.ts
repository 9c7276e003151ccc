import type { Messages } from './types.js';

/**
 * One module per language, loaded by pages in that language. The list is part of the first paint, so that a page in another
 * language makes one request for its texts, not two.
 */
const modules: Readonly<Record<string, () => Promise<{ readonly messages: Messages }>>> = {
  ar: () => import('./ar.js'),
  bg: () => import('./bg.js'),
  bn: () => import('./bn.js'),
  cs: () => import('./cs.js'),
  da: () => import('./da.js'),
  de: () => import('./de.js'),
  el: () => import('./el.js'),
  en: () => import('./en.js'),
  es: () => import('./es.js'),
  et: () => import('./et.js'),
  fa: () => import('./fa.js'),
  fi: () => import('./fi.js'),
  fr: () => import('./fr.js'),
  he: () => import('./he.js'),
  hi: () => import('./hi.js'),
  hr: () => import('./hr.js'),
  hu: () => import('./hu.js'),
  id: () => import('./id.js'),
  it: () => import('./it.js'),
  ja: () => import('./ja.js'),
  ko: () => import('./ko.js'),
  lt: () => import('./lt.js'),
  lv: () => import('./lv.js'),
  ms: () => import('./ms.js'),
  nb: () => import('./nb.js'),
  nl: () => import('./nl.js'),
  pl: () => import('./pl.js'),
  pt: () => import('./pt.js'),
  'pt-BR': () => import('./pt-br.js'),
  ro: () => import('./ro.js'),
  ru: () => import('./ru.js'),
  sk: () => import('./sk.js'),
  sl: () => import('./sl.js'),
  sv: () => import('./sv.js'),
  sw: () => import('./sw.js'),
  th: () => import('./th.js'),
  tr: () => import('./tr.js'),
  uk: () => import('./uk.js'),
  ur: () => import('./ur.js'),
  vi: () => import('./vi.js'),
  zh: () => import('./zh.js'),
  'zh-TW': () => import('./zh-tw.js'),
};

/** The languages that the elements support, as BCP 47 tags. */
export const languages: readonly string[] = Object.keys(modules);

/** Tags of a language in the list by another name. */
const aliases: readonly (readonly [RegExp, string])[] = [
  [/^zh-(.*-)?(hant|hk|mo)\b/, 'zh-tw'],
  [/^n[on]\b/, 'nb'],
  [/^iw\b/, 'he'],
  [/^in\b/, 'id'],
];

/**
 * Loads the texts of the best match for a BCP 47 tag: `pt-BR`, or else `pt`, or else English.
 *
 * @throws whatever `import()` throws if the module can't be loaded.
 */
export async function loadMessages(tag: string): Promise<Messages> {
  const canonicalTag = aliases.reduce(
    (name, [pattern, canonical]) => (pattern.test(name) ? canonical : name),
    tag.toLowerCase(),
  );
  for (let prefix = canonicalTag; prefix; prefix = prefix.slice(0, Math.max(prefix.lastIndexOf('-'), 0))) {
    const found = languages.find((language) => language.toLowerCase() === prefix);
    if (found) return (await modules[found]!()).messages;
  }
  return (await modules['en']!()).messages;
}
