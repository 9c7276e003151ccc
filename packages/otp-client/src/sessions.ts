import { listOf, requestAsUser, type UserClient } from './client/request-as-user.js';
import type { CallOptions, CognitoReply, OtpClient } from './contracts/client.js';
import { OtpError } from './contracts/errors.js';
import { stringOrNull } from './platform/storage.js';

/**
 * Entry `./sessions`: the signed-in user's sessions on all devices, and ending one. The user pool must track sessions
 * (`SetUserPoolSessionConfiguration`), which needs the feature plan Essentials or Plus.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managing-user-sessions.html
 */

/** One session of the user. */
export interface UserSession {
  /** Cognito's id of the session. */
  readonly id: string;
  /** Whether it is the session of this client. */
  readonly isCurrent: boolean;
  /** `token`: a sign-in to an app client. `sso`: a browser's sign-in to managed login, which app clients share. */
  readonly kind: 'token' | 'sso';
  /** The app client. */
  readonly clientId: string;
  /** In milliseconds since the Unix epoch. */
  readonly signedInAt: number;
  /** The last refresh of its tokens, or the sign-in, in milliseconds since the Unix epoch. */
  readonly lastActiveAt: number;
  /** The device as Cognito derives it from the user agent, `Chrome 125 / macOS 15.0` for instance; `null` if unknown. */
  readonly device: string | null;
  /** The address of the last activity. */
  readonly ipAddress: string | null;
  /** The city of that address, as far as Cognito knows it. */
  readonly city: string | null;
  /** The English name of its country. */
  readonly country: string | null;
}

/** A user has at most 100 token sessions; Cognito returns up to 125 sessions on a page. */
const MAX_PAGES = 10;

/** The length to which texts of a reply are cut, in characters. */
const MAX_TEXT = 256;

const textOrNull = (value: unknown): string | null => {
  const text = stringOrNull(value)?.trim().slice(0, MAX_TEXT);
  return text && text.toLowerCase() !== 'unknown' ? text : null;
};

const timeOf = (seconds: unknown): number => Math.round((Number(seconds) || 0) * 1000);

function readSession(session: CognitoReply): UserSession {
  const { City, Country } = Object(session.LastLocation) as CognitoReply;
  return {
    id: `${session.SessionId}`,
    isCurrent: session.IsCurrentSession === true,
    kind: session.SessionType === 'SSO' ? 'sso' : 'token',
    clientId: `${session.ClientId ?? ''}`,
    signedInAt: timeOf(session.CreateDate),
    lastActiveAt: timeOf(session.LastActiveDate ?? session.CreateDate),
    device: textOrNull(session.DeviceType),
    ipAddress: textOrNull(session.LastIPAddress),
    city: textOrNull(City),
    country: textOrNull(Country),
  };
}

/** Adds a hint to the error of a user pool that does not track sessions. */
function refused(error: OtpError): OtpError {
  if (error.cognitoName !== 'OperationNotEnabledException') return error;
  const { cognitoName, requestId } = error;
  const message = 'The user pool does not track sessions. Turn it on with SetUserPoolSessionConfiguration.';
  return new OtpError('configuration', message, { cognitoName, requestId, cause: error });
}

/**
 * Lists the user's sessions in all app clients of the user pool: the current one first, then by their last activity. A session
 * that has just begun may be missing for a few seconds.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html
 * @throws {OtpError} what `getTokens` throws, or why Cognito refused: `configuration` if the user pool does not track sessions.
 * @example
 * for (const { device, lastActiveAt } of await listSessions(client)) console.log(device, new Date(lastActiveAt));
 */
export async function listSessions(client: UserClient, options?: CallOptions): Promise<readonly UserSession[]> {
  const sessions: UserSession[] = [];
  let NextToken: unknown;
  for (let page = 0; page === 0 || (NextToken && page < MAX_PAGES); page++) {
    const reply = await requestAsUser(client, 'ListUserSessions', { NextToken }, options).catch((error: OtpError) => {
      throw refused(error);
    });
    sessions.push(...listOf(reply.Sessions).map(readSession));
    ({ NextToken } = reply);
  }
  return sessions.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || b.lastActiveAt - a.lastActiveAt);
}

/**
 * Ends one session: its tokens are revoked, and so is a linked session of managed login, which could otherwise sign in
 * again without a code. The current session is ended by a sign-out, because Cognito refuses to end it this way. A session
 * that has ended already is not an error.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html
 * @throws {OtpError} as {@link listSessions}; the session then continues.
 * @example
 * const [, other] = await listSessions(client);
 * if (other) await endSession(client, other);
 */
export async function endSession(
  client: UserClient & Pick<OtpClient, 'signOut'>,
  { id, isCurrent }: Pick<UserSession, 'id' | 'isCurrent'>,
  options?: CallOptions,
): Promise<void> {
  if (isCurrent) {
    await client.signOut(options);
    return;
  }
  const body = { SessionId: id, RevokeAssociatedSessions: 'LINKED' };
  await requestAsUser(client, 'RevokeUserSession', body, options).catch((error: OtpError) => {
    if (error.cognitoName !== 'ResourceNotFoundException') throw refused(error);
  });
}
