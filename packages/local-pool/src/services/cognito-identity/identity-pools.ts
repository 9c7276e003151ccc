// Cognito identity pools: exchange a user pool's ID token for AWS credentials in the pool's role.
// https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/Welcome.html

import { randomUUID } from 'node:crypto';
import type { AccessKeys } from '../../iam/access-keys.js';
import { roleSessionArn } from '../../model/arn.js';
import type { Clock } from '../../model/clock.js';
import { notAuthorized, ServiceError, UnsupportedCall } from '../../model/errors.js';
import type { IdentityPoolDefinition, RoleDefinition } from '../../model/stack.js';
import { createSigningKeys, type SigningKeys } from '../../model/user-pool/signing-keys.js';
import type { UserPool } from '../../model/user-pool/user-pool.js';
import { createOperationInput, type OperationInput } from '../shared/operation-input.js';

interface Identity {
  readonly id: string;
  readonly pool: IdentityPoolDefinition;
  /** `<provider>:<sub>` of the user it belongs to; undefined for guests. */
  readonly login: string | undefined;
}

/** What identity pools are created with. */
export interface IdentityPoolsOptions {
  readonly pools: readonly IdentityPoolDefinition[];
  readonly userPools: readonly UserPool[];
  readonly roles: readonly RoleDefinition[];
  readonly region: string;
  readonly clock: Clock;
  readonly accessKeys: AccessKeys;
}

const CREDENTIALS_LIFETIME_MS = 3_600_000;
const OPEN_ID_TOKEN_LIFETIME_SECONDS = 600;

/** The identity pools of one stack. */
export interface IdentityPools {
  /**
   * Answers one call of the API.
   *
   * @param body the request's parameters
   * @throws ServiceError with the API's own errors
   */
  call(operation: string, body: Readonly<Record<string, unknown>>): Promise<object>;
}

/** Creates the identity pools of a stack. Identities are kept in memory. */
export function createIdentityPools(options: IdentityPoolsOptions): IdentityPools {
  const identities = new Map<string, Identity>();
  let signingKeys: Promise<SigningKeys> | undefined;

  const getId = async (input: OperationInput): Promise<object> => {
    const id = input.text('IdentityPoolId', 1, 55);
    const pool = options.pools.find((one) => one.id === id);
    if (pool === undefined) throw new ServiceError('ResourceNotFoundException', `IdentityPool '${id}' not found.`);
    const login = await verifyLogin(options, pool, input.texts('Logins'));
    if (login === undefined && !pool.allowUnauthenticated) {
      throw notAuthorized('Unauthenticated access is not supported for this identity pool.');
    }
    const existing = [...identities.values()].find(
      (one) => one.pool === pool && login !== undefined && one.login === login,
    );
    if (existing !== undefined) return { IdentityId: existing.id };
    const identity: Identity = { id: `${options.region}:${randomUUID()}`, pool, login };
    identities.set(identity.id, identity);
    return { IdentityId: identity.id };
  };

  const authenticate = async (input: OperationInput): Promise<Identity> => {
    const id = input.text('IdentityId', 1, 55);
    const identity = identities.get(id);
    if (identity === undefined) throw new ServiceError('ResourceNotFoundException', `Identity '${id}' not found.`);
    const login = await verifyLogin(options, identity.pool, input.texts('Logins'));
    if (login === identity.login) return identity;
    if (login === undefined) throw notAuthorized(`Access to Identity '${id}' is forbidden.`);
    throw notAuthorized(
      "Logins don't match. Please include at least one valid login for this identity or identity pool.",
    );
  };

  const getOpenIdToken = async (input: OperationInput): Promise<object> => {
    const { id, pool, login } = await authenticate(input);
    const now = Math.floor(options.clock.now() / 1000);
    signingKeys ??= createSigningKeys();
    const token = await (await signingKeys).sign('id', {
      sub: id,
      aud: pool.id,
      amr: login === undefined ? ['unauthenticated'] : ['authenticated', ...login.split(':', 1)],
      iss: 'https://cognito-identity.amazonaws.com',
      iat: now,
      exp: now + OPEN_ID_TOKEN_LIFETIME_SECONDS,
    });
    return { IdentityId: id, Token: token };
  };

  return {
    async call(operation, body) {
      const input = createOperationInput(body);
      switch (operation) {
        case 'GetId':
          return getId(input);
        case 'GetCredentialsForIdentity':
          return issueCredentials(options, await authenticate(input));
        case 'GetOpenIdToken':
          return getOpenIdToken(input);
        default:
          throw new UnsupportedCall('Cognito identity pools', operation);
      }
    },
  };
}

/** The response of GetCredentialsForIdentity: temporary access keys in the pool's role. */
function issueCredentials({ roles, clock, accessKeys }: IdentityPoolsOptions, { id, pool, login }: Identity): object {
  const roleArn = login === undefined ? pool.unauthenticatedRole : pool.authenticatedRole;
  if (roleArn === undefined) {
    throw new ServiceError(
      'InvalidIdentityPoolConfigurationException',
      'Invalid identity pool configuration. Check assigned IAM roles for this pool.',
    );
  }
  const expiresAt = clock.now() + CREDENTIALS_LIFETIME_MS;
  const credentials = accessKeys.issue({
    arn: roleSessionArn(roleArn, 'CognitoIdentityCredentials'),
    functionId: undefined,
    statements: roles.find(({ arn }) => arn === roleArn)?.statements ?? [],
    expiresAt,
    variables: {
      'cognito-identity.amazonaws.com:sub': id,
      'cognito-identity.amazonaws.com:aud': pool.id,
    },
  });
  return {
    IdentityId: id,
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: Math.floor(expiresAt / 1000),
    },
  };
}

/** Verifies the ID token in `Logins` and returns `<provider>:<sub>`; undefined when there is none. */
async function verifyLogin(
  { userPools, clock }: IdentityPoolsOptions,
  pool: IdentityPoolDefinition,
  logins: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const [entry] = Object.entries(logins);
  if (entry === undefined) return undefined;
  const [provider, token] = entry;
  const userPool = userPools.find(({ definition }) => provider.endsWith(`/${definition.id}`));
  // Clients derive the provider's name from the token's issuer, which is this machine's address instead of AWS's.
  const isLocalIssuer = userPool?.issuer === `http://${provider}`;
  const trusted = pool.providers.filter(
    (one) => one.provider === provider || (isLocalIssuer && one.provider.endsWith(`/${userPool.definition.id}`)),
  );
  const [first] = trusted;
  if (first === undefined || userPool === undefined) {
    throw notAuthorized('Token is not from a supported provider of this identity pool.');
  }
  const claims = await userPool.keys.read('id', token, clock.now());
  if (claims === 'expired') throw notAuthorized('Invalid login token. Token expired.');
  if (claims === 'invalid') throw notAuthorized("Invalid login token. Can't deserialize or verify it.");
  if (!trusted.some(({ clientId }) => clientId === claims['aud'])) {
    throw notAuthorized('Invalid login token. Incorrect token audience.');
  }
  return `${first.provider}:${String(claims['sub'])}`;
}
