/**
 * The dialect that the client and the triggers speak inside Cognito's custom challenge. Types only: both sides are
 * compiled against this file, and neither runs code from it.
 *
 * Cognito transmits every value as a string. Times are milliseconds since the Unix epoch by the server's clock, in decimal.
 */

/** How a code is sent. */
export type Channel = 'sms' | 'email';

/**
 * Why Cognito replied with another challenge instead of tokens, or why no message was sent for it.
 *
 * - `not_sent`: no message has been asked for yet (`SendOn=request`); ask with a {@link SendRequest}.
 * - `wrong_code`: the answer is not the code.
 * - `unchecked`: because of a fault the answer was not checked; it may be given again.
 * - `expired`: the answer came after the code expired.
 * - `used_up`: the code is void after too many wrong answers (three by default), here or in another session; ask for a new one.
 * - `rate_limited`: no message was sent; the next one is possible at `resendAt`.
 * - `locked`: too many wrong answers on the account; nothing is sent or checked until `resendAt`.
 * - `send_failed`: the provider did not accept the message; try again.
 * - `unsupported`: messages are not sent to this destination.
 * - `captcha`: a CAPTCHA token is missing or was rejected; nothing was sent.
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

/** What CreateAuthChallenge sends to the page: `ChallengeParameters`, beside Cognito's own `USERNAME`. */
export interface PublicParameters {
  /** Version of this dialect. */
  otp: '1';
  /** The server's time when this was written, so that a page whose clock is wrong can still count down. */
  now: string;
  channel: Channel;
  /** The channels that the user may choose from, separated by one space. The same for all users of the pool. */
  channels: string;
  /** Masked: `+44•••••••123`, `a•••@example.com`. Empty where the user did not enter it. */
  destination: string;
  /** Digits in a code. */
  length: string;
  /** When the active code expires; absent if there is none. */
  expiresAt?: string;
  /** The earliest time at which asking for a message can succeed. */
  resendAt?: string;
  /** Wrong answers left until this session or its code ends, whichever is first. */
  attemptsLeft: string;
  reason?: Reason;
}

/**
 * `ClientMetadata` that turns an answer into a request for a message: the same code again while it is valid, otherwise a
 * new one. The answer itself must be the word `send`; it is not compared with a code and does not count as an attempt.
 */
export interface SendRequest {
  request: 'send';
  channel?: Channel;
  /** BCP 47 tag of the language to write in. */
  locale?: string;
  /** CAPTCHA token, where the user pool requires one. */
  captcha?: string;
  /** See {@link DeviceMetadata}. */
  device?: string;
}

/**
 * `ClientMetadata` that names the device, with send requests and with answers. A device on which a right code was entered
 * before has budgets of its own for answers and messages, which strangers cannot use up. Without a right code an id has no
 * effect.
 */
export interface DeviceMetadata {
  /** 22 to 64 random characters of the base64url alphabet, the same at each sign-in. */
  device: string;
}
