import type { OtpState } from '@cognito-otp/client';
import type { LoginHost } from '../contracts/login-host.js';
import type { Mailbox } from './mailbox.js';

/** Finds the webmail service for the code step, and loads the list of services only if a code was sent by email. */
export class MailboxLink {
  #find: ((address: string) => Mailbox | undefined) | undefined;
  #isLoading = false;

  constructor(private readonly host: LoginHost) {}

  /**
   * The service of the address that the code was sent to; `undefined` if it is unknown or the page
   * has `no-mailbox-link`.
   */
  of(state: Extract<OtpState, { delivery: unknown }>): Mailbox | undefined {
    const { delivery, identifier } = state;
    if (delivery.channel !== 'email' || this.host.hasAttribute('no-mailbox-link')) return undefined;
    this.#load();
    return this.#find?.(identifier && 'email' in identifier ? identifier.email : delivery.destination);
  }

  #load(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    import('./mailbox.js').then(
      ({ mailboxOf }) => {
        this.#find = mailboxOf;
        this.host.requestUpdate();
      },
      () => {
        // The step works without the link; the next code step tries again.
        this.#isLoading = false;
      },
    );
  }
}
