import { parseIdentifierKinds } from './contracts/identifier.js';
import { printAttribute, printTree } from './dom/print-tree.js';
import { initialCountry, isSingleCountry, parseCountryCodes } from './i18n/country-codes.js';
import { firstPaintMessages } from './i18n/messages/first.js';
import type { Messages } from './i18n/messages/types.js';
import { countryOfLanguages } from './i18n/page-language.js';
import { styles } from './styles/cognito-otp-login.styles.js';
import { frame } from './views/frame.js';
import { identifierView } from './views/identifier-view.js';

/** What a page that is rendered on a server knows about its sign-in form. */
export interface SnippetOptions {
  /** The attributes of `<cognito-otp-login>`; `true` for an attribute without a value. */
  readonly attributes: Readonly<Record<string, string | true>>;
  /** BCP 47 tag of the page's language. Default: `en`. */
  readonly language?: string;
  /** That language's texts, from `loadMessages(language)`. Default: English. */
  readonly messages?: Messages;
  /** ISO 3166-1 code of the country that is selected first. Default: `default-country`, or else the language's country. */
  readonly country?: string;
  /**
   * Addresses of modules that the browser fetches at once instead of one after another: those in `dist/cdn/preload.json`,
   * resolved against the folder of `cognito-otp.js`. They must be the addresses that the page's script loads, without a
   * query string for the chunks.
   */
  readonly preload?: readonly string[];
  /** The nonce of the page's `style-src`, if its content security policy requires one. */
  readonly nonce?: string;
}

const ATTRIBUTE_NAME = /^[a-z][a-z0-9-]*$/;

/**
 * Prints the element with its first step already rendered, as HTML with a declarative shadow root: visitors can type before
 * any script has run, and the element keeps what they typed. Needs no DOM.
 *
 * @throws {TypeError} for an invalid attribute name, and for `light-dom`, whose form has no shadow root.
 *
 * @example
 * ```ts
 * import { loadMessages } from '@cognito-otp/element';
 * import { loginSnippet } from '@cognito-otp/element/snippet';
 *
 * const html = loginSnippet({
 *   attributes: { 'user-pool-id': 'eu-west-1_AbCdEfGhI', 'client-id': '1h57kf5cpq17m0eml12EXAMPLE' },
 *   language: 'de',
 *   messages: await loadMessages('de'),
 *   country: 'AT',
 * });
 * ```
 */
export function loginSnippet({
  attributes,
  language = 'en',
  messages,
  country,
  preload = [],
  nonce,
}: SnippetOptions): string {
  if ('light-dom' in attributes) {
    throw new TypeError(
      '“light-dom” has no pre-rendered form: leave it out, or print the element without the snippet.',
    );
  }
  const printed = Object.entries(attributes).map(([name, value]) => {
    if (!ATTRIBUTE_NAME.test(name)) throw new TypeError(`“${name}” is not a valid attribute name.`);
    return printAttribute(name, value);
  });
  const { identifiers, countries, 'default-country': defaultCountry, dir } = attributes;
  const list = textOf(countries);
  const preferred =
    country ?? parseCountryCodes(textOf(defaultCountry))[0] ?? countryOfLanguages([language], parseCountryCodes(list));
  const selected = initialCountry(list, preferred.toUpperCase());
  const name = selected && (new Intl.DisplayNames(language, { type: 'region' }).of(selected) ?? selected);
  const kinds = parseIdentifierKinds(textOf(identifiers));
  const view = identifierView({
    kinds,
    kind: kinds[0]!,
    text: (key) => messages?.[key] ?? firstPaintMessages[key],
    countries: isSingleCountry(list) ? undefined : [['option', { value: selected }, name]],
    ids: '',
  });
  const form = printTree(
    frame({ ...view, busy: false, quiet: true }, { dir: textOf(dir) || messages?.dir || 'ltr', waits: false, ids: '' }),
  );
  const style = `<style${printAttribute('nonce', nonce)}>${styles.cssText}</style>`;
  const links = preload.map((href) => `<link rel="modulepreload"${printAttribute('href', href)}>`).join('');
  return `${links}<cognito-otp-login${printed.join('')}><template shadowrootmode="open">${style}${form}</template></cognito-otp-login>`;
}

/** An attribute's text, if it has one. */
const textOf = (value: string | true | undefined): string | undefined => (value === true ? undefined : value);
