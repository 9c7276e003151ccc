/** The tag as `Intl` writes it; undefined for what is no language tag. */
function canonical(tag: string): string | undefined {
  // `Intl` takes a while to wake up, and the first paint would wait for it.
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
 * @param own the node's own, which its attribute may not say yet.
 */
export function nearestLanguage(from: Node, own?: string): string {
  const first = own && canonical(own);
  if (first) return first;
  for (let node: Node | null = from; node; node = node.parentNode ?? (node as ShadowRoot).host ?? null) {
    // The property first: what a framework has just set on the element isn't an attribute yet.
    const lang = (node as HTMLElement).lang ?? (node as Element).getAttribute?.('lang');
    const language = lang && canonical(lang);
    if (language) return language;
  }
  return 'en';
}

/** ISO 3166-1 code of where the browser's language is spoken most. */
export const browserCountry = (): string =>
  new Intl.Locale(canonical(navigator.language) ?? 'en').maximize().region ?? 'US';

/** The country codes in an attribute's list. */
export const countryCodes = (list: string | undefined): string[] => list?.toUpperCase().match(/\b[A-Z]{2}\b/g) ?? [];

/** The country that is chosen first: the one that is wanted, unless the page's list is without it. */
export function homeAmong(list: string | undefined, wanted: string): string {
  const allowed = countryCodes(list);
  return allowed[0] && !allowed.includes(wanted) ? allowed[0] : wanted;
}

/** Whether the list names one country alone, so that there is nothing to choose from. */
export const oneCountry = (list: string | undefined): boolean => countryCodes(list).length === 1;
