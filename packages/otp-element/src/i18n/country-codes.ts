/** The page's lists of countries, as the attributes `countries`, `default-country` and `preferred-countries` give them. */

/** The ISO 3166-1 codes in an attribute's list, in upper case. */
export const parseCountryCodes = (list: string | undefined): string[] =>
  list?.toUpperCase().match(/\b[A-Z]{2}\b/g) ?? [];

/**
 * The country that is selected first: `preferred`, or the first country of the page's list if the list doesn't contain it.
 * Empty if there is no list and nothing is preferred: no country is better than a wrong one.
 */
export function initialCountry(list: string | undefined, preferred: string): string {
  const allowed = parseCountryCodes(list);
  return allowed[0] && !allowed.includes(preferred) ? allowed[0] : preferred;
}

/** Whether the list contains a single country, so that there is nothing to choose from. */
export const isSingleCountry = (list: string | undefined): boolean => parseCountryCodes(list).length === 1;
