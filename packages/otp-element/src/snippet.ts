import { styles } from './cognito-otp-login.styles.js';
import { first } from './messages/first.js';
import type { Messages } from './messages/types.js';
import { countryCodes, oneCountry } from './page-language.js';
import { identifierPath } from './steps/icons.js';

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

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => entities[character]!);
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
    return value === true ? ` ${name}` : ` ${name}="${escaped(value)}"`;
  });
  const text = (key: keyof typeof first): string => escaped(messages?.[key] ?? first[key]);
  const identifiers = typeof attributes['identifiers'] === 'string' ? attributes['identifiers'] : 'phone email';
  const kinds = (['phone', 'email'] as const).filter((kind) => identifiers.includes(kind));
  const phone = kinds[0] !== 'email';
  const { countries, 'default-country': preset } = attributes;
  const home = (
    country ??
    countryCodes(typeof preset === 'string' ? preset : undefined)[0] ??
    new Intl.Locale(language).maximize().region ??
    'US'
  ).toUpperCase();
  const name = new Intl.DisplayNames(language, { type: 'region' }).of(home) ?? home;
  const choice = kinds[1]
    ? `<fieldset part="kinds"><legend class="vh">${text('kind')}</legend><label part="kind kind-chosen"><input type="radio" name="kind" checked>${text('kindPhone')}</label><label part="kind"><input type="radio" name="kind">${text('kindEmail')}</label></fieldset>`
    : '';
  const chosen = oneCountry(typeof countries === 'string' ? countries : undefined)
    ? ''
    : `<label><span part="label">${text('country')}</span><select part="country" name="country" autocomplete="tel-country-code"><option value="${escaped(home)}">${escaped(name)}</option></select></label>`;
  const fields = phone
    ? `${chosen}<label><span part="label">${text('phone')}</span><input part="input" name="phone" type="tel" autocomplete="tel"></label>`
    : `<label><span part="label">${text('email')}</span><input part="input" name="email" type="email" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false"></label>`;
  const dir = messages?.dir ? ` dir="${messages.dir}"` : '';
  const style = `<style${nonce ? ` nonce="${escaped(nonce)}"` : ''}>${styles.cssText}</style>`;
  // `method=dialog`: until the script is there, Enter sends nothing anywhere.
  return `<cognito-otp-login${written.join('')}><template shadowrootmode="open">${style}<form part="form" method="dialog" novalidate${dir} data-step="identifier"><slot name="header"></slot><slot name="logo"><svg part="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${identifierPath}"/></svg></slot><h2 part="title" tabindex="-1">${text('title')}</h2><p part="lead" class="lead">${text(phone ? 'leadPhone' : 'leadEmail')}</p><div part="field" class="field">${choice}<div part="fields" class="group">${fields}</div></div><button type="button" part="submit" class="main">${text(phone ? 'sendSms' : 'sendEmail')}</button><slot name="support"></slot><slot name="footer"></slot></form></template></cognito-otp-login>`;
}
