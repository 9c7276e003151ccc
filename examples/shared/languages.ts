/** The languages that the element supports, found by its translation files. */
const modules = import.meta.glob('../../packages/otp-element/src/i18n/messages/*.ts');
/** Modules in that folder that are not translations. */
const others = new Set(['all', 'first', 'languages', 'modules', 'types']);

/** BCP 47 tags of all supported languages, sorted by native name. */
export const tags: readonly string[] = Object.keys(modules)
  .map((path) => /([a-z-]+)\.ts$/.exec(path)![1]!)
  // English is divided into the files that the steps load.
  .filter((name) => !others.has(name) && !name.startsWith('en-'))
  .map((name) => Intl.getCanonicalLocales(name)[0]!)
  .sort((a, b) => nativeName(a).localeCompare(nativeName(b)));

/** The name of a language in that language. */
export function nativeName(tag: string): string {
  const name = new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}
