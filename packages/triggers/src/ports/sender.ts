/** Port: a provider of messages. Implement `Sender` for another provider than those of this package. */
import type { Channel } from '@cognito-otp/client/wire';

/** One message, ready to be handed to a provider. */
export interface Message {
  readonly channel: Channel;
  /** A phone number in E.164, or an email address. */
  readonly to: string;
  /** SMS only: the ISO 3166-1 code of the country that the number belongs to. */
  readonly country?: string;
  /** The code in the text, for providers that send texts of their own. */
  readonly code?: string;
  /** The BCP 47 tag of the text's language. */
  readonly language?: string;
  /** The text; for email, its plain-text part. */
  readonly text: string;
  /** Email only. */
  readonly subject?: string;
  /** Email only: the HTML part. */
  readonly html?: string;
}

/**
 * How a send ended.
 * - `accepted`: the provider has the message. `receipt` is its id there, if a right answer is to be reported.
 * - `refused`: the provider certainly does not have it. `why` is a short fixed word for the log.
 * - `unsupported`: refused, and every later attempt for this address will be (opted out, not a mobile number, sandbox).
 *   `onlyHere` if the reason is the provider's own, such as a missing sender for the country: another provider may send it.
 * - `unclear`: no answer in time. The message may have been sent.
 */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly receipt?: string }
  | { readonly kind: 'refused' | 'unclear'; readonly why: string }
  | { readonly kind: 'unsupported'; readonly why: string; readonly onlyHere?: true };

/** Hands messages to a provider. */
export interface Sender {
  /**
   * Sends one message. It makes one attempt and never throws: every failure is an outcome.
   *
   * @param signal aborts when the trigger runs out of time; give up then.
   * @param hasTime reports whether there is time for a further provider; only a sender that has several needs it.
   */
  send(message: Message, signal: AbortSignal, hasTime?: () => boolean): Promise<SendOutcome>;
  /**
   * Reports that the code of a message was answered, for providers that use it against SMS pumping.
   *
   * @param receipt as `send` returned it.
   */
  confirm?(receipt: string, signal: AbortSignal): Promise<void>;
}
