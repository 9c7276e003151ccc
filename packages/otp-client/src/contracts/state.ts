import type { Channel } from '../wire.js';
import type { OtpError } from './errors.js';

/** What a person signs in with: an E.164 number or an e-mail address. */
export type Identifier = { readonly phone: string } | { readonly email: string };

/** What is known about the code that is (or isn't) out. Times are by the local clock, in ms since the epoch. */
export interface Delivery {
  readonly channel: Channel;
  /** Channels a person may ask for. */
  readonly channels: readonly Channel[];
  /** Masked by the server; where it says nothing, the identifier itself. */
  readonly destination: string;
  readonly codeLength: number;
  /** False while nothing has been sent for this session (`SendOn=request`, a budget, a failure). */
  readonly sent: boolean;
  readonly expiresAt: number | null;
  readonly resendAt: number | null;
  readonly attemptsLeft: number | null;
}

/** Who is signed in: claims of the ID token, for showing. Verify tokens on a server before trusting them. */
export interface SignedInUser {
  readonly username: string;
  readonly sub: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly claims: Readonly<Record<string, unknown>>;
}

interface Common {
  /** What was typed last; kept when a session ends, so that nobody types it twice. */
  readonly identifier: Identifier | null;
  /** What went wrong last, until the next command. */
  readonly error: OtpError | null;
  /** Storage is blocked or full: what should outlive this page lives in its memory only. */
  readonly volatile: boolean;
}

/**
 * The one snapshot a page draws from; frozen. Steps:
 * `restoring` (asynchronous storage is being read) → `identifier` → `starting` → `code` ⇄ `checking`/`sending` → `signed-in` → `signing-out`.
 */
export type OtpState =
  | (Common & { readonly step: 'restoring' | 'identifier' | 'starting' })
  | (Common & {
      readonly step: 'code' | 'checking' | 'sending';
      readonly delivery: Delivery;
      /** What just happened, for the status line: a message went out, went out again, or the page came back to this step. */
      readonly notice: 'sent' | 'sent-again' | 'resumed' | null;
    })
  | (Common & {
      readonly step: 'signed-in' | 'signing-out';
      readonly user: SignedInUser;
      /** Local end of the access token, ms; `getTokens()` refreshes by itself. */
      readonly expiresAt: number;
    });

export type Step = OtpState['step'];
