// What InitiateAuth and AdminInitiateAuth share: one function for each authentication flow.

import { invalidParameter } from '../../../model/errors.js';
import type { ClientDefinition } from '../../../model/pool-definition.js';
import type { Subject, UserPool } from '../../../model/user-pool/user-pool.js';
import type { OperationInput } from '../../shared/operation-input.js';
import { checkSecretHash, checkSecretHashOfAny } from '../request/client-secret.js';
import type { OperationContext } from '../request/operation.js';
import { migrateUser } from '../users/user-migration.js';
import { startCustomAuth } from './custom-auth.js';
import type { UserAuthContext } from './one-time-code.js';
import { signInWithPassword, startPasswordProof } from './password-proof.js';
import { refreshTokens } from './refresh.js';
import { preAuthentication } from './sign-in.js';
import { type AuthParameters, type AuthResponse, requireAuthFlow, requireParameter } from './sign-in-context.js';
import { resolveSubject } from './subject.js';
import { finishSignUp, startUserAuth } from './user-auth.js';

/** The pool and app client of a call, and what its operation works with. */
export interface AuthCallContext extends OperationContext {
  readonly pool: UserPool;
  readonly client: ClientDefinition;
}

/** Begins one authentication flow. */
export type FlowStart = (
  context: UserAuthContext,
  parameters: AuthParameters,
  input: OperationInput,
) => Promise<AuthResponse>;

const commonFlows: Readonly<Record<string, FlowStart>> = {
  CUSTOM_AUTH: startCustom,
  USER_SRP_AUTH: startSrpAuth,
  USER_AUTH: startChoice,
  REFRESH_TOKEN: startRefresh,
  REFRESH_TOKEN_AUTH: startRefresh,
};

/** The flows of InitiateAuth. */
export const publicFlows: Readonly<Record<string, FlowStart>> = {
  ...commonFlows,
  USER_PASSWORD_AUTH: (context, parameters) =>
    startPasswordAuth(context, parameters, 'ALLOW_USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH'),
};

/** The flows of AdminInitiateAuth. ADMIN_NO_SRP_AUTH is the earlier name of ADMIN_USER_PASSWORD_AUTH. */
export const adminFlows: Readonly<Record<string, FlowStart>> = {
  ...publicFlows,
  ADMIN_USER_PASSWORD_AUTH: startAdminPasswordAuth,
  ADMIN_NO_SRP_AUTH: startAdminPasswordAuth,
};

/**
 * Begins the flow that the call names.
 *
 * @throws ServiceError `InvalidParameterException` for a flow that does not exist or that the app client does not allow;
 * the errors of the flow
 */
export async function initiate(
  input: OperationInput,
  context: AuthCallContext,
  flows: Readonly<Record<string, FlowStart>> = publicFlows,
): Promise<AuthResponse> {
  const flow = input.text('AuthFlow');
  const parameters = input.texts('AuthParameters');
  const start = Object.hasOwn(flows, flow) ? flows[flow] : undefined;
  const clientMetadata = input.optionalTexts('ClientMetadata');
  if (start === undefined) {
    throw invalidParameter(
      `1 validation error detected: Value '${flow}' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: [USER_SRP_AUTH, USER_PASSWORD_AUTH, USER_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN, CUSTOM_AUTH]`,
    );
  }
  return start({ ...context, clientMetadata, deviceKey: parameters['DEVICE_KEY'] }, parameters, input);
}

async function startCustom(context: UserAuthContext, parameters: AuthParameters): Promise<AuthResponse> {
  requireAuthFlow(context.client, 'ALLOW_CUSTOM_AUTH', 'CUSTOM_AUTH_FLOW_ONLY');
  const username = usernameOf(context, parameters);
  const clientA = parameters['CHALLENGE_NAME'] === 'SRP_A' ? requireParameter(parameters, 'SRP_A') : undefined;
  return startCustomAuth(context, subjectOf(context, username), clientA);
}

async function startSrpAuth(context: UserAuthContext, parameters: AuthParameters): Promise<AuthResponse> {
  requireAuthFlow(context.client, 'ALLOW_USER_SRP_AUTH');
  const username = requireParameter(parameters, 'USERNAME');
  const clientA = requireParameter(parameters, 'SRP_A');
  checkSecretHash(context.client, username, parameters['SECRET_HASH']);
  const subject = subjectOf(context, username);
  await preAuthentication(context, subject);
  return startPasswordProof(context, { subject, history: [], clientA, flow: 'USER_SRP_AUTH' });
}

async function startChoice(
  context: UserAuthContext,
  parameters: AuthParameters,
  input: OperationInput,
): Promise<AuthResponse> {
  requireAuthFlow(context.client, 'ALLOW_USER_AUTH');
  const username = usernameOf(context, parameters);
  const session = input.optionalText('Session', 2048);
  if (session !== undefined) return finishSignUp(context, username, session);
  return startUserAuth(context, subjectOf(context, username), parameters);
}

function startAdminPasswordAuth(context: UserAuthContext, parameters: AuthParameters): Promise<AuthResponse> {
  return startPasswordAuth(context, parameters, 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH');
}

async function startPasswordAuth(
  context: UserAuthContext,
  parameters: AuthParameters,
  ...allowedBy: readonly string[]
): Promise<AuthResponse> {
  requireAuthFlow(context.client, ...allowedBy);
  const username = requireParameter(parameters, 'USERNAME');
  const password = requireParameter(parameters, 'PASSWORD');
  checkSecretHash(context.client, username, parameters['SECRET_HASH']);
  await migrateUser(context, { source: 'UserMigration_Authentication', name: username, password });
  const subject = subjectOf(context, username);
  await preAuthentication(context, subject);
  return signInWithPassword(context, subject, password);
}

async function startRefresh(context: UserAuthContext, parameters: AuthParameters): Promise<AuthResponse> {
  const { client } = context;
  requireAuthFlow(client, 'ALLOW_REFRESH_TOKEN_AUTH');
  const token = requireParameter(parameters, 'REFRESH_TOKEN');
  if (client.rotation !== undefined) {
    throw invalidParameter('Refresh token rotation is enabled for this client: use GetTokensFromRefreshToken.');
  }
  const { AuthenticationResult } = await refreshTokens(context, token, ({ username, sub }) => {
    if (client.secret !== undefined) checkSecretHashOfAny(client, [username, sub], parameters['SECRET_HASH']);
  });
  return { ChallengeParameters: {}, AuthenticationResult };
}

/** The call's USERNAME, with the SECRET_HASH checked. */
function usernameOf({ client }: UserAuthContext, parameters: AuthParameters): string {
  const username = requireParameter(parameters, 'USERNAME');
  checkSecretHash(client, username, parameters['SECRET_HASH']);
  return username;
}

const subjectOf = ({ pool, client }: UserAuthContext, username: string): Subject =>
  resolveSubject(pool, client, username);
