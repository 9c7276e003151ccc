import { print, printAttribute } from './dom/tree-html.js';
import { first } from './i18n/messages/first.js';
import type { Messages } from './i18n/messages/types.js';
import { countryCodes, homeAmong, oneCountry } from './i18n/page-language.js';
import { styles } from './styles/cognito-otp-login.styles.js';
import { frame } from './views/frame.js';
import { identifierView, kindsIn } from './views/identifier-view.js';

/** What a page that is rendered on a server knows about its sign-in form. */
export interface SnippetOptions {
  /** The attributes of `<cognito-otp-login>`; `true` for one without a value. */
  readonly attributes: Readonly<Record<string, string | true>>;
  /** BCP 47 tag of the page's language. Default `en`. */
  readonly language?: string;
  /** That language's texts, from `loadMessages(language)`. Default English. */
  readonly messages?: Messages;
  /** ISO 3166-1 code of the country that is chosen first. Default: `default-country`, else the language's. */
  readonly country?: string;
  /** The nonce of the page's `style-src`, where its content security policy wants one. */
  readonly nonce?: string;
}

const attributeName = /^[a-z][a-z0-9-]*$/;

/**
 * The element with its first step already drawn, as HTML with a declarative shadow root: it can be typed in before any
 * script has run, and the element takes over what was typed. Needs no DOM.
 *
 * @throws {TypeError} for an attribute that can't be one, and for `light-dom`, which is a form without a shadow root.
 */
export function loginSnippet({ attributes, language = 'en', messages, country, nonce }: SnippetOptions): string {
  if ('light-dom' in attributes) {
    throw new TypeError('“light-dom” has no pre-rendered form: leave it out, or print the element without the snippet');
  }
  const written = Object.entries(attributes).map(([name, value]) => {
    if (!attributeName.test(name)) throw new TypeError(`“${name}” is no name of an attribute`);
    return printAttribute(name, value);
  });
  const identifiers = typeof attributes['identifiers'] === 'string' ? attributes['identifiers'] : 'phone email';
  const kinds = kindsIn(identifiers);
  const { countries, 'default-country': preset, dir } = attributes;
  const wanted = (
    country ??
    countryCodes(typeof preset === 'string' ? preset : undefined)[0] ??
    new Intl.Locale(language).maximize().region ??
    'US'
  ).toUpperCase();
  const list = typeof countries === 'string' ? countries : undefined;
  const home = homeAmong(list, wanted);
  const name = new Intl.DisplayNames(language, { type: 'region' }).of(home) ?? home;
  const view = identifierView({
    kinds,
    kind: kinds[0]!,
    text: (key) => messages?.[key] ?? first[key],
    countries: oneCountry(list) ? null : [['option', { value: home }, name]],
    ids: '',
  });
  const form = print(
    frame(
      { ...view, busy: false, quiet: true },
      { dir: (dir !== true && dir) || messages?.dir || 'ltr', waits: false, ids: '' },
    ),
  );
  const style = `<style${printAttribute('nonce', nonce)}>${styles.cssText}</style>`;
  return `<cognito-otp-login${written.join('')}><template shadowrootmode="open">${style}${form}</template></cognito-otp-login>`;
}
