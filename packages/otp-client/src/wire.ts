/**
 * The dialect that the client and the triggers speak inside Cognito's custom challenge. Types only: both sides are
 * compiled against this file and neither runs anything from it.
 *
 * Cognito carries every value as a string. Times are milliseconds since the Unix epoch, by the server's clock, in decimal.
 */

/** How a code travels. */
export type Channel = 'sms' | 'email';

/**
 * Why the person sees this round rather than tokens, or why no message was sent for it.
 *
 * - `not_sent`: nothing was asked to be sent yet (`SendOn=request`); ask with a {@link SendRequest}.
 * - `wrong_code`: the answer was not the code.
 * - `unchecked`: a fault kept the answer from being looked at; it may be given again.
 * - `expired`: the answer came after the code's end.
 * - `used_up`: three wrong answers were given to this code, here or in another session; ask for a new one.
 * - `rate_limited`: no message was sent; the next is possible at `resendAt`.
 * - `locked`: too many wrong answers on the account; nothing is sent or checked until `resendAt`.
 * - `send_failed`: the provider did not take the message; try again.
 * - `unsupported`: messages are not sent to this destination.
 * - `captcha`: a CAPTCHA token is missing or was refused; nothing was sent.
 */
export type Reason =
  | 'not_sent'
  | 'wrong_code'
  | 'unchecked'
  | 'expired'
  | 'used_up'
  | 'rate_limited'
  | 'locked'
  | 'send_failed'
  | 'unsupported'
  | 'captcha';

/** What CreateAuthChallenge tells the page: `ChallengeParameters`, beside Cognito's own `USERNAME`. */
export interface PublicParameters {
  /** Version of this dialect. */
  otp: '1';
  /** The server's time when this was written, so that a page whose clock is wrong can still count down. */
  now: string;
  channel: Channel;
  /** The channels a person may choose from, separated by one space. The same for everybody in the pool. */
  channels: string;
  /** Masked: `+44•••••••123`, `a•••@example.com`. Empty where the person didn't give it themselves. */
  destination: string;
  /** Digits in a code. */
  length: string;
  /** When the code that is out ends; absent when none is out. */
  expiresAt?: string;
  /** The earliest time at which asking for a message can succeed. */
  resendAt?: string;
  /** Wrong answers left before this session or its code ends, whichever is first. */
  attemptsLeft: string;
  reason?: Reason;
}

/**
 * `ClientMetadata` that turns an answer into a request for a message: the same code again while it is of use, else a new
 * one. The answer itself must be the word `send`; it is never compared with a code and costs no attempt.
 */
export interface SendRequest {
  request: 'send';
  channel?: Channel;
  /** BCP 47 tag of the language to write in. */
  locale?: string;
  /** Token of the CAPTCHA, where the pool asks for one. */
  captcha?: string;
}
