// Amazon SNS: Publish to a phone number puts the message into the outbox; Publish to a topic is accepted and dropped.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html

import { randomUUID } from 'node:crypto';
import type { Outbox } from '../../control/outbox.js';
import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { ServiceError, UnsupportedCall } from '../../model/errors.js';
import type { HttpRequest, HttpResponse } from '../shared/aws-protocol.js';
import { queryError, queryResult } from '../shared/query-protocol.js';

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** The longest SMS that SNS accepts, in bytes. */
const MAX_SMS_BYTES = 1600;

/**
 * Answers one call of SNS's query protocol.
 *
 * @throws ServiceError `AccessDeniedException`; `InvalidParameter`; `InvalidAction`
 */
export function callSns(request: HttpRequest, caller: Caller, outbox: Outbox, region: string): HttpResponse {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const action = form.get('Action');
  if (action !== 'Publish') throw new UnsupportedCall('SNS', action ?? '', 'InvalidAction');
  const phone = form.get('PhoneNumber');
  const target = phone ?? form.get('TopicArn') ?? form.get('TargetArn');
  const message = form.get('Message') ?? '';
  if (target === null) {
    throw invalidParameter('Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter');
  }
  authorize(caller, { action: 'sns:Publish', resources: [target], context: { 'aws:RequestedRegion': [region] } });
  if (message === '') throw invalidParameter('Invalid parameter: Empty message');
  if (phone !== null) sendSms(phone, message, messageAttributes(form), outbox, region);
  return queryResult(NAMESPACE, action, `<MessageId>${randomUUID()}</MessageId>`);
}

function sendSms(
  phone: string,
  message: string,
  MessageAttributes: Readonly<Record<string, string>>,
  outbox: Outbox,
  region: string,
): void {
  if (!/^\+[1-9]\d{4,14}$/.test(phone)) {
    throw invalidParameter(`Invalid parameter: PhoneNumber Reason: ${phone} is not valid to publish to`);
  }
  if (Buffer.byteLength(message) > MAX_SMS_BYTES) throw invalidParameter('Invalid parameter: Message too long');
  const from = MessageAttributes['AWS.SNS.SMS.SenderID'] ?? MessageAttributes['AWS.MM.SMS.OriginationNumber'];
  outbox.add({
    channel: 'sms',
    to: phone,
    body: message,
    ...(from === undefined ? {} : { from }),
    request: { service: 'sns', region, MessageAttributes },
  });
}

/** An error response of the query protocol: XML, and with SNS's own code for a denied access. */
export const snsError = (error: ServiceError): HttpResponse => queryError(error, NAMESPACE, 'AuthorizationError');

/** The query protocol's encoding of a map: `MessageAttributes.entry.1.Name`, `MessageAttributes.entry.1.Value.…`. */
function messageAttributes(form: URLSearchParams): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (let index = 1; form.has(`MessageAttributes.entry.${index}.Name`); index += 1) {
    const name = form.get(`MessageAttributes.entry.${index}.Name`) ?? '';
    attributes[name] = form.get(`MessageAttributes.entry.${index}.Value.StringValue`) ?? '';
  }
  return attributes;
}

const invalidParameter = (message: string): ServiceError => new ServiceError('InvalidParameter', message);
