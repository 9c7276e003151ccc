import type { OtpErrorCode } from '@cognito-otp/client';
import type { firstPaintMessages } from './first.js';

/** One text per plural category of the language (`Intl.PluralRules`); `other` is required. `{n}` is the number. */
export type Plural = { readonly other: string } & { readonly [K in Exclude<Intl.LDMLPluralRule, 'other'>]?: string };

/**
 * The texts of one language. The key of an error's text is the client's error code; the text reads `{problem}. {what to do}`.
 * Placeholders: `{destination}`, `{length}` (the number of digits in a code), `{time}` (a countdown or a time of day; a date
 * in `again`), `{name}`, `{app}` (the application's name), `{address}` (an email address). If the time is not today, or unknown, `again` or `later` follows the first sentence of an error.
 */
export interface Messages extends Readonly<Record<keyof typeof firstPaintMessages | OtpErrorCode | LaterText, string>> {
  /** How many attempts are left; follows the text of a wrong code. */
  readonly triesLeft: Plural;
  /** Set by languages that are written from right to left. */
  readonly dir?: 'rtl';
}

/** The texts that only later steps use. */
type LaterText =
  | 'sending'
  | 'codeTitleSms'
  | 'codeTitleEmail'
  | 'codeLead'
  | 'unsentLead'
  | 'pausedTitle'
  | 'notYetTitle'
  | 'sendFailedTitle'
  | 'unsentTitle'
  | 'voidTitle'
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
  | 'sendAgain'
  | 'sendAgainIn'
  | 'tryIn'
  | 'tryAgain'
  | 'resendSms'
  | 'resendEmail'
  | 'openMailbox'
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
  | 'again'
  | 'tryAt'
  | 'trySoon'
  | 'phoneNotEmail'
  | 'phoneTooShort'
  | 'phoneTooLong'
  | 'phoneNotANumber'
  | 'phoneUnknownCode'
  | 'emailNotPhone'
  | 'switchedEmail'
  | 'switchedPhone'
  | 'titleApp'
  | 'didYouMean'
  | 'continueAs'
  | 'notYou'
  | 'backSms'
  | 'backEmail';
