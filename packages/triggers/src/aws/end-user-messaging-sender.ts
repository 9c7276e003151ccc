/** Sends SMS by AWS End User Messaging. */
import {
  PinpointSMSVoiceV2Client,
  PutMessageFeedbackCommand,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Sender } from '../ports/sender.js';
import { clientDefaults } from './client-defaults.js';
import { outcomeFromError } from './send-outcome.js';

/** Options of {@link endUserMessagingSender}. */
export interface EndUserMessagingOptions {
  /** A phone number, sender id or pool, by id or ARN. By default the service chooses one of the AWS account's. */
  readonly originationIdentity?: string;
  readonly configurationSet?: string;
  /** The protect configuration: which countries and numbers the AWS account sends to, and what it filters. */
  readonly protectConfigurationId?: string;
  /** The Region that SMS are sent from; the function's own by default. */
  readonly region?: string;
  /** After how many seconds a carrier need not deliver a message any more: a code that has expired only confuses. */
  readonly timeToLive: number;
  /** Whether to tell the service which messages were answered, so that its protection learns to recognize SMS pumping. */
  readonly feedback: boolean;
}

/** Reasons for which no later attempt for the same address would succeed. */
const UNSUPPORTED_REASONS = new Set([
  'DESTINATION_PHONE_NUMBER_OPTED_OUT',
  'DESTINATION_PHONE_NUMBER_NOT_VERIFIED',
  'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION',
  'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE',
  'INVALID_PARAMETER',
]);

/** Creates a {@link Sender} of SMS by AWS End User Messaging. */
export function endUserMessagingSender(options: EndUserMessagingOptions): Sender {
  const client = createClient(options.region);
  return {
    async send(message, abortSignal) {
      const command = new SendTextMessageCommand({
        DestinationPhoneNumber: message.to,
        MessageBody: message.text,
        MessageType: 'TRANSACTIONAL',
        TimeToLive: options.timeToLive,
        MessageFeedbackEnabled: options.feedback,
        ...(options.originationIdentity ? { OriginationIdentity: options.originationIdentity } : {}),
        ...(options.configurationSet ? { ConfigurationSetName: options.configurationSet } : {}),
        ...(options.protectConfigurationId ? { ProtectConfigurationId: options.protectConfigurationId } : {}),
      });
      try {
        const { MessageId: receipt } = await client.send(command, { abortSignal });
        return { kind: 'accepted', ...(receipt ? { receipt } : {}) };
      } catch (error) {
        return outcomeFromError(error, UNSUPPORTED_REASONS);
      }
    },
    confirm: messageFeedback(client),
  };
}

/** Creates only the `confirm` of the sender, for PostAuthentication: it learns that a message was answered, and sends none. */
export function endUserMessagingFeedback({
  region,
}: Pick<EndUserMessagingOptions, 'region'> = {}): NonNullable<Sender['confirm']> {
  return messageFeedback(createClient(region));
}

function createClient(region: string | undefined): PinpointSMSVoiceV2Client {
  return new PinpointSMSVoiceV2Client({ ...clientDefaults, ...(region ? { region } : {}), maxAttempts: 1 });
}

function messageFeedback(client: PinpointSMSVoiceV2Client): NonNullable<Sender['confirm']> {
  return async (receipt, abortSignal) => {
    const command = new PutMessageFeedbackCommand({ MessageId: receipt, MessageFeedbackStatus: 'RECEIVED' });
    await client.send(command, { abortSignal });
  };
}
