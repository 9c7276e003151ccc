import { attempt } from './optional.js';

/**
 * What `navigator.credentials.get({ otp })` resolves with; TypeScript's DOM types don't include it.
 * https://wicg.github.io/web-otp/
 */
interface OtpCredential extends Credential {
  readonly code?: string;
}

/**
 * Reads the code of an incoming text message through WebOTP, in browsers that support it. The message's last line must be
 * `@domain #code`. Never fails: without a code from the browser, the user types it.
 */
export class WebOtpReceiver {
  #request: AbortController | undefined;

  /** @param onCode called with the code of a received message. */
  constructor(private readonly onCode: (code: string) => void) {}

  /** Waits for a message. Does nothing while it is already waiting, or after the browser's answer until {@link stop}. */
  start(): void {
    if (this.#request) return;
    this.#request = new AbortController();
    const { signal } = this.#request;
    // Pages without a secure context have no `credentials`.
    if (!('OTPCredential' in globalThis && navigator.credentials)) return;
    const options: CredentialRequestOptions & { otp: { transport: string[] } } = {
      otp: { transport: ['sms'] },
      signal,
    };
    const request = attempt(() => navigator.credentials.get(options), undefined);
    request?.then(
      (credential: OtpCredential | null) => {
        if (credential?.code && !signal.aborted) this.onCode(credential.code);
      },
      () => signal.aborted, // Refused, timed out or aborted: the code can always be typed.
    );
  }

  /** Stops waiting. */
  stop(): void {
    this.#request?.abort();
    this.#request = undefined;
  }
}
