import type { Channel, OtpErrorCode, Step } from '@cognito-otp/client';

/** What all events share: they bubble, leave shadow roots, and never carry a code or a token. */
class LoginEvent<Name extends string, Detail> extends CustomEvent<Detail> {
  declare readonly type: Name;
  constructor(type: Name, detail: Detail, cancelable = false) {
    super(type, { detail, bubbles: true, composed: true, cancelable });
  }
}

/** The client is there and the first state is drawn. */
export class ReadyEvent extends LoginEvent<'cognito-otp-ready', { step: Step }> {
  constructor(step: Step) {
    super('cognito-otp-ready', { step });
  }
}

export class StepEvent extends LoginEvent<'cognito-otp-step', { step: Step; previous: Step }> {
  constructor(step: Step, previous: Step) {
    super('cognito-otp-step', { step, previous });
  }
}

/** Before a message is asked for; cancel to send nothing. */
export class BeforeSendEvent extends LoginEvent<
  'cognito-otp-before-send',
  { kind: 'phone' | 'email'; identifier: string; channel: Channel | null; again: boolean }
> {
  constructor(kind: 'phone' | 'email', identifier: string, channel: Channel | null, again: boolean) {
    super('cognito-otp-before-send', { kind, identifier, channel, again }, true);
  }
}

/** A message went out; the destination is masked where the server masks it. */
export class SentEvent extends LoginEvent<
  'cognito-otp-sent',
  { channel: Channel; destination: string; again: boolean }
> {
  constructor(channel: Channel, destination: string, again: boolean) {
    super('cognito-otp-sent', { channel, destination, again });
  }
}

/** Before a code is checked; cancel to check nothing. */
export class BeforeVerifyEvent extends LoginEvent<'cognito-otp-before-verify', null> {
  constructor() {
    super('cognito-otp-before-verify', null, true);
  }
}

export class InvalidCodeEvent extends LoginEvent<
  'cognito-otp-invalid-code',
  { reason: OtpErrorCode; attemptsLeft: number | null }
> {
  constructor(reason: OtpErrorCode, attemptsLeft: number | null) {
    super('cognito-otp-invalid-code', { reason, attemptsLeft });
  }
}

/** No answers are taken until `retryAt` (ms since the epoch), or, where that is null, until a new start. */
export class LockoutEvent extends LoginEvent<'cognito-otp-lockout', { reason: OtpErrorCode; retryAt: number | null }> {
  constructor(reason: OtpErrorCode, retryAt: number | null) {
    super('cognito-otp-lockout', { reason, retryAt });
  }
}

/** Somebody is signed in; `getTokens()` hands out the tokens. */
export class SuccessEvent extends LoginEvent<'cognito-otp-success', { username: string; sub: string }> {
  constructor(username: string, sub: string) {
    super('cognito-otp-success', { username, sub });
  }
}

/** Before the page is left for `redirect`; cancel to stay. */
export class BeforeRedirectEvent extends LoginEvent<'cognito-otp-before-redirect', { url: string }> {
  constructor(url: string) {
    super('cognito-otp-before-redirect', { url }, true);
  }
}

export class ErrorEvent extends LoginEvent<
  'cognito-otp-error',
  { code: OtpErrorCode; message: string; retryable: boolean; retryAt: number | null }
> {
  constructor(code: OtpErrorCode, message: string, retryable: boolean, retryAt: number | null) {
    super('cognito-otp-error', { code, message, retryable, retryAt });
  }
}

export class SessionExpiredEvent extends LoginEvent<'cognito-otp-session-expired', null> {
  constructor() {
    super('cognito-otp-session-expired', null);
  }
}

export class SignedOutEvent extends LoginEvent<'cognito-otp-signed-out', null> {
  constructor() {
    super('cognito-otp-signed-out', null);
  }
}

/** The element's events by name. */
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
    | ErrorEvent
    | SessionExpiredEvent
    | SignedOutEvent as E['type']]: E;
};

declare global {
  interface HTMLElementEventMap extends LoginEventMap {}
}
