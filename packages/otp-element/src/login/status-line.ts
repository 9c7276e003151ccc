import type { OtpState } from '@cognito-otp/client';
import type { IdentifierKind } from '../contracts/identifier.js';
import type { MessageFormatter } from '../i18n/message-formatter.js';
import { shownStep } from './snapshot.js';

/** What the live region announces at the moment. */
export interface Status {
  readonly text: string;
  /** Whether it is for screen readers alone, because the step already shows what it says. */
  readonly quiet: boolean;
}

/** An announcement, whose text depends on the language at the time it is rendered. */
interface Announcement {
  text(messages: MessageFormatter): string;
  readonly quiet: boolean;
}

/** The texts of the client's notices. */
export const NOTICE_TEXT = { sent: 'sent', 'sent-again': 'sentAgain', resumed: 'resumed' } as const;

/** The client's notice, if it is about a code that can be entered. */
export const noticeShown = (state: OtpState): keyof typeof NOTICE_TEXT | undefined =>
  (state.step === 'code' && shownStep(state) === 'code' && state.notice) || undefined;

const silent: Announcement = { text: () => '', quiet: true };
const offline: Announcement = { text: (messages) => messages.get('offline'), quiet: false };

/** The live region's announcements: what has just happened, each announced once. */
export class StatusLine {
  #current = silent;

  /**
   * Announces what a change of the client's snapshot means.
   * @param destination returns where the code was sent, as it is shown.
   * @param wait seconds until another message may be requested, as of now: a time that counts down would be read out every
   *   second.
   */
  onStateChange(previous: OtpState, next: OtpState, destination: () => string, wait: number): void {
    const notice = noticeShown(next);
    if (notice && (!('notice' in previous) || previous.step !== 'code')) {
      const andWait = (messages: MessageFormatter) =>
        notice === 'sent' && wait ? ` ${messages.fill('wait', { time: messages.duration(wait) })}` : '';
      const text = (messages: MessageFormatter) =>
        messages.fill(NOTICE_TEXT[notice], { destination: destination() }) + andWait(messages);
      this.#current = { text, quiet: true };
    } else if (next.step !== previous.step) this.#current = progress(next, previous);
  }

  /** Announces that the form has switched to this kind of identifier, because of what was typed. */
  onKindSwitch(kind: IdentifierKind): void {
    const key = kind === 'phone' ? 'switchedPhone' : 'switchedEmail';
    this.#current = { text: (messages) => messages.get(key), quiet: true };
  }

  /** Announces that another address is offered; `undefined` if it no longer is. */
  onSuggestion(address: string | undefined): void {
    this.#current =
      address === undefined ? silent : { text: (messages) => messages.fill('didYouMean', { address }), quiet: true };
  }

  /** Announces that another message may be requested. */
  onCountdownEnd(): void {
    this.#current = { text: (messages) => messages.get('canResend'), quiet: true };
  }

  /** Announces that the connection was lost or is back. */
  onConnectionChange(online: boolean): void {
    this.#current = online ? { text: (messages) => messages.get('backOnline'), quiet: false } : offline;
  }

  /** Forgets a lost connection: the form is on a page again, and the connection may be back. */
  onConnect(): void {
    if (this.#current === offline) this.#current = silent;
  }

  /**
   * The current announcement. A lost connection is not announced beside an error that already says so. What the browser
   * says of the connection is a hint: behind a VPN it may say offline for good, so it is announced only when it changes.
   * @param offlineErrorShown whether that error is shown.
   */
  read(messages: MessageFormatter, offlineErrorShown: boolean): Status {
    const { text, quiet } = this.#current === offline && offlineErrorShown ? silent : this.#current;
    return { text: text(messages), quiet };
  }
}

/** The announcement for a step that was just reached. */
function progress(next: OtpState, previous: OtpState): Announcement {
  type Key = 'sending' | 'checking' | 'successTitle' | 'signingOut' | 'signedOut';
  const announcement = (key: Key, quiet = true): Announcement => ({ text: (messages) => messages.get(key), quiet });
  switch (next.step) {
    case 'starting':
    case 'sending':
      return announcement('sending');
    case 'checking':
      return announcement('checking');
    case 'signed-in':
      return previous.step === 'restoring' ? silent : announcement('successTitle');
    case 'signing-out':
      return announcement('signingOut');
    case 'identifier':
      return previous.step === 'signing-out' ? announcement('signedOut', false) : silent;
    default:
      return silent;
  }
}
