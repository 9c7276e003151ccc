import type { Channel } from '@cognito-otp/client/wire';

/** One message, ready to go. */
export interface Message {
  channel: Channel;
  /** E.164 number or e-mail address. */
  to: string;
  text: string;
  /** E-mail only. */
  subject?: string;
  html?: string;
}

/**
 * How it ended:
 * - `accepted`: the provider has it. `receipt`: its name for the message, where a right answer is to be reported to it.
 * - `refused`: the provider certainly doesn't have it; `why` is a short fixed word for the logs.
 * - `unsupported`: refused, and always will be for this address (opted out, not a mobile, sandbox).
 * - `unclear`: no answer in time; it may have gone out.
 */
export type SendOutcome =
  | { kind: 'accepted'; receipt?: string }
  | { kind: 'refused' | 'unsupported' | 'unclear'; why: string };

/** Brings messages to people. Bring your own for another provider. It never retries by itself and never throws. */
export interface Sender {
  send(message: Message, signal: AbortSignal): Promise<SendOutcome>;
  /** Told of a message whose code was answered, where the provider wants to know. */
  confirm?(receipt: string, signal: AbortSignal): Promise<void>;
}
