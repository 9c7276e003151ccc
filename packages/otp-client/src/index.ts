/** The main entry: sign-in and session, without dependencies. The other entries are the files beside this one. */
export { createOtpClient } from './client/create-client.js';
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
export { OtpError, type OtpErrorCode, type OtpErrorDetails } from './contracts/errors.js';
export type { Delivery, Identifier, OtpState, SignedInUser, Step } from './contracts/state.js';
export type { Channel, PublicParameters, Reason, SendRequest } from './wire.js';
