import type { Json } from '../cognito/api.js';
import type {
  AfterCode,
  FactorContext,
  FirstFactor,
  ResendOptions,
  StartOptions,
  SubmitOptions,
} from '../contracts/client.js';
import { type OtpError, type OtpErrorCode, REJECTS_CREDENTIAL } from '../contracts/errors.js';
import type { Identifier } from '../contracts/state.js';
import type { SafeStorage } from '../platform/storage.js';
import { identifierValue } from '../validation/identifier.js';
import type { Config } from '../validation/options.js';
import { initiateCustomAuth, respond } from './custom-flow.js';
import { type Handshake, type HandshakeReply, LIMITS, readReply, usualChannel } from './reply.js';
import { type SignUpResult, signUp } from './sign-up.js';

/**
 * The client side of an authentication in progress: which calls each command makes. Nothing in here repeats a call that
 * can send a message.
 */

/** A call to Cognito that ends with its command. @throws {OtpError} */
export type CommandCall = FactorContext['request'];

/** Errors after which the reply was lost but the answer may have been received. */
const REPLY_LOST: readonly OtpErrorCode[] = ['network', 'timeout', 'service', 'bad_response'];

/** Only user pools that reveal whether a user exists reply with this. */
const isUserNotFound = ({ cognitoName }: OtpError) => cognitoName === 'UserNotFoundException';

/**
 * Whether a start must be followed by a send request: the triggers send on request only, or need the CAPTCHA token with it. A
 * known device has limits of its own, but Cognito does not pass its id to the triggers before the first request.
 */
const mustAsk = ({ reason }: HandshakeReply, { captcha }: ResendOptions, device: string | undefined) =>
  reason === 'not_sent' || (reason === 'captcha' && captcha) || (device && LIMITS.includes(reason));

/** Rejects with an {@link OtpError} if it cannot be loaded. */
type LoadNativeFlow = () => Promise<typeof import('./native-flow.js')>;

/** What is known of a handshake before Cognito has sent its first challenge. */
type Beginning = Pick<Handshake, 'identifier' | 'signedUp' | 'attributes'>;

/** Repeats an answer once if its reply was lost, with the same Session: Cognito accepts each Session only once. */
const repeatIfLost = (answer: () => Promise<Json>) =>
  answer().catch((error: OtpError) => {
    if (error.retryable && REPLY_LOST.includes(error.code)) return answer();
    throw error;
  });

/**
 * Opens the handshakes of one client. It keeps the language and the first factor between commands.
 * @param created is called with the identifier of each account that is created.
 */
export function openHandshake(
  config: Config,
  { get, set }: SafeStorage,
  loadNativeFlow: LoadNativeFlow,
  created: Set<string>,
) {
  const { flow, signUp: signUpMode, clientMetadata, codeLength } = config;
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

  const read = async (reply: Promise<Json>, before: Beginning) => readReply(await reply, before, codeLength);

  /** Asks the triggers for a message within the session. */
  const sendMessage = async (context: FactorContext, handshake: Handshake, { channel, captcha }: ResendOptions) =>
    read(respond(context, handshake, 'send', { request: 'send', channel, captcha }), handshake);

  /** Starts an authentication. @param account Cognito's reply to a sign-up that was just made. */
  async function authenticate(
    context: FactorContext,
    beginning: Beginning,
    options: ResendOptions,
    account?: Json,
  ): Promise<HandshakeReply> {
    const beginFlow = async () =>
      flow === 'native'
        ? (await loadNativeFlow()).begin(context, options.channel ?? usualChannel(beginning.identifier), account)
        : initiateCustomAuth(context);
    const reply = await read(factor?.begin?.(context) ?? beginFlow(), beginning);
    return mustAsk(reply, options, clientMetadata?.device) ? sendMessage(context, reply.handshake, options) : reply;
  }

  /**
   * Signs the user up if necessary, and then asks for a message: within the session if there is one.
   * @param known whether the page knows that the account exists.
   */
  async function requestCode(
    before: Beginning | Handshake,
    options: ResendOptions,
    call: CommandCall,
    known?: boolean,
  ): Promise<HandshakeReply> {
    locale = options.locale ?? locale;
    const { identifier } = before;
    const maySignUp = signUpMode !== 'off' && !before.signedUp;
    const mustSignUp = maySignUp && (signUpMode === 'only' || !known);
    const context = contextOf(identifierValue(identifier), call);
    const { account, error }: SignUpResult = mustSignUp
      ? await signUp(context, identifier, signUpMode, before.attributes)
      : {};
    if (account) created.add(context.username);
    const next = {
      identifier,
      signedUp: before.signedUp || (mustSignUp && !error),
      // An account that turned out to exist keeps its own attributes.
      attributes: account || error || !mustSignUp ? before.attributes : undefined,
    };
    const restart = () => authenticate(context, next, options, account);
    const canAsk = 'session' in before && before.dialect && !account;
    const asked = canAsk ? sendMessage(context, { ...before, ...next }, options) : restart();
    const reply = await asked.catch((refusal: OtpError) => {
      // The requested message has not been sent.
      if (canAsk && REJECTS_CREDENTIAL.includes(refusal.code)) return restart();
      if (!isUserNotFound(refusal)) throw refusal;
      if (maySignUp && !mustSignUp) return requestCode(before, options, call);
      throw error ?? refusal;
    });
    // Shows new users that no code was requested. Existing users, whom the client cannot distinguish, have been sent one.
    return { ...reply, error: reply.error ?? error };
  }

  return {
    /** Lets the first factor use the tokens of a completed sign-in, to confirm a device for instance. */
    finish: async ({ tokens, handshake }: HandshakeReply, call: CommandCall) =>
      factor?.finish?.(contextOf(handshake.username, call), Object(tokens)),

    /** @param known whether the account is known to exist. */
    async start(identifier: Identifier, known: boolean | undefined, options: StartOptions, call: CommandCall) {
      factor = options.firstFactor;
      // A user with a password has an account.
      const attributes = factor ? undefined : options.attributes;
      return requestCode({ identifier, signedUp: !!factor, attributes }, options, call, known);
    },

    /** Answers the challenge with the code. */
    async submit(handshake: Handshake, code: string, { afterCode }: SubmitOptions, call: CommandCall) {
      factor ??= afterCode;
      const context = contextOf(handshake.username, call);
      const answer = async () =>
        handshake.challenge === 'CONFIRM_SIGN_UP'
          ? (await loadNativeFlow()).confirmSignUp(context, code)
          : respond(context, handshake, code);
      const reply = repeatIfLost(answer);
      return read(factor?.continue?.(context, reply) ?? reply, handshake);
    },

    /**
     * Requests another message. The account may not exist, because the sign-up of the start failed or the account was
     * deleted since the last sign-in. Cognito reveals neither, but a successful sign-up shows that there was no account.
     */
    resend: requestCode,
  };
}
