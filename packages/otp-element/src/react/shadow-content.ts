/**
 * The contents of the elements' shadow roots on a server. Bundles for browsers contain
 * `no-shadow-content.ts` instead.
 */
import { messagesOf } from '../i18n/messages/all.js';
import { printForm } from '../server/print-form.js';
import type { PrintShadow } from './component.js';

/**
 * Prints the form with its first step, in the language of `lang`, otherwise in English. In light
 * DOM mode it has no shadow root.
 */
export const loginShadow: PrintShadow = (attributes, { messages, nonce }) => {
  const { lang } = attributes;
  const language = typeof lang === 'string' && isLanguageTag(lang) ? lang : 'en';
  const texts = { ...messagesOf(language), ...(messages as object | undefined) };
  return 'light-dom' in attributes
    ? undefined
    : printForm({ attributes, language, messages: texts, nonce: nonce as string | undefined });
};

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
