import { respond } from '../auth/respond.js';
import { type AdminOperation, findClientOfPool } from '../request/operation.js';

/**
 * Answers a Cognito challenge through a server of the pool's operator, with the same steps as RespondToAuthChallenge.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html
 */
export const adminRespondToAuthChallenge: AdminOperation = async (input, pool, context) =>
  respond(input, { ...context, pool, client: findClientOfPool(pool, input) });
