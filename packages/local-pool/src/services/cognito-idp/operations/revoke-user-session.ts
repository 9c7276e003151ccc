import { invalidParameter, ServiceError } from '../../../model/errors.js';
import { authenticateBearer, type Operation } from '../request/operation.js';
import { requireSessionTracking } from '../users/user-sessions.js';

/**
 * Ends one of the signed-in user's other sessions. `RevokeAssociatedSessions` has no effect: no session is linked to
 * another one without managed login.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html
 */
export const revokeUserSession: Operation = async (input, context) => {
  const { pool, user, grant: current } = await authenticateBearer(context, input);
  requireSessionTracking(pool);
  const id = input.text('SessionId', 28, 28);
  const associated = input.optionalText('RevokeAssociatedSessions') ?? 'NONE';
  if (associated !== 'NONE' && associated !== 'LINKED') {
    throw invalidParameter('RevokeAssociatedSessions has to be NONE or LINKED.');
  }
  const found = pool.grants.trackedOf(user).find(({ session }) => session.id === id);
  if (found === undefined) throw new ServiceError('ResourceNotFoundException', 'Session does not exist.');
  if (found.originJti === current?.originJti) throw invalidParameter('The current session cannot be revoked.');
  found.revoked = true;
  return {};
};
