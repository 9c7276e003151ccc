import { describeUserAgent } from '../../../model/user-pool/session-tracking.js';
import { authenticateBearer, type Operation } from '../request/operation.js';
import { requireSessionTracking } from '../users/user-sessions.js';

/**
 * The signed-in user's sessions in every app client, all on one page as on AWS. There are no SSO sessions, because there is
 * no managed login, and no locations.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html
 */
export const listUserSessions: Operation = async (input, context) => {
  const { pool, user, grant: current } = await authenticateBearer(context, input);
  requireSessionTracking(pool);
  return {
    Sessions: pool.grants.trackedOf(user).map(({ session, clientId, originJti }) => ({
      SessionId: session.id,
      SessionType: 'TOKEN',
      ClientId: clientId,
      CreateDate: session.createdAt / 1000,
      LastActiveDate: session.lastActiveAt / 1000,
      DeviceType: describeUserAgent(session.requester.userAgent),
      LastIPAddress: session.requester.ipAddress,
      LastLocation: { Country: 'unknown' },
      IsCurrentSession: originJti === current?.originJti,
    })),
  };
};
