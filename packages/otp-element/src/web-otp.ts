/** What `navigator.credentials.get({ otp })` resolves with (WebOTP, WICG); TypeScript's DOM types don't have it. */
interface OtpCredential extends Credential {
  readonly code?: string;
}

/**
 * Asks the browser for the code of an incoming text message, where it can (WebOTP). Needs a message whose last line is
 * `@domain #code`. Never rejects: without an answer the person types.
 */
export function receiveCode(signal: AbortSignal, take: (code: string) => void): void {
  if (!('OTPCredential' in globalThis)) return;
  const options: CredentialRequestOptions & { otp: { transport: string[] } } = { otp: { transport: ['sms'] }, signal };
  navigator.credentials.get(options).then(
    (credential: OtpCredential | null) => {
      if (credential?.code && !signal.aborted) take(credential.code);
    },
    () => signal.aborted, // refused, timed out or aborted: typing is the other way in, and always open
  );
}
