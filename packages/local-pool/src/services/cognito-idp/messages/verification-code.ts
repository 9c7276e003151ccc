import { randomInt } from 'node:crypto';
import type { Outbox } from '../../../control/outbox.js';
import type { Clock } from '../../../model/clock.js';
import { ServiceError } from '../../../model/errors.js';
import type { ClientDefinition } from '../../../model/stack.js';
import type { User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import { optionalText } from '../triggers/response-fields.js';
import type { Triggers } from '../triggers/triggers.js';
import { userAttributes } from '../triggers/user-attributes.js';

export interface CodeDelivery {
  readonly Destination: string;
  readonly DeliveryMedium: 'SMS' | 'EMAIL';
  readonly AttributeName: string;
}

export interface CodeSender {
  readonly pool: UserPool;
  readonly client: ClientDefinition | null;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly triggers: Triggers;
  readonly clientMetadata: Readonly<Record<string, string>> | null;
}

export type CodePurpose =
  | 'SignUp'
  | 'ResendCode'
  | 'UpdateUserAttribute'
  | 'VerifyUserAttribute'
  | 'Authentication'
  | 'ForgotPassword';

/** Codes that Cognito itself sends live a day; those of a sign-in only as long as its session. */
const lifetimeMs = 86_400_000;

export const newCode = (digits = 6): string => String(randomInt(10 ** digits)).padStart(digits, '0');

/** Sends the user a code of Cognito's own that proves `value` to be theirs, and keeps it under the attribute's name. */
export async function sendAttributeCode(
  sender: CodeSender,
  user: User,
  attribute: 'phone_number' | 'email',
  value: string,
  purpose: CodePurpose,
): Promise<CodeDelivery> {
  const code = newCode();
  user.codes[attribute] = { code, value, expiresAt: sender.clock.now() + lifetimeMs };
  await sendCodeMessage(sender, user, attribute, value, code, purpose);
  return deliveryOf(attribute, value);
}

/** Writes the message, by the CustomMessage trigger where there is one, and puts it into the outbox. */
export async function sendCodeMessage(
  sender: CodeSender,
  user: User,
  attribute: 'phone_number' | 'email',
  value: string,
  code: string,
  purpose: CodePurpose,
): Promise<void> {
  const placeholder = '{####}';
  const response = await sender.triggers.run({
    pool: sender.pool,
    client: sender.client,
    name: 'CustomMessage',
    source: `CustomMessage_${purpose}`,
    userName: user.username,
    request: {
      userAttributes: userAttributes(user),
      codeParameter: placeholder,
      usernameParameter: null,
      ...(sender.clientMetadata === null ? {} : { clientMetadata: sender.clientMetadata }),
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  });
  const own = (name: string): string | null => (response === null ? null : optionalText(response, name));
  const usual =
    purpose === 'Authentication' ? 'Your authentication code is {####}. ' : 'Your verification code is {####}';
  const body = (own(attribute === 'email' ? 'emailMessage' : 'smsMessage') ?? usual).replaceAll(placeholder, code);
  if (attribute === 'email') {
    sender.outbox.add({ channel: 'email', to: value, subject: own('emailSubject') ?? 'Your verification code', body });
  } else {
    sender.outbox.add({ channel: 'sms', to: value, body });
  }
}

/** Uses up the code for an attribute. Throws CodeMismatchException or ExpiredCodeException. Returns the proved value. */
export function takeAttributeCode(user: User, attribute: string, given: string, clock: Clock): string {
  const kept = user.codes[attribute];
  if (kept === undefined || clock.now() >= kept.expiresAt) {
    throw new ServiceError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
  }
  if (kept.code !== given) {
    throw new ServiceError('CodeMismatchException', 'Invalid verification code provided, please try again.');
  }
  delete user.codes[attribute];
  return kept.value;
}

export const deliveryOf = (attribute: 'phone_number' | 'email', value: string): CodeDelivery => ({
  Destination: mask(attribute, value),
  DeliveryMedium: attribute === 'email' ? 'EMAIL' : 'SMS',
  AttributeName: attribute,
});

/** Cognito's way: `+*******0123`, `a***@e***`. */
export function mask(attribute: 'phone_number' | 'email', value: string): string {
  if (attribute === 'phone_number') return `+${'*'.repeat(Math.max(0, value.length - 5))}${value.slice(-4)}`;
  const [local = '', domain = ''] = value.split('@');
  return `${local.charAt(0)}***@${domain.charAt(0)}***`;
}
