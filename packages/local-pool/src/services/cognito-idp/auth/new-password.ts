// NEW_PASSWORD_REQUIRED: a user with a temporary password chooses a new one before tokens are issued.
// https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-create-user-accounts.html

import { invalidParameter, notAuthorized } from '../../../model/errors.js';
import { checkAttributes, checkPasswordPolicy, checkWritable } from '../../../model/user-pool/attributes.js';
import { checkNewPassword, storePassword } from '../../../model/user-pool/passwords.js';
import { attributesOf } from '../../../model/user-pool/user.js';
import type { AuthState, Subject, UserPool } from '../../../model/user-pool/user-pool.js';
import type { UserAuthContext } from './one-time-code.js';
import { askForSecondFactor } from './second-factor.js';
import { issueChallenge } from './sign-in.js';
import { type AuthParameters, type AuthResponse, initialAuthState, type SignInContext } from './sign-in-context.js';

const ATTRIBUTE_PREFIX = 'userAttributes.';

/**
 * Continues after a correct password: with the challenge when the password is a temporary one, otherwise with the second
 * factor or tokens.
 *
 * @throws ServiceError the errors of a trigger
 */
export async function afterPassword(context: UserAuthContext, subject: Subject): Promise<AuthResponse> {
  if (!subject.found) throw notAuthorized();
  if (subject.user.status !== 'FORCE_CHANGE_PASSWORD') return askForSecondFactor(context, subject);
  const { temporaryPasswordExpiresAt: expiresAt } = subject.user;
  if (expiresAt !== null && context.clock.now() >= expiresAt) {
    throw notAuthorized('Temporary password has expired and must be reset by an administrator.');
  }
  const { sub: _sub, ...userAttributes } = attributesOf(subject.user);
  const state: AuthState = {
    ...initialAuthState(context.client, subject),
    challengeName: 'NEW_PASSWORD_REQUIRED',
    deviceKey: context.deviceKey,
  };
  return issueChallenge(context, state, {
    USER_ID_FOR_SRP: subject.user.username,
    requiredAttributes: JSON.stringify(missingAttributes(context, subject, {}).map((name) => ATTRIBUTE_PREFIX + name)),
    userAttributes: JSON.stringify(userAttributes),
  });
}

/**
 * Checks an answer before its session is used, so that a refused password does not invalidate it.
 *
 * @throws ServiceError `InvalidPasswordException`, `InvalidParameterException`
 */
export function checkNewPasswordAnswer(pool: UserPool, responses: AuthParameters): void {
  const password = responses['NEW_PASSWORD'];
  if (password === undefined || password === '') throw invalidParameter('Missing required parameter NEW_PASSWORD');
  checkPasswordPolicy(pool.definition.passwordPolicy, password);
  checkAttributes(pool.definition, givenAttributes(responses));
}

/**
 * Sets the new password and issues tokens.
 *
 * @throws ServiceError `InvalidParameterException` when a required attribute is missing, `NotAuthorizedException` when one
 * would be changed, `PasswordHistoryPolicyViolationException`; the errors of a trigger
 */
export async function setNewPassword(
  context: UserAuthContext,
  state: AuthState,
  session: string,
  responses: AuthParameters,
): Promise<AuthResponse> {
  const { subject } = state;
  if (!subject.found) throw notAuthorized();
  const { user } = subject;
  const password = responses['NEW_PASSWORD'] ?? '';
  const given = givenAttributes(responses);
  try {
    checkGivenAttributes(context, subject, given);
    checkNewPassword(context.pool, user, password);
  } catch (error) {
    // As above, the user may choose another password.
    context.pool.sessions.reopen(session, state);
    throw error;
  }
  Object.assign(user.attributes, given);
  storePassword(context.pool, user, password, 'permanent', context.clock.now());
  user.status = 'CONFIRMED';
  return askForSecondFactor(context, subject);
}

/**
 * A required attribute can be added, but not changed.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
 */
function checkGivenAttributes(
  context: SignInContext,
  subject: Subject & { readonly found: true },
  given: Readonly<Record<string, string>>,
): void {
  const names = Object.keys(given);
  checkWritable(context.client, names);
  const required = new Set(context.pool.definition.schema.filter((one) => one.required).map(({ name }) => name));
  const known = names.find((name) => required.has(name) && subject.user.attributes[name]);
  if (known !== undefined) throw notAuthorized(`Cannot modify an already provided ${known}`);
  const [missing] = missingAttributes(context, subject, given);
  if (missing !== undefined) throw invalidParameter(`Invalid attributes given, ${missing} is missing`);
}

const givenAttributes = (responses: AuthParameters): Record<string, string> =>
  Object.fromEntries(
    Object.entries(responses)
      .filter(([name]) => name.startsWith(ATTRIBUTE_PREFIX))
      .map(([name, value]) => [name.slice(ATTRIBUTE_PREFIX.length), value]),
  );

/** The attributes that the pool requires and that the user does not have. */
function missingAttributes(
  { pool }: SignInContext,
  subject: Subject & { readonly found: true },
  given: Readonly<Record<string, string>>,
): string[] {
  return pool.definition.schema
    .filter(({ name, required }) => required && name !== 'sub' && !subject.user.attributes[name] && !given[name])
    .map(({ name }) => name);
}
