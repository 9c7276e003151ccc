// The entries of the activity log: their types, and the summary of an entry.

/** A call of a trigger during an operation. */
export interface TriggerRecord {
  /** The key in `LambdaConfig`, such as `CreateAuthChallenge`. */
  readonly name: string;
  /** The event's `triggerSource`. */
  readonly source: string;
  /** The logical id of the function. */
  readonly function: string;
  /** ISO 8601, by the pool's clock. */
  readonly at: string;
  /** Undefined while it runs. */
  durationMs?: number;
  /** One request id for each attempt. */
  readonly requestIds: string[];
  /** JSON. */
  readonly event: string;
  /** JSON of the `response` that the function returned. */
  response?: string;
  error?: string;
}

/** How one operation ended. */
export type Outcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'done' }
  | { readonly kind: 'tokens' }
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'error'; readonly code: string; readonly message: string };

/** One call of Cognito's API. */
export interface Round {
  readonly operation: string;
  /** ISO 8601, by the pool's clock. */
  readonly at: string;
  /** Undefined while it runs. */
  durationMs?: number;
  outcome: Outcome;
  /** JSON. */
  readonly request: string;
  /** JSON. Undefined while it runs and after an error. */
  response?: string;
  readonly triggers: TriggerRecord[];
}

/** The state of an entry. */
export type EntryStatus = 'running' | 'waiting' | 'signed-in' | 'done' | 'refused';

/** A sign-in with all its rounds, or a single call of another operation. */
export interface Entry {
  readonly id: string;
  readonly kind: 'sign-in' | 'call';
  /** ISO 8601, by the pool's clock. */
  readonly at: string;
  readonly operation: string;
  /** The authentication flow of a sign-in. */
  readonly flow?: string;
  /** The username as the caller wrote it, if the request has one. */
  readonly user?: string;
  /** The logical id of the function that called. */
  readonly caller?: string;
  /** The app client or user pool that the request names. */
  readonly client?: string;
  readonly rounds: Round[];
  /** The Cognito sessions of the rounds, by which the next round is recognized. */
  readonly sessions: string[];
}

/** An entry without the content of its rounds. */
export interface EntrySummary extends Omit<Entry, 'rounds' | 'sessions'> {
  readonly status: EntryStatus;
  readonly rounds: readonly RoundSummary[];
}

/** A round without requests, events and responses. */
export interface RoundSummary extends Omit<Round, 'request' | 'response' | 'triggers'> {
  readonly triggers: readonly Pick<TriggerRecord, 'name' | 'function' | 'durationMs' | 'error'>[];
}

/** Summarizes an entry. */
export function summarize({ rounds, sessions: _, ...entry }: Entry): EntrySummary {
  return { ...entry, status: statusOf(rounds.at(-1)?.outcome), rounds: rounds.map(summarizeRound) };
}

const summarizeRound = ({ request: _, response: __, triggers, ...round }: Round): RoundSummary => ({
  ...round,
  triggers: triggers.map(({ name, function: functionId, durationMs, error }) => ({
    name,
    function: functionId,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(error === undefined ? {} : { error }),
  })),
});

function statusOf(outcome: Outcome | undefined): EntryStatus {
  switch (outcome?.kind) {
    case 'done':
      return 'done';
    case 'tokens':
      return 'signed-in';
    case 'challenge':
      return 'waiting';
    case 'error':
      return 'refused';
    default:
      return 'running';
  }
}
