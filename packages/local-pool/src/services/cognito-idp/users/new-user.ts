// What SignUp and AdminCreateUser share: the new user's names, whether they are free, and the PreSignUp trigger.

import { randomUUID } from 'node:crypto';
import { invalidParameter, ServiceError } from '../../../model/errors.js';
import type { AddressAttribute, ClientDefinition, PoolDefinition } from '../../../model/pool-definition.js';
import { isEmail, isPhoneNumber } from '../../../model/user-pool/attributes.js';
import type { User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import { type ClientMetadata, metadataField } from '../triggers/client-metadata.js';
import { flagField } from '../triggers/trigger-response.js';
import type { Triggers } from '../triggers/triggers.js';

/** The names and attributes of a user who is about to be created. */
export interface NewUserName {
  readonly username: string;
  readonly sub: string;
  readonly signUpAttribute: User['signUpAttribute'];
  readonly attributes: Record<string, string>;
}

/**
 * Derives a new user's names. In pools with username attributes, the name that was entered becomes the attribute and the
 * username a UUID, the same as `sub`.
 *
 * @param entered the call's `Username`
 * @throws ServiceError `InvalidParameterException` when the pool does not accept the name
 */
export function newUserName(
  pool: PoolDefinition,
  entered: string,
  attributes: Readonly<Record<string, string>>,
): NewUserName {
  const sub = randomUUID();
  if (pool.usernameAttributes.length === 0) {
    refuseAliasFormat(pool, entered);
    return { username: entered, sub, signUpAttribute: null, attributes: { ...attributes } };
  }
  const signUpAttribute = pool.usernameAttributes.find((attribute) =>
    attribute === 'email' ? isEmail(entered) : isPhoneNumber(entered),
  );
  if (signUpAttribute === undefined) throw invalidParameter(usernameRule(pool.usernameAttributes));
  const given = attributes[signUpAttribute];
  if (given !== undefined && given !== '' && given !== entered) {
    throw invalidParameter(`${signUpAttribute} is not the same as the username.`);
  }
  return { username: sub, sub, signUpAttribute, attributes: { ...attributes, [signUpAttribute]: entered } };
}

/** A username must not look like an alias that the pool accepts. */
function refuseAliasFormat(pool: PoolDefinition, entered: string): void {
  if (pool.aliasAttributes.includes('email') && isEmail(entered)) {
    throw invalidParameter('Username cannot be of email format, since user pool is configured for email alias.');
  }
  if (pool.aliasAttributes.includes('phone_number') && isPhoneNumber(entered)) {
    throw invalidParameter(
      'Username cannot be of phone number format, since user pool is configured for phone number alias.',
    );
  }
}

function usernameRule(attributes: readonly AddressAttribute[]): string {
  if (attributes.length > 1) return 'Username should be either an email or a phone number.';
  return attributes[0] === 'email' ? 'Username should be an email.' : 'Username should be a phone number.';
}

/**
 * Checks that the name, and every address that users of the pool sign up with, is free.
 *
 * @param entered the call's `Username`
 * @param message the error's text in pools where users choose a username
 * @throws ServiceError `UsernameExistsException`
 */
export function checkNameIsFree(
  pool: UserPool,
  name: NewUserName,
  entered: string,
  message = 'User already exists',
): void {
  const { usernameAttributes } = pool.definition;
  if (usernameAttributes.length === 0) {
    if (pool.users.find(entered) !== undefined) {
      throw new ServiceError('UsernameExistsException', message);
    }
    return;
  }
  for (const attribute of usernameAttributes) {
    const value = name.attributes[attribute];
    if (value === undefined || pool.users.findOwner(attribute, value) === undefined) continue;
    throw new ServiceError('UsernameExistsException', `An account with the given ${attribute} already exists.`);
  }
}

/** A call of PreSignUp. */
export interface PreSignUpCall {
  readonly pool: UserPool;
  /** Undefined for AdminCreateUser. */
  readonly client: ClientDefinition | undefined;
  readonly source: 'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser';
  readonly name: NewUserName;
  readonly validationData: Readonly<Record<string, string>> | undefined;
  readonly clientMetadata: ClientMetadata;
}

/** What PreSignUp decides. */
export interface PreSignUpResult {
  readonly confirm: boolean;
  readonly verifyEmail: boolean;
  readonly verifyPhone: boolean;
}

/**
 * Calls PreSignUp. A pool without the trigger confirms and verifies nothing.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 *
 * @throws ServiceError the errors of {@link Triggers.run}
 */
export async function preSignUp(
  triggers: Triggers,
  { pool, client, source, name, validationData, clientMetadata }: PreSignUpCall,
): Promise<PreSignUpResult> {
  const response = await triggers.run({
    pool,
    client,
    name: 'PreSignUp',
    source,
    userName: name.username,
    request: {
      userAttributes: name.attributes,
      validationData: validationData ?? null,
      ...metadataField(clientMetadata),
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  if (response === undefined) return { confirm: false, verifyEmail: false, verifyPhone: false };
  return {
    confirm: flagField(response, 'autoConfirmUser'),
    verifyEmail: flagField(response, 'autoVerifyEmail'),
    verifyPhone: flagField(response, 'autoVerifyPhone'),
  };
}
