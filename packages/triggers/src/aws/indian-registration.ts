/**
 * What carriers in India require of every message: the ids that the sender has been given on a DLT platform.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/registrations-sms-senderid-india.html
 */
export interface IndianRegistration {
  /** The id of the registered business (principal entity). */
  readonly entityId: string;
  /** The id of the registered text. Carriers drop a message that differs from it. */
  readonly templateId: string;
}
