/** The texts of messages in every language, and how one is selected. */
import { ar } from './languages/ar.js';
import { bg } from './languages/bg.js';
import { bn } from './languages/bn.js';
import { cs } from './languages/cs.js';
import { da } from './languages/da.js';
import { de } from './languages/de.js';
import { el } from './languages/el.js';
import { en } from './languages/en.js';
import { es } from './languages/es.js';
import { et } from './languages/et.js';
import { fa } from './languages/fa.js';
import { fi } from './languages/fi.js';
import { fr } from './languages/fr.js';
import { he } from './languages/he.js';
import { hi } from './languages/hi.js';
import { hr } from './languages/hr.js';
import { hu } from './languages/hu.js';
import { id } from './languages/id.js';
import { it } from './languages/it.js';
import { ja } from './languages/ja.js';
import { ko } from './languages/ko.js';
import { lt } from './languages/lt.js';
import { lv } from './languages/lv.js';
import { ms } from './languages/ms.js';
import { nb } from './languages/nb.js';
import { nl } from './languages/nl.js';
import { pl } from './languages/pl.js';
import { pt } from './languages/pt.js';
import { ptBR } from './languages/pt-br.js';
import { ro } from './languages/ro.js';
import { ru } from './languages/ru.js';
import { sk } from './languages/sk.js';
import { sl } from './languages/sl.js';
import { sv } from './languages/sv.js';
import { sw } from './languages/sw.js';
import type { Texts } from './languages/texts.js';
import { th } from './languages/th.js';
import { tr } from './languages/tr.js';
import { uk } from './languages/uk.js';
import { ur } from './languages/ur.js';
import { vi } from './languages/vi.js';
import { zhHans } from './languages/zh-hans.js';
import { zhHant } from './languages/zh-hant.js';

export type { PluralTexts, Texts } from './languages/texts.js';

/** Texts by BCP 47 tag. */
export type Languages = Readonly<Record<string, Texts>>;

/** The texts of this package. */
export const languages: Languages = {
  ar,
  bg,
  bn,
  cs,
  da,
  de,
  el,
  en,
  es,
  et,
  fa,
  fi,
  fr,
  he,
  hi,
  hr,
  hu,
  id,
  it,
  ja,
  ko,
  lt,
  lv,
  ms,
  nb,
  nl,
  pl,
  pt,
  'pt-BR': ptBR,
  ro,
  ru,
  sk,
  sl,
  sv,
  sw,
  th,
  tr,
  uk,
  ur,
  vi,
  'zh-Hans': zhHans,
  'zh-Hant': zhHant,
};

/** Tags, in lower case, whose language is listed above under a tag that they do not start with. */
const TAG_ALIASES: ReadonlyMap<string, string> = new Map([
  ['no', 'nb'],
  ['nn', 'nb'],
  ['iw', 'he'],
  ['in', 'id'],
  ['zh', 'zh-hans'],
  ['zh-cn', 'zh-hans'],
  ['zh-sg', 'zh-hans'],
  ['zh-tw', 'zh-hant'],
  ['zh-hk', 'zh-hant'],
  ['zh-mo', 'zh-hant'],
]);

/**
 * The part of a tag that is read, in characters (RFC 5646, 4.4.1). A user's `locale` may be longer, and each subtag costs
 * a lookup.
 */
const MAX_TAG_LENGTH = 35;

/**
 * Selects texts by language: for the first preferred tag that has texts, under the tag itself or a shorter one. English if
 * none has.
 *
 * @param preferred BCP 47 tags, the most preferred first.
 */
export function textsFor(
  preferred: readonly (string | undefined)[],
  available: Languages,
): { language: string; texts: Texts } {
  for (const preference of preferred) {
    for (
      let tag = preference?.slice(0, MAX_TAG_LENGTH).toLowerCase().replaceAll('_', '-');
      tag;
      tag = withoutLastSubtag(tag)
    ) {
      const target = TAG_ALIASES.get(tag) ?? tag;
      const language = Object.keys(available).find((key) => key.toLowerCase() === target);
      if (language) return { language, texts: available[language]! };
    }
  }
  return { language: 'en', texts: available.en ?? en };
}

function withoutLastSubtag(tag: string): string {
  return tag.includes('-') ? tag.slice(0, tag.lastIndexOf('-')) : '';
}
