import { refreshTokens } from '../auth/refresh.js';
import { checkClientSecret } from '../request/client-secret.js';
import { findClient, type Operation } from '../request/operation.js';

/**
 * Issues new tokens for a refresh token; the only way for app clients with refresh token rotation.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html
 */
export const getTokensFromRefreshToken: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input);
  checkClientSecret(client, input.optionalText('ClientSecret'));
  const clientMetadata = input.optionalTexts('ClientMetadata');
  const deviceKey = input.optionalText('DeviceKey');
  return refreshTokens({ ...context, pool, client, clientMetadata, deviceKey }, input.text('RefreshToken'));
};
