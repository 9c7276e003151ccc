import type { Channel } from '../wire.js';
import type { Identifier, OtpState, SignedInUser } from './state.js';

/** The public interface of the client: its options, its commands and what they return. Types only. */

/** Options of `createOtpClient`. */
export interface OtpClientOptions {
  /** `<region>_<id>`. */
  readonly userPoolId: string;
  /** An app client without a secret. */
  readonly clientId: string;
  /** AWS region, where it does not follow from `userPoolId`. */
  readonly region?: string;
  /** Another address of Cognito's API: https, or http on localhost for a local pool. */
  readonly endpoint?: string;
  /**
   * Whether `start` signs up users who have no account. `auto` (default): yes, in the same step; `off`: never; `only`: each
   * start is a sign-up, and fails where sign-up is not possible.
   */
  readonly signUp?: 'auto' | 'off' | 'only';
  /** Where the session and the handshake are stored. Default `local`. */
  readonly persistence?: 'local' | 'session' | 'memory';
  /** A storage of your own, in place of `persistence`. */
  readonly storage?: StorageAdapter;
  /** Default: the global `fetch`. */
  readonly fetcher?: typeof fetch;
  /** BCP 47 tag of the language that messages are written in. */
  readonly locale?: string;
  /** `native`: Cognito's own one-time codes (USER_AUTH) instead of the triggers'. Default `custom`. */
  readonly flow?: 'custom' | 'native';
  /** Digits in a code, where the triggers do not say. Default 6; 8 for Cognito's own codes. */
  readonly codeLength?: number;
  /** Time limit of one call to Cognito, in milliseconds. Default 15,000. */
  readonly timeLimit?: number;
  /** Further `ClientMetadata` for the triggers, sent with every answer. Must not be secret; this project's triggers don't trust it. */
  readonly clientMetadata?: Readonly<Record<string, string>>;
}

/** The part of Web Storage's interface that the client uses; each method may return a promise. */
export interface StorageAdapter {
  /** @returns `null` for a key that is not stored. */
  getItem(key: string): string | null | Promise<string | null>;
  /** Stores a value. */
  setItem(key: string, value: string): void | Promise<void>;
  /** Removes a key; one that is not stored is no error. */
  removeItem(key: string): void | Promise<void>;
}

/** The tokens of the signed-in user. */
export interface Tokens {
  /** For Cognito and for APIs that check scopes; a JWT. */
  readonly accessToken: string;
  /** Who the user is; a JWT. */
  readonly idToken: string;
  /** When the first of the two expires, in milliseconds since the Unix epoch by the local clock. */
  readonly expiresAt: number;
}

/** Options of every command. */
export interface CallOptions {
  /** Ends the command with the error `aborted`. */
  readonly signal?: AbortSignal;
}

/** Options of {@link OtpClient.start}. */
export interface StartOptions extends CallOptions {
  /** Further sign-up attributes by Cognito's names; used only if `start` creates an account. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** CAPTCHA token, where the user pool requires one. */
  readonly captcha?: string;
  /** How the code should be sent, where the triggers wait for a send request (`SendOn=request`), or with `flow: 'native'`. */
  readonly channel?: Channel;
  /** The language of messages from now on, in place of the client's `locale`. */
  readonly locale?: string;
  /** What must be proved before the code is sent: `withPassword` of `@cognito-otp/client/password`. */
  readonly firstFactor?: FirstFactor;
}

/** What may have to be proved after the right code. Each method is called within the command in progress. */
export interface AfterCode {
  /**
   * Called with Cognito's reply to each answer, which may be a rejection.
   * @returns the reply to go on with.
   */
  continue?(context: FactorContext, reply: Promise<CognitoReply>): Promise<CognitoReply>;
  /** Called with Cognito's `AuthenticationResult` once its tokens are stored. */
  finish?(context: FactorContext, tokens: CognitoReply): Promise<void>;
}

/** Starts the handshake with something other than the identifier alone. */
export interface FirstFactor extends AfterCode {
  /** @returns Cognito's reply that asks for the code, or has tokens. */
  begin(context: FactorContext): Promise<CognitoReply>;
}

/** What a factor can use. */
export interface FactorContext {
  /** What the user entered or, once Cognito has sent it, Cognito's own name for the account. */
  readonly username: string;
  readonly userPoolId: string;
  readonly clientId: string;
  /** Address of Cognito's API. */
  readonly url: string;
  /** `ClientMetadata` for the triggers, for each call that takes it. */
  readonly clientMetadata: CognitoReply;
  /** The client's storage. */
  readonly storage: StorageAdapter;
  /** See {@link OtpClient.request}; ends with the command. */
  readonly request: OtpClient['request'];
}

/** A JSON object from Cognito, unchecked. */
export type CognitoReply = Readonly<Record<string, unknown>>;

/** Options of {@link OtpClient.submit}. */
export interface SubmitOptions extends CallOptions {
  /** For a page that was reloaded since a `firstFactor` began: `rememberedDevice` of `@cognito-otp/client/password`. */
  readonly afterCode?: AfterCode;
}

/** Options of {@link OtpClient.resend}. */
export interface ResendOptions extends CallOptions {
  /** The language of messages from now on, in place of the client's `locale`. */
  readonly locale?: string;
  /** How the code should be sent. */
  readonly channel?: Channel;
  /** CAPTCHA token, where the user pool requires one. */
  readonly captcha?: string;
}

/**
 * A client for one app client of one user pool.
 *
 * Commands resolve with the snapshot that they led to. What the user or the network did wrong is in `state.error` and is
 * not thrown; only a bug in the page rejects, such as a command that the current step does not have.
 */
export interface OtpClient {
  /**
   * The current snapshot.
   * @example
   * const state = client.getState();
   * if (state.step === 'code') show(`We sent a code to ${state.delivery.destination}.`);
   */
  getState(): OtpState;

  /**
   * Calls a listener with each new snapshot, but not with the current one.
   * @returns a function that stops it.
   * @example
   * render(client.getState());
   * const stop = client.subscribe((state) => render(state));
   */
  subscribe(listener: (state: OtpState) => void): () => void;

  /**
   * Sends a code, and signs the user up first if they have no account. Possible in every step before `signed-in`.
   * @throws {OtpError} `configuration` in any other step, or if the identifier is not an object.
   * @example
   * const state = await client.start({ phone: '+447700900123' }); // or { email: 'user@example.com' }
   * if (state.error) show(textFor(state.error.code));
   */
  start(identifier: Identifier, options?: StartOptions): Promise<OtpState>;

  /**
   * Answers with the code that the user entered. In step `code`.
   * @param code digits, with leading zeros.
   * @throws {OtpError} `configuration` in any other step.
   * @example
   * const state = await client.submit('012345');
   * if (state.step === 'signed-in') show(`Signed in as ${state.user.phone}.`);
   */
  submit(code: string, options?: SubmitOptions): Promise<OtpState>;

  /**
   * Asks for another message; possible from `state.delivery.resendAt`. In step `code`.
   * @throws {OtpError} `configuration` in any other step.
   * @example
   * await client.resend();
   * await client.resend({ channel: 'email' });
   */
  resend(options?: ResendOptions): Promise<OtpState>;

  /**
   * Returns to step `identifier`: ends the call in progress and removes the handshake.
   * @example
   * client.cancel(); // "Use another number"
   */
  cancel(): void;

  /**
   * The signed-in user, without tokens; `null` if no user is signed in.
   * @example
   * console.log(client.session?.user.sub);
   */
  readonly session: Session | null;

  /**
   * Returns tokens that are valid for at least another minute, and refreshes them first if necessary.
   * @throws {OtpError} `signed_out`, `session_revoked`, or why Cognito could not be reached.
   * @example
   * const { accessToken } = await client.getTokens();
   * await fetch('https://api.example.com/orders', { headers: { authorization: `Bearer ${accessToken}` } });
   */
  getTokens(options?: CallOptions & { readonly forceRefresh?: boolean }): Promise<Tokens>;

  /**
   * Sets `isNewUser` to `false` in all tabs. Call it once a new user has answered the page's questions.
   * @example
   * if (state.step === 'signed-in' && state.isNewUser) {
   *   await updateAttributes(client, await askForName());
   *   await client.acknowledgeNewUser();
   * }
   * @throws {OtpError} `network` if the required part of the client cannot be loaded; a later call tries again.
   */
  acknowledgeNewUser(): Promise<OtpState>;

  /**
   * Signs the user out here and in all tabs, and revokes the refresh token; offline, the token is revoked later.
   * @param options with `everywhere`, also ends the user's sessions on other devices.
   * @throws {OtpError} `configuration` if no user is signed in.
   * @example
   * await client.signOut();
   * await client.signOut({ everywhere: true });
   */
  signOut(options?: CallOptions & { readonly everywhere?: boolean }): Promise<OtpState>;

  /**
   * Calls an operation of Cognito's API with this client's address, time limit and errors. Nothing is added to the body.
   * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/
   * @throws {OtpError}
   * @example
   * const { accessToken } = await client.getTokens();
   * const user = await client.request('GetUser', { AccessToken: accessToken });
   */
  request(operation: string, body: CognitoReply, options?: CallOptions): Promise<CognitoReply>;

  /**
   * Stops timers and listeners. What is stored stays.
   * @example
   * client.close(); // when the component that created the client is removed
   */
  close(): void;
}

/** The signed-in user's session, without tokens. */
export interface Session {
  readonly user: SignedInUser;
  /** When the tokens expire, in milliseconds since the Unix epoch by the local clock; `getTokens()` refreshes them. */
  readonly expiresAt: number;
}
