import { invalidParameter, ServiceError } from '../../../model/errors.js';
import { checkAttributes, checkMutable, checkPasswordPolicy } from '../../../model/user-pool/attributes.js';
import { makeVerifier } from '../../../model/user-pool/srp.js';
import { attributesOf, type User } from '../../../model/user-pool/user.js';
import { sendCodeMessage } from '../messages/verification-code.js';
import { type AdminOperation, attributeList, findUser } from '../request/operation.js';
import { isAddressAttribute } from '../users/change-attributes.js';
import { claimName, newUserName, preSignUp } from '../users/new-user.js';
import { newTemporaryPassword } from '../users/temporary-password.js';

/** The administrator's APIs on users. Who may call them was decided before. */
export const adminCreateUser: AdminOperation = async (input, pool, context) => {
  const typed = input.text('Username', 1, 128);
  const name = newUserName(pool.definition, typed, input.attributes('UserAttributes') ?? {});
  checkAttributes(pool.definition, name.attributes);
  const password = input.optionalText('TemporaryPassword', 256) ?? newTemporaryPassword(pool.definition.passwordPolicy);
  checkPasswordPolicy(pool.definition.passwordPolicy, password);
  const clientMetadata = input.optionalTexts('ClientMetadata');
  // Whatever the trigger says about confirming and verifying is ignored here, as on AWS.
  await preSignUp(
    context.triggers,
    pool,
    null,
    'PreSignUp_AdminCreateUser',
    name,
    input.attributes('ValidationData'),
    clientMetadata,
  );
  claimName(pool, name, typed);
  const user = pool.users.create(
    name.username,
    name.signUpAttribute,
    name.attributes,
    'FORCE_CHANGE_PASSWORD',
    context.clock.now(),
    name.sub,
  );
  user.password = makeVerifier(pool.srpName, user.username, password);
  if (input.optionalText('MessageAction') !== 'SUPPRESS') {
    const attribute = user.attributes['phone_number'] !== undefined ? 'phone_number' : 'email';
    const value = user.attributes[attribute];
    const sender = { ...context, pool, client: null, clientMetadata };
    if (value !== undefined) await sendCodeMessage(sender, user, attribute, value, password, 'SignUp');
  }
  return { User: description(user) };
};

export const adminGetUser: AdminOperation = async (input, pool) => {
  const { Attributes, ...rest } = description(findUser(pool, input.text('Username', 1, 128)));
  return { ...rest, UserAttributes: Attributes };
};

export const adminUpdateUserAttributes: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input.text('Username', 1, 128));
  const attributes = input.attributes('UserAttributes') ?? {};
  checkAttributes(pool.definition, attributes);
  checkMutable(pool.definition, Object.keys(attributes));
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'sub') throw invalidParameter('Cannot modify the attribute sub.');
    const owner = isAddressAttribute(name) ? pool.users.findOwner(name, value) : undefined;
    if (owner !== undefined && owner !== user) {
      throw new ServiceError('AliasExistsException', `An account with the given ${name} already exists.`);
    }
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (isAddressAttribute(name) && user.attributes[name] !== value) user.attributes[`${name}_verified`] = 'false';
    user.attributes[name] = value;
  }
  // An administrator may give the address and say in the same call that it is proved.
  for (const [name, value] of Object.entries(attributes)) if (name.endsWith('_verified')) user.attributes[name] = value;
  user.modifiedAt = context.clock.now();
  return {};
};

export const adminDeleteUserAttributes: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input.text('Username', 1, 128));
  for (const name of input.list('UserAttributeNames')) {
    if (name === user.signUpAttribute)
      throw invalidParameter(`Cannot delete the attribute ${name}: it names the user.`);
    delete user.attributes[name];
    delete user.attributes[`${name}_verified`];
  }
  user.modifiedAt = context.clock.now();
  return {};
};

export const adminSetUserPassword: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input.text('Username', 1, 128));
  const password = input.text('Password', 1, 256);
  checkPasswordPolicy(pool.definition.passwordPolicy, password);
  user.password = makeVerifier(pool.srpName, user.username, password);
  user.status = input.flag('Permanent') ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  user.modifiedAt = context.clock.now();
  return {};
};

export const adminConfirmSignUp: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input.text('Username', 1, 128));
  user.status = 'CONFIRMED';
  user.modifiedAt = context.clock.now();
  return {};
};

export const adminDisableUser: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input.text('Username', 1, 128));
  user.enabled = false;
  user.modifiedAt = context.clock.now();
  pool.grants.revokeAllOf(user);
  return {};
};

export const adminEnableUser: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input.text('Username', 1, 128));
  user.enabled = true;
  user.modifiedAt = context.clock.now();
  return {};
};

export const adminUserGlobalSignOut: AdminOperation = async (input, pool) => {
  pool.grants.revokeAllOf(findUser(pool, input.text('Username', 1, 128)));
  return {};
};

export const adminDeleteUser: AdminOperation = async (input, pool) => {
  const user = findUser(pool, input.text('Username', 1, 128));
  pool.grants.revokeAllOf(user);
  pool.users.delete(user);
  return {};
};

/** As ListUsers and AdminCreateUser show a user; dates in seconds. */
export interface UserDescription {
  readonly Username: string;
  readonly Attributes: { Name: string; Value: string }[];
  readonly UserCreateDate: number;
  readonly UserLastModifiedDate: number;
  readonly Enabled: boolean;
  readonly UserStatus: string;
}

export function description(user: User): UserDescription {
  return {
    Username: user.username,
    Attributes: attributeList(attributesOf(user)),
    UserCreateDate: user.createdAt / 1000,
    UserLastModifiedDate: user.modifiedAt / 1000,
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}
