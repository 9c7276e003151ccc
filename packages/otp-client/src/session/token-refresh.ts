import type { CognitoCall, Json } from '../cognito/api.js';
import { type OtpError, REJECTS_CREDENTIAL } from '../contracts/errors.js';
import { now } from '../platform/clock.js';
import type { StoredSession } from './token-store.js';

/** When tokens are refreshed, and by which of Cognito's operations. */

/** A token that expires sooner, in ms, is refreshed before it is handed out: it must outlive the request it is for. */
const REFRESH_MARGIN_MS = 60_000;

/** Whether the tokens are valid for long enough to be used. */
export const isFresh = ({ expiresAt }: StoredSession) => expiresAt - REFRESH_MARGIN_MS > now();

/**
 * Exchanges the refresh token by `GetTokensFromRefreshToken`, which supports rotation, or by `REFRESH_TOKEN_AUTH` where
 * Cognito says, in English only, that the former is not enabled or not supported for the app client.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
 * @throws {OtpError}
 */
export const requestTokens = (
  call: CognitoCall,
  ClientId: string,
  { refreshToken, deviceKey }: StoredSession,
): Promise<Json> =>
  call('GetTokensFromRefreshToken', { ClientId, RefreshToken: refreshToken, DeviceKey: deviceKey }).catch(
    (error: OtpError) => {
      const isUnavailable = /not (enabled|supported)/i.test(error.message);
      if (error.retryable || (REJECTS_CREDENTIAL.includes(error.code) && !isUnavailable)) throw error;
      return call('InitiateAuth', {
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: refreshToken, DEVICE_KEY: deviceKey },
      });
    },
  );
