// UserMigration: asks the pool's trigger for a user of an older directory whom the pool does not know.
// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html

import { notAuthorized, ServiceError } from '../../../model/errors.js';
import { checkAttributes } from '../../../model/user-pool/attributes.js';
import { storePassword } from '../../../model/user-pool/passwords.js';
import type { User } from '../../../model/user-pool/user.js';
import type { MessageContext } from '../messages/verification-code.js';
import { metadataField } from '../triggers/client-metadata.js';
import {
  flagField,
  isRecord,
  type TriggerResponse,
  textField,
  textMapField,
  unrecognizableOutput,
} from '../triggers/trigger-response.js';
import { takeAlias } from './aliases.js';
import { isAddressAttribute } from './change-attributes.js';
import { type DeliveryMedium, sendInvitation } from './invitation.js';
import { checkNameIsFree, newUserName } from './new-user.js';
import { createTemporaryPassword } from './temporary-password.js';

/** The user to migrate, and the operation that needs the user. */
export interface MigrationRequest {
  readonly source: 'UserMigration_Authentication' | 'UserMigration_ForgotPassword';
  /** The name as it was entered. */
  readonly name: string;
  /** Undefined when the password is forgotten. */
  readonly password: string | undefined;
}

/**
 * Creates the user whom the trigger returns, unless the pool knows the name or has no such trigger.
 *
 * ClientMetadata of a sign-in arrives as `validationData`, that of ForgotPassword as `clientMetadata`.
 *
 * @throws ServiceError `NotAuthorizedException` or `UserNotFoundException` when the trigger fails or returns no attributes;
 * `AliasExistsException` when the user's address belongs to another one; the errors of CustomMessage
 */
export async function migrateUser(context: MessageContext, request: MigrationRequest): Promise<void> {
  const { pool, triggers } = context;
  if (pool.users.find(request.name) !== undefined || !triggers.has(pool, 'UserMigration')) return;
  const response = await askTrigger(context, request);
  // Another call may have migrated the same user since the check above.
  if (pool.users.find(request.name) !== undefined) return;
  const user = createMigratedUser(context, request, response);
  if (textField(response, 'messageAction') === 'SUPPRESS') return;
  const password = request.password ?? createTemporaryPassword(pool.definition.passwordPolicy);
  await sendInvitation(context, user, password, readMediums(response));
}

async function askTrigger(
  context: MessageContext,
  { source, name, password }: MigrationRequest,
): Promise<TriggerResponse> {
  const { pool, client, triggers, clientMetadata } = context;
  const isSignIn = source === 'UserMigration_Authentication';
  let response: TriggerResponse | undefined;
  try {
    response = await triggers.run({
      pool,
      client,
      name: 'UserMigration',
      source,
      userName: name,
      request: {
        ...(password === undefined ? {} : { password }),
        validationData: isSignIn ? (clientMetadata ?? null) : null,
        userAttributes: null,
        ...(isSignIn ? {} : metadataField(clientMetadata)),
      },
      response: {
        userAttributes: null,
        forceAliasCreation: null,
        enableSMSMFA: null,
        finalUserStatus: null,
        messageAction: null,
        desiredDeliveryMediums: null,
      },
    });
  } catch (error) {
    // An error of the function means that the older directory does not accept the user.
    if (error instanceof ServiceError && error.name === 'UserLambdaValidationException') throw notMigrated(context);
    throw error;
  }
  if (response === undefined || !isRecord(response['userAttributes'])) throw notMigrated(context);
  return response;
}

const notMigrated = ({ client }: MessageContext): ServiceError =>
  client?.preventUserExistenceErrors === true
    ? notAuthorized()
    : new ServiceError('UserNotFoundException', `Exception migrating user in app client ${client?.id ?? ''}`);

function createMigratedUser(
  { pool, clock }: MessageContext,
  { name: entered, password }: MigrationRequest,
  response: TriggerResponse,
): User {
  const { username, ...attributes } = textMapField(response, 'userAttributes');
  const status = textField(response, 'finalUserStatus') ?? 'RESET_REQUIRED';
  if (status !== 'CONFIRMED' && status !== 'RESET_REQUIRED') throw unrecognizableOutput();
  // In pools in which users sign in with an alias, the trigger may choose the username.
  const chosen = pool.definition.usernameAttributes.length === 0 ? (username ?? entered) : entered;
  const name = newUserName(pool.definition, chosen, attributes);
  checkAttributes(pool.definition, name.attributes);
  checkNameIsFree(pool, name, chosen);
  const isForced = flagField(response, 'forceAliasCreation');
  for (const [attribute, value] of Object.entries(name.attributes)) {
    const isAlias = isAddressAttribute(attribute) && name.attributes[`${attribute}_verified`] === 'true';
    if (isAlias) takeAlias(pool, attribute, value, isForced);
  }
  const user = pool.users.create({ ...name, status, now: clock.now() });
  if (password !== undefined) storePassword(pool, user, password, 'permanent', clock.now());
  if (flagField(response, 'enableSMSMFA')) user.mfa.enabled = ['SMS_MFA'];
  return user;
}

function readMediums(response: TriggerResponse): DeliveryMedium[] {
  const given = response['desiredDeliveryMediums'];
  if (given === null || given === undefined) return [];
  if (!Array.isArray(given)) throw unrecognizableOutput();
  return given.map((medium) => {
    if (medium === 'SMS' || medium === 'EMAIL') return medium;
    throw unrecognizableOutput();
  });
}
