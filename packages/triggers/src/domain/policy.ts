/** Everything that an operator decides about a deployment. `config/` reads and checks it. */
import type { Channel } from '@cognito-otp/client/wire';

/**
 * Which values that the sign-up has set are removed by the account's first proof, because someone else may have signed up.
 * With `appClients`, this concerns only accounts that these triggers have signed up:
 * - `password-and-attributes`: the password, and the attributes that a sign-up may set.
 * - `attributes`: these attributes only. For user pools whose users have chosen passwords.
 * - `nothing`: none, and accounts without a proof may sign in by other flows. For user pools that verify addresses in
 *   another way.
 */
export type FirstProofResets = 'password-and-attributes' | 'attributes' | 'nothing';

/**
 * The operator's decisions. A property that is left out has the template's default; the README of this package lists the
 * defaults and bounds.
 */
export interface Policy {
  /** The sender's name, as users know it. */
  readonly brand: string;
  /** The first is the default. */
  readonly channels?: readonly Channel[];
  /**
   * ISO 3166-1 codes of the countries that SMS are sent to. There is no default, because each country increases your
   * exposure to SMS pumping (toll fraud).
   */
  readonly countries?: readonly string[];
  /** The host of the page on which the code is typed. */
  readonly domain?: string;
  /** BCP 47 tag of the language of messages if neither the page nor the user names one. */
  readonly locale?: string;
  /** `start`: the first round sends a message. `request`: nothing is sent before the page asks for it. */
  readonly sendOn?: 'start' | 'request';
  /** `otp`: the code alone. `password-then-otp`: a password first, the code as second factor. */
  readonly factorOrder?: 'otp' | 'password-then-otp';
  /** `by-proof`: only a right code verifies an address. `at-sign-up`: addresses are verified without proof. */
  readonly autoVerify?: 'by-proof' | 'at-sign-up';
  /** Whether signed-in users may change their phone number or email address, for which Cognito itself sends a message. */
  readonly addressChange?: 'off' | 'on';
  /** `password-and-attributes` by default. */
  readonly firstProofResets?: FirstProofResets;
  /**
   * Ids of the app clients whose users sign in with codes, for a user pool that has others, too: the triggers leave those as they
   * are. If empty, all app clients of the pool.
   */
  readonly appClients?: readonly string[];
  /** Names of the user attributes that a sign-up may set, besides the one address. */
  readonly signUpAttributes?: readonly string[];
  /** Ids of the app clients that may sign users up; if empty, all may. */
  readonly signUpClients?: readonly string[];
  /** How many digits a code has. */
  readonly codeLength?: number;
  readonly codeLifetimeSeconds?: number;
  /** How many wrong answers void a code, and end a Cognito session. */
  readonly attempts?: number;
  readonly guessesIn15Minutes?: number;
  readonly guessesADay?: number;
  /** After how many wrong answers in a row only two more are taken in twelve hours, until one is right. */
  readonly guessesInARow?: number;
  /** How many answers one known device may give in addition to those of unknown devices. */
  readonly deviceGuessesADay?: number;
  /** The shortest time between two messages to one destination. */
  readonly sendWaitSeconds?: number;
  readonly sendsIn10Minutes?: number;
  readonly sendsADay?: number;
  readonly rangeSendsAnHour?: number;
  readonly rangeSendsADay?: number;
  readonly poolSendsAnHour?: number;
  readonly poolSendsADay?: number;
  /** The part of the budgets of ranges and of the pool that is reserved for accounts with a verified address. */
  readonly reservedPercent?: number;
  readonly signUpsAnHour?: number;
  readonly signUpsADay?: number;
  /**
   * Response pacing, in ms: handing a message over takes a multiple of it until the durations of the provider's calls are
   * known.
   */
  readonly answerPaceMs?: number;
}
