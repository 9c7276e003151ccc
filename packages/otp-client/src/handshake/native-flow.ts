import type { Json } from '../cognito/api.js';
import type { FactorContext } from '../contracts/client.js';
import type { Channel } from '../wire.js';

/** Cognito's own one-time codes (USER_AUTH), which need no triggers: loaded where `flow` is `native`. */

/**
 * Asks for a code.
 * @param account Cognito's reply to a sign-up that was just made.
 * @returns the challenge that waits for it. A sign-up is an account once its code has come back, which Cognito doesn't put
 * as a challenge; here it is one like the others, `CONFIRM_SIGN_UP`.
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
    // Begun on another device, or long ago, and never finished.
    return confirmation(await request('ResendConfirmationCode', { ClientId, Username: USERNAME, ClientMetadata }));
  }
  const { AvailableChallenges: choice, ChallengeName, ChallengeParameters, Session } = reply;
  const ANSWER = Array.isArray(choice) && choice.find((name) => /^(SMS|EMAIL)_OTP$/.test(name));
  // The person has no address for that channel, or the pool doesn't use it.
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

/** Answers `CONFIRM_SIGN_UP`. @returns tokens: the proof of a sign-up is a sign-in. */
export async function confirm(
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
    // There is none, and nobody will be asked for it.
    Session: '-',
    ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: DeliveryMedium, CODE_DELIVERY_DESTINATION: Destination },
  };
};
