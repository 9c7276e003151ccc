import type { OtpErrorCode } from '@cognito-otp/client';
import { en } from './messages/en.js';
import type { Messages } from './messages/types.js';

/** Texts of one page: its own words first, then its language's, then English. */
export class Words {
  constructor(
    readonly language: string,
    private readonly layers: readonly (Partial<Messages> | null | undefined)[],
  ) {}

  get<K extends keyof Messages>(key: K): NonNullable<Messages[K]> {
    for (const layer of this.layers) if (layer?.[key]) return layer[key] as NonNullable<Messages[K]>;
    return en[key] as NonNullable<Messages[K]>;
  }

  /** A text with its placeholders filled in; an unknown placeholder stays as it is. */
  fill(key: Exclude<keyof Messages, 'triesLeft' | 'dir'>, values: Readonly<Record<string, string | number>>): string {
    return fill(this.get(key), values);
  }

  triesLeft(n: number): string {
    const forms = this.get('triesLeft');
    return fill(forms[new Intl.PluralRules(this.language).select(n)] ?? forms.other, { n });
  }

  /** @param retryAt ms since the epoch; shown as a time of day, rounded up so that it is never too early. */
  error(code: OtpErrorCode, retryAt: number | null | undefined, length: number, attemptsLeft: number | null): string {
    const at = Math.ceil((retryAt ?? Date.now()) / 60_000) * 60_000;
    const time = new Intl.DateTimeFormat(this.language, { timeStyle: 'short' }).format(at);
    const text = this.fill(code, { time, length });
    return code === 'wrong_code' && attemptsLeft ? `${text} ${this.triesLeft(attemptsLeft)}` : text;
  }
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}
