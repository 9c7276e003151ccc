import {
  PinpointSMSVoiceV2Client,
  PutMessageFeedbackCommand,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Sender } from '../ports/sender.js';
import { clientDefaults } from './client-defaults.js';
import { outcomeFromError } from './send-outcome.js';

export interface EndUserMessagingOptions {
  /** Phone number, sender id, pool: an id or an ARN. Left out, the service chooses one of the account's. */
  originationIdentity?: string;
  configurationSet?: string;
  /** Protect configuration: which countries and numbers the account sends to, and what it filters. */
  protectConfigurationId?: string;
  /** Where SMS are sent from; left out, the function's own Region. */
  region?: string;
  /** Seconds after which an operator needn't deliver any more: a code that has ended only confuses. */
  timeToLive: number;
  /** Tells the service which messages were answered, so that its protection learns what pumping looks like. */
  feedback: boolean;
}

const unsupported = new Set([
  'DESTINATION_PHONE_NUMBER_OPTED_OUT',
  'DESTINATION_PHONE_NUMBER_NOT_VERIFIED',
  'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION',
  'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE',
  'INVALID_PARAMETER',
]);

/** SMS by AWS End User Messaging. */
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
        return outcomeFromError(error, unsupported);
      }
    },
    confirm: messageFeedback(client),
  };
}

/** Only the half that says a message was answered, for the function that knows. */
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
