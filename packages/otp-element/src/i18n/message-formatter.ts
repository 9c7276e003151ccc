import type { IdentifierProblem, OtpErrorCode } from '@cognito-otp/client';
import { formMessages } from './messages/en-form.js';
import type { Messages } from './messages/types.js';

/** The texts for reasons why an identifier is invalid. For other reasons, the text of the error is sufficient. */
const PROBLEM_TEXT: Readonly<Record<IdentifierProblem, TextKey | undefined>> = {
  empty: undefined,
  not_a_number: 'phoneNotANumber',
  too_short: 'phoneTooShort',
  too_long: 'phoneTooLong',
  unknown_calling_code: 'phoneUnknownCode',
  email_address: 'phoneNotEmail',
  phone_number: 'emailNotPhone',
};

type TextKey = Exclude<keyof Messages, 'triesLeft' | 'dir'>;
type Values = Readonly<Record<string, string | number>>;

/** Looks up texts by key, and fills in their placeholders: the page's own texts first, then the language's, then English. */
export class MessageFormatter {
  readonly #english: Partial<Messages>;

  /**
   * @param language BCP 47 tag, for plural rules, dates and the names of countries.
   * @param layers texts by key, in order of precedence.
   * @param stepMessages the English texts of the later steps; `undefined` until these are loaded.
   */
  constructor(
    readonly language: string,
    private readonly layers: readonly (Partial<Messages> | undefined)[],
    stepMessages?: Partial<Messages>,
  ) {
    this.#english = { ...formMessages, ...stepMessages };
  }

  /** The text for a key, as it is. */
  get<K extends keyof Messages>(key: K): NonNullable<Messages[K]> {
    for (const layer of this.layers) {
      // A page's own texts may have any type.
      if (layer?.[key] && typeof layer[key] === typeof this.#english[key])
        return layer[key] as NonNullable<Messages[K]>;
    }
    return (this.#english[key] ?? formMessages.unexpected) as NonNullable<Messages[K]>;
  }

  /** The text for a key with its placeholders filled in. An unknown placeholder stays as it is. */
  fill(key: TextKey, values: Values): string {
    return fillPlaceholders(this.get(key), values);
  }

  /** How many attempts are left, in the language's plural form for `n`. */
  attemptsLeft(n: number): string {
    const forms = this.get('triesLeft');
    const form: unknown = forms[pluralCategory(this.language, n)] ?? forms.other;
    return fillPlaceholders(typeof form === 'string' ? form : this.#english.triesLeft!.other, { n });
  }

  /**
   * The text of an error.
   * @param retryAt when the next try is possible, in ms since the epoch.
   * @param length the number of digits in a code.
   * @param attemptsLeft for a wrong code, how many more answers are accepted.
   * @param problem why an identifier is invalid.
   */
  error(
    code: OtpErrorCode,
    retryAt: number | undefined,
    length: number,
    attemptsLeft: number | undefined,
    problem?: IdentifierProblem,
  ): string {
    if (problem) return this.#invalidIdentifier(code, problem);
    if (this.get(code).includes('{time}')) return this.#errorWithTime(code, retryAt);
    const text = this.fill(code, { length });
    return code === 'wrong_code' && attemptsLeft ? `${text} ${this.attemptsLeft(attemptsLeft)}` : text;
  }

  /**
   * The text for an invalid identifier, which names the reason. The page's own text for the error has precedence, unless
   * the page also has one for the reason.
   */
  #invalidIdentifier(code: OtpErrorCode, problem: IdentifierProblem): string {
    const key = code === 'invalid_email' && problem === 'too_long' ? undefined : PROBLEM_TEXT[problem];
    const [own] = this.layers;
    const isOwn = typeof own?.[code] === 'string' && !(key && typeof own[key] === 'string');
    return this.get(key && !isOwn ? key : code);
  }

  /**
   * An error that says when the next try is possible, as a time of day if that is today. No language's sentence takes a
   * date in place of a time, so another day, or an unknown time, has a sentence of its own after the error's first one.
   */
  #errorWithTime(code: OtpErrorCode, retryAt: number | undefined): string {
    const when = retryAt ? this.#when(retryAt) : undefined;
    return when?.today
      ? this.#fillTime(code, when.text)
      : this.#withAdvice(code, when ? this.#fillTime('again', when.text) : this.get('later'));
  }

  /** A time of day if that is today, otherwise with the day. Rounded up to the minute, so that it is never too early. */
  #when(retryAt: number): { readonly today: boolean; readonly text: string } {
    const at = new Date(Math.ceil(retryAt / 60_000) * 60_000);
    const time = { hour: 'numeric', minute: '2-digit' } as const;
    const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
    const today = at.toDateString() === new Date().toDateString();
    const text = at.toLocaleString(this.language, today ? time : { ...day, ...time });
    return { today, text };
  }

  /** A text that ends with a time. A time such as “8:30 a. m.” has a full stop of its own. */
  #fillTime(key: OtpErrorCode | 'again' | 'tryAt', time: string): string {
    return this.fill(key, { time }).replace(/\.(\u2069?)\.$/, '.$1');
  }

  /**
   * The sentence of the waiting view for an error, whose heading already says what went wrong. A text of the page's own
   * stays as it is.
   * @param retryAt when the next try is possible, in ms since the epoch.
   */
  waiting(code: OtpErrorCode, retryAt: number | undefined): string {
    const isOwn = typeof this.layers[0]?.[code] === 'string';
    const passes = code === 'locked' || code === 'rate_limited';
    if (isOwn || !(passes || code === 'send_failed')) return this.error(code, retryAt, 0, undefined);
    return passes || retryAt ? this.retry(retryAt) : this.get('trySoon');
  }

  /**
   * When the next try is possible.
   * @param retryAt in ms since the epoch; `undefined` if it isn't known.
   */
  retry(retryAt: number | undefined): string {
    if (!retryAt) return this.get('later');
    const { today, text } = this.#when(retryAt);
    return this.#fillTime(today ? 'tryAt' : 'again', text);
  }

  /** A waiting time: `0:24`, from an hour on in hours, from two days on in days; empty for 0. */
  duration(seconds: number): string {
    if (!seconds) return '';
    if (seconds < 3600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    const hours = Math.ceil(seconds / 3600);
    const [unit, count] = hours < 48 ? ['hour', hours] : ['day', Math.ceil(hours / 24)];
    try {
      return new Intl.NumberFormat(this.language, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
    } catch {
      return `${count} ${unit === 'hour' ? 'h' : 'd'}`;
    }
  }

  /** An error's first sentence, followed by what to do about it. Thai separates sentences with a space alone. */
  #withAdvice(code: OtpErrorCode, advice: string): string {
    const [problem = ''] = /^.*?(?:[.!।۔。]+|\p{Script=Thai} )/u.exec(this.get(code)) ?? [];
    return `${problem.trim()}${problem.endsWith('。') ? '' : ' '}${advice}`.trim();
  }
}

/** A number's plural category; `other` in a browser that does not know the language's rules. */
function pluralCategory(language: string, n: number): Intl.LDMLPluralRule {
  try {
    return new Intl.PluralRules(language).select(n);
  } catch {
    return 'other';
  }
}

/** Texts are isolated (U+2068 … U+2069), so that a number in a text of the other direction keeps its order. */
function fillPlaceholders(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name] ?? placeholder;
    return typeof value === 'string' && value !== placeholder ? `\u2068${value}\u2069` : String(value);
  });
}
