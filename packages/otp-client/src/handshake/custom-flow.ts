import type { Json } from '../cognito/api.js';
import type { FactorContext } from '../contracts/client.js';
import type { SendRequest } from '../wire.js';
import type { Handshake } from './reply.js';

/**
 * Cognito's custom authentication flow, whose triggers send and verify the code.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */

/** Calls an operation with the app client's id and the metadata for its triggers. */
export const callAsClient = (
  { request, clientId: ClientId, clientMetadata: ClientMetadata }: FactorContext,
  operation: string,
  body: Json,
): Promise<Json> => request(operation, { ClientId, ClientMetadata, ...body });

/** Starts the flow. @returns the reply with the first challenge. */
export const initiateCustomAuth = (context: FactorContext): Promise<Json> =>
  callAsClient(context, 'InitiateAuth', {
    AuthFlow: 'CUSTOM_AUTH',
    AuthParameters: { USERNAME: context.username },
  });

/**
 * Answers a challenge: a custom one, or one of Cognito's own that asks for a code.
 * @param sendRequest makes the answer a request for a message; see `wire.ts`.
 */
export const respond = (
  context: FactorContext,
  { challenge, session, username }: Handshake,
  answer: string,
  sendRequest?: { readonly [Name in keyof SendRequest]?: SendRequest[Name] | undefined },
): Promise<Json> =>
  callAsClient(context, 'RespondToAuthChallenge', {
    ChallengeName: challenge,
    Session: session,
    ChallengeResponses: {
      USERNAME: username,
      [challenge === 'CUSTOM_CHALLENGE' ? 'ANSWER' : `${challenge}_CODE`]: answer,
    },
    ClientMetadata: { ...context.clientMetadata, ...sendRequest },
  });
