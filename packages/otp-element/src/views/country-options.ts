import { callingCode, countries } from '@cognito-otp/client/countries';
import type { Tree } from '../dom/tree.js';
import type { CognitoOtpLogin } from '../elements/cognito-otp-login.js';
import { countryCodes, oneCountry } from '../i18n/page-language.js';
import type { Words } from '../i18n/words.js';

/** The countries a number may be from: those the page allows, else all. */
export function allowedCountries(host: CognitoOtpLogin): readonly string[] {
  const allowed = countryCodes(host.countries);
  const listed = countries.filter((country) => allowed.includes(country));
  return listed.length ? listed : countries;
}

/** What the country list holds: those allowed, by their names in the page's language, the page's preferred ones first. */
export function countryOptions(host: CognitoOtpLogin, words: Words): readonly Tree[] {
  const preferred = countryCodes(host.preferredCountries);
  const { of, compare } = names(words.language);
  const option = (country: string): Tree => [
    'option',
    { value: country, '.selected': country === host.country },
    withCode(of(country), country),
  ];
  const listed = [...allowedCountries(host)].sort((a, b) => compare(of(a), of(b)));
  const first = preferred.filter((country) => listed.includes(country));
  if (!first.length) return listed.map(option);
  const rest = listed.filter((country) => !first.includes(country));
  return [
    ['optgroup', { label: words.get('preferredCountries') }, ...first.map(option)],
    ['optgroup', { label: words.get('allCountries') }, ...rest.map(option)],
  ];
}

/** Set apart, so that the sign stays before the digits in any direction. */
const withCode = (name: string, country: string): string => `${name} \u2066+${callingCode(country)}\u2069`;

/**
 * Whether the country's calling code is seen in the list, unless the page is very narrow: the end of a long name is cut
 * off. It can't come first there, since a country is found by typing how its name begins.
 */
export function showsCode({ countries: list, country }: CognitoOtpLogin, words: Words): boolean {
  const text = `${names(words.language).of(country)} +${callingCode(country)}`;
  // A sign of Chinese, Japanese or Korean is as wide as two letters.
  return !oneCountry(list) && text.replace(/[\u3000-\uffff]/g, '--').length <= 20;
}

function names(language: string): { of(country: string): string; compare(a: string, b: string): number } {
  const display = new Intl.DisplayNames(language, { type: 'region' });
  const collator = new Intl.Collator(language);
  return { of: (country) => display.of(country) ?? country, compare: collator.compare };
}
