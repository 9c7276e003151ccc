/** Composes the message that carries a code. */
import type { Destination } from '../domain/destination.js';
import { MINUTE } from '../domain/time.js';
import type { Message } from '../ports/sender.js';
import { renderHtmlEmail } from './html-email.js';
import { type Languages, textsFor } from './index.js';
import type { PluralTexts } from './languages/texts.js';

/** Configuration of {@link composeMessage}. */
export interface ComposeConfig {
  /** The sender's name, as users know it. */
  readonly brand: string;
  /**
   * The host of the page on which the code is typed. The SMS ends with `@host #code`, which lets browsers fill in the code
   * on that host only.
   */
  readonly domain?: string;
  /** The language, a BCP 47 tag, if neither the request nor the user names one. */
  readonly locale: string;
  /** The countries, by ISO 3166-1 code, whose SMS are always in `locale`. */
  readonly oneLanguageIn?: ReadonlySet<string>;
  /** How long the code works, in ms. */
  readonly lifetime: number;
  readonly messages: Languages;
}

/**
 * Composes the message for a destination.
 *
 * @param locales BCP 47 tags, the most preferred first; the configured locale comes last.
 */
export function composeMessage(
  destination: Destination,
  code: string,
  locales: readonly (string | undefined)[],
  config: ComposeConfig,
): Message {
  const { channel, address: to, country } = destination;
  const wanted = config.oneLanguageIn?.has(country ?? '') ? [] : locales;
  const { language, texts } = textsFor([...wanted, config.locale], config.messages);
  const minutes = Math.floor(config.lifetime / MINUTE);
  const values: Readonly<Record<string, string>> = {
    code,
    brand: config.brand,
    minutes: new Intl.NumberFormat(language).format(minutes),
  };
  const fillIn = (text: string) =>
    text.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
      Object.hasOwn(values, name) ? values[name]! : placeholder,
    );

  if (channel === 'sms') {
    // Origin-bound one-time codes (https://github.com/WICG/sms-one-time-codes): browsers read the last line.
    const boundCode = config.domain ? `\n@${config.domain} #${code}` : '';
    return { channel, to, ...(country ? { country } : {}), code, language, text: fillIn(texts.sms) + boundCode };
  }
  const parts = {
    intro: fillIn(texts.intro),
    code,
    lifetime: fillIn(pluralForm(texts.lifetime, language, minutes)),
    warning: fillIn(texts.warning),
  };
  return {
    channel,
    to,
    subject: fillIn(texts.subject),
    text: `${parts.intro}\n\n    ${code}\n\n${parts.lifetime} ${parts.warning}\n`,
    html: renderHtmlEmail({ ...parts, language, heading: fillIn(texts.heading), brand: config.brand }),
  };
}

/** The text for a number, in the language's plural form. */
function pluralForm(text: string | PluralTexts, language: string, count: number): string {
  if (typeof text === 'string') return text;
  return text[new Intl.PluralRules(language).select(count)] ?? text.other;
}
