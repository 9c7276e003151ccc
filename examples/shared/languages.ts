/** The languages the element speaks, by the files it has. */
const modules = import.meta.glob('../../packages/otp-element/src/i18n/messages/*.ts');
const others = new Set(['first', 'languages', 'types']);

export const tags: readonly string[] = Object.keys(modules)
  .map((path) => /([a-z-]+)\.ts$/.exec(path)![1]!)
  .filter((name) => !others.has(name))
  .map((name) => Intl.getCanonicalLocales(name)[0]!)
  .sort((a, b) => nativeName(a).localeCompare(nativeName(b)));

/** A language by its own name. */
export function nativeName(tag: string): string {
  const name = new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}
