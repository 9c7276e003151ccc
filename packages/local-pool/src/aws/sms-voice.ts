import { randomUUID } from 'node:crypto';
import type { Outbox } from '../control/outbox.js';
import { ServiceError } from '../errors.js';
import { accountId } from '../template/identities.js';
import type { Caller } from './credentials.js';
import { authorize } from './iam.js';

/** End User Messaging SMS (`pinpoint-sms-voice-v2`): `SendTextMessage` goes to the outbox, feedback is taken. */
export class SmsVoice {
  readonly #outbox: Outbox;
  readonly #region: string;
  readonly #sent = new Set<string>();

  constructor(outbox: Outbox, region: string) {
    this.#outbox = outbox;
    this.#region = region;
  }

  call(action: string, input: Record<string, unknown>, caller: Caller): unknown {
    const text = (name: string): string => (typeof input[name] === 'string' ? input[name] : '');
    switch (action) {
      case 'SendTextMessage': {
        const origination = text('OriginationIdentity');
        authorize(caller, { action: 'sms-voice:SendTextMessage', resources: this.#resources(origination) });
        const to = text('DestinationPhoneNumber');
        const body = text('MessageBody');
        if (!/^\+[1-9]\d{4,14}$/.test(to)) throw invalid('DestinationPhoneNumber', 'INVALID_PARAMETER');
        if (body === '' || body.length > 1600) throw invalid('MessageBody', 'FIELD_VALIDATION_FAILED');
        const id = randomUUID();
        this.#sent.add(id);
        this.#outbox.add({ channel: 'sms', to, body, ...(origination === '' ? {} : { from: origination }) });
        return { MessageId: id };
      }
      case 'PutMessageFeedback': {
        authorize(caller, { action: 'sms-voice:PutMessageFeedback', resources: [this.#arn('message/*')] });
        const id = text('MessageId');
        if (!this.#sent.has(id)) {
          throw new ServiceError('ResourceNotFoundException', `There is no message ${id}.`, 400, {
            ResourceType: 'message',
            ResourceId: id,
          });
        }
        return { MessageId: id, MessageFeedbackStatus: text('MessageFeedbackStatus') };
      }
      default:
        throw new ServiceError('UnknownOperationException', `The local pool doesn't offer SMS Voice's ${action}.`);
    }
  }

  /** An origination identity may be written as an ARN, or as the id of a number, a pool or a sender. */
  #resources(origination: string): string[] {
    if (origination.startsWith('arn:')) return [origination];
    return ['phone-number', 'pool', 'sender-id'].map((kind) => this.#arn(`${kind}/${origination}`));
  }

  #arn(rest: string): string {
    return `arn:aws:sms-voice:${this.#region}:${accountId}:${rest}`;
  }
}

const invalid = (field: string, reason: string): ServiceError =>
  new ServiceError('ValidationException', `${field} is not valid.`, 400, {
    Reason: reason,
    Fields: [{ Name: field, Message: `${field} is not valid.` }],
  });
