import { invalidParameter } from '../../../model/errors.js';
import type { ClientDefinition } from '../../../model/stack.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import type { OperationInput } from '../../shared/operation-input.js';
import { startCustomAuth } from '../auth/custom-auth.js';
import { startPasswordProof } from '../auth/password-proof.js';
import { refreshTokens } from '../auth/refresh.js';
import { preAuthentication, requireAuthFlow, resolveSubject, type SignInContext } from '../auth/sign-in.js';
import { finishSignUp, signInWithPassword, startUserAuth } from '../auth/user-auth.js';
import { checkSecretHash } from '../request/client-secret.js';
import { findClient, type Operation, type OperationContext } from '../request/operation.js';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html */
export const initiateAuth: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input.text('ClientId', 1, 128));
  return start(input, context, pool, client);
};

/** The part that AdminInitiateAuth shares. */
export async function start(
  input: OperationInput,
  context: OperationContext,
  pool: UserPool,
  client: ClientDefinition,
): Promise<object> {
  const flow = input.text('AuthFlow');
  const parameters = input.texts('AuthParameters');
  const signIn: SignInContext = {
    pool,
    client,
    triggers: context.triggers,
    clock: context.clock,
    clientMetadata: input.optionalTexts('ClientMetadata'),
    deviceKey: parameters['DEVICE_KEY'] ?? null,
  };
  const needed = (name: string): string => {
    const value = parameters[name];
    if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`);
    return value;
  };
  switch (flow) {
    case 'CUSTOM_AUTH': {
      requireAuthFlow(client, 'ALLOW_CUSTOM_AUTH', 'CUSTOM_AUTH_FLOW_ONLY');
      const username = needed('USERNAME');
      checkSecretHash(client, username, parameters['SECRET_HASH']);
      const clientA = parameters['CHALLENGE_NAME'] === 'SRP_A' ? needed('SRP_A') : null;
      return startCustomAuth(signIn, resolveSubject(pool, client, username), clientA);
    }
    case 'USER_SRP_AUTH': {
      requireAuthFlow(client, 'ALLOW_USER_SRP_AUTH');
      const username = needed('USERNAME');
      const clientA = needed('SRP_A');
      checkSecretHash(client, username, parameters['SECRET_HASH']);
      const subject = resolveSubject(pool, client, username);
      await preAuthentication(signIn, subject);
      return startPasswordProof(signIn, subject, [], clientA, 'USER_SRP_AUTH');
    }
    case 'USER_AUTH': {
      requireAuthFlow(client, 'ALLOW_USER_AUTH');
      const username = needed('USERNAME');
      checkSecretHash(client, username, parameters['SECRET_HASH']);
      const session = input.optionalText('Session', 2048);
      const withOutbox = { ...signIn, outbox: context.outbox };
      if (session !== undefined) return finishSignUp(withOutbox, username, session);
      return startUserAuth(withOutbox, resolveSubject(pool, client, username), parameters);
    }
    case 'USER_PASSWORD_AUTH': {
      requireAuthFlow(client, 'ALLOW_USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH');
      const username = needed('USERNAME');
      const password = needed('PASSWORD');
      checkSecretHash(client, username, parameters['SECRET_HASH']);
      const subject = resolveSubject(pool, client, username);
      await preAuthentication(signIn, subject);
      return signInWithPassword(signIn, subject, password);
    }
    case 'REFRESH_TOKEN':
    case 'REFRESH_TOKEN_AUTH': {
      requireAuthFlow(client, 'ALLOW_REFRESH_TOKEN_AUTH');
      const token = parameters['REFRESH_TOKEN'];
      if (token === undefined || token === '') throw invalidParameter('Missing required parameter REFRESH_TOKEN');
      if (client.rotation !== null) {
        throw invalidParameter('Refresh token rotation is enabled for this client: use GetTokensFromRefreshToken.');
      }
      const { AuthenticationResult } = await refreshTokens(signIn, token, (user) =>
        client.secret === null
          ? undefined
          : checkAnySecretHash(client, [user.username, user.sub], parameters['SECRET_HASH']),
      );
      return { ChallengeParameters: {}, AuthenticationResult };
    }
    default:
      throw invalidParameter(
        `1 validation error detected: Value '${flow}' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: [USER_SRP_AUTH, USER_PASSWORD_AUTH, USER_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN, CUSTOM_AUTH]`,
      );
  }
}

function checkAnySecretHash(client: ClientDefinition, names: readonly string[], hash: string | undefined): void {
  const failures = names.map((name) => {
    try {
      checkSecretHash(client, name, hash);
      return null;
    } catch (error) {
      return error;
    }
  });
  if (!failures.includes(null)) throw failures[0];
}
