// Amazon SES, API version 1 (the query protocol): SendEmail and SendRawEmail put the message into the outbox.
// https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html

import { randomUUID } from 'node:crypto';
import type { Outbox } from '../../control/outbox.js';
import type { Caller } from '../../iam/caller.js';
import { ServiceError, UnsupportedCall } from '../../model/errors.js';
import type { HttpRequest, HttpResponse } from '../shared/aws-protocol.js';
import { members, queryError, queryResult } from '../shared/query-protocol.js';
import { readMimeMessage } from './mime.js';
import { authorizeSending, deliver, type Email } from './send.js';

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

/** The action of a request of this version; undefined for one of version 2. */
export function sesV1Action({ body, headers }: HttpRequest): string | undefined {
  const isForm = String(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return isForm ? (new URLSearchParams(body.toString('utf8')).get('Action') ?? '') : undefined;
}

/**
 * Answers one call.
 *
 * @throws ServiceError `AccessDeniedException`; `ValidationError` for an incomplete message
 */
export function callSesV1(request: HttpRequest, caller: Caller, outbox: Outbox, region: string): HttpResponse {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const action = form.get('Action') ?? '';
  if (action !== 'SendEmail' && action !== 'SendRawEmail') throw new UnsupportedCall('SES', action, 'InvalidAction');
  const email = action === 'SendEmail' ? readEmail(form) : readRawEmail(form);
  authorizeSending(caller, region, `ses:${action}`, email);
  if (email.from === '' || email.recipients.length === 0) {
    throw new ServiceError('ValidationError', 'Source and a recipient are required.');
  }
  deliver(outbox, region, email);
  return queryResult(NAMESPACE, action, `<MessageId>${randomUUID()}</MessageId>`);
}

/** An error response of this version. */
export const sesV1Error = (error: ServiceError): HttpResponse => queryError(error, NAMESPACE);

function readEmail(form: URLSearchParams): Email {
  const subject = form.get('Message.Subject.Data');
  const text = form.get('Message.Body.Text.Data') ?? undefined;
  const html = form.get('Message.Body.Html.Data') ?? undefined;
  if (subject === null || (text === undefined && html === undefined)) {
    throw new ServiceError('ValidationError', 'Message.Subject and Message.Body are required.');
  }
  return {
    from: form.get('Source') ?? '',
    recipients: ['To', 'Cc', 'Bcc'].flatMap((kind) => members(form, `Destination.${kind}Addresses`)),
    subject,
    text,
    html,
    configurationSet: form.get('ConfigurationSetName') ?? undefined,
  };
}

function readRawEmail(form: URLSearchParams): Email {
  const message = readMimeMessage(Buffer.from(form.get('RawMessage.Data') ?? '', 'base64').toString('utf8'));
  const destinations = members(form, 'Destinations');
  return {
    ...message,
    from: form.get('Source') ?? message.from,
    recipients: destinations.length > 0 ? destinations : message.recipients,
    configurationSet: form.get('ConfigurationSetName') ?? undefined,
  };
}
