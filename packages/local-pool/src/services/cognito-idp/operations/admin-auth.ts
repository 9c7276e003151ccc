import { ServiceError } from '../../../model/errors.js';
import type { ClientDefinition } from '../../../model/stack.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import type { AdminOperation } from '../request/operation.js';
import { start } from './initiate-auth.js';
import { respond } from './respond-to-auth-challenge.js';

/** Sign-in through a server of the owner's: the same steps as in InitiateAuth and RespondToAuthChallenge. */
export const adminInitiateAuth: AdminOperation = async (input, pool, context) =>
  start(input, context, pool, clientIn(pool, input.text('ClientId', 1, 128)));

export const adminRespondToAuthChallenge: AdminOperation = async (input, pool, context) =>
  respond(input, context, pool, clientIn(pool, input.text('ClientId', 1, 128)));

function clientIn(pool: UserPool, clientId: string): ClientDefinition {
  const client = pool.definition.clients.find((one) => one.id === clientId);
  if (client === undefined) {
    throw new ServiceError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
  }
  return client;
}
