import { ServiceError, userNotFound } from '../../../model/errors.js';
import { checkAttributes, checkPasswordPolicy } from '../../../model/user-pool/attributes.js';
import { checkNewPassword, storePassword } from '../../../model/user-pool/passwords.js';
import type { User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import type { OperationInput } from '../../shared/operation-input.js';
import type { AdminOperation } from '../request/operation.js';
import { takeAlias } from '../users/aliases.js';
import { isAddressAttribute } from '../users/change-attributes.js';
import { sendInvitation } from '../users/invitation.js';
import { checkNameIsFree, newUserName, preSignUp } from '../users/new-user.js';
import { createTemporaryPassword } from '../users/temporary-password.js';
import { describeUser } from '../users/user-description.js';

/**
 * Creates a user with a temporary password and sends the password, unless the call suppresses the message. With the
 * MessageAction RESEND, it sends another one to a user who has not signed in yet.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 */
export const adminCreateUser: AdminOperation = async (input, pool, context) => {
  const { definition } = pool;
  const entered = input.name('Username', 128);
  const action = input.oneOf('MessageAction', ['RESEND', 'SUPPRESS']);
  const mediums = input.listOf('DesiredDeliveryMediums', ['SMS', 'EMAIL']);
  const password = input.optionalText('TemporaryPassword', 256) ?? createTemporaryPassword(definition.passwordPolicy);
  checkPasswordPolicy(definition.passwordPolicy, password);
  const clientMetadata = input.optionalTexts('ClientMetadata');
  const send = (user: User): Promise<void> =>
    sendInvitation({ ...context, pool, client: undefined, clientMetadata }, user, password, mediums);
  if (action === 'RESEND') {
    const user = userToInviteAgain(pool, entered);
    checkNewPassword(pool, user, password);
    storePassword(pool, user, password, 'temporary', context.clock.now());
    await send(user);
    return { User: describeUser(user) };
  }
  const name = newUserName(definition, entered, input.attributes('UserAttributes') ?? {});
  checkAttributes(definition, name.attributes);
  // As on AWS, what the trigger decides about confirming and verifying is ignored here.
  await preSignUp(context.triggers, {
    pool,
    client: undefined,
    source: 'PreSignUp_AdminCreateUser',
    name,
    validationData: input.attributes('ValidationData'),
    clientMetadata,
  });
  checkNameIsFree(pool, name, entered, 'User account already exists');
  takeVerifiedAliases(pool, name.attributes, input);
  const user = pool.users.create({ ...name, status: 'FORCE_CHANGE_PASSWORD', now: context.clock.now() });
  storePassword(pool, user, password, 'temporary', context.clock.now());
  if (action !== 'SUPPRESS') await send(user);
  return { User: describeUser(user) };
};

function userToInviteAgain({ users }: UserPool, name: string): User {
  const user = users.find(name);
  if (user === undefined) throw userNotFound();
  if (user.status === 'FORCE_CHANGE_PASSWORD') return user;
  throw new ServiceError(
    'UnsupportedUserStateException',
    `Resend not possible. ${user.username} status is not FORCE_CHANGE_PASSWORD`,
  );
}

function takeVerifiedAliases(
  pool: UserPool,
  attributes: Readonly<Record<string, string>>,
  input: OperationInput,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!isAddressAttribute(name) || attributes[`${name}_verified`] !== 'true') continue;
    takeAlias(pool, name, value, input.flag('ForceAliasCreation'));
  }
}
