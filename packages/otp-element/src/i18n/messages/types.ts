import type { OtpErrorCode } from '@cognito-otp/client';
import type { firstPaintMessages } from './first.js';

/** One text, or one text a plural category of the language (`Intl.PluralRules`); `other` always. `{n}` is the number. */
export type Plural = { readonly other: string } & { readonly [K in Exclude<Intl.LDMLPluralRule, 'other'>]?: string };

/**
 * The texts of one language. An error's text is found by the client's code and reads `{problem}. {what to do}`.
 * Placeholders: `{destination}`, `{length}` (digits in a code), `{time}` (a countdown or a time of day; a date in `again`),
 * `{name}`. Where the time isn't today's, or nobody knows it, `again` or `later` follows the first sentence of an error.
 */
export interface Messages extends Readonly<Record<keyof typeof firstPaintMessages | OtpErrorCode | LaterText, string>> {
  readonly triesLeft: Plural;
  /** Set by languages that are written from right to left. */
  readonly dir?: 'rtl';
}

type LaterText =
  | 'sending'
  | 'codeTitleSms'
  | 'codeTitleEmail'
  | 'codeLead'
  | 'unsentLead'
  | 'changePhone'
  | 'changeEmail'
  | 'code'
  | 'codeHint'
  | 'codeHintManual'
  | 'verify'
  | 'checking'
  | 'wait'
  | 'canResend'
  | 'resend'
  | 'sendNow'
  | 'resendSms'
  | 'resendEmail'
  | 'sent'
  | 'sentAgain'
  | 'resumed'
  | 'helpTitle'
  | 'helpSms'
  | 'helpEmail'
  | 'successTitle'
  | 'successLead'
  | 'continue'
  | 'signOut'
  | 'signingOut'
  | 'signedOut'
  | 'backOnline'
  | 'allCountries'
  | 'preferredCountries'
  | 'later'
  | 'again';
