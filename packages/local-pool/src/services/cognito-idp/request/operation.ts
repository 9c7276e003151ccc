// What every operation of the user pools' API works with, and how it finds the pool, client and user of a call.

import type { Outbox } from '../../../control/outbox.js';
import type { Clock } from '../../../model/clock.js';
import { notAuthorized, ServiceError, userNotFound } from '../../../model/errors.js';
import type { ClientDefinition, PoolDefinition, Settings } from '../../../model/pool-definition.js';
import type { Requester } from '../../../model/user-pool/session-tracking.js';
import type { User } from '../../../model/user-pool/user.js';
import type { AuthenticatedUser, UserPool } from '../../../model/user-pool/user-pool.js';
import type { OperationInput } from '../../shared/operation-input.js';
import type { Triggers } from '../triggers/triggers.js';

/** Applies changes of settings. Throws ServiceError `InvalidParameterException` for invalid ones. */
export interface Reconfigure {
  /** The pool with other settings; what they leave out has Cognito's default. */
  pool(pool: PoolDefinition, settings: Settings): PoolDefinition;
  /** An app client with other settings. */
  client(client: ClientDefinition, settings: Settings, pool: PoolDefinition): ClientDefinition;
}

/** What an operation works with. */
export interface OperationContext {
  readonly pools: readonly UserPool[];
  readonly clock: Clock;
  readonly triggers: Triggers;
  readonly outbox: Outbox;
  readonly reconfigure: Reconfigure;
  /** The origin of the call. */
  readonly requester: Requester;
  /** Whether this call accepts a used Cognito session, because of a fault. */
  readonly reusesSession: () => boolean;
  /** Counts an operation against its quota. Throws ServiceError `TooManyRequestsException`. */
  readonly countUserUpdate: (operation: string) => void;
}

/** An operation that apps call without AWS credentials. Throws ServiceError with Cognito's own errors. */
export type Operation = (input: OperationInput, context: OperationContext) => Promise<object>;

/** An administrator's operation, on the pool that the call names. Throws ServiceError with Cognito's own errors. */
export type AdminOperation = (input: OperationInput, pool: UserPool, context: OperationContext) => Promise<object>;

/** A pool and one of its app clients. */
export interface PoolAndClient {
  readonly pool: UserPool;
  readonly client: ClientDefinition;
}

/**
 * The pool and app client of the call's `ClientId`.
 *
 * @throws ServiceError `ResourceNotFoundException`
 */
export function findClient({ pools }: OperationContext, input: OperationInput): PoolAndClient {
  const clientId = clientIdOf(input);
  for (const pool of pools) {
    const client = pool.definition.clients.find(({ id }) => id === clientId);
    if (client !== undefined) return { pool, client };
  }
  throw clientNotFound(clientId);
}

/**
 * The app client of the call's `ClientId`, in the pool that an administrator's call names.
 *
 * @throws ServiceError `ResourceNotFoundException`
 */
export function findClientOfPool(pool: UserPool, input: OperationInput): ClientDefinition {
  const clientId = clientIdOf(input);
  const client = pool.definition.clients.find(({ id }) => id === clientId);
  if (client === undefined) throw clientNotFound(clientId);
  return client;
}

const clientIdOf = (input: OperationInput): string => input.text('ClientId', 1, 128);

const clientNotFound = (clientId: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);

/**
 * The pool with this id.
 *
 * @throws ServiceError `ResourceNotFoundException`
 */
export function findPool({ pools }: OperationContext, poolId: string): UserPool {
  const pool = pools.find(({ definition }) => definition.id === poolId);
  if (pool === undefined) throw new ServiceError('ResourceNotFoundException', `User pool ${poolId} does not exist.`);
  return pool;
}

/**
 * The user whom the call's `AccessToken` belongs to.
 *
 * @throws ServiceError `NotAuthorizedException`
 */
export async function authenticateBearer(
  { pools }: OperationContext,
  input: OperationInput,
): Promise<AuthenticatedUser & { readonly pool: UserPool }> {
  const token = input.text('AccessToken');
  const issuer = issuerOf(token);
  const pool = pools.find((one) => one.issuer === issuer);
  if (pool === undefined) throw notAuthorized('Invalid Access Token');
  return { pool, ...(await pool.authenticate(token)) };
}

/** A token's `iss` claim, not verified; undefined when the text is not a JWT. */
function issuerOf(token: string): unknown {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null && 'iss' in claims ? claims.iss : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The user of the call's `Username`.
 *
 * @throws ServiceError `UserNotFoundException`
 */
export function findUser(pool: UserPool, input: OperationInput): User {
  const user = pool.users.find(input.name('Username', 128));
  if (user === undefined) throw userNotFound();
  return user;
}
