/** The language of the page around the form, and the country its visitors most likely are in. */

/** The tag in its canonical form; `undefined` for what isn't a language tag. */
function canonical(tag: string): string | undefined {
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

/** ISO 3166-1 code of the country where the browser's language is most spoken. */
export const browserCountry = (): string =>
  new Intl.Locale(canonical(navigator.language) ?? 'en').maximize().region ?? 'US';
