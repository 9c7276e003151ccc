/**
 * Sends SMS by AWS End User Messaging Notify: from numbers that AWS manages, with texts that AWS has registered.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/notify-send-messages.html
 */
import { SendNotifyTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Sender } from '../ports/sender.js';
import { createMessagingClient, messageFeedback, outcomeOf } from './end-user-messaging-client.js';
import type { EndUserMessagingOptions } from './end-user-messaging-sender.js';

/** Options of {@link notifySender}. */
export interface NotifyOptions
  extends Pick<EndUserMessagingOptions, 'configurationSet' | 'region' | 'timeToLive' | 'feedback'> {
  /** The Notify configuration, by id or ARN. It contains the sender's name, which the texts show. */
  readonly notifyConfigurationId: string;
  /** The ids of templates by BCP 47 tag. The first one is used for all other languages. */
  readonly templates: ReadonlyMap<string, string>;
}

/** Creates a {@link Sender} of SMS by AWS End User Messaging Notify. The text of a message is that of the template. */
export function notifySender(options: NotifyOptions): Sender {
  const client = createMessagingClient(options.region);
  return {
    async send({ to, code, language }, abortSignal) {
      if (code === undefined) return { kind: 'refused', why: 'no_code' };
      const command = new SendNotifyTextMessageCommand({
        NotifyConfigurationId: options.notifyConfigurationId,
        DestinationPhoneNumber: to,
        TemplateId: templateFor(language, options.templates),
        TemplateVariables: { code },
        TimeToLive: options.timeToLive,
        MessageFeedbackEnabled: options.feedback,
        ...(options.configurationSet ? { ConfigurationSetName: options.configurationSet } : {}),
      });
      return outcomeOf(client.send(command, { abortSignal }));
    },
    confirm: messageFeedback(client),
  };
}

/** The template of the language (`pt-BR`), of the language without its region (`pt`), or the first one. */
function templateFor(language: string | undefined, templates: ReadonlyMap<string, string>): string | undefined {
  const exact = templates.get(language ?? '') ?? templates.get(language?.split('-')[0] ?? '');
  return exact ?? [...templates.values()][0];
}
