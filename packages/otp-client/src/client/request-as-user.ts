import type { CallOptions, CognitoReply, OtpClient } from '../contracts/client.js';

/**
 * Calls that Cognito authorizes by the access token; shared by the entries for the signed-in user.
 */

/** The part of the client that such a call uses. */
export type UserClient = Pick<OtpClient, 'getTokens' | 'request'>;

/**
 * Calls an operation with the user's access token.
 * @throws {OtpError} what `getTokens` throws, or why Cognito refused.
 */
export async function requestAsUser(
  client: UserClient,
  operation: string,
  body: CognitoReply,
  options: CallOptions = {},
): Promise<CognitoReply> {
  const { accessToken } = await client.getTokens(options);
  return client.request(operation, { AccessToken: accessToken, ...body }, options);
}

/** A list in a reply, each member as an object; empty if the value is not a list. */
export const listOf = (value: unknown): readonly CognitoReply[] => (Array.isArray(value) ? value.map(Object) : []);
