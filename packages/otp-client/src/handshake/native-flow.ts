import type { Json } from '../cognito/api.js';
import type { FactorContext } from '../contracts/client.js';
import type { Channel } from '../wire.js';

/**
 * Cognito's own one-time codes (USER_AUTH), which need no triggers. Loaded on demand, where `flow` is `native`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
 */

/** The challenges that send a code. */
const OTP_CHALLENGES: readonly unknown[] = ['SMS_OTP', 'EMAIL_OTP'];

/**
 * Asks Cognito to send a code.
 * @param account Cognito's reply to a sign-up that was just made.
 * @returns the challenge that waits for the code. A new user confirms the sign-up with the code, which is not a challenge of
 * Cognito's; here it becomes one, `CONFIRM_SIGN_UP`.
 * @throws {OtpError}
 */
export async function begin(
  { request, clientId: ClientId, username: USERNAME, clientMetadata: ClientMetadata }: FactorContext,
  channel: Channel,
  account: Json | undefined,
): Promise<Json> {
  if (account?.UserConfirmed === false) return confirmation(account);
  let reply: Json;
  try {
    reply = await request('InitiateAuth', {
      ClientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME, PREFERRED_CHALLENGE: `${channel.toUpperCase()}_OTP` },
      ClientMetadata,
    });
  } catch (error) {
    if ((error as { cognitoName?: string }).cognitoName !== 'UserNotConfirmedException') throw error;
    // The sign-up was started on another device, or long ago, and never finished.
    return confirmation(await request('ResendConfirmationCode', { ClientId, Username: USERNAME, ClientMetadata }));
  }
  const { AvailableChallenges: available, ChallengeName, ChallengeParameters, Session } = reply;
  const ANSWER = Array.isArray(available) && available.find((name) => OTP_CHALLENGES.includes(name));
  // The user has no address for that channel, or the user pool does not use it.
  return ChallengeName === 'SELECT_CHALLENGE' && ANSWER
    ? request('RespondToAuthChallenge', {
        ClientId,
        ChallengeName,
        Session,
        ChallengeResponses: { USERNAME: Object(ChallengeParameters).USERNAME ?? USERNAME, ANSWER },
        ClientMetadata,
      })
    : reply;
}

/** Answers `CONFIRM_SIGN_UP`. @returns a reply with tokens: confirming the sign-up also signs in. @throws {OtpError} */
export async function confirmSignUp(
  { request, clientId: ClientId, username, clientMetadata: ClientMetadata }: FactorContext,
  code: string,
): Promise<Json> {
  const given = { ClientId, Username: username, ConfirmationCode: code, ClientMetadata };
  const { Session } = await request('ConfirmSignUp', given);
  return request('InitiateAuth', {
    ClientId,
    AuthFlow: 'USER_AUTH',
    AuthParameters: { USERNAME: username },
    Session,
    ClientMetadata,
  });
}

const confirmation = ({ CodeDeliveryDetails }: Json): Json => {
  const { DeliveryMedium, Destination } = Object(CodeDeliveryDetails) as Json;
  return {
    ChallengeName: 'CONFIRM_SIGN_UP',
    // There is no Cognito session at this point, and none is needed to confirm.
    Session: '-',
    ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: DeliveryMedium, CODE_DELIVERY_DESTINATION: Destination },
  };
};
