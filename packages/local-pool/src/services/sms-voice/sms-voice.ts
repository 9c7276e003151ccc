// AWS End User Messaging SMS (`pinpoint-sms-voice-v2`): SendTextMessage puts the message into the outbox, and
// PutMessageFeedback stores the feedback there.
// https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html

import { randomUUID } from 'node:crypto';
import type { Outbox } from '../../control/outbox.js';
import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { regionalArn } from '../../model/arn.js';
import { ServiceError, UnsupportedCall } from '../../model/errors.js';

/** The longest message that the service accepts, in characters. */
const MAX_BODY_LENGTH = 1600;

type Input = Readonly<Record<string, unknown>>;

/** AWS End User Messaging SMS. */
export interface SmsVoice {
  /**
   * Answers one call.
   *
   * @throws ServiceError `AccessDeniedException`; `ValidationException`; `ResourceNotFoundException` for feedback on an
   * unknown message
   */
  call(action: string, input: Input, caller: Caller, region: string): unknown;
}

/** Creates the service. */
export function createSmsVoice(outbox: Outbox): SmsVoice {
  /** The outbox's message id by the service's. */
  const outboxIds = new Map<string, string>();

  const sendTextMessage = (input: Input, caller: Caller, region: string): unknown => {
    const origination = text(input, 'OriginationIdentity');
    authorize(caller, {
      action: 'sms-voice:SendTextMessage',
      resources: originationResources(origination, region),
    });
    const { DestinationPhoneNumber: _to, MessageBody: _body, ...rest } = input;
    const to = text(input, 'DestinationPhoneNumber');
    const body = text(input, 'MessageBody');
    if (!/^\+[1-9]\d{4,14}$/.test(to)) throw invalidField('DestinationPhoneNumber', 'INVALID_PARAMETER');
    if (body === '' || body.length > MAX_BODY_LENGTH) throw invalidField('MessageBody', 'FIELD_VALIDATION_FAILED');
    const message = outbox.add({
      channel: 'sms',
      to,
      body,
      ...(origination === '' ? {} : { from: origination }),
      request: { service: 'sms-voice', region, ...rest },
    });
    const id = randomUUID();
    outboxIds.set(id, message.id);
    return { MessageId: id };
  };

  const putMessageFeedback = (input: Input, caller: Caller, region: string): unknown => {
    const id = text(input, 'MessageId');
    authorize(caller, { action: 'sms-voice:PutMessageFeedback', resources: [arnOf(`message/${id}`, region)] });
    const outboxId = outboxIds.get(id);
    if (outboxId === undefined) {
      throw new ServiceError('ResourceNotFoundException', `There is no message ${id}.`, 400, {
        ResourceType: 'message',
        ResourceId: id,
      });
    }
    const status = text(input, 'MessageFeedbackStatus');
    outbox.recordFeedback(outboxId, status);
    return { MessageId: id, MessageFeedbackStatus: status };
  };

  return {
    call(action, input, caller, region) {
      switch (action) {
        case 'SendTextMessage':
          return sendTextMessage(input, caller, region);
        case 'PutMessageFeedback':
          return putMessageFeedback(input, caller, region);
        default:
          throw new UnsupportedCall('SMS Voice', action);
      }
    },
  };
}

const text = (input: Input, name: string): string => (typeof input[name] === 'string' ? input[name] : '');

/** An origination identity is an ARN, or the id of a phone number, a pool or a sender. */
function originationResources(origination: string, region: string): string[] {
  if (origination.startsWith('arn:')) return [origination];
  return ['phone-number', 'pool', 'sender-id'].map((kind) => arnOf(`${kind}/${origination}`, region));
}

const arnOf = (resource: string, region: string): string => regionalArn('sms-voice', region, resource);

const invalidField = (field: string, reason: string): ServiceError =>
  new ServiceError('ValidationException', `${field} is not valid.`, 400, {
    Reason: reason,
    Fields: [{ Name: field, Message: `${field} is not valid.` }],
  });
