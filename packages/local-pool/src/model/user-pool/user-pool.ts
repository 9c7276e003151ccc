// One user pool at runtime: its users, sign-ins, Cognito sessions and keys.

import type { Clock } from '../clock.js';
import { notAuthorized } from '../errors.js';
import type { AddressAttribute, ClientDefinition, MfaFactor, MfaSettings, PoolDefinition } from '../pool-definition.js';
import { type Attempts, createAttempts } from './attempts.js';
import { createGrants, type Grant, type GrantRecords, type Grants } from './grants.js';
import { createGroups, type Group, type Groups, groupClaims } from './groups.js';
import type { SessionTracking } from './session-tracking.js';
import { type AuthSessions, type ChallengeResult, createAuthSessions } from './sessions.js';
import type { KeyRecords, SigningKeys } from './signing-keys.js';
import type { SrpProof } from './srp.js';
import { claimsOf, type TokenOverrides, USER_ADMIN_SCOPE } from './tokens.js';
import type { User } from './user.js';
import { createUsers, type Users } from './users.js';

/**
 * Who is signing in: a user, or a name that no user has. With `PreventUserExistenceErrors` the two must be
 * indistinguishable to the caller.
 */
export type Subject =
  | { readonly found: true; readonly user: User; readonly userName: string }
  | { readonly found: false; readonly userName: string; readonly simulatedId: string };

/** A native one-time code that was sent, and to which attribute. */
export interface SentCode {
  readonly text: string;
  readonly attribute: AddressAttribute;
  readonly attemptsLeft: number;
}

/** The state of a user's second factor in a sign-in. */
export interface MfaProgress {
  /** The factors to choose from or to set up. */
  readonly factors: readonly MfaFactor[];
  /** The secret of the authenticator app that is being set up. */
  readonly totpSecret: string | undefined;
  /** Whether a code of that app was verified. */
  readonly isVerified: boolean;
}

/** The state of an authentication between two calls, stored behind a session string. */
export interface AuthState {
  readonly client: ClientDefinition;
  readonly subject: Subject;
  /** `SIGN_UP`: the session of a confirmed sign-up, which signs the user in. */
  readonly flow: 'CUSTOM_AUTH' | 'USER_SRP_AUTH' | 'USER_AUTH' | 'SIGN_UP';
  /** The Cognito challenge that the next call answers. */
  readonly challengeName: string;
  /** The results of the rounds so far. */
  readonly history: readonly ChallengeResult[];
  readonly privateParameters: Readonly<Record<string, string>>;
  /** What Create returned as `challengeMetadata`; null when it returned none, as in Cognito's events. */
  readonly challengeMetadata: string | null;
  readonly srp: SrpProof | undefined;
  /** The client's public value A, when the flow began with SRP. */
  readonly clientA: string | undefined;
  readonly code: SentCode | undefined;
  readonly mfa: MfaProgress | undefined;
  readonly deviceKey: string | undefined;
}

/** What `--data` stores of a pool. */
export interface PoolRecords {
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly grants: GrantRecords;
  readonly keys: KeyRecords;
  readonly sessionTracking: SessionTracking;
  readonly mfa: MfaSettings;
}

/** The tokens of Cognito's `AuthenticationResult`, without the refresh token. */
export interface IssuedTokens {
  readonly AccessToken: string;
  readonly IdToken: string;
  /** Seconds. */
  readonly ExpiresIn: number;
  readonly TokenType: 'Bearer';
}

/** The user and sign-in that an access token belongs to. */
export interface AuthenticatedUser {
  readonly user: User;
  readonly client: ClientDefinition;
  /** Undefined when the client's tokens have no `origin_jti`. */
  readonly grant: Grant | undefined;
}

/** A user pool at runtime. */
export interface UserPool {
  /** The template's, until an administrator changes its settings. */
  definition: PoolDefinition;
  /** When its settings were created and last changed, in milliseconds since 1970. */
  modifiedAt: { readonly created: number; readonly last: number };
  readonly users: Users;
  readonly groups: Groups;
  readonly grants: Grants;
  readonly sessions: AuthSessions<AuthState>;
  readonly attempts: Attempts;
  readonly keys: SigningKeys;
  /** The template's settings, until an administrator changes them. */
  sessionTracking: SessionTracking;
  /** The template's settings, until an administrator changes them. */
  mfa: MfaSettings;
  /** The `iss` claim of its tokens: the pool's URL on this machine. */
  readonly issuer: string;
  /** The pool's name in SRP: its id without the Region. */
  readonly srpName: string;
  /** What `--data` stores. */
  records(): PoolRecords;
  /** Adds the users and sign-ins of an earlier run. */
  restore(records: PoolRecords): void;
  /** Signs the ID token and the access token of a sign-in. */
  issue(user: User, client: ClientDefinition, grant: Grant, overrides: TokenOverrides): Promise<IssuedTokens>;
  /**
   * Verifies an access token.
   *
   * @throws ServiceError `NotAuthorizedException` when it is invalid, expired or revoked, when the user is disabled, or
   * when the token lacks the scope of the user's own API calls
   */
  authenticate(accessToken: string): Promise<AuthenticatedUser>;
}

/**
 * Creates a user pool without users.
 *
 * @param endpoint the server's URL, without a trailing slash
 */
export function createUserPool(
  definition: PoolDefinition,
  keys: SigningKeys,
  endpoint: string,
  clock: Clock,
): UserPool {
  const issuer = `${endpoint}/${definition.id}`;
  const users = createUsers(definition);
  const groups = createGroups(definition.groups, clock.now());
  const grants = createGrants(clock);
  const pool: UserPool = {
    definition,
    modifiedAt: { created: clock.now(), last: clock.now() },
    users,
    groups,
    grants,
    sessions: createAuthSessions(clock),
    attempts: createAttempts(clock),
    keys,
    sessionTracking: definition.sessionTracking,
    mfa: definition.mfa,
    issuer,
    srpName: definition.id.split('_')[1] ?? '',
    records: () => ({
      users: users.all(),
      groups: groups.all(),
      grants: grants.records(),
      keys: keys.records,
      sessionTracking: pool.sessionTracking,
      mfa: pool.mfa,
    }),
    restore(records) {
      for (const user of records.users) users.add(user);
      groups.restore(records.groups);
      grants.restore(records.grants);
      pool.sessionTracking = records.sessionTracking;
      pool.mfa = records.mfa;
    },
    async issue(user, client, grant, overrides) {
      const claims = claimsOf(
        { user, groups: groupClaims(groups.of(user)), client, grant, issuer, now: clock.now() },
        overrides,
      );
      const [AccessToken, IdToken] = await Promise.all([
        keys.sign('access', claims.access),
        keys.sign('id', claims.id),
      ]);
      return { AccessToken, IdToken, ExpiresIn: client.accessTokenSeconds, TokenType: 'Bearer' };
    },
    async authenticate(accessToken) {
      const claims = await keys.read('access', accessToken, clock.now());
      if (claims === 'expired') throw notAuthorized('Access Token has expired');
      if (claims === 'invalid') throw notAuthorized('Invalid Access Token');
      const client = pool.definition.clients.find(({ id }) => id === claims['client_id']);
      const grant = grants.byOrigin(String(claims['origin_jti']));
      if (client === undefined) throw notAuthorized('Invalid Access Token');
      if (grant?.revoked === true) throw notAuthorized('Access Token has been revoked');
      if (!String(claims['scope']).split(' ').includes(USER_ADMIN_SCOPE)) {
        throw notAuthorized('Access Token does not have required scopes');
      }
      const user = users.find(String(claims['username']));
      if (user === undefined) throw notAuthorized('Access Token has been revoked');
      if (!user.enabled) throw notAuthorized('User is disabled.');
      return { user, client, grant };
    },
  };
  return pool;
}
