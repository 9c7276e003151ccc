import { type Handshake, nameOf, type Round, readRound } from './challenge.js';
import type { ResendOptions, StartOptions } from './client.js';
import type { Json } from './cognito.js';
import { OtpError } from './errors.js';
import type { Config } from './options.js';
import type { Identifier } from './state.js';

/** A call to Cognito that ends with its command. */
export type Ask = (operation: string, body: Json) => Promise<Json>;

/** What a command comes to: a round to answer, or Cognito's `AuthenticationResult`. */
export type Outcome = Round | { readonly tokens: Json };

const codeOf = (error: unknown) => (error instanceof OtpError ? error.code : undefined);

/** The calls each command makes. Nothing in here repeats a call that can send a message. */
export function openHandshake({ clientId, signUp: mode = 'auto', clientMetadata, locale, flow, codeLength }: Config) {
  const metadata = (request?: Json) => ({ ...clientMetadata, locale, request: undefined, ...request });

  const read = (
    reply: Json,
    context: { identifier: Identifier; signedUp: boolean; username?: string },
    answered = false,
  ): Outcome =>
    reply.AuthenticationResult
      ? { tokens: reply.AuthenticationResult as Json }
      : readRound(reply, { ...context, answered, codeLength });

  /** Whether an account was made. That there is one already is no error and told to nobody. */
  async function signUp(identifier: Identifier, attributes: StartOptions['attributes'], ask: Ask): Promise<boolean> {
    const Value = nameOf(identifier);
    // Cognito wants a password. Nobody will ever know this one: 72 random bytes, with one sign of each kind a policy may ask for.
    const Password = `aA1!${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(72))))}`;
    try {
      await ask('SignUp', {
        ClientId: clientId,
        Username: Value,
        Password,
        UserAttributes: Object.entries({
          ...attributes,
          ['phone' in identifier ? 'phone_number' : 'email']: Value,
        }).map(([Name, Value]) => ({ Name, Value })),
        ClientMetadata: metadata(),
      });
      return true;
    } catch (error) {
      if (!(error instanceof OtpError)) throw error;
      const { code, cognitoName = '' } = error;
      if (/^Username/.test(cognitoName)) return false;
      // A closed pool, or a trigger that takes nobody new right now: who has an account can still sign in.
      if (code !== 'not_authorized' && !/^UserLambda/.test(cognitoName)) throw error;
      if (mode !== 'only') return false;
      throw new OtpError('sign_up_closed', error.message, { cause: error });
    }
  }

  const respond = ({ challenge, session, username }: Handshake, answer: string, ask: Ask, request?: Json) =>
    ask('RespondToAuthChallenge', {
      ClientId: clientId,
      ChallengeName: challenge,
      Session: session,
      ChallengeResponses: {
        USERNAME: username,
        [challenge === 'CUSTOM_CHALLENGE' ? 'ANSWER' : `${challenge}_CODE`]: answer,
      },
      ClientMetadata: metadata(request),
    });

  const send = (handshake: Handshake, { channel, captcha }: ResendOptions, ask: Ask) =>
    respond(handshake, 'send', ask, { request: 'send', channel, captcha });

  async function open(identifier: Identifier, signedUp: boolean, options: ResendOptions, ask: Ask): Promise<Outcome> {
    const name = nameOf(identifier);
    const native = {
      PREFERRED_CHALLENGE: `${(options.channel ?? ('phone' in identifier ? 'sms' : 'email')).toUpperCase()}_OTP`,
    };
    const outcome = read(
      await ask('InitiateAuth', {
        ClientId: clientId,
        AuthFlow: flow === 'native' ? 'USER_AUTH' : 'CUSTOM_AUTH',
        AuthParameters: { USERNAME: name, ...(flow === 'native' && native) },
        ClientMetadata: metadata(),
      }),
      { identifier, signedUp },
    );
    if ('tokens' in outcome) return outcome;
    // The triggers wait to be asked, with the channel, the language and the CAPTCHA's token.
    const { reason, handshake } = outcome;
    return reason === 'not_sent' || (reason === 'captcha' && options.captcha)
      ? read(await send(handshake, options, ask), handshake)
      : outcome;
  }

  return {
    /** @param known whether this device has signed the identifier in before: then there is an account, most likely. */
    async start(identifier: Identifier, known: boolean, options: StartOptions, ask: Ask): Promise<Outcome> {
      let signedUp = mode === 'only' || (mode === 'auto' && !known);
      if (signedUp) await signUp(identifier, options.attributes, ask);
      try {
        return await open(identifier, signedUp, options, ask);
      } catch (error) {
        // Only pools that tell who has an account say this.
        if (signedUp || mode === 'off' || !(error instanceof OtpError) || error.cognitoName !== 'UserNotFoundException')
          throw error;
        signedUp = true;
        await signUp(identifier, options.attributes, ask);
        return open(identifier, signedUp, options, ask);
      }
    },

    async submit(handshake: Handshake, code: string, ask: Ask): Promise<Outcome> {
      const answer = () => respond(handshake, code, ask);
      try {
        const reply = await answer().catch((error: OtpError) => {
          // The reply is lost and the answer may be: once more with the same Session, which Cognito takes only once.
          if (error.retryable && /^(network|timeout|service|bad)/.test(error.code)) return answer();
          throw error;
        });
        return read(reply, handshake, true);
      } catch (error) {
        const custom = handshake.challenge === 'CUSTOM_CHALLENGE';
        const code = codeOf(error);
        if (custom && (code === 'not_authorized' || code === 'wrong_code')) {
          throw new OtpError(
            code === 'wrong_code' ? 'session_ended' : 'too_many_attempts',
            (error as OtpError).message,
            {
              cause: error,
            },
          );
        }
        throw error;
      }
    },

    async resend(handshake: Handshake, options: ResendOptions, ask: Ask): Promise<Outcome> {
      const { identifier } = handshake;
      // Who was remembered may be gone, and nobody would say so: a sign-up that succeeds does.
      const isNew = !handshake.signedUp && mode !== 'off' && (await signUp(identifier, {}, ask));
      if (!isNew && handshake.dialect) {
        try {
          return read(await send(handshake, options, ask), { ...handshake, signedUp: true });
        } catch (error) {
          // Refused before any trigger could send: the wish is still open.
          if (!/^(session_ended|not_auth|wrong_code)/.test(`${codeOf(error)}`)) throw error;
        }
      }
      return open(identifier, true, options, ask);
    },
  };
}
