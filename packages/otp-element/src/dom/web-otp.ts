/** What `navigator.credentials.get({ otp })` resolves with (WebOTP, WICG); TypeScript's DOM types don't have it. */
interface OtpCredential extends Credential {
  readonly code?: string;
}

/**
 * The code of an incoming text message, from the browser, where it can (WebOTP). Needs a message whose last line is
 * `@domain #code`. Nothing fails here: without an answer the person types.
 */
export class CodeReceiver {
  #asking: AbortController | undefined;

  constructor(private readonly take: (code: string) => void) {}

  /** Asks once for as long as one is waited for. */
  wait(): void {
    if (this.#asking) return;
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    if (!('OTPCredential' in globalThis)) return;
    const options: CredentialRequestOptions & { otp: { transport: string[] } } = {
      otp: { transport: ['sms'] },
      signal,
    };
    navigator.credentials.get(options).then(
      (credential: OtpCredential | null) => {
        if (credential?.code && !signal.aborted) this.take(credential.code);
      },
      () => signal.aborted, // refused, timed out or aborted: typing is the other way in, and always open
    );
  }

  stop(): void {
    this.#asking?.abort();
    this.#asking = undefined;
  }
}
