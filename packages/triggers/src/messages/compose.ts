import type { Destination } from '../domain/destination.js';
import { MINUTE } from '../domain/rate-window.js';
import type { Message } from '../ports/sender.js';
import { renderHtmlEmail } from './html-email.js';
import { type Languages, textsFor } from './index.js';

export interface ComposeConfig {
  /** Who sends, as people know it. */
  brand: string;
  /** Host of the page the code is typed on; ends the SMS as `@host #code`, which browsers fill in there and nowhere else. */
  domain?: string;
  /** Where neither request nor user names a language. */
  locale: string;
  lifetime: number;
  messages: Languages;
}

/** The message that carries a code, in the first language wished for that there is. */
export function composeMessage(
  destination: Destination,
  code: string,
  locales: readonly (string | undefined)[],
  config: ComposeConfig,
): Message {
  const { language, texts } = textsFor([...locales, config.locale], config.messages);
  const minutes = new Intl.NumberFormat(language).format(Math.floor(config.lifetime / MINUTE));
  const put = (text: string) =>
    text.replace(
      /\{(code|brand|minutes)\}/g,
      (_, name: 'code' | 'brand' | 'minutes') => ({ code, brand: config.brand, minutes })[name],
    );

  if (destination.channel === 'sms') {
    // https://github.com/WICG/sms-one-time-codes: the last line, alone, is for the browser.
    const bound = config.domain ? `\n@${config.domain} #${code}` : '';
    return { channel: 'sms', to: destination.address, text: put(texts.sms) + bound };
  }
  const parts = { intro: put(texts.intro), code, lifetime: put(texts.lifetime), warning: put(texts.warning) };
  return {
    channel: 'email',
    to: destination.address,
    subject: put(texts.subject),
    text: `${parts.intro}\n\n    ${code}\n\n${parts.lifetime} ${parts.warning}\n`,
    html: renderHtmlEmail({ ...parts, language, heading: put(texts.heading), brand: config.brand }),
  };
}
