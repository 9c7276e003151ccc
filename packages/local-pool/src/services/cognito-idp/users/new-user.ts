import { randomUUID } from 'node:crypto';
import { invalidParameter, ServiceError } from '../../../model/errors.js';
import type { ClientDefinition, PoolDefinition } from '../../../model/stack.js';
import { isEmail, isPhoneNumber } from '../../../model/user-pool/attributes.js';
import type { User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import { flag } from '../triggers/response-fields.js';
import type { Triggers } from '../triggers/triggers.js';

/** What a user-to-be is called, and what is known of them. */
export interface NewUserName {
  readonly username: string;
  readonly sub: string;
  readonly signUpAttribute: User['signUpAttribute'];
  readonly attributes: Record<string, string>;
}

/** With username attributes, what was typed becomes an attribute and the username a UUID, the same as `sub`. */
export function newUserName(
  pool: PoolDefinition,
  typed: string,
  attributes: Readonly<Record<string, string>>,
): NewUserName {
  const sub = randomUUID();
  if (pool.usernameAttributes.length === 0) {
    if (pool.aliasAttributes.includes('email') && isEmail(typed)) {
      throw invalidParameter('Username cannot be of email format, since user pool is configured for email alias.');
    }
    if (pool.aliasAttributes.includes('phone_number') && isPhoneNumber(typed)) {
      throw invalidParameter(
        'Username cannot be of phone number format, since user pool is configured for phone number alias.',
      );
    }
    return { username: typed, sub, signUpAttribute: null, attributes: { ...attributes } };
  }
  const signUpAttribute = pool.usernameAttributes.find((one) =>
    one === 'email' ? isEmail(typed) : isPhoneNumber(typed),
  );
  if (signUpAttribute === undefined) {
    const [only] = pool.usernameAttributes.length === 1 ? pool.usernameAttributes : [];
    throw invalidParameter(
      only === undefined
        ? 'Username should be either an email or a phone number.'
        : only === 'email'
          ? 'Username should be an email.'
          : 'Username should be a phone number.',
    );
  }
  const given = attributes[signUpAttribute];
  if (given !== undefined && given !== '' && given !== typed) {
    throw invalidParameter(`${signUpAttribute} is not the same as the username.`);
  }
  return { username: sub, sub, signUpAttribute, attributes: { ...attributes, [signUpAttribute]: typed } };
}

/** Throws UsernameExistsException where the name, or an address that names people, is taken. */
export function claimName(pool: UserPool, name: NewUserName, typed: string): void {
  if (pool.definition.usernameAttributes.length === 0) {
    if (pool.users.find(typed)?.username !== undefined)
      throw new ServiceError('UsernameExistsException', 'User already exists');
    return;
  }
  for (const attribute of pool.definition.usernameAttributes) {
    const value = name.attributes[attribute];
    if (value === undefined || pool.users.findOwner(attribute, value) === undefined) continue;
    throw new ServiceError('UsernameExistsException', `An account with the given ${attribute} already exists.`);
  }
}

export async function preSignUp(
  triggers: Triggers,
  pool: UserPool,
  client: ClientDefinition | null,
  source: 'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser',
  name: NewUserName,
  validationData: Readonly<Record<string, string>> | null,
  clientMetadata: Readonly<Record<string, string>> | null,
): Promise<{ confirm: boolean; verifyEmail: boolean; verifyPhone: boolean }> {
  const response = await triggers.run({
    pool,
    client,
    name: 'PreSignUp',
    source,
    userName: name.username,
    request: {
      userAttributes: name.attributes,
      validationData,
      ...(clientMetadata === null ? {} : { clientMetadata }),
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  if (response === null) return { confirm: false, verifyEmail: false, verifyPhone: false };
  return {
    confirm: flag(response, 'autoConfirmUser'),
    verifyEmail: flag(response, 'autoVerifyEmail'),
    verifyPhone: flag(response, 'autoVerifyPhone'),
  };
}
