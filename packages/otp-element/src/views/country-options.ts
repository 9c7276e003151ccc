import { callingCode } from '@cognito-otp/client/countries';
import { attempt } from '../dom/optional.js';
import type { Tree } from '../dom/tree.js';
import type { MessageFormatter } from '../i18n/message-formatter.js';

/** The country list: what it offers, and which country is selected. */
export interface CountryList {
  /** ISO 3166-1 codes of the countries to choose from. */
  readonly allowed: readonly string[];
  /** ISO 3166-1 codes of the countries at the top, in the page's order. */
  readonly preferred: readonly string[];
  /** Empty if none is selected: the list then begins with an empty option. */
  readonly selected: string;
}

/** The options of the country list, by their names in the form's language, the page's preferred countries first. */
export function countryOptions({ allowed, preferred, selected }: CountryList, messages: MessageFormatter): Tree[] {
  const { nameOf, compare } = countryNames(messages.language);
  const option = (country: string): Tree => [
    'option',
    { value: country, '.selected': country === selected },
    withCallingCode(nameOf(country), country),
  ];
  const sorted = [...allowed].sort((a, b) => compare(nameOf(a), nameOf(b)));
  const none: Tree[] = selected ? [] : [['option', { value: '', '.selected': true }]];
  const preferredCountries = preferred.filter((country) => sorted.includes(country));
  if (!preferredCountries.length) return [...none, ...sorted.map(option)];
  const otherCountries = sorted.filter((country) => !preferredCountries.includes(country));
  return [
    ...none,
    ['optgroup', { label: messages.get('preferredCountries') }, ...preferredCountries.map(option)],
    ['optgroup', { label: messages.get('allCountries') }, ...otherCountries.map(option)],
  ];
}

/** The calling code is isolated (U+2066 … U+2069), so that the plus sign stays before the digits in either text direction. */
const withCallingCode = (name: string, country: string): string => `${name} \u2066+${callingCode(country)}\u2069`;

/**
 * Whether the country's calling code is visible in the list, unless the page is very narrow: the end of a long name is cut
 * off. The code can't come before the name there, since users find a country by typing the beginning of its name.
 */
export function showsCallingCode(country: string, language: string): boolean {
  const text = `${countryNames(language).nameOf(country)} +${callingCode(country)}`;
  // A Chinese, Japanese or Korean character is as wide as two letters.
  return text.replace(/[\u3000-\uffff]/g, '--').length <= 20;
}

function countryNames(language: string): {
  nameOf(country: string): string;
  compare(a: string, b: string): number;
} {
  const display = attempt(() => new Intl.DisplayNames(language, { type: 'region' }), undefined);
  const compare = attempt(
    () => new Intl.Collator(language).compare,
    (a: string, b: string) => a.localeCompare(b),
  );
  return { nameOf: (country) => display?.of(country) ?? country, compare };
}
