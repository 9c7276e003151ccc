import { createClient } from './client/create-client.js';
import { partsOnDemand } from './client/parts.js';
import type { OtpClient, OtpClientOptions } from './contracts/client.js';

/** The main entry: sign-in and session, without dependencies. The other entries are the files beside this one. */

/**
 * Creates a client for one app client of one user pool. It does not call Cognito before a command asks for it, except to
 * finish a sign-out that was made offline.
 * @throws {OtpError} `configuration`; the message names the option that is invalid and what is expected.
 * @example
 * const client = createOtpClient({ userPoolId: 'eu-central-1_AbCdEfGhI', clientId: '1h57kf5cpq17m0eml12EXAMPLE' });
 * client.subscribe((state) => render(state));
 * await client.start({ phone: '+447700900123' });
 * await client.submit('123456');
 * const { accessToken } = await client.getTokens();
 */
export function createOtpClient(options: OtpClientOptions): OtpClient {
  return createClient(options, partsOnDemand);
}

export type {
  AfterCode,
  CallOptions,
  CognitoReply,
  FactorContext,
  FirstFactor,
  OtpClient,
  OtpClientOptions,
  ResendOptions,
  Session,
  StartOptions,
  StorageAdapter,
  SubmitOptions,
  Tokens,
} from './contracts/client.js';
export { type IdentifierProblem, OtpError, type OtpErrorCode, type OtpErrorDetails } from './contracts/errors.js';
export type { Delivery, Identifier, OtpState, SignedInUser, Step } from './contracts/state.js';
export type { Channel, PublicParameters, Reason, SendRequest } from './wire.js';
