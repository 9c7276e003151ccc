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
  /** The email's text below the code, with `{minutes}`: how long the code works. */
  readonly lifetime: string;
  /** The email's warning, with `{brand}`: never to share the code, and what to do if one did not ask for it. */
  readonly warning: string;
}
