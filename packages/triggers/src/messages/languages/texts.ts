/**
 * One text per plural category of the language (`Intl.PluralRules`); `other` is required. A text for a single number, such
 * as the Arabic text for 2, may say it in words.
 */
export type PluralTexts = { readonly other: string } & {
  readonly [Category in Exclude<Intl.LDMLPluralRule, 'other'>]?: string;
};

/**
 * What the messages say in one language. `{code}`, `{brand}` and `{minutes}` are replaced; each text says which it may
 * contain.
 */
export interface Texts {
  /**
   * With `{code}` and `{brand}`: who sends it, what it is for, and never to share it. It fits into one GSM-7 segment where
   * the script allows that.
   */
  readonly sms: string;
  /** The email's subject, with `{code}` and `{brand}`. */
  readonly subject: string;
  /** The email's heading. */
  readonly heading: string;
  /** The email's text above the code, with `{brand}`. */
  readonly intro: string;
  /** The email's text below the code, with `{minutes}`: how long the code works. A text without plural forms is used for every number. */
  readonly lifetime: string | PluralTexts;
  /** The email's warning, with `{brand}`: never to share the code, and what to do if one did not ask for it. */
  readonly warning: string;
}
