// The messages that Cognito itself sends: codes that verify an address, and native one-time codes for sign-in.

import { randomInt } from 'node:crypto';
import type { Outbox } from '../../../control/outbox.js';
import type { Clock } from '../../../model/clock.js';
import { ServiceError } from '../../../model/errors.js';
import type { AddressAttribute, ClientDefinition } from '../../../model/pool-definition.js';
import type { User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import { type ClientMetadata, metadataField } from '../triggers/client-metadata.js';
import { triggerAttributes } from '../triggers/trigger-attributes.js';
import { textField } from '../triggers/trigger-response.js';
import type { Triggers } from '../triggers/triggers.js';

/** `CodeDeliveryDetails` of the API. */
export interface CodeDeliveryDetails {
  /** Masked. */
  readonly Destination: string;
  readonly DeliveryMedium: 'SMS' | 'EMAIL';
  readonly AttributeName: string;
}

/** What sending a message needs. */
export interface MessageContext {
  readonly pool: UserPool;
  /** Undefined for administrators' calls. */
  readonly client: ClientDefinition | undefined;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly triggers: Triggers;
  readonly clientMetadata: ClientMetadata;
}

/** Why a code is sent: the part after `CustomMessage_` of the trigger's source. */
export type CodePurpose =
  | 'SignUp'
  | 'AdminCreateUser'
  | 'ResendCode'
  | 'UpdateUserAttribute'
  | 'VerifyUserAttribute'
  | 'Authentication'
  | 'ForgotPassword';

/** An address of a user, and the code to send there. */
export interface CodeMessage {
  readonly user: User;
  readonly attribute: AddressAttribute;
  /** The phone number or email address. */
  readonly value: string;
  readonly purpose: CodePurpose;
}

/** Codes that verify an address are valid for a day. Codes for sign-in expire with their Cognito session. */
const CODE_LIFETIME_MS = 86_400_000;

/** Stands for the code in a message of the CustomMessage trigger. */
const CODE_PLACEHOLDER = '{####}';

/** The placeholder of the user's name in an invitation. */
const USERNAME_PLACEHOLDER = '{username}';

/** Cognito's own texts. */
const STANDARD_TEXTS = {
  verification: { text: `Your verification code is ${CODE_PLACEHOLDER}`, subject: 'Your verification code' },
  invitation: {
    text: `Your username is ${USERNAME_PLACEHOLDER} and temporary password is ${CODE_PLACEHOLDER}.`,
    subject: 'Your temporary password',
  },
  authentication: { text: `Your authentication code is ${CODE_PLACEHOLDER}. `, subject: 'Your verification code' },
} as const;

function messageKind(purpose: CodePurpose): keyof typeof STANDARD_TEXTS {
  if (purpose === 'AdminCreateUser') return 'invitation';
  return purpose === 'Authentication' ? 'authentication' : 'verification';
}

/** A random code of decimal digits. */
export const createCode = (digits = 6): string => String(randomInt(10 ** digits)).padStart(digits, '0');

/** Sends a code that verifies an address, and stores it with the user under the attribute's name. */
export async function sendAttributeCode(context: MessageContext, message: CodeMessage): Promise<CodeDeliveryDetails> {
  const { user, attribute, value } = message;
  const code = createCode();
  user.codes[attribute] = { code, value, expiresAt: context.clock.now() + CODE_LIFETIME_MS };
  await sendCodeMessage(context, message, code);
  return codeDeliveryDetails(attribute, value);
}

/**
 * Puts a message with a code into the outbox. The CustomMessage trigger writes the text where the pool has one.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
 *
 * @throws ServiceError the errors of {@link Triggers.run}
 */
export async function sendCodeMessage(
  { pool, client, triggers, outbox, clientMetadata }: MessageContext,
  { user, attribute, value, purpose }: CodeMessage,
  code: string,
): Promise<void> {
  const response = await triggers.run({
    pool,
    client,
    name: 'CustomMessage',
    source: `CustomMessage_${purpose}`,
    userName: user.username,
    request: {
      userAttributes: triggerAttributes(user),
      codeParameter: CODE_PLACEHOLDER,
      usernameParameter: purpose === 'AdminCreateUser' ? USERNAME_PLACEHOLDER : null,
      ...metadataField(clientMetadata),
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  });
  const custom = (name: string): string | undefined => (response === undefined ? undefined : textField(response, name));
  const kind = messageKind(purpose);
  const standard = STANDARD_TEXTS[kind];
  const own = pool.definition.messages[kind];
  const text =
    attribute === 'email'
      ? (custom('emailMessage') ?? own.email ?? standard.text)
      : (custom('smsMessage') ?? own.sms ?? standard.text);
  const name = user.signUpAttribute === null ? user.username : (user.attributes[user.signUpAttribute] ?? user.username);
  const body = text.replaceAll(CODE_PLACEHOLDER, code).replaceAll(USERNAME_PLACEHOLDER, name);
  if (attribute === 'email') {
    const subject = custom('emailSubject') ?? own.subject ?? standard.subject;
    outbox.add({ channel: 'email', to: value, subject, body });
  } else {
    outbox.add({ channel: 'sms', to: value, body });
  }
}

/**
 * Uses the code that was sent for an attribute.
 *
 * @returns the address that the code verifies
 * @throws ServiceError `CodeMismatchException`; `ExpiredCodeException` when there is no valid code
 */
export function useAttributeCode(user: User, attribute: string, given: string, clock: Clock): string {
  const sent = user.codes[attribute];
  if (sent === undefined || clock.now() >= sent.expiresAt) throw expiredCode();
  if (sent.code !== given) {
    throw codeMismatch();
  }
  delete user.codes[attribute];
  return sent.value;
}

/** Cognito's error for a wrong code. */
export const codeMismatch = (): ServiceError =>
  new ServiceError('CodeMismatchException', 'Invalid verification code provided, please try again.');

/** Cognito's error when there is no valid code. */
export const expiredCode = (): ServiceError =>
  new ServiceError('ExpiredCodeException', 'Invalid code provided, please request a code again.');

/** The address that sign-up codes go to: the first auto-verified attribute that the user has, phone number first. */
export function autoVerifiedAddress(
  pool: UserPool,
  user: User,
): { readonly attribute: AddressAttribute; readonly value: string } | undefined {
  for (const attribute of ['phone_number', 'email'] as const) {
    const value = user.attributes[attribute];
    if (pool.definition.autoVerified.includes(attribute) && value !== undefined) return { attribute, value };
  }
  return undefined;
}

/** The response's description of where a code was sent. */
export const codeDeliveryDetails = (attribute: AddressAttribute, value: string): CodeDeliveryDetails => ({
  Destination: maskAddress(attribute, value),
  DeliveryMedium: attribute === 'email' ? 'EMAIL' : 'SMS',
  AttributeName: attribute,
});

/** Masks an address as Cognito does: `+*******0123`, `a***@e***`. */
export function maskAddress(attribute: AddressAttribute, value: string): string {
  if (attribute === 'phone_number') return `+${'*'.repeat(Math.max(0, value.length - 5))}${value.slice(-4)}`;
  const [local = '', domain = ''] = value.split('@');
  return `${local.charAt(0)}***@${domain.charAt(0)}***`;
}
