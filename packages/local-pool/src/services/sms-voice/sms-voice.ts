import { randomUUID } from 'node:crypto';
import type { Outbox } from '../../control/outbox.js';
import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { ServiceError } from '../../model/errors.js';
import { ACCOUNT_ID } from '../../model/identifiers.js';

/** End User Messaging SMS (`pinpoint-sms-voice-v2`): `SendTextMessage` goes to the outbox, feedback is taken. */
export class SmsVoice {
  readonly #outbox: Outbox;
  /** The outbox's id by the service's. */
  readonly #sent = new Map<string, string>();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  call(action: string, input: Record<string, unknown>, caller: Caller, region: string): unknown {
    const text = (name: string): string => (typeof input[name] === 'string' ? input[name] : '');
    switch (action) {
      case 'SendTextMessage': {
        const origination = text('OriginationIdentity');
        authorize(caller, { action: 'sms-voice:SendTextMessage', resources: resourcesOf(origination, region) });
        const to = text('DestinationPhoneNumber');
        const body = text('MessageBody');
        if (!/^\+[1-9]\d{4,14}$/.test(to)) throw invalid('DestinationPhoneNumber', 'INVALID_PARAMETER');
        if (body === '' || body.length > 1600) throw invalid('MessageBody', 'FIELD_VALIDATION_FAILED');
        const id = randomUUID();
        const { DestinationPhoneNumber: _to, MessageBody: _body, ...rest } = input;
        const message = this.#outbox.add({
          channel: 'sms',
          to,
          body,
          ...(origination === '' ? {} : { from: origination }),
          request: { service: 'sms-voice', region, ...rest },
        });
        this.#sent.set(id, message.id);
        return { MessageId: id };
      }
      case 'PutMessageFeedback': {
        authorize(caller, {
          action: 'sms-voice:PutMessageFeedback',
          resources: [arnOf(`message/${text('MessageId')}`, region)],
        });
        const id = text('MessageId');
        const sent = this.#sent.get(id);
        if (sent === undefined) {
          throw new ServiceError('ResourceNotFoundException', `There is no message ${id}.`, 400, {
            ResourceType: 'message',
            ResourceId: id,
          });
        }
        this.#outbox.recordFeedback(sent, text('MessageFeedbackStatus'));
        return { MessageId: id, MessageFeedbackStatus: text('MessageFeedbackStatus') };
      }
      default:
        throw new ServiceError('UnknownOperationException', `The local pool doesn't offer SMS Voice's ${action}.`);
    }
  }
}

/** An origination identity may be written as an ARN, or as the id of a number, a pool or a sender. */
function resourcesOf(origination: string, region: string): string[] {
  if (origination.startsWith('arn:')) return [origination];
  return ['phone-number', 'pool', 'sender-id'].map((kind) => arnOf(`${kind}/${origination}`, region));
}

const arnOf = (rest: string, region: string): string => `arn:aws:sms-voice:${region}:${ACCOUNT_ID}:${rest}`;

const invalid = (field: string, reason: string): ServiceError =>
  new ServiceError('ValidationException', `${field} is not valid.`, 400, {
    Reason: reason,
    Fields: [{ Name: field, Message: `${field} is not valid.` }],
  });
