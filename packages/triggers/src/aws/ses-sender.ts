/** Sends email by Amazon SES. */
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Sender } from '../ports/sender.js';
import { clientDefaults } from './client-defaults.js';
import { outcomeFromError, type PermanentRefusals } from './send-outcome.js';

/** Options of {@link sesSender}. */
export interface SesOptions {
  /** `codes@example.com` or `Example <codes@example.com>`, of an identity that SES has verified. */
  readonly from: string;
  readonly configurationSet?: string;
}

/** Errors for which no later attempt for the same address would succeed. */
const REFUSALS: PermanentRefusals = {
  recipient: new Set(['MessageRejected', 'BadRequestException']),
  sender: new Set(),
};

/** Creates a {@link Sender} of email by Amazon SES. */
export function sesSender(options: SesOptions): Sender {
  const client = new SESv2Client({ ...clientDefaults, maxAttempts: 1 });
  const content = (text: string) => ({ Data: text, Charset: 'UTF-8' });
  return {
    async send(message, abortSignal) {
      const command = new SendEmailCommand({
        FromEmailAddress: options.from,
        Destination: { ToAddresses: [message.to] },
        ...(options.configurationSet ? { ConfigurationSetName: options.configurationSet } : {}),
        Content: {
          Simple: {
            Subject: content(message.subject ?? ''),
            Body: { Text: content(message.text), ...(message.html ? { Html: content(message.html) } : {}) },
          },
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
