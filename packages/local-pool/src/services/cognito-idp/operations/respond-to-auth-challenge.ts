import { respond } from '../auth/respond.js';
import { findClient, type Operation } from '../request/operation.js';

/**
 * Answers a Cognito challenge.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
 */
export const respondToAuthChallenge: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input);
  return respond(input, { ...context, pool, client });
};
