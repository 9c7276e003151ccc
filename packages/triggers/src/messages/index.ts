import { ar } from './ar.js';
import { bg } from './bg.js';
import { bn } from './bn.js';
import { cs } from './cs.js';
import { da } from './da.js';
import { de } from './de.js';
import { el } from './el.js';
import { en } from './en.js';
import { es } from './es.js';
import { et } from './et.js';
import { fa } from './fa.js';
import { fi } from './fi.js';
import { fr } from './fr.js';
import { he } from './he.js';
import { hi } from './hi.js';
import { hr } from './hr.js';
import { hu } from './hu.js';
import { id } from './id.js';
import { it } from './it.js';
import { ja } from './ja.js';
import { ko } from './ko.js';
import { lt } from './lt.js';
import { lv } from './lv.js';
import { ms } from './ms.js';
import { nb } from './nb.js';
import { nl } from './nl.js';
import { pl } from './pl.js';
import { pt } from './pt.js';
import { ptBR } from './pt-br.js';
import { ro } from './ro.js';
import { ru } from './ru.js';
import { sk } from './sk.js';
import { sl } from './sl.js';
import { sv } from './sv.js';
import { sw } from './sw.js';
import type { Texts } from './texts.js';
import { th } from './th.js';
import { tr } from './tr.js';
import { uk } from './uk.js';
import { ur } from './ur.js';
import { vi } from './vi.js';
import { zhHans } from './zh-hans.js';
import { zhHant } from './zh-hant.js';

export type { Texts } from './texts.js';

/** By BCP 47 language. */
export type Languages = Readonly<Record<string, Texts>>;

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

/** Tags that mean one of ours and don't begin like it. */
const alike: ReadonlyMap<string, string> = new Map([
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
      const wanted = alike.get(tag) ?? tag;
      const language = Object.keys(known).find((key) => key.toLowerCase() === wanted);
      if (language) return { language, texts: known[language]! };
    }
  }
  return { language: 'en', texts: known.en ?? en };
}
