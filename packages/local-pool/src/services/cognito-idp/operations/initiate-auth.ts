import { initiate } from '../auth/initiate.js';
import { findClient, type Operation } from '../request/operation.js';

/**
 * Begins an authentication, or refreshes tokens.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
 */
export const initiateAuth: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input);
  return initiate(input, { ...context, pool, client });
};
