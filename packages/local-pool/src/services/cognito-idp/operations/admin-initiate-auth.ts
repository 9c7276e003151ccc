import { adminFlows, initiate } from '../auth/initiate.js';
import { type AdminOperation, findClientOfPool } from '../request/operation.js';

/**
 * Begins an authentication through a server of the pool's operator, with the same steps as InitiateAuth.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html
 */
export const adminInitiateAuth: AdminOperation = async (input, pool, context) =>
  initiate(input, { ...context, pool, client: findClientOfPool(pool, input) }, adminFlows);
