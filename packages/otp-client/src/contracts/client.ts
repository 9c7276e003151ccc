import type { Channel } from '../wire.js';
import type { Identifier, OtpState, SignedInUser } from './state.js';

export interface OtpClientOptions {
  /** `<region>_<id>`. */
  userPoolId: string;
  clientId: string;
  /** Where it can't be read off the pool id. */
  region?: string;
  /** Another address of Cognito's API: https, or loopback for a local pool. */
  endpoint?: string;
  /** `auto` (default): a person who is new is signed up in the same step. */
  signUp?: 'auto' | 'off' | 'only';
  /** Where session and handshake are kept. Default `local`. */
  persistence?: 'local' | 'session' | 'memory';
  storage?: StorageAdapter;
  fetcher?: typeof fetch;
  /** BCP 47 tag the messages are written in. */
  locale?: string;
  /** `native`: Cognito's own one-time codes (USER_AUTH) instead of the triggers'. Default `custom`. */
  flow?: 'custom' | 'native';
  /** Digits in a code where the triggers don't say. Default 6. */
  codeLength?: number;
  /** Milliseconds that one call to Cognito may take. Default 15 000. */
  timeLimit?: number;
  /** Other values handed to the triggers with every answer; never secrets, never trusted by ours. */
  clientMetadata?: Readonly<Record<string, string>>;
}

/** Web Storage's shape; each method may return a promise. */
export interface StorageAdapter {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
}

export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  /** Local end of the access token, ms since the epoch. */
  readonly expiresAt: number;
}

export interface CallOptions {
  signal?: AbortSignal;
}

export interface StartOptions extends CallOptions {
  /** Extra sign-up attributes by Cognito's names; used only when the person is new. */
  attributes?: Readonly<Record<string, string>>;
  captcha?: string;
  channel?: Channel;
  /** The language to write in from now on, in place of the client's `locale`. */
  locale?: string;
  /** What has to be proved before the code is asked for: `withPassword` of `@cognito-otp/client/password`. */
  firstFactor?: FirstFactor;
}

/** What may have to be proved once the code was right; each is called for the command under way. */
export interface AfterCode {
  /**
   * Called with what Cognito says to each answer, a refusal too.
   * @returns the reply to go on with.
   */
  continue?(context: FactorContext, reply: Promise<CognitoReply>): Promise<CognitoReply>;
  /** Called with Cognito's `AuthenticationResult` once its tokens are stored. */
  finish?(context: FactorContext, tokens: CognitoReply): Promise<void>;
}

/** Opens the handshake in another way than by the identifier alone. */
export interface FirstFactor extends AfterCode {
  /** @returns Cognito's reply that asks for the code, or brings tokens. */
  begin(context: FactorContext): Promise<CognitoReply>;
}

export interface FactorContext {
  /** What the person gave; once Cognito has told its own name for the account, that. */
  readonly username: string;
  readonly userPoolId: string;
  readonly clientId: string;
  /** Address of Cognito's API. */
  readonly url: string;
  /** For the triggers, with each call that takes it. */
  readonly clientMetadata: CognitoReply;
  readonly storage: StorageAdapter;
  readonly request: OtpClient['request'];
}

/** A JSON object of Cognito's, unchecked. */
export type CognitoReply = Readonly<Record<string, unknown>>;

export interface SubmitOptions extends CallOptions {
  /** For a page that was reloaded since a `firstFactor` began: `rememberedDevice` of `@cognito-otp/client/password`. */
  afterCode?: AfterCode;
}

export interface ResendOptions extends CallOptions {
  /** The language to write in from now on, in place of the client's `locale`. */
  locale?: string;
  channel?: Channel;
  captcha?: string;
}

/**
 * Commands resolve with the snapshot they led to; what a person or the network did wrong is in `state.error` and never
 * thrown. Only a programmer's mistake (a command in a step that has no such command) rejects.
 */
export interface OtpClient {
  getState(): OtpState;
  /** Called with each new snapshot, not with the present one. Returns the way to stop. */
  subscribe(listener: (state: OtpState) => void): () => void;
  start(identifier: Identifier, options?: StartOptions): Promise<OtpState>;
  submit(code: string, options?: SubmitOptions): Promise<OtpState>;
  resend(options?: ResendOptions): Promise<OtpState>;
  /** Back to the identifier step; drops a call that is under way and forgets the handshake. */
  cancel(): void;
  readonly session: Session | null;
  /** Fresh tokens; rejects with an OtpError that says why there are none. */
  getTokens(options?: CallOptions & { forceRefresh?: boolean }): Promise<Tokens>;
  signOut(options?: CallOptions & { everywhere?: boolean }): Promise<OtpState>;
  /**
   * One call of Cognito's API by this client's address, time limit and errors; nothing is added to the body.
   * @throws {OtpError}
   */
  request(operation: string, body: CognitoReply, options?: CallOptions): Promise<CognitoReply>;
  /** Stops timers and listeners; stored state stays. */
  close(): void;
}

export interface Session {
  readonly user: SignedInUser;
  readonly expiresAt: number;
}
