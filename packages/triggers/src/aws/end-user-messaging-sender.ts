/** Sends SMS by AWS End User Messaging. */
import { SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Sender } from '../ports/sender.js';
import { createMessagingClient, messageFeedback, outcomeOf } from './end-user-messaging-client.js';
import type { IndianRegistration } from './indian-registration.js';

/** Options of {@link endUserMessagingSender}. */
export interface EndUserMessagingOptions {
  /** A phone number, sender id or pool, by id or ARN. By default the service chooses one of the AWS account's. */
  readonly originationIdentity?: string;
  /**
   * What messages to a country are sent from, by ISO 3166-1 code. Other countries get messages from `originationIdentity`; if
   * there is none, they get no messages, because the service would choose a sender that may not be registered there.
   */
  readonly originationIdentityByCountry?: ReadonlyMap<string, string>;
  /** What messages to India have to name. */
  readonly india?: IndianRegistration;
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

/** Creates a {@link Sender} of SMS by AWS End User Messaging. */
export function endUserMessagingSender(options: EndUserMessagingOptions): Sender {
  const client = createMessagingClient(options.region);
  return {
    async send(message, abortSignal) {
      const { originationIdentity, originationIdentityByCountry: byCountry, india } = options;
      const origin = byCountry?.get(message.country ?? '') ?? originationIdentity;
      if (byCountry && !origin) return { kind: 'unsupported', why: 'no_origin_for_country', onlyHere: true };
      const command = new SendTextMessageCommand({
        DestinationPhoneNumber: message.to,
        MessageBody: message.text,
        MessageType: 'TRANSACTIONAL',
        TimeToLive: options.timeToLive,
        MessageFeedbackEnabled: options.feedback,
        ...(origin ? { OriginationIdentity: origin } : {}),
        ...(india && message.country === 'IN'
          ? { DestinationCountryParameters: { IN_ENTITY_ID: india.entityId, IN_TEMPLATE_ID: india.templateId } }
          : {}),
        ...(options.configurationSet ? { ConfigurationSetName: options.configurationSet } : {}),
        ...(options.protectConfigurationId ? { ProtectConfigurationId: options.protectConfigurationId } : {}),
      });
      return outcomeOf(client.send(command, { abortSignal }));
    },
    confirm: messageFeedback(client),
  };
}
