import type { OtpErrorCode } from '@cognito-otp/client';
import { messages as en } from './messages/en.js';
import type { Messages } from './messages/types.js';

/** Texts of one page: its own words first, then its language's, then English. */
export class Words {
  constructor(
    readonly language: string,
    private readonly layers: readonly (Partial<Messages> | null | undefined)[],
  ) {}

  get<K extends keyof Messages>(key: K): NonNullable<Messages[K]> {
    // A page's own may be anything.
    for (const layer of this.layers) {
      if (layer?.[key] && typeof layer[key] === typeof en[key]) return layer[key] as NonNullable<Messages[K]>;
    }
    return en[key] as NonNullable<Messages[K]>;
  }

  /** A text with its placeholders filled in; an unknown placeholder stays as it is. */
  fill(key: Exclude<keyof Messages, 'triesLeft' | 'dir'>, values: Readonly<Record<string, string | number>>): string {
    return fill(this.get(key), values);
  }

  triesLeft(n: number): string {
    const forms = this.get('triesLeft');
    const form: unknown = forms[new Intl.PluralRules(this.language).select(n)] ?? forms.other;
    return fill(typeof form === 'string' ? form : en.triesLeft.other, { n });
  }

  /** @param retryAt ms since the epoch. */
  error(code: OtpErrorCode, retryAt: number | null | undefined, length: number, attemptsLeft: number | null): string {
    if (this.get(code).includes('{time}')) return this.#pause(code, retryAt);
    const text = this.fill(code, { length });
    return code === 'wrong_code' && attemptsLeft ? `${text} ${this.triesLeft(attemptsLeft)}` : text;
  }

  /**
   * What has to wait, with a time of day if that is today's. No language's sentence takes a date where it has a time, so
   * another day, or a time that nobody knows, has a sentence of its own after what went wrong.
   */
  #pause(code: OtpErrorCode, retryAt: number | null | undefined): string {
    if (!retryAt) return this.#afterProblem(code, this.get('later'));
    // Rounded up, so that it is never too early.
    const at = new Date(Math.ceil(retryAt / 60_000) * 60_000);
    const time = { hour: 'numeric', minute: '2-digit' } as const;
    const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
    const today = at.toDateString() === new Date().toDateString();
    const when = new Intl.DateTimeFormat(this.language, today ? time : { ...day, ...time }).format(at);
    const text = today ? this.fill(code, { time: when }) : this.#afterProblem(code, this.fill('again', { time: when }));
    // “8:30 a. m.” brings its own.
    return text.replace(/\.\.$/, '.');
  }

  /** An error's first sentence, and what to do about it. Thai ends a sentence with a space alone. */
  #afterProblem(code: OtpErrorCode, advice: string): string {
    const [problem = ''] = /^.*?(?:[.!।۔。]+|\p{Script=Thai} )/u.exec(this.get(code)) ?? [];
    return `${problem.trim()}${problem.endsWith('。') ? '' : ' '}${advice}`.trim();
  }
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}
