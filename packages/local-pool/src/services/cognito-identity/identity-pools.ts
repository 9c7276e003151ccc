import { randomUUID } from 'node:crypto';
import type { AccessKeys } from '../../iam/access-keys.js';
import type { Clock } from '../../model/clock.js';
import { notAuthorized, ServiceError } from '../../model/errors.js';
import { ACCOUNT_ID } from '../../model/identifiers.js';
import type { IdentityPoolDefinition, RoleDefinition } from '../../model/stack.js';
import { SigningKeys } from '../../model/user-pool/signing-keys.js';
import type { UserPool } from '../../model/user-pool/user-pool.js';
import { OperationInput } from '../shared/operation-input.js';

interface ResourceIdentity {
  readonly id: string;
  readonly pool: IdentityPoolDefinition;
  /** `<provider>:<sub>` of whoever it belongs to; null for guests. */
  readonly login: string | null;
}

export interface IdentityPoolsOptions {
  readonly pools: readonly IdentityPoolDefinition[];
  readonly userPools: readonly UserPool[];
  readonly roles: readonly RoleDefinition[];
  readonly region: string;
  readonly clock: Clock;
  readonly accessKeys: AccessKeys;
}

const credentialsMs = 3_600_000;
const openIdTokenSeconds = 600;

/** Cognito identity pools: an ID token in exchange for credentials in the pool's role. */
export class IdentityPools {
  readonly #options: IdentityPoolsOptions;
  readonly #identities = new Map<string, ResourceIdentity>();
  #keys: Promise<SigningKeys> | null = null;

  constructor(options: IdentityPoolsOptions) {
    this.#options = options;
  }

  async call(operation: string, body: Record<string, unknown>): Promise<object> {
    const input = new OperationInput(body);
    switch (operation) {
      case 'GetId':
        return this.#getId(input);
      case 'GetCredentialsForIdentity':
        return this.#getCredentials(input);
      case 'GetOpenIdToken':
        return this.#getOpenIdToken(input);
      default:
        throw new ServiceError('UnknownOperationException', `The local pool doesn't offer ${operation}.`);
    }
  }

  async #getId(input: OperationInput): Promise<object> {
    const id = input.text('IdentityPoolId', 1, 55);
    const pool = this.#options.pools.find((one) => one.id === id);
    if (pool === undefined) throw new ServiceError('ResourceNotFoundException', `IdentityPool '${id}' not found.`);
    const login = await this.#login(pool, input.texts('Logins'));
    if (login === null && !pool.allowUnauthenticated) throw guestsRefused();
    const known = [...this.#identities.values()].find(
      (one) => one.pool === pool && login !== null && one.login === login,
    );
    if (known !== undefined) return { IdentityId: known.id };
    const identity: ResourceIdentity = { id: `${this.#options.region}:${randomUUID()}`, pool, login };
    this.#identities.set(identity.id, identity);
    return { IdentityId: identity.id };
  }

  async #getCredentials(input: OperationInput): Promise<object> {
    const identity = await this.#authenticate(input);
    const arn = identity.login === null ? identity.pool.unauthenticatedRole : identity.pool.authenticatedRole;
    const role = this.#options.roles.find((one) => one.arn === arn);
    if (arn === null) {
      throw new ServiceError(
        'InvalidIdentityPoolConfigurationException',
        'Invalid identity pool configuration. Check assigned IAM roles for this pool.',
      );
    }
    const expiresAt = this.#options.clock.now() + credentialsMs;
    const credentials = this.#options.accessKeys.issue({
      arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${arn.split('/').at(-1)}/CognitoIdentityCredentials`,
      functionId: null,
      statements: role?.statements ?? [],
      expiresAt,
      variables: {
        'cognito-identity.amazonaws.com:sub': identity.id,
        'cognito-identity.amazonaws.com:aud': identity.pool.id,
      },
    });
    return {
      IdentityId: identity.id,
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: Math.floor(expiresAt / 1000),
      },
    };
  }

  async #getOpenIdToken(input: OperationInput): Promise<object> {
    const identity = await this.#authenticate(input);
    const now = Math.floor(this.#options.clock.now() / 1000);
    this.#keys ??= SigningKeys.create();
    const token = await (await this.#keys).sign('id', {
      sub: identity.id,
      aud: identity.pool.id,
      amr: identity.login === null ? ['unauthenticated'] : ['authenticated', ...identity.login.split(':', 1)],
      iss: 'https://cognito-identity.amazonaws.com',
      iat: now,
      exp: now + openIdTokenSeconds,
    });
    return { IdentityId: identity.id, Token: token };
  }

  async #authenticate(input: OperationInput): Promise<ResourceIdentity> {
    const id = input.text('IdentityId', 1, 55);
    const identity = this.#identities.get(id);
    if (identity === undefined) throw new ServiceError('ResourceNotFoundException', `Identity '${id}' not found.`);
    const login = await this.#login(identity.pool, input.texts('Logins'));
    if (login !== identity.login) {
      if (login === null) throw notAuthorized(`Access to Identity '${id}' is forbidden.`);
      throw notAuthorized(
        "Logins don't match. Please include at least one valid login for this identity or identity pool.",
      );
    }
    return identity;
  }

  /** Whose ID token came along; null without one. */
  async #login(pool: IdentityPoolDefinition, logins: Readonly<Record<string, string>>): Promise<string | null> {
    const [entry] = Object.entries(logins);
    if (entry === undefined) return null;
    const [provider, token] = entry;
    const userPool = this.#options.userPools.find((one) => provider.endsWith(`/${one.definition.id}`));
    // Clients read the provider's name off the token's issuer, which is another address here than at Amazon.
    const isIssuer = userPool?.issuer === `http://${provider}`;
    const trusted = pool.providers.filter(
      (one) => one.provider === provider || (isIssuer && one.provider.endsWith(`/${userPool.definition.id}`)),
    );
    const [first] = trusted;
    if (first === undefined || userPool === undefined) {
      throw notAuthorized('Token is not from a supported provider of this identity pool.');
    }
    const claims = await userPool.keys.read('id', token, this.#options.clock.now());
    if (claims === 'expired') throw notAuthorized('Invalid login token. Token expired.');
    if (claims === 'invalid') throw notAuthorized("Invalid login token. Can't deserialize or verify it.");
    if (!trusted.some((one) => one.clientId === claims['aud']))
      throw notAuthorized('Invalid login token. Incorrect token audience.');
    return `${first.provider}:${String(claims['sub'])}`;
  }
}

const guestsRefused = (): ServiceError =>
  notAuthorized('Unauthenticated access is not supported for this identity pool.');
