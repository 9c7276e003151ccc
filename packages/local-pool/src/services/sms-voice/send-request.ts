// The parameters of AWS End User Messaging's send operations: their constraints, and the resources whose permission the
// service checks. https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html

import { createHash } from 'node:crypto';
import { regionalArn } from '../../model/arn.js';
import { ServiceError } from '../../model/errors.js';

/** The parameters of a call, as they were sent. */
export type Input = Readonly<Record<string, unknown>>;

/** Checks one parameter that is present. */
type Check = (value: unknown) => boolean;

const matches =
  (form: RegExp, longest: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= longest && form.test(value);

const isBoolean: Check = (value) => typeof value === 'boolean';

const isSeconds: Check = (value) => Number.isInteger(value) && Number(value) >= 5 && Number(value) <= 259_200;

/** A map of strings with at most `most` entries. */
const isMap =
  (most: number, isKey: Check, isValue: Check): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length <= most &&
    Object.entries(value).every(([key, text]) => isKey(key) && isValue(text));

/** Names, ids and ARNs of resources. */
const isName = matches(/^[A-Za-z0-9_:/-]+$/, 256);

const isContext = isMap(5, matches(/^\S+$/, 100), matches(/^(?!\s)\S.*$/s, 800));

/**
 * Whether a destination is a number in E.164. The service also accepts a number without `+`, from which no country can be
 * recognized.
 */
const isDestination = matches(/^\+[1-9]\d{4,14}$/, 20);

/** The parameters of SendTextMessage. */
export const textMessageParameters: Readonly<Record<string, Check>> = {
  DestinationPhoneNumber: isDestination,
  OriginationIdentity: matches(/^[A-Za-z0-9_:/+-]+$/, 256),
  MessageBody: matches(/^(?!\s*$)[\s\S]+$/, 1600),
  MessageType: matches(/^(TRANSACTIONAL|PROMOTIONAL)$/, 20),
  Keyword: matches(/^[ \S]+$/, 30),
  ConfigurationSetName: isName,
  MaxPrice: matches(/^[0-9]{0,2}\.[0-9]{1,5}$/, 8),
  TimeToLive: isSeconds,
  Context: isContext,
  DestinationCountryParameters: isMap(10, matches(/^IN_(ENTITY|TEMPLATE)_ID$/, 20), matches(/^\S+$/, 64)),
  DryRun: isBoolean,
  ProtectConfigurationId: isName,
  MessageFeedbackEnabled: isBoolean,
};

/**
 * The parameters of SendNotifyTextMessage.
 * https://docs.aws.amazon.com/cli/latest/reference/pinpoint-sms-voice-v2/send-notify-text-message.html
 */
export const notifyMessageParameters: Readonly<Record<string, Check>> = {
  NotifyConfigurationId: isName,
  DestinationPhoneNumber: isDestination,
  TemplateId: isName,
  TemplateVariables: isMap(20, matches(/^\w+$/, 64), matches(/^[\s\S]+$/, 256)),
  TimeToLive: isSeconds,
  Context: isContext,
  ConfigurationSetName: isName,
  DryRun: isBoolean,
  MessageFeedbackEnabled: isBoolean,
};

/**
 * Checks the parameters of a call.
 *
 * @param known the parameters of the operation
 * @param required the names of those that must be there
 * @throws ServiceError `ValidationException` that names the parameter
 */
export function checkParameters(
  input: Input,
  known: Readonly<Record<string, Check>>,
  required: readonly string[],
): void {
  for (const name of required) if (input[name] === undefined) throw invalidField(name, 'MISSING_PARAMETER');
  for (const [name, value] of Object.entries(input)) {
    if (!Object.hasOwn(known, name)) throw invalidField(name, 'UNSPECIFIED_PARAMETER_NOT_SUPPORTED');
    if (!known[name]?.(value)) throw invalidField(name, 'FIELD_VALIDATION_FAILED');
  }
}

/** The error for a parameter with an invalid value. */
export const invalidField = (field: string, reason: string): ServiceError =>
  new ServiceError('ValidationException', `${field} is not valid.`, 400, {
    Reason: reason,
    Fields: [{ Name: field, Message: `${field} is not valid.` }],
  });

/** The ARN of a resource of the service. */
export const arnOf = (resource: string, region: string): string => regionalArn('sms-voice', region, resource);

/** The ARN of a resource that is named by its ARN or by its name. */
export const namedArn = (kind: string, name: string, region: string): string =>
  name.startsWith('arn:') ? name : arnOf(`${kind}/${name}`, region);

/**
 * The resources that an origination identity may be; one of them has to be allowed. Without an identity the service chooses a
 * number, a pool or a sender id. The local pool knows no numbering plans, so a sender id that is given by its name only has
 * the country `ZZ`.
 */
export function originResources(origin: string, region: string): string[] {
  if (origin.startsWith('arn:')) return [origin];
  if (origin === '')
    return ['phone-number/chosen', 'pool/chosen', 'sender-id/chosen/ZZ'].map((one) => arnOf(one, region));
  return [arnOf(originResource(origin), region)];
}

function originResource(origin: string): string {
  if (/^phone-\w+$/.test(origin)) return `phone-number/${origin}`;
  if (/^pool-\w+$/.test(origin)) return `pool/${origin}`;
  // The ARN of a phone number has an id that only the account knows; here it follows from the number.
  if (/^\+?\d+$/.test(origin)) {
    return `phone-number/phone-${createHash('sha256').update(origin).digest('hex').slice(0, 32)}`;
  }
  return `sender-id/${origin}/ZZ`;
}
