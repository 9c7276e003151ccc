import { modules } from './modules.js';
import type { Messages } from './types.js';

/** The languages that the elements support, as BCP 47 tags. */
export const languages: readonly string[] = Object.keys(modules);

/** Tags of a language in the list by another name. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/^zh-(.*-)?(hant|hk|mo)\b/, 'zh-tw'],
  [/^n[on]\b/, 'nb'],
  [/^iw\b/, 'he'],
  [/^in\b/, 'id'],
];

/** The best match for a BCP 47 tag in {@link languages}: `pt-BR`, or else `pt`, or else English. */
export function supportedLanguage(tag: string): string {
  const canonicalTag = ALIASES.reduce(
    (name, [pattern, canonical]) => (pattern.test(name) ? canonical : name),
    tag.toLowerCase(),
  );
  for (let prefix = canonicalTag; prefix; prefix = prefix.slice(0, Math.max(prefix.lastIndexOf('-'), 0))) {
    const found = languages.find((language) => language.toLowerCase() === prefix);
    if (found) return found;
  }
  return 'en';
}

/**
 * Loads the texts of the best match for a BCP 47 tag: `pt-BR`, or else `pt`, or else English.
 *
 * @throws whatever `import()` throws if the module can't be loaded.
 */
export const loadMessages = async (tag: string): Promise<Messages> =>
  (await modules[supportedLanguage(tag)]!()).messages;
