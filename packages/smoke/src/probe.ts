// The interface of a probe: one expectation about AWS, and a check of whether it holds.

import type { CleanUp } from './aws/clean-up.js';
import type { Aws } from './aws/clients.js';
import type { StackFacts } from './aws/stack.js';

/** The result of a probe. */
export type Outcome =
  | { readonly kind: 'passed' | 'failed'; readonly observed: string }
  | { readonly kind: 'not run'; readonly reason: string };

/**
 * The effect that a probe may have on the account.
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

/** The environment of a probe. */
export interface ProbeContext {
  /** Calls fail with `Interrupted` after Ctrl+C. */
  readonly aws: Aws;
  readonly stack: StackFacts;
  readonly addresses: Addresses;
  /** How many messages this probe may send to one address. */
  readonly messages: number;
  /** Asks the person at the terminal; undefined if there is no terminal or the answer is empty. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Prints progress at the terminal. */
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
  /** The name for `--only`. */
  readonly name: string;
  readonly title: string;
  readonly expected: string;
  /** The behavior of the local pool. */
  readonly local: string;
  /** Instructions for the case that AWS differs. */
  readonly remedy: string;
  readonly scope: Scope;
  /** Whether it sends codes that the person at the terminal types. */
  readonly asksForCodes?: boolean;
  /** Its effects on the stack and its cost, in addition to API calls that are free. */
  readonly effects: string;
  /** Why the probe does not apply to a stack; undefined if it does. */
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
