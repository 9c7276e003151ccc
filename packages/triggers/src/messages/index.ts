import { de } from './de.js';
import { en } from './en.js';
import type { Texts } from './texts.js';

export type { Texts } from './texts.js';

/** By BCP 47 language. */
export type Languages = Readonly<Record<string, Texts>>;

export const languages: Languages = { de, en };

/** The texts for the first of `wishes` that there are texts for: exact tag, then language; English in the end. */
export function textsFor(
  wishes: readonly (string | undefined)[],
  known: Languages,
): { language: string; texts: Texts } {
  for (const wish of wishes) {
    for (
      let tag = wish?.toLowerCase().replaceAll('_', '-');
      tag;
      tag = tag.includes('-') ? tag.slice(0, tag.lastIndexOf('-')) : ''
    ) {
      const language = Object.keys(known).find((key) => key.toLowerCase() === tag);
      if (language) return { language, texts: known[language]! };
    }
  }
  return { language: 'en', texts: known.en ?? en };
}
