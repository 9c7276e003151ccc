import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import { notAuthorized, ServiceError } from '../errors.js';
import type { ClientDefinition } from '../stack.js';
import type { User } from './user.js';

/** One sign-in: everything that was and will be issued for it shares its `origin_jti` and `auth_time`. */
export interface Grant {
  readonly originJti: string;
  readonly username: string;
  readonly clientId: string;
  /** Seconds. */
  readonly authTime: number;
  /** Milliseconds; stays when refresh tokens rotate. */
  readonly expiresAt: number;
  readonly deviceKey: string | null;
  revoked: boolean;
}

interface RefreshToken {
  readonly originJti: string;
  /** When it was exchanged for its successor; null while it is the newest. */
  rotatedAt: number | null;
}

/** What `--data` keeps. */
export interface GrantRecords {
  readonly grants: readonly Grant[];
  readonly refreshTokens: readonly (readonly [string, RefreshToken])[];
}

/** Sign-ins and their refresh tokens. */
export class Grants {
  readonly #clock: Clock;
  readonly #grants = new Map<string, Grant>();
  readonly #refreshTokens = new Map<string, RefreshToken>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(user: User, client: ClientDefinition, deviceKey: string | null): { grant: Grant; refreshToken: string } {
    const now = this.#clock.now();
    const grant: Grant = {
      originJti: randomUUID(),
      username: user.username,
      clientId: client.id,
      authTime: Math.floor(now / 1000),
      expiresAt: now + client.refreshTokenSeconds * 1000,
      deviceKey,
      revoked: false,
    };
    this.#grants.set(grant.originJti, grant);
    return { grant, refreshToken: this.#issue(grant) };
  }

  /**
   * Uses a refresh token of this client. With rotation on the answer holds its successor, and the old one works again
   * only inside the grace period. Where devices are tracked, the sign-in's device has to be named. Throws NotAuthorizedException or RefreshTokenReuseException.
   */
  refresh(
    token: string,
    client: ClientDefinition,
    deviceKey: string | null,
  ): { grant: Grant; refreshToken: string | null } {
    const { grant, record } = this.#find(token, client);
    if (grant.revoked) throw notAuthorized('Refresh Token has been revoked');
    const now = this.#clock.now();
    if (now >= grant.expiresAt) throw notAuthorized('Refresh Token has expired');
    if (grant.deviceKey !== null && grant.deviceKey !== deviceKey) throw notAuthorized('Invalid Refresh Token');
    if (client.rotation === null) return { grant, refreshToken: null };
    if (record.rotatedAt !== null && now > record.rotatedAt + client.rotation.graceSeconds * 1000) {
      throw new ServiceError('RefreshTokenReuseException', 'Refresh token has already been used');
    }
    record.rotatedAt ??= now;
    return { grant, refreshToken: this.#issue(grant) };
  }

  /** Ends a sign-in by one of its refresh tokens. An unknown token is no error, as on AWS. */
  revoke(token: string, client: ClientDefinition): void {
    const record = this.#refreshTokens.get(token);
    const grant = record === undefined ? undefined : this.#grants.get(record.originJti);
    if (grant === undefined) return;
    if (grant.clientId !== client.id) throw new ServiceError('UnauthorizedException', 'Client is not authorized.');
    grant.revoked = true;
  }

  revokeAllOf(user: User): void {
    for (const grant of this.#grants.values()) if (grant.username === user.username) grant.revoked = true;
  }

  revokeDevice(user: User, deviceKey: string): void {
    for (const grant of this.#grants.values()) {
      if (grant.username === user.username && grant.deviceKey === deviceKey) grant.revoked = true;
    }
  }

  byOrigin(originJti: string): Grant | undefined {
    return this.#grants.get(originJti);
  }

  records(): GrantRecords {
    return { grants: [...this.#grants.values()], refreshTokens: [...this.#refreshTokens] };
  }

  restore(records: GrantRecords): void {
    for (const grant of records.grants) this.#grants.set(grant.originJti, grant);
    for (const [token, record] of records.refreshTokens) this.#refreshTokens.set(token, record);
  }

  #find(token: string, client: ClientDefinition): { grant: Grant; record: RefreshToken } {
    const record = this.#refreshTokens.get(token);
    const grant = record === undefined ? undefined : this.#grants.get(record.originJti);
    if (record === undefined || grant === undefined || grant.clientId !== client.id) {
      throw notAuthorized('Invalid Refresh Token');
    }
    return { grant, record };
  }

  #issue(grant: Grant): string {
    const token = [40, 340, 16, 700, 16].map((size) => randomBytes(size).toString('base64url')).join('.');
    this.#refreshTokens.set(token, { originJti: grant.originJti, rotatedAt: null });
    return token;
  }
}
