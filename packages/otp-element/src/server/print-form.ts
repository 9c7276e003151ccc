import { parseIdentifierKinds } from '../contracts/identifier.js';
import { printAttribute, printTree } from '../dom/print-tree.js';
import { initialCountry, isSingleCountry, parseCountryCodes } from '../i18n/country-codes.js';
import { firstPaintMessages } from '../i18n/messages/first.js';
import type { Messages } from '../i18n/messages/types.js';
import { canonical, countryOfLanguages } from '../i18n/page-language.js';
import { brandStyles } from '../styles/brand.styles.js';
import { styles } from '../styles/cognito-otp-login.styles.js';
import { branded } from '../views/brand.js';
import { frame } from '../views/frame.js';
import { identifierView } from '../views/identifier-view.js';

/** The input of the first step. */
export interface PrintOptions {
  /** The attributes of `<cognito-otp-login>`; `true` for an attribute without a value. */
  readonly attributes: Readonly<Record<string, string | true | undefined>>;
  /** BCP 47 tag of the page's language. */
  readonly language: string;
  /** That language's texts; English ones replace those that are missing. */
  readonly messages: Partial<Messages> | undefined;
  /** ISO 3166-1 code of the country that is selected first. */
  readonly country?: string | undefined;
  /** The nonce of the style sheet. */
  readonly nonce?: string | undefined;
}

/** Prints the content of the form's shadow root with its first step, as HTML. Needs no DOM. */
export function printForm({ attributes, language, messages, country, nonce }: PrintOptions): string {
  const { identifiers, countries, 'default-country': defaultCountry, dir, 'app-name': appName, logo } = attributes;
  const list = textOf(countries);
  const preferred =
    country ?? parseCountryCodes(textOf(defaultCountry))[0] ?? countryOfLanguages([language], parseCountryCodes(list));
  const selected = initialCountry(list, preferred.toUpperCase());
  const name =
    selected && (new Intl.DisplayNames(canonical(language) ?? 'en', { type: 'region' }).of(selected) ?? selected);
  const kinds = parseIdentifierKinds(textOf(identifiers));
  const view = identifierView({
    kinds,
    kind: kinds[0]!,
    text: (key) => messages?.[key] ?? firstPaintMessages[key],
    countries: isSingleCountry(list) ? undefined : [['option', { value: selected }, name]],
    ids: '',
  });
  const brand = { appName: textOf(appName), logo: textOf(logo) };
  const form = printTree(
    frame(
      { ...view, ...branded(view, brand, [messages]), busy: false, quiet: true },
      { dir: textOf(dir) || messages?.dir || 'ltr', waits: false, ids: '' },
    ),
  );
  return `<style${printAttribute('nonce', nonce)}>${styles.cssText}${brand.logo ? brandStyles.cssText : ''}</style>${form}`;
}

/** An attribute's text, if it has one. */
const textOf = (value: string | true | undefined): string | undefined => (value === true ? undefined : value);
