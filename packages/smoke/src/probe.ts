// What a probe is: one expectation about AWS, and how to find out whether it holds.

import type { CleanUp } from './aws/clean-up.js';
import type { Aws } from './aws/clients.js';
import type { StackFacts } from './aws/stack.js';

/** How a probe ended. */
export type Outcome =
  | { readonly kind: 'passed' | 'failed'; readonly observed: string }
  | { readonly kind: 'not run'; readonly reason: string };

/**
 * What a probe may do to the account.
 *
 * - `stack`: works on any stack of the template and leaves its parameters alone.
 * - `disposable`: changes parameters of the stack, or creates user pools beside it. Needs `--disposable`.
 * - `created`: deletes the stack. Needs `--create`, so that it can only be a stack of this run.
 */
export type Scope = 'stack' | 'disposable' | 'created';

/** The addresses of the account owner to which codes may be sent. */
export interface Addresses {
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
}

/** What a probe works with. */
export interface ProbeContext {
  /** Calls fail with `Interrupted` after Ctrl+C. */
  readonly aws: Aws;
  readonly stack: StackFacts;
  readonly addresses: Addresses;
  /** How many messages this probe may send to one address. */
  readonly messages: number;
  /** Asks the person at the terminal; undefined if there is no terminal or the answer is empty. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Tells the person at the terminal what is going on. */
  readonly say: (line: string) => void;
  readonly cleanUp: CleanUp;
  readonly sleep: (ms: number) => Promise<void>;
  /** Calls `check` every few seconds until it returns something; undefined if it does not within `seconds`. */
  readonly waitFor: <T>(check: () => Promise<T | undefined>, seconds: number) => Promise<T | undefined>;
  /** Rotates the stack's secret, at most once in a run, and returns the ids of the versions before and after. */
  readonly rotateSecret: () => Promise<Rotation>;
}

/** A rotation of the secret. */
export interface Rotation {
  readonly before: string;
  /** Undefined if the rotation did not finish. */
  readonly after: string | undefined;
}

/** One expectation about AWS. */
export interface Probe {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  readonly expected: string;
  /** What local-pool does. */
  readonly local: string;
  /** What to do when AWS differs. */
  readonly remedy: string;
  readonly scope: Scope;
  /** Whether it sends codes that the person at the terminal types. */
  readonly asksForCodes?: boolean;
  /** What it does to the stack and costs, in addition to API calls that are free. */
  readonly effects: string;
  /** Why the probe makes no sense for a stack; undefined if it does. */
  readonly inapplicable?: (stack: StackFacts, addresses: Addresses) => string | undefined;
  readonly run: (context: ProbeContext) => Promise<Outcome>;
}

/** A probe cannot be run; the message is the reason. */
export class NotRun extends Error {}

/** A message was not accepted, for the reason that the triggers give. */
export class NotSent extends NotRun {
  constructor(
    address: string,
    readonly reason: string | undefined,
  ) {
    super(`no code was sent to ${address}: ${reason}. See docs/operations.md#send-failures`);
  }
}

/** The expectation holds, or does not. */
export const compare = (holds: boolean, observed: string): Outcome => ({
  kind: holds ? 'passed' : 'failed',
  observed,
});
