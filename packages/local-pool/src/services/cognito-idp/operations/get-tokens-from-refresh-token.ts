import { refreshTokens } from '../auth/refresh.js';
import { checkClientSecret } from '../request/client-secret.js';
import { findClient, type Operation } from '../request/operation.js';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html */
export const getTokensFromRefreshToken: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input.text('ClientId', 1, 128));
  checkClientSecret(client, input.optionalText('ClientSecret'));
  const clientMetadata = input.optionalTexts('ClientMetadata');
  return refreshTokens(
    { ...context, pool, client, clientMetadata, deviceKey: input.optionalText('DeviceKey') ?? null },
    input.text('RefreshToken'),
    () => undefined,
  );
};
