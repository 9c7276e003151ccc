// AWS End User Messaging SMS (`pinpoint-sms-voice-v2`): SendTextMessage puts the message into the outbox, and
// PutMessageFeedback stores the feedback there.
// https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html

import { randomUUID } from 'node:crypto';
import type { Outbox } from '../../control/outbox.js';
import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { ServiceError, UnsupportedCall } from '../../model/errors.js';
import {
  arnOf,
  checkParameters,
  type Input,
  invalidField,
  namedArn,
  notifyMessageParameters,
  originResources,
  textMessageParameters,
} from './send-request.js';

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

/** The configurations that a message may name, and what they are in ARNs. */
const CONFIGURATIONS = [
  ['ConfigurationSetName', 'configuration-set'],
  ['ProtectConfigurationId', 'protect-configuration'],
] as const;

/** Creates the service. */
export function createSmsVoice(outbox: Outbox): SmsVoice {
  /** The outbox's message id by the service's. */
  const outboxIds = new Map<string, string>();

  const sendTextMessage = (input: Input, caller: Caller, region: string): unknown => {
    checkParameters(input, textMessageParameters, ['DestinationPhoneNumber']);
    const origination = text(input, 'OriginationIdentity');
    const action = 'sms-voice:SendTextMessage';
    authorize(caller, { action, resources: originResources(origination, region) });
    for (const [name, kind] of CONFIGURATIONS) {
      const named = text(input, name);
      if (named !== '') authorize(caller, { action, resources: [namedArn(kind, named, region)] });
    }
    const { DestinationPhoneNumber: _to, MessageBody: _body, ...rest } = input;
    const to = text(input, 'DestinationPhoneNumber');
    const body = text(input, 'MessageBody');
    if (input['DryRun'] === true) return { MessageId: randomUUID() };
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

  const sendNotifyTextMessage = (input: Input, caller: Caller, region: string): unknown => {
    const required = ['NotifyConfigurationId', 'DestinationPhoneNumber', 'TemplateVariables'];
    checkParameters(input, notifyMessageParameters, required);
    const action = 'sms-voice:SendNotifyTextMessage';
    const configuration = text(input, 'NotifyConfigurationId');
    authorize(caller, { action, resources: [namedArn('notify-configuration', configuration, region)] });
    const set = text(input, 'ConfigurationSetName');
    if (set !== '') authorize(caller, { action, resources: [namedArn('configuration-set', set, region)] });
    const { DestinationPhoneNumber: _to, ...rest } = input;
    const { code, ...others } = input['TemplateVariables'] as Record<string, string>;
    // Templates have the variable `code`; AWS fills in the sender's name.
    if (code === undefined || Object.keys(others).length > 0)
      throw invalidField('TemplateVariables', 'INVALID_PARAMETER');
    const template = text(input, 'TemplateId');
    if (!/^notify-code-verification-[a-z-]+-\d{3}$/.test(template)) {
      throw new ServiceError('ResourceNotFoundException', `There is no template ${template}.`, 400, {
        ResourceType: 'notify-template',
        ResourceId: template,
      });
    }
    const body = `${code} is your verification code.`;
    const id = randomUUID();
    const result = { MessageId: id, TemplateId: template, ResolvedMessageBody: body };
    if (input['DryRun'] === true) return result;
    const to = text(input, 'DestinationPhoneNumber');
    const message = outbox.add({ channel: 'sms', to, body, request: { service: 'sms-voice', region, ...rest } });
    outboxIds.set(id, message.id);
    return result;
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
        case 'SendNotifyTextMessage':
          return sendNotifyTextMessage(input, caller, region);
        case 'PutMessageFeedback':
          return putMessageFeedback(input, caller, region);
        default:
          throw new UnsupportedCall('SMS Voice', action);
      }
    },
  };
}

const text = (input: Input, name: string): string => (typeof input[name] === 'string' ? input[name] : '');
