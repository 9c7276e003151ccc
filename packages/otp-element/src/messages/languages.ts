import type { Messages } from './types.js';

/** One module a language; loaded when a page is written in it. */
const modules: Readonly<Record<string, () => Promise<Messages>>> = {
  ar: () => import('./ar.js').then((module) => module.ar),
  bg: () => import('./bg.js').then((module) => module.bg),
  bn: () => import('./bn.js').then((module) => module.bn),
  cs: () => import('./cs.js').then((module) => module.cs),
  da: () => import('./da.js').then((module) => module.da),
  de: () => import('./de.js').then((module) => module.de),
  el: () => import('./el.js').then((module) => module.el),
  en: () => import('./en.js').then((module) => module.en),
  es: () => import('./es.js').then((module) => module.es),
  et: () => import('./et.js').then((module) => module.et),
  fa: () => import('./fa.js').then((module) => module.fa),
  fi: () => import('./fi.js').then((module) => module.fi),
  fr: () => import('./fr.js').then((module) => module.fr),
  he: () => import('./he.js').then((module) => module.he),
  hi: () => import('./hi.js').then((module) => module.hi),
  hr: () => import('./hr.js').then((module) => module.hr),
  hu: () => import('./hu.js').then((module) => module.hu),
  id: () => import('./id.js').then((module) => module.id),
  it: () => import('./it.js').then((module) => module.it),
  ja: () => import('./ja.js').then((module) => module.ja),
  ko: () => import('./ko.js').then((module) => module.ko),
  lt: () => import('./lt.js').then((module) => module.lt),
  lv: () => import('./lv.js').then((module) => module.lv),
  ms: () => import('./ms.js').then((module) => module.ms),
  nb: () => import('./nb.js').then((module) => module.nb),
  nl: () => import('./nl.js').then((module) => module.nl),
  pl: () => import('./pl.js').then((module) => module.pl),
  pt: () => import('./pt.js').then((module) => module.pt),
  'pt-BR': () => import('./pt-br.js').then((module) => module.ptBr),
  ro: () => import('./ro.js').then((module) => module.ro),
  ru: () => import('./ru.js').then((module) => module.ru),
  sk: () => import('./sk.js').then((module) => module.sk),
  sl: () => import('./sl.js').then((module) => module.sl),
  sv: () => import('./sv.js').then((module) => module.sv),
  sw: () => import('./sw.js').then((module) => module.sw),
  th: () => import('./th.js').then((module) => module.th),
  tr: () => import('./tr.js').then((module) => module.tr),
  uk: () => import('./uk.js').then((module) => module.uk),
  ur: () => import('./ur.js').then((module) => module.ur),
  vi: () => import('./vi.js').then((module) => module.vi),
  zh: () => import('./zh.js').then((module) => module.zh),
  'zh-TW': () => import('./zh-tw.js').then((module) => module.zhTw),
};

/** The languages there are texts for, as BCP 47 tags. */
export const languages: readonly string[] = Object.keys(modules);

/** Tags that mean a language of the list without naming it. */
const others: readonly (readonly [RegExp, string])[] = [
  [/^zh-(.*-)?(hant|hk|mo)\b/, 'zh-tw'],
  [/^n[on]\b/, 'nb'],
  [/^iw\b/, 'he'],
  [/^in\b/, 'id'],
];

/**
 * The texts of the best language for a BCP 47 tag: `pt-BR`, else `pt`, else English.
 * Rejects when the module can't be loaded.
 */
export function loadMessages(tag: string): Promise<Messages> {
  const wanted = others.reduce((name, [pattern, meant]) => (pattern.test(name) ? meant : name), tag.toLowerCase());
  for (let rest = wanted; rest; rest = rest.slice(0, Math.max(rest.lastIndexOf('-'), 0))) {
    const found = languages.find((language) => language.toLowerCase() === rest);
    if (found) return modules[found]!();
  }
  return modules['en']!();
}
