// The common part of both versions of the SES API: the permission to send, and the delivery to the outbox.

import type { Outbox } from '../../control/outbox.js';
import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { regionalArn } from '../../model/arn.js';

/** A message to send. Addresses may have the form `Name <someone@example.com>`. */
export interface Email {
  readonly from: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly configurationSet: string | undefined;
}

/** `Name <someone@example.com>` → `someone@example.com`. */
export const addressOf = (text: string): string => /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text.trim();

/**
 * SES requires permission for the sender's identity (address or domain), and for the configuration set if one is used.
 *
 * @throws ServiceError `AccessDeniedException`
 */
export function authorizeSending(caller: Caller, region: string, action: string, email: Omit<Email, 'subject'>): void {
  const arn = (resource: string): string => regionalArn('ses', region, resource);
  const from = addressOf(email.from);
  const access = { action, context: { 'ses:FromAddress': [from], 'ses:Recipients': email.recipients } };
  authorize(caller, { ...access, resources: [arn(`identity/${from}`), arn(`identity/${from.split('@')[1] ?? ''}`)] });
  if (email.configurationSet !== undefined) {
    authorize(caller, { ...access, resources: [arn(`configuration-set/${email.configurationSet}`)] });
  }
}

/** Puts a message into the outbox, once for each recipient. */
export function deliver(outbox: Outbox, region: string, email: Email): void {
  const { html, configurationSet } = email;
  for (const recipient of email.recipients) {
    outbox.add({
      channel: 'email',
      to: addressOf(recipient),
      body: email.text ?? html ?? '',
      subject: email.subject,
      ...(html === undefined ? {} : { html }),
      from: email.from,
      request: {
        service: 'ses',
        region,
        ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
      },
    });
  }
}
