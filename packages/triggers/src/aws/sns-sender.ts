/** Sends SMS by Amazon SNS. */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Sender } from '../ports/sender.js';
import { clientDefaults } from './client-defaults.js';
import type { IndianRegistration } from './indian-registration.js';
import { outcomeFromError, type PermanentRefusals } from './send-outcome.js';

/** Options of {@link snsSender}. */
export interface SnsOptions {
  /** At most 11 letters and digits; used in countries that allow it. */
  readonly senderId?: string;
  /** A phone number in E.164. */
  readonly originationNumber?: string;
  /** The Region that SMS are sent from; the function's own by default. */
  readonly region?: string;
  /** Transactional messages take the route with the highest reliability. */
  readonly type: 'Transactional' | 'Promotional';
  /** What messages to India have to name. */
  readonly india?: IndianRegistration;
}

/** Errors for which no later attempt for the same address would succeed. */
const REFUSALS: PermanentRefusals = {
  recipient: new Set(['OptedOutException']),
  sender: new Set(['InvalidParameterException', 'InvalidParameter', 'InvalidParameterValue']),
};

/** Creates a {@link Sender} of SMS by Amazon SNS. */
export function snsSender(options: SnsOptions): Sender {
  // The SDK must not retry: after a lost reply, a retry would send, and bill, a second message.
  const client = new SNSClient({
    ...clientDefaults,
    ...(options.region ? { region: options.region } : {}),
    maxAttempts: 1,
  });
  const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
  return {
    async send(message, abortSignal) {
      const command = new PublishCommand({
        PhoneNumber: message.to,
        Message: message.text,
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': attribute(options.type),
          ...(options.senderId ? { 'AWS.SNS.SMS.SenderID': attribute(options.senderId) } : {}),
          ...(options.originationNumber
            ? { 'AWS.MM.SMS.OriginationNumber': attribute(options.originationNumber) }
            : {}),
          ...(options.india && message.country === 'IN'
            ? {
                'AWS.MM.SMS.EntityId': attribute(options.india.entityId),
                'AWS.MM.SMS.TemplateId': attribute(options.india.templateId),
              }
            : {}),
        },
      });
      try {
        await client.send(command, { abortSignal });
        return { kind: 'accepted' };
      } catch (error) {
        return outcomeFromError(error, REFUSALS);
      }
    },
  };
}
