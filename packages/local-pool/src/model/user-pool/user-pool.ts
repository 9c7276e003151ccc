import type { Clock } from '../clock.js';
import { notAuthorized } from '../errors.js';
import type { ClientDefinition, PoolDefinition } from '../stack.js';
import { type Grant, type GrantRecords, Grants } from './grants.js';
import { AuthSessions, type ChallengeResult } from './sessions.js';
import type { KeyRecords, SigningKeys } from './signing-keys.js';
import type { SrpServer } from './srp.js';
import { claimsOf, type TokenOverrides } from './tokens.js';
import type { User } from './user.js';
import { Users } from './users.js';

/** Who is signing in: a user, or a name that nobody has, which must look the same from outside. */
export type Subject =
  | { readonly found: true; readonly user: User; readonly userName: string }
  | { readonly found: false; readonly userName: string; readonly simulatedId: string };

/** What stands behind a session string. */
export interface AuthState {
  readonly client: ClientDefinition;
  readonly subject: Subject;
  readonly flow: 'CUSTOM_AUTH' | 'USER_SRP_AUTH' | 'USER_AUTH' | 'SIGN_UP';
  readonly challengeName: string;
  readonly history: readonly ChallengeResult[];
  readonly privateParameters: Readonly<Record<string, string>>;
  readonly metadata: string | null;
  readonly srp: SrpServer | null;
  readonly clientA: string | null;
  /** The code of a native one-time-code challenge, and where it went. */
  readonly code: {
    readonly text: string;
    readonly attribute: 'phone_number' | 'email';
    readonly attemptsLeft: number;
  } | null;
  readonly deviceKey: string | null;
}

/** What `--data` keeps of a pool. */
export interface PoolRecords {
  readonly users: readonly User[];
  readonly grants: GrantRecords;
  readonly keys: KeyRecords;
}

/** One user pool: its users, their sign-ins, its keys. */
export class UserPool {
  readonly definition: PoolDefinition;
  readonly users: Users;
  readonly grants: Grants;
  readonly sessions: AuthSessions<AuthState>;
  readonly keys: SigningKeys;
  readonly issuer: string;
  readonly #clock: Clock;

  constructor(definition: PoolDefinition, keys: SigningKeys, endpoint: string, clock: Clock) {
    this.definition = definition;
    this.keys = keys;
    this.issuer = `${endpoint}/${definition.id}`;
    this.#clock = clock;
    this.users = new Users(definition);
    this.grants = new Grants(clock);
    this.sessions = new AuthSessions(clock);
  }

  /** The pool's name inside SRP: its id without the Region. */
  get srpName(): string {
    return this.definition.id.split('_')[1] ?? '';
  }

  records(): PoolRecords {
    return { users: this.users.all, grants: this.grants.records(), keys: this.keys.records };
  }

  restore({ users, grants }: PoolRecords): void {
    for (const user of users) this.users.add(user);
    this.grants.restore(grants);
  }

  /** Signs the ID and access token of a sign-in. */
  async issue(
    user: User,
    client: ClientDefinition,
    grant: Grant,
    overrides: TokenOverrides,
  ): Promise<{ AccessToken: string; IdToken: string; ExpiresIn: number; TokenType: 'Bearer' }> {
    const claims = claimsOf(user, client, grant, this.issuer, this.#clock.now(), overrides);
    const [AccessToken, IdToken] = await Promise.all([
      this.keys.sign('access', claims.access),
      this.keys.sign('id', claims.id),
    ]);
    return { AccessToken, IdToken, ExpiresIn: client.accessTokenSeconds, TokenType: 'Bearer' };
  }

  /** The user and sign-in behind an access token. Throws NotAuthorizedException. */
  async authenticate(accessToken: string): Promise<{ user: User; client: ClientDefinition; grant: Grant | null }> {
    const claims = await this.keys.read('access', accessToken, this.#clock.now());
    if (claims === 'expired') throw notAuthorized('Access Token has expired');
    if (claims === 'invalid') throw notAuthorized('Invalid Access Token');
    const client = this.definition.clients.find((one) => one.id === claims['client_id']);
    const grant = this.grants.byOrigin(String(claims['origin_jti'])) ?? null;
    if (client === undefined) throw notAuthorized('Invalid Access Token');
    if (grant?.revoked === true) throw notAuthorized('Access Token has been revoked');
    if (!String(claims['scope']).split(' ').includes('aws.cognito.signin.user.admin')) {
      throw notAuthorized('Access Token does not have required scopes');
    }
    const user = this.users.find(String(claims['username']));
    if (user === undefined) throw notAuthorized('Access Token has been revoked');
    if (!user.enabled) throw notAuthorized('User is disabled.');
    return { user, client, grant };
  }
}
