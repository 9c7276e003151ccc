import type { Messages } from './types.js';

/** One module a language; loaded when a page is written in it. */
const modules: Readonly<Record<string, () => Promise<Messages>>> = {
  de: () => import('./de.js').then((module) => module.de),
  en: () => import('./en.js').then((module) => module.en),
};

/** The languages there are texts for, as BCP 47 tags. */
export const languages: readonly string[] = Object.keys(modules);

/**
 * The texts of the best language for a BCP 47 tag: `pt-BR`, else `pt`, else English.
 * Rejects when the module can't be loaded.
 */
export function loadMessages(tag: string): Promise<Messages> {
  for (let rest = tag.toLowerCase(); rest; rest = rest.slice(0, Math.max(rest.lastIndexOf('-'), 0))) {
    const found = languages.find((language) => language.toLowerCase() === rest);
    if (found) return modules[found]!();
  }
  return modules['en']!();
}
