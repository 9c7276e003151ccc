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
} from './client.js';
export { createOtpClient } from './create-client.js';
export { OtpError, type OtpErrorCode, type OtpErrorDetails } from './errors.js';
export type { Delivery, Identifier, OtpState, SignedInUser, Step } from './state.js';
export type { Channel, PublicParameters, Reason, SendRequest } from './wire.js';
