// Sign-ins of a pool and their refresh tokens: issue, rotate, revoke.
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html

import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import { notAuthorized, ServiceError } from '../errors.js';
import type { ClientDefinition } from '../pool-definition.js';
import { newTrackedSession, type Requester, type SessionTracking, type TrackedSession } from './session-tracking.js';
import type { User } from './user.js';

/**
 * One sign-in. Every token issued for it has the same `origin_jti` and `auth_time`. Absent values are `null` because
 * `--data` stores it as JSON.
 */
export interface Grant {
  readonly originJti: string;
  readonly username: string;
  readonly clientId: string;
  /** Seconds since the Unix epoch. */
  readonly authTime: number;
  /** Milliseconds since the Unix epoch. Rotation of the refresh token does not extend it. */
  readonly expiresAt: number;
  /** The device it belongs to, in pools that track devices. */
  readonly deviceKey: string | null;
  /** Null if the pool did not track sessions when it began. */
  readonly session: TrackedSession | null;
  revoked: boolean;
}

interface RefreshToken {
  readonly originJti: string;
  /** When it was exchanged for its successor, in milliseconds since the Unix epoch; null while it is the newest. */
  rotatedAt: number | null;
}

/** A sign-in that the pool tracks as a session. */
export type TrackedGrant = Grant & { readonly session: TrackedSession };

/** The origin of a sign-in. */
export interface GrantOrigin {
  /** The device it belongs to, in pools that track devices. */
  readonly deviceKey: string | undefined;
  readonly requester: Requester;
  readonly tracking: SessionTracking;
}

/** What `--data` stores of the sign-ins. */
export interface GrantRecords {
  readonly grants: readonly Grant[];
  /** Token → what is known of it. */
  readonly refreshTokens: readonly (readonly [string, RefreshToken])[];
}

/** The sign-ins of one pool. */
export interface Grants {
  /**
   * Begins a sign-in and issues its first refresh token. In pools that track sessions, it ends the least recently used ones
   * if the user has too many.
   */
  begin(user: User, client: ClientDefinition, origin: GrantOrigin): { grant: Grant; refreshToken: string };
  /**
   * Uses a refresh token of this client. With rotation the result has its successor, and the old token remains valid only
   * during the grace period. A sign-in that belongs to a device requires that device's key.
   *
   * @throws ServiceError `NotAuthorizedException` for a token that is unknown, revoked, expired or of another device
   * @throws ServiceError `RefreshTokenReuseException` for a rotated token after its grace period
   */
  refresh(
    token: string,
    client: ClientDefinition,
    deviceKey: string | undefined,
    requester: Requester,
  ): { grant: Grant; refreshToken: string | undefined };
  /**
   * Revokes a sign-in by one of its refresh tokens. An unknown token is not an error, as on AWS.
   *
   * @throws ServiceError `UnauthorizedException` when the token belongs to another client
   */
  revoke(token: string, client: ClientDefinition): void;
  /**
   * Revokes every sign-in of a user, including one that begins later in the same second: Cognito compares whole seconds,
   * so a sign-out just before tokens are issued revokes them as they are issued.
   * https://github.com/aws/aws-sdk-java/issues/2449, https://github.com/aws/aws-sdk-js/issues/4323
   */
  revokeAllOf(user: User): void;
  /** Revokes every sign-in of a user on one device. */
  revokeDevice(user: User, deviceKey: string): void;
  /** The sign-ins of a user that are tracked, not revoked and not expired, the newest first. */
  trackedOf(user: User): TrackedGrant[];
  /** The sign-in of a token's `origin_jti`. */
  byOrigin(originJti: string): Grant | undefined;
  /** What `--data` stores. */
  records(): GrantRecords;
  /** Adds what an earlier run stored. */
  restore(records: GrantRecords): void;
}

/** Creates the empty list of a pool's sign-ins. */
export function createGrants(clock: Clock): Grants {
  const grants = new Map<string, Grant>();
  const refreshTokens = new Map<string, RefreshToken>();
  /** The second of each user's last sign-out everywhere, by username. */
  const signedOutIn = new Map<string, number>();

  const issueRefreshToken = ({ originJti }: Grant): string => {
    // Five parts of these sizes have the shape of Cognito's encrypted tokens.
    const token = [40, 340, 16, 700, 16].map((size) => randomBytes(size).toString('base64url')).join('.');
    refreshTokens.set(token, { originJti, rotatedAt: null });
    return token;
  };

  const find = (token: string): { grant: Grant; record: RefreshToken } | undefined => {
    const record = refreshTokens.get(token);
    const grant = record === undefined ? undefined : grants.get(record.originJti);
    return record === undefined || grant === undefined ? undefined : { grant, record };
  };

  const revokeWhere = (matches: (grant: Grant) => boolean): void => {
    for (const grant of grants.values()) if (matches(grant)) grant.revoked = true;
  };

  const trackedOf = ({ username }: User): TrackedGrant[] =>
    [...grants.values()]
      .filter((grant): grant is TrackedGrant => grant.username === username && grant.session !== null)
      .filter(({ revoked, expiresAt }) => !revoked && expiresAt > clock.now())
      .sort((a, b) => b.session.createdAt - a.session.createdAt);

  return {
    trackedOf,
    begin(user, client, { deviceKey, requester, tracking }) {
      const now = clock.now();
      if (tracking.enabled) {
        const byUse = trackedOf(user).sort((a, b) => b.session.lastActiveAt - a.session.lastActiveAt);
        for (const evicted of byUse.slice(tracking.maxPerUser - 1)) evicted.revoked = true;
      }
      const authTime = Math.floor(now / 1000);
      const grant: Grant = {
        originJti: randomUUID(),
        username: user.username,
        clientId: client.id,
        authTime,
        expiresAt: now + client.refreshTokenSeconds * 1000,
        deviceKey: deviceKey ?? null,
        session: tracking.enabled ? newTrackedSession(requester, now) : null,
        revoked: signedOutIn.get(user.username) === authTime,
      };
      grants.set(grant.originJti, grant);
      return { grant, refreshToken: issueRefreshToken(grant) };
    },
    refresh(token, client, deviceKey, requester) {
      const found = find(token);
      if (found === undefined || found.grant.clientId !== client.id) throw notAuthorized('Invalid Refresh Token');
      const { grant, record } = found;
      if (grant.revoked) throw notAuthorized('Refresh Token has been revoked');
      const now = clock.now();
      if (now >= grant.expiresAt) throw notAuthorized('Refresh Token has expired');
      if (grant.deviceKey !== null && grant.deviceKey !== deviceKey) throw notAuthorized('Invalid Refresh Token');
      const noteActivity = (): void => {
        if (grant.session !== null) Object.assign(grant.session, { lastActiveAt: now, requester });
      };
      if (client.rotation === undefined) {
        noteActivity();
        return { grant, refreshToken: undefined };
      }
      if (record.rotatedAt !== null && now > record.rotatedAt + client.rotation.graceSeconds * 1000) {
        throw new ServiceError('RefreshTokenReuseException', 'Refresh token has already been used');
      }
      record.rotatedAt ??= now;
      noteActivity();
      return { grant, refreshToken: issueRefreshToken(grant) };
    },
    revoke(token, client) {
      const grant = find(token)?.grant;
      if (grant === undefined) return;
      if (grant.clientId !== client.id) throw new ServiceError('UnauthorizedException', 'Client is not authorized.');
      grant.revoked = true;
    },
    revokeAllOf({ username }) {
      signedOutIn.set(username, Math.floor(clock.now() / 1000));
      revokeWhere((grant) => grant.username === username);
    },
    revokeDevice: ({ username }, deviceKey) =>
      revokeWhere((grant) => grant.username === username && grant.deviceKey === deviceKey),
    byOrigin: (originJti) => grants.get(originJti),
    records: () => ({ grants: [...grants.values()], refreshTokens: [...refreshTokens] }),
    restore(records) {
      for (const grant of records.grants) grants.set(grant.originJti, grant);
      for (const [token, record] of records.refreshTokens) refreshTokens.set(token, record);
    },
  };
}
