import { messagesOf } from './messages/all.js';
import { languages } from './messages/languages.js';

/**
 * One text per language, by its tag in lower case: the browser is too old. The script for old browsers can't load a language's file. The
 * build evaluates this module, so that the script contains these texts only (`rollup.config.js`).
 */
export const unsupportedTexts: Readonly<Record<string, string>> = Object.fromEntries(
  languages.map((tag) => [tag.toLowerCase(), messagesOf(tag).unsupported_browser]),
);
