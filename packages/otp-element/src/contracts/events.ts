import type { Channel, IdentifierProblem, OtpErrorCode, Step } from '@cognito-otp/client';
import type { IdentifierKind } from './identifier.js';

/** What all of the elements' events share: they bubble, cross shadow roots, and never carry a code or a token. */
class LoginEvent<Name extends string, Detail> extends CustomEvent<Detail> {
  declare readonly type: Name;
  constructor(type: Name, detail: Detail, cancelable = false) {
    super(type, { detail, bubbles: true, composed: true, cancelable });
  }
}

/** The client is loaded and the first state is rendered. */
export class ReadyEvent extends LoginEvent<'cognito-otp-ready', { step: Step }> {
  /** @param step the first step that is shown. */
  constructor(step: Step) {
    super('cognito-otp-ready', { step });
  }
}

/** Another step is shown. */
export class StepEvent extends LoginEvent<'cognito-otp-step', { step: Step; previous: Step }> {
  /**
   * @param step the step that is shown now.
   * @param previous the step that was shown before.
   */
  constructor(step: Step, previous: Step) {
    super('cognito-otp-step', { step, previous });
  }
}

/** A message is about to be requested. Cancel it to send nothing. */
export class BeforeSendEvent extends LoginEvent<
  'cognito-otp-before-send',
  { kind: IdentifierKind; identifier: string; channel: Channel | null; again: boolean }
> {
  /**
   * @param kind the kind of identifier.
   * @param identifier the number in E.164, or the address.
   * @param channel the channel requested; null for the server's choice.
   * @param again whether a message was requested before.
   */
  constructor(kind: IdentifierKind, identifier: string, channel: Channel | null, again: boolean) {
    super('cognito-otp-before-send', { kind, identifier, channel, again }, true);
  }
}

/** A message was sent. The destination is masked if the server masks it. */
export class SentEvent extends LoginEvent<
  'cognito-otp-sent',
  { channel: Channel; destination: string; again: boolean }
> {
  /**
   * @param channel the channel it was sent over.
   * @param destination where it was sent.
   * @param again whether a message was sent before.
   */
  constructor(channel: Channel, destination: string, again: boolean) {
    super('cognito-otp-sent', { channel, destination, again });
  }
}

/** A code is about to be verified. Cancel it to verify nothing. */
export class BeforeVerifyEvent extends LoginEvent<'cognito-otp-before-verify', null> {
  constructor() {
    super('cognito-otp-before-verify', null, true);
  }
}

/** A code was not accepted. */
export class InvalidCodeEvent extends LoginEvent<
  'cognito-otp-invalid-code',
  { reason: OtpErrorCode; attemptsLeft: number | null }
> {
  /**
   * @param reason why it was not accepted.
   * @param attemptsLeft how many more answers the challenge accepts; null if that is unknown.
   */
  constructor(reason: OtpErrorCode, attemptsLeft: number | null) {
    super('cognito-otp-invalid-code', { reason, attemptsLeft });
  }
}

/** No answers are accepted for some time, or until sign-in is started again. */
export class LockoutEvent extends LoginEvent<'cognito-otp-lockout', { reason: OtpErrorCode; retryAt: number | null }> {
  /**
   * @param reason what was exceeded.
   * @param retryAt when answers are accepted again, in ms since the epoch; null if sign-in has to be started again.
   */
  constructor(reason: OtpErrorCode, retryAt: number | null) {
    super('cognito-otp-lockout', { reason, retryAt });
  }
}

/** A user has signed in. The tokens are available from `getTokens()`. */
export class SuccessEvent extends LoginEvent<'cognito-otp-success', { username: string; sub: string }> {
  /**
   * @param username the user's Cognito username.
   * @param sub the user's unique id.
   */
  constructor(username: string, sub: string) {
    super('cognito-otp-success', { username, sub });
  }
}

/** The page is about to be left for `redirect`. Cancel it to stay. */
export class BeforeRedirectEvent extends LoginEvent<'cognito-otp-before-redirect', { url: string }> {
  /** @param url where the browser is about to go. */
  constructor(url: string) {
    super('cognito-otp-before-redirect', { url }, true);
  }
}

/** An error occurred. */
export class LoginErrorEvent extends LoginEvent<
  'cognito-otp-error',
  { code: OtpErrorCode; message: string; retryable: boolean; retryAt: number | null; problem: IdentifierProblem | null }
> {
  /**
   * @param code what went wrong; also the key of the text that is shown.
   * @param message for developers, in English.
   * @param retryable whether the same command may succeed later.
   * @param retryAt when it may be tried again, in ms since the epoch; null if that is unknown or doesn't matter.
   * @param problem why a number or an address is invalid; null for any other error, or if the reason is unknown.
   */
  constructor(
    code: OtpErrorCode,
    message: string,
    retryable: boolean,
    retryAt: number | null,
    problem: IdentifierProblem | null = null,
  ) {
    super('cognito-otp-error', { code, message, retryable, retryAt, problem });
  }
}

/** The session was revoked, or the time to enter a code has run out. */
export class SessionExpiredEvent extends LoginEvent<'cognito-otp-session-expired', null> {
  constructor() {
    super('cognito-otp-session-expired', null);
  }
}

/** The user has signed out, here or in another tab. */
export class SignedOutEvent extends LoginEvent<'cognito-otp-signed-out', null> {
  constructor() {
    super('cognito-otp-signed-out', null);
  }
}

/** The elements' events by type. */
export type LoginEventMap = {
  [E in
    | ReadyEvent
    | StepEvent
    | BeforeSendEvent
    | SentEvent
    | BeforeVerifyEvent
    | InvalidCodeEvent
    | LockoutEvent
    | SuccessEvent
    | BeforeRedirectEvent
    | LoginErrorEvent
    | SessionExpiredEvent
    | SignedOutEvent as E['type']]: E;
};

declare global {
  interface HTMLElementEventMap extends LoginEventMap {}
}
