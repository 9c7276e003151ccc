import { printAttribute } from './dom/print-tree.js';
import type { Messages } from './i18n/messages/types.js';
import { printForm } from './server/print-form.js';

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
  /**
   * URL of `cognito-otp.unsupported.js`, which shows a message if the browser is too old for the page's script. The snippet
   * prints a `<script async>` for it.
   */
  readonly unsupportedScript?: string;
  /** The nonce of the page's `style-src` and, with `unsupportedScript`, `script-src`, if its content security policy requires one. */
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
 *   unsupportedScript: '/cdn/cognito-otp.unsupported.js',
 * });
 * ```
 */
export function loginSnippet({
  attributes,
  language = 'en',
  messages,
  country,
  preload = [],
  unsupportedScript,
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
  const form = printForm({ attributes, language, messages, country, nonce });
  const links = preload.map((href) => `<link rel="modulepreload"${printAttribute('href', href)}>`).join('');
  const script = unsupportedScript
    ? `<script async${printAttribute('src', unsupportedScript)}${nonce ? printAttribute('nonce', nonce) : ''}></script>`
    : '';
  return `${links}${script}<cognito-otp-login${printed.join('')}><template shadowrootmode="open">${form}</template></cognito-otp-login>`;
}
