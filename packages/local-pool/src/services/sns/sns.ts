import { randomUUID } from 'node:crypto';
import type { Outbox } from '../../control/outbox.js';
import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { ServiceError } from '../../model/errors.js';
import type { HttpRequest, HttpResponse } from '../shared/aws-protocol.js';

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** SNS's query protocol: `Publish` to a phone number goes to the outbox, to a topic nowhere. */
export async function sns(
  exchange: HttpRequest,
  caller: Caller,
  outbox: Outbox,
  region: string,
): Promise<HttpResponse> {
  const form = new URLSearchParams(exchange.body.toString('utf8'));
  const action = form.get('Action');
  if (action !== 'Publish') throw new ServiceError('InvalidAction', `The local pool doesn't offer SNS's ${action}.`);
  const phone = form.get('PhoneNumber');
  const target = phone ?? form.get('TopicArn') ?? form.get('TargetArn');
  const message = form.get('Message') ?? '';
  if (target === null)
    throw invalid('Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter');
  authorize(caller, { action: 'sns:Publish', resources: [target], context: { 'aws:RequestedRegion': [region] } });
  if (message === '') throw invalid('Invalid parameter: Empty message');
  if (phone !== null) {
    if (!/^\+[1-9]\d{4,14}$/.test(phone))
      throw invalid(`Invalid parameter: PhoneNumber Reason: ${phone} is not valid to publish to`);
    if (Buffer.byteLength(message) > 1600) throw invalid('Invalid parameter: Message too long');
    const MessageAttributes = attributesOf(form);
    const from = MessageAttributes['AWS.SNS.SMS.SenderID'] ?? MessageAttributes['AWS.MM.SMS.OriginationNumber'];
    outbox.add({
      channel: 'sms',
      to: phone,
      body: message,
      ...(from === undefined ? {} : { from }),
      request: { service: 'sns', region, MessageAttributes },
    });
  }
  return xml(
    200,
    `<PublishResponse xmlns="${namespace}"><PublishResult><MessageId>${randomUUID()}</MessageId></PublishResult>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></PublishResponse>`,
  );
}

/** SNS words its refusals in XML and has a name of its own for access denied. */
export function snsError(error: ServiceError): HttpResponse {
  const denied = error.name === 'AccessDeniedException';
  const code = denied ? 'AuthorizationError' : error.name;
  const kind = error.status < 500 ? 'Sender' : 'Receiver';
  return xml(
    denied ? 403 : error.status,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>${kind}</Type><Code>${escapeXml(code)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );
}

function attributesOf(form: URLSearchParams): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (let index = 1; form.has(`MessageAttributes.entry.${index}.Name`); index += 1) {
    const name = form.get(`MessageAttributes.entry.${index}.Name`) ?? '';
    attributes[name] = form.get(`MessageAttributes.entry.${index}.Value.StringValue`) ?? '';
  }
  return attributes;
}

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameter', message);

const xml = (status: number, body: string): HttpResponse => ({ status, headers: { 'content-type': 'text/xml' }, body });

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
