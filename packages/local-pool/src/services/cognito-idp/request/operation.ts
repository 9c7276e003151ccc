import type { Outbox } from '../../../control/outbox.js';
import type { Caller } from '../../../iam/caller.js';
import type { Clock } from '../../../model/clock.js';
import { notAuthorized, ServiceError, userNotFound } from '../../../model/errors.js';
import type { ClientDefinition } from '../../../model/stack.js';
import type { Grant } from '../../../model/user-pool/grants.js';
import type { User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import type { OperationInput } from '../../shared/operation-input.js';
import type { Triggers } from '../triggers/triggers.js';

/** What an API of Cognito's works with. */
export interface OperationContext {
  readonly pools: readonly UserPool[];
  readonly clock: Clock;
  readonly triggers: Triggers;
  readonly outbox: Outbox;
  /** Whether a used session is taken again in this answer, because a fault asks for it. */
  readonly reusesSession: () => boolean;
}

export type Operation = (input: OperationInput, context: OperationContext) => Promise<object>;

/** An administrator's API: signed, on a pool by its id. */
export type AdminOperation = (
  input: OperationInput,
  pool: UserPool,
  context: OperationContext,
  caller: Caller,
) => Promise<object>;

/** The pool and app client that a call names. Throws ResourceNotFoundException. */
export function findClient(context: OperationContext, clientId: string): { pool: UserPool; client: ClientDefinition } {
  for (const pool of context.pools) {
    const client = pool.definition.clients.find((one) => one.id === clientId);
    if (client !== undefined) return { pool, client };
  }
  throw new ServiceError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
}

export function findPool(context: OperationContext, poolId: string): UserPool {
  const pool = context.pools.find((one) => one.definition.id === poolId);
  if (pool === undefined) throw new ServiceError('ResourceNotFoundException', `User pool ${poolId} does not exist.`);
  return pool;
}

/** Whose access token a call carries. Throws NotAuthorizedException. */
export async function authenticateBearer(
  context: OperationContext,
  token: string,
): Promise<{ pool: UserPool; user: User; client: ClientDefinition; grant: Grant | null }> {
  const issuer = issuerOf(token);
  const pool = context.pools.find((one) => one.issuer === issuer);
  if (pool === undefined) throw notAuthorized('Invalid Access Token');
  return { pool, ...(await pool.authenticate(token)) };
}

function issuerOf(token: string): unknown {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null && 'iss' in claims ? claims.iss : null;
  } catch {
    // Whatever isn't a JWT has no issuer.
    return null;
  }
}

export function findUser(pool: UserPool, name: string): User {
  const user = pool.users.find(name);
  if (user === undefined) throw userNotFound();
  return user;
}

export const attributeList = (attributes: Readonly<Record<string, string>>): { Name: string; Value: string }[] =>
  Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
