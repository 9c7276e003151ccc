/** What the senders of AWS End User Messaging share: the client, the outcome of a call, and feedback. */
import { PinpointSMSVoiceV2Client, PutMessageFeedbackCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Sender, SendOutcome } from '../ports/sender.js';
import { clientDefaults } from './client-defaults.js';
import { endUserMessagingRefusals } from './end-user-messaging-refusals.js';
import { outcomeFromError } from './send-outcome.js';

/** Waits for a call that sends a message, and returns its outcome. It never throws. */
export async function outcomeOf(call: Promise<{ readonly MessageId?: string | undefined }>): Promise<SendOutcome> {
  try {
    const { MessageId: receipt } = await call;
    return { kind: 'accepted', ...(receipt ? { receipt } : {}) };
  } catch (error) {
    return outcomeFromError(error, endUserMessagingRefusals);
  }
}

/** Creates only the `confirm` of the sender, for PostAuthentication: it learns that a message was answered, and sends none. */
export function endUserMessagingFeedback({
  region,
}: {
  readonly region?: string;
} = {}): NonNullable<Sender['confirm']> {
  return messageFeedback(createMessagingClient(region));
}

/** Creates the client of the service, which makes one attempt: after a lost reply a retry would send a second message. */
export function createMessagingClient(region: string | undefined): PinpointSMSVoiceV2Client {
  return new PinpointSMSVoiceV2Client({ ...clientDefaults, ...(region ? { region } : {}), maxAttempts: 1 });
}

/** Creates a function that reports a message as received. */
export function messageFeedback(client: PinpointSMSVoiceV2Client): NonNullable<Sender['confirm']> {
  return async (receipt, abortSignal) => {
    const command = new PutMessageFeedbackCommand({ MessageId: receipt, MessageFeedbackStatus: 'RECEIVED' });
    await client.send(command, { abortSignal });
  };
}
