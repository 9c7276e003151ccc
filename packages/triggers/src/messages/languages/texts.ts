/** What the messages say in one language. `{code}` and `{brand}` are put in; nothing else is. */
export interface Texts {
  /** Who sends, what for, never share: in one GSM-7 segment where the script allows it. */
  sms: string;
  subject: string;
  heading: string;
  /** Above the code. */
  intro: string;
  /** `{minutes}`: how long the code works. */
  lifetime: string;
  /** Never share; and what to do when one didn't ask for it. */
  warning: string;
}
