import type { CognitoCall, Json } from '../cognito/api.js';
import type { OtpError, OtpErrorCode } from '../contracts/errors.js';
import type { StoredSession } from './token-store.js';

/**
 * Exchanges the refresh token by `GetTokensFromRefreshToken`, which supports rotation, or by `REFRESH_TOKEN_AUTH` where
 * Cognito says, in English only, that the former is not enabled or not supported for the app client.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
 * @param refusals codes by which Cognito rejects the refresh token.
 * @throws {OtpError}
 */
export const requestTokens = (
  call: CognitoCall,
  ClientId: string,
  { refreshToken, deviceKey }: StoredSession,
  refusals: { includes(code: OtpErrorCode): boolean },
): Promise<Json> =>
  call('GetTokensFromRefreshToken', { ClientId, RefreshToken: refreshToken, DeviceKey: deviceKey }).catch(
    (error: OtpError) => {
      const isUnavailable = /not (enabled|supported)/i.test(error.message);
      if (error.retryable || (refusals.includes(error.code) && !isUnavailable)) throw error;
      return call('InitiateAuth', {
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: refreshToken, DEVICE_KEY: deviceKey },
      });
    },
  );
