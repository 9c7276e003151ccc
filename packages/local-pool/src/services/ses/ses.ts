import { randomUUID } from 'node:crypto';
import type { Outbox } from '../../control/outbox.js';
import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { ServiceError } from '../../model/errors.js';
import { ACCOUNT_ID } from '../../model/identifiers.js';
import { awsJson, type HttpRequest, type HttpResponse, parseJson } from '../shared/aws-protocol.js';

interface SendEmail {
  FromEmailAddress?: string;
  ConfigurationSetName?: string;
  Destination?: { ToAddresses?: string[] };
  Content?: {
    Simple?: { Subject?: { Data?: string }; Body?: { Text?: { Data?: string }; Html?: { Data?: string } } };
    Raw?: { Data?: string };
  };
}

/** SES's version 2: `SendEmail` goes to the outbox. */
export async function sesv2(
  exchange: HttpRequest,
  caller: Caller,
  outbox: Outbox,
  region: string,
): Promise<HttpResponse> {
  if (exchange.method !== 'POST' || exchange.url.pathname !== '/v2/email/outbound-emails') {
    throw new ServiceError('NotFoundException', `The local pool doesn't offer SES's ${exchange.url.pathname}.`, 404);
  }
  const input = parseJson(exchange.body) as SendEmail;
  const from = address(input.FromEmailAddress ?? '');
  const identity = (name: string): string => `arn:aws:ses:${region}:${ACCOUNT_ID}:identity/${name}`;
  const context = { 'ses:FromAddress': [from], 'ses:Recipients': input.Destination?.ToAddresses ?? [] };
  authorize(caller, {
    action: 'ses:SendEmail',
    resources: [identity(from), identity(from.split('@')[1] ?? '')],
    context,
  });
  if (input.ConfigurationSetName !== undefined) {
    const set = `arn:aws:ses:${region}:${ACCOUNT_ID}:configuration-set/${input.ConfigurationSetName}`;
    authorize(caller, { action: 'ses:SendEmail', resources: [set], context });
  }
  const simple = input.Content?.Simple;
  const to = input.Destination?.ToAddresses ?? [];
  if (from === '' || to.length === 0 || simple?.Subject?.Data === undefined || simple.Body === undefined) {
    throw new ServiceError(
      'BadRequestException',
      'FromEmailAddress, Destination.ToAddresses and Content.Simple are needed.',
    );
  }
  for (const recipient of to) {
    const html = simple.Body.Html?.Data;
    outbox.add({
      channel: 'email',
      to: address(recipient),
      body: simple.Body.Text?.Data ?? html ?? '',
      subject: simple.Subject.Data,
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

/** `Name <someone@example.com>` → `someone@example.com`. */
const address = (text: string): string => /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text.trim();
