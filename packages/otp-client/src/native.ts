import type { Json } from './cognito.js';
import type { Ask } from './handshake.js';
import type { Channel } from './wire.js';

/** Cognito's own one-time codes (USER_AUTH), which need no triggers: loaded where `flow` is `native`. */

interface Talk {
  readonly ask: Ask;
  readonly clientId: string;
  readonly username: string;
  readonly metadata: Json;
}

/**
 * Asks for a code.
 * @param account Cognito's reply to a sign-up that was just made.
 * @returns the challenge that waits for it. A sign-up is an account once its code has come back, which Cognito doesn't put
 * as a challenge; here it is one like the others, `CONFIRM_SIGN_UP`.
 */
export async function begin(
  { ask, clientId: ClientId, username: USERNAME, metadata: ClientMetadata }: Talk,
  channel: Channel,
  account: Json | undefined,
): Promise<Json> {
  if (account?.UserConfirmed === false) return confirmation(account);
  let reply: Json;
  try {
    reply = await ask('InitiateAuth', {
      ClientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME, PREFERRED_CHALLENGE: `${channel.toUpperCase()}_OTP` },
      ClientMetadata,
    });
  } catch (error) {
    if ((error as { cognitoName?: string }).cognitoName !== 'UserNotConfirmedException') throw error;
    // Begun on another device, or long ago, and never finished.
    return confirmation(await ask('ResendConfirmationCode', { ClientId, Username: USERNAME, ClientMetadata }));
  }
  const { AvailableChallenges: choice, ChallengeName, Session } = reply;
  const ANSWER = Array.isArray(choice) && choice.find((name) => /^(SMS|EMAIL)_OTP$/.test(name));
  // The person has no address for that channel, or the pool doesn't use it.
  return ChallengeName === 'SELECT_CHALLENGE' && ANSWER
    ? ask('RespondToAuthChallenge', {
        ClientId,
        ChallengeName,
        Session,
        ChallengeResponses: { USERNAME, ANSWER },
        ClientMetadata,
      })
    : reply;
}

/** Answers `CONFIRM_SIGN_UP`. @returns tokens: the proof of a sign-up is a sign-in. */
export async function confirm(
  { ask, clientId: ClientId, username, metadata: ClientMetadata }: Talk,
  code: string,
): Promise<Json> {
  const given = { ClientId, Username: username, ConfirmationCode: code, ClientMetadata };
  const { Session } = await ask('ConfirmSignUp', given);
  return ask('InitiateAuth', {
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
