/** The language of the page around the form, and the country its visitors most likely are in. */

/** The tag in its canonical form; `undefined` for what isn't a language tag. */
export function canonical(tag: string): string | undefined {
  // The first call of `Intl` is slow, and the first paint would wait for it.
  if (tag === 'en') return tag;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/**
 * The language of the page around a node: the nearest `lang` that is a language tag, across shadow roots; else English.
 *
 * @param own the node's own language, which its attribute may not have yet.
 */
export function nearestLanguage(from: Node, own?: string): string {
  const first = own && canonical(own);
  if (first) return first;
  for (let node: Node | null = from; node; node = node.parentNode ?? (node as ShadowRoot).host ?? null) {
    // The property first: a framework may have set it before the attribute is updated.
    const lang = (node as HTMLElement).lang ?? (node as Element).getAttribute?.('lang');
    const language = lang && canonical(lang);
    if (language) return language;
  }
  return 'en';
}

/**
 * ISO 3166-1 code of the country that a visitor's languages point to; empty if they point to none. Each language counts by
 * its region, or without one, by the country where it is most spoken. A region that is not a country, such as the 419 of
 * `es-419` (Latin America), leaves the choice to the next language.
 *
 * @param languages BCP 47 tags in order of preference.
 * @param allowed the countries to choose from; if empty, every two-letter region counts as a country.
 */
export function countryOfLanguages(languages: readonly string[], allowed: readonly string[]): string {
  const locales = languages.flatMap((tag) => canonical(tag) ?? []).map((tag) => new Intl.Locale(tag));
  const regions = locales.map((locale) => locale.region ?? likelyRegion(locale));
  const isCountry = (region: string) => (allowed[0] ? allowed.includes(region) : region.length === 2);
  return [...regions, ...locales.map(likelyRegion)].find(isCountry) ?? '';
}

/**
 * The region where a language is most spoken, whatever the locale's own region. An unknown language has none: `und`, which is
 * an empty text in browsers of 2023.
 */
const likelyRegion = ({ language, script }: Intl.Locale): string =>
  !language || language === 'und' ? '' : (new Intl.Locale(language, script ? { script } : {}).maximize().region ?? '');

/** The country that the browser's languages point to: {@link countryOfLanguages}. */
export const browserCountry = (allowed: readonly string[]): string =>
  countryOfLanguages([navigator.language, ...(navigator.languages ?? [])], allowed);
