import type { Json } from '../cognito/api.js';
import type {
  FactorContext,
  FirstFactor,
  ResendOptions,
  StartOptions,
  StorageAdapter,
  SubmitOptions,
} from '../contracts/client.js';
import { OtpError, type OtpErrorCode, withCode } from '../contracts/errors.js';
import type { Identifier } from '../contracts/state.js';
import { identifierValue } from '../validation/identifier.js';
import type { Config } from '../validation/options.js';
import { type Handshake, type HandshakeReply, readReply } from './reply.js';

/** No challenge of Cognito's; see `native-flow.ts`. */
const CONFIRM_SIGN_UP = 'CONFIRM_SIGN_UP';

/** A call to Cognito that ends with its command. @throws {OtpError} */
export type CommandCall = (operation: string, body: Json) => Promise<Json>;

/** The calls each command makes. Nothing in here repeats a call that can send a message. */
export function openHandshake(config: Config, storage: StorageAdapter) {
  const { clientId: ClientId, signUp: signUpMode, clientMetadata, flow, codeLength } = config;
  let { locale } = config;
  let factor: Partial<FirstFactor> | undefined;
  const isNative = flow === 'native';
  const metadata = (request?: Json) => ({ ...clientMetadata, locale, request: undefined, ...request });

  const contextOf = (username: string, request: CommandCall): FactorContext => ({
    ...config,
    username,
    clientMetadata: metadata(),
    storage,
    request,
  });
  /** Nobody waits for it who has triggers. */
  const native = () =>
    import('./native-flow.js').catch((cause: unknown) => {
      throw new OtpError('network', 'native-flow.js', { cause });
    });

  /** Cognito's reply where an account was made. That there is one already is no error and told to nobody. */
  async function signUp(
    identifier: Identifier,
    attributes: StartOptions['attributes'],
    call: CommandCall,
  ): Promise<Json | undefined> {
    const Username = identifierValue(identifier);
    const own = { ['phone' in identifier ? 'phone_number' : 'email']: Username };
    try {
      return await call('SignUp', {
        ClientId,
        Username,
        // Cognito wants one. Nobody will ever know it: 72 random bytes, with each kind of sign a policy may ask for.
        Password: `aA1!${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(72))))}`,
        UserAttributes: Object.entries({ ...attributes, ...own }).map(([Name, Value]) => ({ Name, Value })),
        ClientMetadata: metadata(),
      });
    } catch (error) {
      const { code, cognitoName } = error as OtpError;
      if (cognitoName !== 'UsernameExistsException') {
        // A closed pool, or a trigger that takes nobody new right now: who has an account can still sign in.
        if (code !== 'not_authorized' && !/^UserLambda/.test(`${cognitoName}`)) throw error;
        if (signUpMode === 'only')
          throw code === 'rate_limited' ? error : withCode(error as OtpError, 'sign_up_closed');
      }
      return undefined;
    }
  }

  const respond = ({ challenge, session, username }: Handshake, answer: string, call: CommandCall, request?: Json) =>
    call('RespondToAuthChallenge', {
      ClientId,
      ChallengeName: challenge,
      Session: session,
      ChallengeResponses: {
        USERNAME: username,
        [challenge === 'CUSTOM_CHALLENGE' ? 'ANSWER' : `${challenge}_CODE`]: answer,
      },
      ClientMetadata: metadata(request),
    });

  const send = async (handshake: Handshake, { channel, captcha }: ResendOptions, call: CommandCall) =>
    readReply(
      await respond(handshake, 'send', call, { request: 'send', channel, captcha }),
      { ...handshake, signedUp: true },
      codeLength,
    );

  async function open(
    identifier: Identifier,
    signedUp: boolean,
    options: ResendOptions,
    call: CommandCall,
    attributes?: StartOptions['attributes'],
    account?: Json,
  ): Promise<HandshakeReply> {
    const username = identifierValue(identifier);
    const context = contextOf(username, call);
    const reply = factor?.begin
      ? await factor.begin(context)
      : isNative
        ? await (await native()).begin(context, options.channel ?? ('phone' in identifier ? 'sms' : 'email'), account)
        : await call('InitiateAuth', {
            ClientId,
            AuthFlow: 'CUSTOM_AUTH',
            AuthParameters: { USERNAME: username },
            ClientMetadata: metadata(),
          });
    const round = readReply(reply, { identifier, signedUp, attributes }, codeLength);
    // The triggers wait to be asked, with the channel, the language and the CAPTCHA's token.
    const waits = round.reason === 'not_sent' || (round.reason === 'captcha' && options.captcha);
    return waits ? send(round.handshake, options, call) : round;
  }

  return {
    /** What the factor does with the tokens. */
    finish: async ({ tokens, handshake }: HandshakeReply, call: CommandCall) =>
      factor?.finish?.(contextOf(handshake.username, call), Object(tokens)),

    /** @param known whether this device has signed the identifier in before: then there is an account, most likely. */
    async start(
      identifier: Identifier,
      known: boolean,
      options: StartOptions,
      call: CommandCall,
    ): Promise<HandshakeReply> {
      factor = options.firstFactor;
      locale = options.locale ?? locale;
      // Who has a password has an account.
      if (factor) return open(identifier, true, options, call);
      const enter = async (signedUp: boolean) => {
        const account = signedUp ? await signUp(identifier, options.attributes, call) : undefined;
        return open(identifier, signedUp, options, call, account && options.attributes, account);
      };
      const asNew = signUpMode !== 'off' && (signUpMode === 'only' || !known);
      return enter(asNew).catch((error: OtpError) => {
        // Only pools that tell who has an account say this.
        if (asNew || signUpMode === 'off' || error.cognitoName !== 'UserNotFoundException') throw error;
        return enter(true);
      });
    },

    async submit(
      handshake: Handshake,
      code: string,
      { afterCode }: SubmitOptions,
      call: CommandCall,
    ): Promise<HandshakeReply> {
      factor ??= afterCode;
      const { challenge } = handshake;
      const context = contextOf(handshake.username, call);
      const answer = async () =>
        challenge === CONFIRM_SIGN_UP ? (await native()).confirm(context, code) : respond(handshake, code, call);
      const reply = answer()
        .catch((error: OtpError) => {
          // The reply is lost and the answer may be: once more with the same Session, which Cognito takes only once.
          if (error.retryable && /^(net|time|serv|bad)/.test(error.code)) return answer();
          throw error;
        })
        .catch((error: OtpError) => {
          // To answers of the triggers' challenge, Cognito's words for passwords mean something else; who can't be
          // confirmed any more is.
          const words: { readonly [code in OtpErrorCode]?: OtpErrorCode } =
            challenge === 'CUSTOM_CHALLENGE'
              ? { not_authorized: 'too_many_attempts', wrong_code: 'session_ended' }
              : challenge === CONFIRM_SIGN_UP
                ? { not_authorized: 'session_ended' }
                : {};
          const means = words[error.code];
          throw means ? withCode(error, means) : error;
        });
      return readReply(await (factor?.continue?.(context, reply) ?? reply), handshake, codeLength);
    },

    async resend(handshake: Handshake, options: ResendOptions, call: CommandCall): Promise<HandshakeReply> {
      const { identifier, signedUp, dialect } = handshake;
      locale = options.locale ?? locale;
      // Who was remembered may be gone, and nobody would say so: a sign-up that succeeds does.
      const account = signedUp || signUpMode === 'off' ? undefined : await signUp(identifier, {}, call);
      const anew = () => open(identifier, true, options, call, handshake.attributes, account);
      return account || !dialect
        ? anew()
        : send(handshake, options, call).catch((error: OtpError) => {
            // Refused before any trigger could send: the wish is still open.
            if (/^(session_e|not_auth|wrong)/.test(error.code)) return anew();
            throw error;
          });
    },
  };
}
