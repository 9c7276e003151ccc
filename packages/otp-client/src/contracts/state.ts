import type { Channel } from '../wire.js';
import type { OtpError } from './errors.js';

/** The snapshot that a page renders, and its parts. Types only. */

/** What a user signs in with: a phone number in E.164 format, or an email address. */
export type Identifier = { readonly phone: string } | { readonly email: string };

/** What is known about the code. Times are in milliseconds since the Unix epoch by the local clock. */
export interface Delivery {
  /** How the code was sent. */
  readonly channel: Channel;
  /** The channels that the user may choose from. */
  readonly channels: readonly Channel[];
  /** Masked by the server; the identifier itself where the server does not say. */
  readonly destination: string;
  /** Digits in the code. */
  readonly codeLength: number;
  /** `false` while nothing has been sent for this session (`SendOn=request`, a budget, a failure). */
  readonly sent: boolean;
  /** When the code expires; `null` if no code is active, or it is not known. */
  readonly expiresAt: number | null;
  /** The earliest time for `resend`; `null` if it is not known. */
  readonly resendAt: number | null;
  /** Wrong answers left; `null` if it is not known. */
  readonly attemptsLeft: number | null;
}

/** The signed-in user: claims of the ID token, for display. A server must verify tokens before it trusts them. */
export interface SignedInUser {
  /** Cognito's name for the account. */
  readonly username: string;
  /** Cognito's permanent ID of the account. */
  readonly sub: string;
  /** In E.164 format. */
  readonly phone: string | null;
  readonly email: string | null;
  /** All claims of the ID token, not verified. */
  readonly claims: Readonly<Record<string, unknown>>;
}

interface CommonState {
  /** What the user entered last; kept when a session ends, so that it need not be entered again. */
  readonly identifier: Identifier | null;
  /** The last error, until the next command. */
  readonly error: OtpError | null;
  /** Storage is blocked or full: what should outlive this page is in its memory only. */
  readonly volatile: boolean;
}

/**
 * The snapshot that a page renders; frozen. Steps:
 * `restoring` (asynchronous storage is being read) → `identifier` → `starting` → `code` ⇄ `checking`/`sending` →
 * `signed-in` → `signing-out`.
 */
export type OtpState =
  | (CommonState & { readonly step: 'restoring' | 'identifier' | 'starting' })
  | (CommonState & {
      readonly step: 'code' | 'checking' | 'sending';
      readonly delivery: Delivery;
      /** What just happened, if a code can be entered: a message was sent, was sent again, or the page came back to this step. */
      readonly notice: 'sent' | 'sent-again' | 'resumed' | null;
    })
  | (CommonState & {
      readonly step: 'signed-in' | 'signing-out';
      readonly user: SignedInUser;
      /** When the tokens expire, in milliseconds since the Unix epoch by the local clock; `getTokens()` refreshes them. */
      readonly expiresAt: number;
      /** Whether this sign-in created the account, until `acknowledgeNewUser()`. */
      readonly isNewUser: boolean;
    });

/** A step of the sign-in. */
export type Step = OtpState['step'];
