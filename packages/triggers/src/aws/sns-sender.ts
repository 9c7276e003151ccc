import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Sender } from '../ports/sender.js';
import { clientDefaults } from './client-defaults.js';
import { outcomeFromError } from './send-outcome.js';

export interface SnsOptions {
  /** Alphanumeric, at most 11 characters; where a country allows it. */
  senderId?: string;
  originationNumber?: string;
  /** Where SMS are sent from; left out, the function's own Region. */
  region?: string;
  /** Transactional messages go by the route that is delivered first. */
  type: 'Transactional' | 'Promotional';
}

const unsupported = new Set([
  'OptedOutException',
  'InvalidParameterException',
  'InvalidParameter',
  'InvalidParameterValue',
]);

/** SMS by Amazon SNS. */
export function snsSender(options: SnsOptions): Sender {
  // Never by itself a second time: a reply that got lost would be a second message on somebody's bill.
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
        },
      });
      try {
        await client.send(command, { abortSignal });
        return { kind: 'accepted' };
      } catch (error) {
        return outcomeFromError(error, unsupported);
      }
    },
  };
}
