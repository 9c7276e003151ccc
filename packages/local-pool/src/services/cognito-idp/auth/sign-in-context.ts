// What every step of an authentication works with, and the responses it gives.

import type { Clock } from '../../../model/clock.js';
import { invalidParameter } from '../../../model/errors.js';
import type { ClientDefinition } from '../../../model/pool-definition.js';
import type { Requester } from '../../../model/user-pool/session-tracking.js';
import type { AuthState, Subject, UserPool } from '../../../model/user-pool/user-pool.js';
import type { ClientMetadata } from '../triggers/client-metadata.js';
import type { Triggers } from '../triggers/triggers.js';

/** What every step of an authentication works with. */
export interface SignInContext {
  readonly pool: UserPool;
  readonly client: ClientDefinition;
  readonly triggers: Triggers;
  readonly clock: Clock;
  /** The origin of the current call. */
  readonly requester: Requester;
  /** The ClientMetadata of the current call. */
  readonly clientMetadata: ClientMetadata;
  /** The device that the call names. */
  readonly deviceKey: string | undefined;
}

/** AuthParameters or ChallengeResponses of a call. */
export type AuthParameters = Readonly<Record<string, string>>;

/** The response of InitiateAuth and RespondToAuthChallenge. */
export interface AuthResponse {
  readonly ChallengeName?: string;
  readonly Session?: string;
  readonly ChallengeParameters: Readonly<Record<string, string>>;
  readonly AuthenticationResult?: Readonly<Record<string, unknown>>;
  readonly AvailableChallenges?: readonly string[];
}

/** The state of an authentication that has only begun. */
export const initialAuthState = (client: ClientDefinition, subject: Subject): AuthState => ({
  client,
  subject,
  flow: 'USER_AUTH',
  challengeName: '',
  history: [],
  privateParameters: {},
  challengeMetadata: null,
  srp: undefined,
  clientA: undefined,
  code: undefined,
  mfa: undefined,
  deviceKey: undefined,
});

/**
 * A parameter that the step needs.
 *
 * @throws ServiceError `InvalidParameterException` when it is missing or empty
 */
export function requireParameter(parameters: AuthParameters, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

/**
 * Checks that the app client allows at least one of the flows.
 *
 * @throws ServiceError `InvalidParameterException`
 */
export function requireAuthFlow(client: ClientDefinition, ...flows: readonly string[]): void {
  if (!flows.some((flow) => client.authFlows.has(flow))) {
    throw invalidParameter('Auth flow not enabled for this client');
  }
}
