import type { OtpState } from '@cognito-otp/client';
import type { Words } from '../i18n/words.js';

/** A line for the live region. */
export interface Status {
  readonly text: string;
  /** Only heard, since what is seen says it already. */
  readonly quiet: boolean;
}

/** What the live region says, in whatever the page's language is when it is drawn. */
interface Said {
  say(words: Words): string;
  readonly quiet: boolean;
}

const silent: Said = { say: () => '', quiet: true };
const offline: Said = { say: (words) => words.get('offline'), quiet: false };

/** What has just happened, told once each to who sees the form and to who hears it. */
export class StatusLine {
  #said = silent;

  /**
   * @param destination where the code went, as it is shown.
   * @param wait time until a message may be asked for, as it is now: one that counts down would be read out every second.
   */
  follow(previous: OtpState, next: OtpState, destination: string, wait: string): void {
    const notice = 'notice' in next ? next.notice : null;
    if (next.step === 'code' && notice && (!('notice' in previous) || previous.step !== 'code')) {
      const quiet = notice === 'sent';
      const key = notice === 'sent-again' ? 'sentAgain' : notice;
      const andWait = (words: Words) => (quiet && wait ? ` ${words.fill('wait', { time: wait })}` : '');
      this.#said = { say: (words) => words.fill(key, { destination }) + andWait(words), quiet };
    } else if (next.step !== previous.step) this.#said = progress(next, previous);
  }

  /** A message may be asked for again. */
  waited(): void {
    this.#said = { say: (words) => words.get('canResend'), quiet: true };
  }

  /** @param back whether the connection came back, and wasn't lost. */
  connection(back: boolean): void {
    this.#said = back ? { say: (words) => words.get('backOnline'), quiet: false } : offline;
  }

  /** The form is on a page again, where the connection may be another. */
  arrive(): void {
    if (this.#said === offline) this.#said = silent;
  }

  /**
   * That there is no connection is told while nothing else is, and once: not beside its error.
   * @param told whether that error is shown.
   */
  read(words: Words, told: boolean): Status {
    const said = this.#said === silent && !navigator.onLine ? offline : this.#said;
    const { say, quiet } = said === offline && told ? silent : said;
    return { text: say(words), quiet };
  }
}

function progress(next: OtpState, previous: OtpState): Said {
  const said = (key: 'sending' | 'checking' | 'successTitle' | 'signingOut' | 'signedOut', quiet = true): Said => ({
    say: (words) => words.get(key),
    quiet,
  });
  switch (next.step) {
    case 'starting':
    case 'sending':
      return said('sending');
    case 'checking':
      return said('checking');
    case 'signed-in':
      return previous.step === 'restoring' ? silent : said('successTitle');
    case 'signing-out':
      return said('signingOut');
    case 'identifier':
      return previous.step === 'signing-out' ? said('signedOut', false) : silent;
    default:
      return silent;
  }
}
