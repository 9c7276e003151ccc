import type { OtpErrorCode } from '@cognito-otp/client';
import { messages as en } from './messages/en.js';
import type { Messages } from './messages/types.js';

type Values = Readonly<Record<string, string | number>>;

/** Looks up texts by key, and fills in their placeholders: the page's own texts first, then the language's, then English. */
export class MessageFormatter {
  /**
   * @param language BCP 47 tag, for plural rules, dates and the names of countries.
   * @param layers texts by key, in order of precedence.
   */
  constructor(
    readonly language: string,
    private readonly layers: readonly (Partial<Messages> | undefined)[],
  ) {}

  /** The text for a key, as it is. */
  get<K extends keyof Messages>(key: K): NonNullable<Messages[K]> {
    for (const layer of this.layers) {
      // A page's own texts may have any type.
      if (layer?.[key] && typeof layer[key] === typeof en[key]) return layer[key] as NonNullable<Messages[K]>;
    }
    return en[key] as NonNullable<Messages[K]>;
  }

  /** The text for a key with its placeholders filled in. An unknown placeholder stays as it is. */
  fill(key: Exclude<keyof Messages, 'triesLeft' | 'dir'>, values: Values): string {
    return fillPlaceholders(this.get(key), values);
  }

  /** How many attempts are left, in the language's plural form for `n`. */
  attemptsLeft(n: number): string {
    const forms = this.get('triesLeft');
    const form: unknown = forms[new Intl.PluralRules(this.language).select(n)] ?? forms.other;
    return fillPlaceholders(typeof form === 'string' ? form : en.triesLeft.other, { n });
  }

  /**
   * The text of an error.
   * @param retryAt when the next try is possible, in ms since the epoch.
   * @param length the number of digits in a code.
   * @param attemptsLeft for a wrong code, how many more answers are accepted.
   */
  error(code: OtpErrorCode, retryAt: number | undefined, length: number, attemptsLeft: number | undefined): string {
    if (this.get(code).includes('{time}')) return this.#errorWithTime(code, retryAt);
    const text = this.fill(code, { length });
    return code === 'wrong_code' && attemptsLeft ? `${text} ${this.attemptsLeft(attemptsLeft)}` : text;
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
    const text = new Intl.DateTimeFormat(this.language, today ? time : { ...day, ...time }).format(at);
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
    return new Intl.NumberFormat(this.language, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
  }

  /** An error's first sentence, followed by what to do about it. Thai separates sentences with a space alone. */
  #withAdvice(code: OtpErrorCode, advice: string): string {
    const [problem = ''] = /^.*?(?:[.!।۔。]+|\p{Script=Thai} )/u.exec(this.get(code)) ?? [];
    return `${problem.trim()}${problem.endsWith('。') ? '' : ' '}${advice}`.trim();
  }
}

/** Texts are isolated (U+2068 … U+2069), so that a number in a text of the other direction keeps its order. */
function fillPlaceholders(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name] ?? placeholder;
    return typeof value === 'string' && value !== placeholder ? `\u2068${value}\u2069` : String(value);
  });
}
