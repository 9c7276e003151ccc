// Who is signing in. With PreventUserExistenceErrors the responses for a name without a user look like those for a user.
// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html

import { notAuthorized, ServiceError, userNotFound } from '../../../model/errors.js';
import { stableUuid } from '../../../model/identifiers.js';
import type { ClientDefinition } from '../../../model/pool-definition.js';
import type { Subject, UserPool } from '../../../model/user-pool/user-pool.js';
import { triggerAttributes } from '../triggers/trigger-attributes.js';
import type { SignInContext } from './sign-in-context.js';

/**
 * Finds out whom a name belongs to.
 *
 * @throws ServiceError `UserNotFoundException` for an unknown name, unless the app client prevents user existence errors
 * @throws ServiceError `NotAuthorizedException`, `UserNotConfirmedException` or `PasswordResetRequiredException` for a
 * user who cannot sign in
 */
export function resolveSubject(pool: UserPool, client: ClientDefinition, name: string): Subject {
  const user = pool.users.find(name);
  if (user === undefined) {
    if (!client.preventUserExistenceErrors) throw userNotFound();
    return { found: false, userName: name, simulatedId: stableUuid(`${pool.definition.id}\0${name.toLowerCase()}`) };
  }
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (user.status === 'UNCONFIRMED') throw new ServiceError('UserNotConfirmedException', 'User is not confirmed.');
  if (user.status === 'RESET_REQUIRED') {
    throw new ServiceError('PasswordResetRequiredException', 'Password reset required for the user');
  }
  return { found: true, user, userName: user.username };
}

/** The USERNAME in responses. Without a user it is simulated where usernames are UUIDs. */
export const visibleUsername = (pool: UserPool, subject: Subject): string =>
  subject.found || pool.definition.usernameAttributes.length === 0 ? subject.userName : subject.simulatedId;

/** Whether the USERNAME of an answer belongs to the subject of its session. */
export const namesSubject = (pool: UserPool, subject: Subject, name: string): boolean =>
  subject.found
    ? pool.users.find(name)?.username === subject.user.username
    : name === subject.userName || name === subject.simulatedId;

/** The members of a challenge trigger's request that describe the user. */
export function subjectRequestFields({ client }: SignInContext, subject: Subject): Record<string, unknown> {
  return {
    userAttributes: subject.found ? triggerAttributes(subject.user) : {},
    ...(client.preventUserExistenceErrors ? { userNotFound: !subject.found } : {}),
  };
}
