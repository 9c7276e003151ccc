// Amazon SES, API version 2: SendEmail puts the message into the outbox.
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html

import { randomUUID } from 'node:crypto';
import type { Outbox } from '../../control/outbox.js';
import type { Caller } from '../../iam/caller.js';
import { ServiceError, UnsupportedCall } from '../../model/errors.js';
import { awsJson, type HttpRequest, type HttpResponse, parseJson } from '../shared/aws-protocol.js';
import { readMimeMessage } from './mime.js';
import { authorizeSending, deliver, type Email } from './send.js';

/** The path of SendEmail. */
export const SEND_EMAIL_PATH = '/v2/email/outbound-emails';

interface SendEmailInput {
  readonly FromEmailAddress?: string;
  readonly ConfigurationSetName?: string;
  readonly Destination?: {
    readonly ToAddresses?: string[];
    readonly CcAddresses?: string[];
    readonly BccAddresses?: string[];
  };
  readonly Content?: {
    readonly Simple?: {
      readonly Subject?: { readonly Data?: string };
      readonly Body?: { readonly Text?: { readonly Data?: string }; readonly Html?: { readonly Data?: string } };
    };
    readonly Raw?: { readonly Data?: string };
  };
}

/**
 * Answers one call of SES.
 *
 * @throws ServiceError `AccessDeniedException`; `BadRequestException` for an incomplete message
 */
export function callSes(request: HttpRequest, caller: Caller, outbox: Outbox, region: string): HttpResponse {
  if (request.method !== 'POST' || request.url.pathname !== SEND_EMAIL_PATH) {
    throw new UnsupportedCall('SES', `${request.method} ${request.url.pathname}`, 'NotFoundException', 404);
  }
  const input = parseJson(request.body) as SendEmailInput;
  const email = readEmail(input);
  authorizeSending(caller, region, input.Content?.Raw === undefined ? 'ses:SendEmail' : 'ses:SendRawEmail', email);
  const { from, recipients, text, html } = email;
  if (from === '' || recipients.length === 0 || (text === undefined && html === undefined)) {
    throw new ServiceError(
      'BadRequestException',
      'FromEmailAddress, Destination and Content.Simple or Content.Raw are required. The local pool has no templates.',
    );
  }
  deliver(outbox, region, email);
  return awsJson({ MessageId: randomUUID() });
}

function readEmail({ FromEmailAddress, Destination, Content, ConfigurationSetName }: SendEmailInput): Email {
  const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = Destination ?? {};
  const recipients = [...ToAddresses, ...CcAddresses, ...BccAddresses];
  if (Content?.Raw !== undefined) {
    const message = readMimeMessage(Buffer.from(Content.Raw.Data ?? '', 'base64').toString('utf8'));
    return {
      ...message,
      from: FromEmailAddress ?? message.from,
      recipients: recipients.length > 0 ? recipients : message.recipients,
      configurationSet: ConfigurationSetName,
    };
  }
  const { Subject, Body } = Content?.Simple ?? {};
  return {
    from: FromEmailAddress ?? '',
    recipients,
    subject: Subject?.Data ?? '',
    text: Subject === undefined ? undefined : Body?.Text?.Data,
    html: Subject === undefined ? undefined : Body?.Html?.Data,
    configurationSet: ConfigurationSetName,
  };
}
