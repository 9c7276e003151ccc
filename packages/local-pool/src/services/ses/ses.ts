// Amazon SES, API version 2: SendEmail puts the message into the outbox.
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html

import { randomUUID } from 'node:crypto';
import type { Outbox } from '../../control/outbox.js';
import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { ServiceError } from '../../model/errors.js';
import { ACCOUNT_ID } from '../../model/identifiers.js';
import { awsJson, type HttpRequest, type HttpResponse, parseJson } from '../shared/aws-protocol.js';

/** The path of SendEmail. */
export const SEND_EMAIL_PATH = '/v2/email/outbound-emails';

interface SendEmailInput {
  readonly FromEmailAddress?: string;
  readonly ConfigurationSetName?: string;
  readonly Destination?: { readonly ToAddresses?: string[] };
  readonly Content?: {
    readonly Simple?: {
      readonly Subject?: { readonly Data?: string };
      readonly Body?: { readonly Text?: { readonly Data?: string }; readonly Html?: { readonly Data?: string } };
    };
  };
}

/**
 * Answers one call of SES.
 *
 * @throws ServiceError `AccessDeniedException`; `BadRequestException` for an incomplete message
 */
export function callSes(request: HttpRequest, caller: Caller, outbox: Outbox, region: string): HttpResponse {
  if (request.method !== 'POST' || request.url.pathname !== SEND_EMAIL_PATH) {
    throw new ServiceError('NotFoundException', `The local pool doesn't support SES's ${request.url.pathname}.`, 404);
  }
  const input = parseJson(request.body) as SendEmailInput;
  const from = addressOf(input.FromEmailAddress ?? '');
  const recipients = input.Destination?.ToAddresses ?? [];
  authorizeSending(caller, region, from, recipients, input.ConfigurationSetName);
  const { Subject: subject, Body: body } = input.Content?.Simple ?? {};
  if (from === '' || recipients.length === 0 || subject?.Data === undefined || body === undefined) {
    throw new ServiceError(
      'BadRequestException',
      'FromEmailAddress, Destination.ToAddresses and Content.Simple are required.',
    );
  }
  const html = body.Html?.Data;
  for (const recipient of recipients) {
    outbox.add({
      channel: 'email',
      to: addressOf(recipient),
      body: body.Text?.Data ?? html ?? '',
      subject: subject.Data,
      ...(html === undefined ? {} : { html }),
      from: input.FromEmailAddress ?? from,
      request: {
        service: 'ses',
        region,
        ...(input.ConfigurationSetName === undefined ? {} : { ConfigurationSetName: input.ConfigurationSetName }),
      },
    });
  }
  return awsJson({ MessageId: randomUUID() });
}

/** SES requires permission for the sender's identity (address or domain), and for the configuration set if one is used. */
function authorizeSending(
  caller: Caller,
  region: string,
  from: string,
  recipients: readonly string[],
  configurationSet: string | undefined,
): void {
  const arn = (resource: string): string => `arn:aws:ses:${region}:${ACCOUNT_ID}:${resource}`;
  const access = {
    action: 'ses:SendEmail',
    context: { 'ses:FromAddress': [from], 'ses:Recipients': recipients },
  };
  authorize(caller, { ...access, resources: [arn(`identity/${from}`), arn(`identity/${from.split('@')[1] ?? ''}`)] });
  if (configurationSet !== undefined) {
    authorize(caller, { ...access, resources: [arn(`configuration-set/${configurationSet}`)] });
  }
}

/** `Name <someone@example.com>` → `someone@example.com`. */
const addressOf = (text: string): string => /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text.trim();
