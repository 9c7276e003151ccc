/**
 * All languages in one module, for servers: they download nothing, and print a form synchronously.
 */
import { messages as ar } from './ar.js';
import { messages as bg } from './bg.js';
import { messages as bn } from './bn.js';
import { messages as cs } from './cs.js';
import { messages as da } from './da.js';
import { messages as de } from './de.js';
import { messages as el } from './el.js';
import { messages as en } from './en.js';
import { messages as es } from './es.js';
import { messages as et } from './et.js';
import { messages as fa } from './fa.js';
import { messages as fi } from './fi.js';
import { messages as fr } from './fr.js';
import { messages as he } from './he.js';
import { messages as hi } from './hi.js';
import { messages as hr } from './hr.js';
import { messages as hu } from './hu.js';
import { messages as id } from './id.js';
import { messages as it } from './it.js';
import { messages as ja } from './ja.js';
import { messages as ko } from './ko.js';
import { supportedLanguage } from './languages.js';
import { messages as lt } from './lt.js';
import { messages as lv } from './lv.js';
import { messages as ms } from './ms.js';
import { messages as nb } from './nb.js';
import { messages as nl } from './nl.js';
import { messages as pl } from './pl.js';
import { messages as pt } from './pt.js';
import { messages as ptBR } from './pt-br.js';
import { messages as ro } from './ro.js';
import { messages as ru } from './ru.js';
import { messages as sk } from './sk.js';
import { messages as sl } from './sl.js';
import { messages as sv } from './sv.js';
import { messages as sw } from './sw.js';
import { messages as th } from './th.js';
import { messages as tr } from './tr.js';
import type { Messages } from './types.js';
import { messages as uk } from './uk.js';
import { messages as ur } from './ur.js';
import { messages as vi } from './vi.js';
import { messages as zh } from './zh.js';
import { messages as zhTW } from './zh-tw.js';

/** Each language’s texts by its tag in `languages`. */
export const messages: Readonly<Record<string, Messages>> = {
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
  zh,
  'zh-TW': zhTW,
};

/** The texts of the best match for a BCP 47 tag: `pt-BR`, or else `pt`, or else English. */
export const messagesOf = (tag: string): Messages => messages[supportedLanguage(tag)]!;
