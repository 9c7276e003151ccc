import type { Json } from '../cognito/api.js';
import type {
  AfterCode,
  FactorContext,
  FirstFactor,
  ResendOptions,
  StartOptions,
  SubmitOptions,
} from '../contracts/client.js';
import { OtpError, type OtpErrorCode, REJECTS_CREDENTIAL, withCode } from '../contracts/errors.js';
import type { Identifier } from '../contracts/state.js';
import type { SafeStorage } from '../platform/storage.js';
import { identifierValue } from '../validation/identifier.js';
import type { Config } from '../validation/options.js';
import { initiateCustomAuth, respond } from './custom-flow.js';
import { type Handshake, type HandshakeReply, readReply, usualChannel } from './reply.js';
import { type SignUpResult, signUp } from './sign-up.js';

/**
 * The client side of an authentication in progress: which calls each command makes. Nothing in here repeats a call that
 * can send a message.
 */

/** A call to Cognito that ends with its command. @throws {OtpError} */
export type CommandCall = FactorContext['request'];

/** Errors after which the reply was lost but the answer may have been received. */
const REPLY_LOST: readonly OtpErrorCode[] = ['network', 'timeout', 'service', 'bad_response'];

/**
 * What Cognito's errors mean in reply to an answer, by Cognito's name of the challenge. Its errors for passwords mean
 * something else in a custom challenge; a sign-up that can no longer be confirmed has been confirmed elsewhere.
 */
const ANSWER_ERRORS: { readonly [challenge in string]?: { readonly [code in OtpErrorCode]?: OtpErrorCode } } = {
  CUSTOM_CHALLENGE: { not_authorized: 'too_many_attempts', wrong_code: 'session_ended' },
  CONFIRM_SIGN_UP: { not_authorized: 'session_ended' },
};

/** Only user pools that reveal whether a user exists reply with this. */
const isUserNotFound = ({ cognitoName }: OtpError) => cognitoName === 'UserNotFoundException';

/** A call that knows which field the user filled in, where Cognito refuses the username. */
const withRefusals =
  (identifier: Identifier, call: CommandCall): CommandCall =>
  (...args) =>
    call(...args).catch((error: OtpError) => {
      const isPhone = error.code === 'invalid_email' && 'phone' in identifier && /username/i.test(error.message);
      throw isPhone ? withCode(error, 'invalid_phone') : error;
    });

const noSignUp: SignUpResult = {};

/** Shows new users that no code was requested. Existing users, whom the client cannot distinguish, have been sent one. */
const withSignUpError = (reply: HandshakeReply, error: OtpError | undefined): HandshakeReply => ({
  ...reply,
  error: reply.error ?? error ?? null,
});

/** Loaded on demand, since a user pool with triggers does not need it. */
const loadNativeFlow = () =>
  import('./native-flow.js').catch((cause: unknown) => {
    throw new OtpError('network', 'native-flow.js', { cause });
  });

/** Starts the configured flow. @param account Cognito's reply to a sign-up that was just made. */
async function beginFlow(
  flow: Config['flow'],
  context: FactorContext,
  identifier: Identifier,
  { channel }: ResendOptions,
  account: Json | undefined,
): Promise<Json> {
  if (flow !== 'native') return initiateCustomAuth(context);
  return (await loadNativeFlow()).begin(context, channel ?? usualChannel(identifier), account);
}

/** Answers the challenge. @throws {OtpError} with the code that the error has for an answer. */
function answerChallenge(context: FactorContext, handshake: Handshake, code: string): Promise<Json> {
  const { challenge } = handshake;
  const answer = async () =>
    challenge === 'CONFIRM_SIGN_UP'
      ? (await loadNativeFlow()).confirmSignUp(context, code)
      : respond(context, handshake, code);
  return answer()
    .catch((error: OtpError) => {
      // Repeat the answer once, with the same Session: Cognito accepts each Session only once.
      if (error.retryable && REPLY_LOST.includes(error.code)) return answer();
      throw error;
    })
    .catch((error: OtpError) => {
      const meaning = ANSWER_ERRORS[challenge]?.[error.code];
      throw meaning ? withCode(error, meaning) : error;
    });
}

/** Opens the handshakes of one client. It remembers the language and the first factor between commands. */
export function openHandshake(config: Config, { get, set }: SafeStorage) {
  const { signUp: signUpMode, clientMetadata, codeLength } = config;
  let { locale } = config;
  let factor: (AfterCode & Partial<FirstFactor>) | undefined;

  const contextOf = (username: string, request: CommandCall): FactorContext => ({
    ...config,
    username,
    // Only `sendMessage` may turn an answer into a send request, whatever the page's own metadata says.
    clientMetadata: { ...clientMetadata, locale, request: undefined },
    storage: { getItem: get, setItem: set, removeItem: (key) => set(key, null) },
    request,
  });

  /** Asks the triggers for a message within the session. */
  const sendMessage = async (context: FactorContext, handshake: Handshake, { channel, captcha }: ResendOptions) =>
    readReply(await respond(context, handshake, 'send', { request: 'send', channel, captcha }), handshake, codeLength);

  /** Starts an authentication. @param account Cognito's reply to a sign-up that was just made. */
  async function authenticate(
    context: FactorContext,
    identifier: Identifier,
    signedUp: boolean,
    options: ResendOptions,
    attributes?: StartOptions['attributes'],
    account?: Json,
  ): Promise<HandshakeReply> {
    const begun = factor?.begin?.(context) ?? beginFlow(config.flow, context, identifier, options, account);
    const reply = readReply(await begun, { identifier, signedUp, attributes }, codeLength);
    // The triggers send on request only, and need the channel, the language and the CAPTCHA token with it.
    const mustAsk = reply.reason === 'not_sent' || (reply.reason === 'captcha' && options.captcha);
    return mustAsk ? sendMessage(context, reply.handshake, options) : reply;
  }

  return {
    /** Lets the first factor use the tokens of a completed sign-in, to confirm a device for instance. */
    finish: async ({ tokens, handshake }: HandshakeReply, call: CommandCall) =>
      factor?.finish?.(contextOf(handshake.username, call), Object(tokens)),

    /** @param known whether this identifier has signed in on this device before, which means that an account probably exists. */
    async start(identifier: Identifier, known: boolean, options: StartOptions, call: CommandCall) {
      factor = options.firstFactor;
      locale = options.locale ?? locale;
      const context = contextOf(identifierValue(identifier), withRefusals(identifier, call));
      // A user with a password has an account.
      if (factor) return authenticate(context, identifier, true, options);
      const enter = async (mustSignUp: boolean) => {
        const { account, error } = mustSignUp
          ? await signUp(context, identifier, signUpMode, options.attributes)
          : noSignUp;
        const attributes = account || error ? options.attributes : undefined;
        return authenticate(context, identifier, mustSignUp && !error, options, attributes, account).then(
          (reply) => withSignUpError(reply, error),
          (refusal) => {
            throw error && isUserNotFound(refusal) ? error : refusal;
          },
        );
      };
      const signUpFirst = signUpMode !== 'off' && (signUpMode === 'only' || !known);
      return enter(signUpFirst).catch((error: OtpError) => {
        if (signUpFirst || signUpMode === 'off' || !isUserNotFound(error)) throw error;
        return enter(true);
      });
    },

    /** Answers the challenge with the code. */
    async submit(handshake: Handshake, code: string, { afterCode }: SubmitOptions, call: CommandCall) {
      factor ??= afterCode;
      const context = contextOf(handshake.username, call);
      const reply = answerChallenge(context, handshake, code);
      return readReply(await (factor?.continue?.(context, reply) ?? reply), handshake, codeLength);
    },

    /** Asks for another message. */
    async resend(handshake: Handshake, options: ResendOptions, call: CommandCall): Promise<HandshakeReply> {
      const { identifier, dialect } = handshake;
      locale = options.locale ?? locale;
      const context = contextOf(identifierValue(identifier), withRefusals(identifier, call));
      // The account may not exist: the sign-up of the start failed, or the account has been deleted since the last sign-in.
      // Cognito reveals neither; a sign-up that succeeds does.
      const mustSignUp = !handshake.signedUp && signUpMode !== 'off';
      const { account, error } = mustSignUp
        ? await signUp(context, identifier, signUpMode, handshake.attributes)
        : noSignUp;
      const signedUp = handshake.signedUp || (mustSignUp && !error);
      // An account that turned out to exist keeps its own attributes.
      const attributes = account || error || !mustSignUp ? handshake.attributes : undefined;
      const restart = () => authenticate(context, identifier, signedUp, options, attributes, account);
      const resent =
        account || !dialect
          ? restart()
          : sendMessage(context, { ...handshake, signedUp, attributes }, options).catch((refusal: OtpError) => {
              // The message that was asked for has not been sent.
              if (REJECTS_CREDENTIAL.includes(refusal.code)) return restart();
              throw refusal;
            });
      return withSignUpError(await resent, error);
    },
  };
}
