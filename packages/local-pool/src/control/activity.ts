// The activity log: the last calls of Cognito's API, with the triggers that each of them called. The page at `/` shows it.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../model/clock.js';
import { messageOf, ServiceError } from '../model/errors.js';
import {
  type Entry,
  type EntrySummary,
  type Outcome,
  type Round,
  summarize,
  type TriggerRecord,
} from './activity-entry.js';
import { recordedJson } from './recorded-json.js';

/** How many entries are kept. A new entry then replaces the oldest, so that memory use is bounded. */
const MAX_ENTRIES = 200;

/** How many rounds of one sign-in are kept, because triggers may issue any number of challenges. */
const MAX_ROUNDS = 50;

/** The operations that begin a sign-in, and those that continue one. */
const SIGN_IN_OPERATIONS: ReadonlySet<string> = new Set(['InitiateAuth', 'AdminInitiateAuth']);

/** The flows of InitiateAuth that exchange a refresh token and are no sign-in. */
const REFRESH_FLOWS: ReadonlySet<unknown> = new Set(['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN']);

/** One call of Cognito's API. */
export interface ApiCall {
  readonly operation: string;
  /** The logical id of the function that calls; undefined for apps and developers. */
  readonly caller: string | undefined;
  /** The request's body. */
  readonly body: Buffer;
}

/** One call of a trigger. */
export type TriggerStart = Pick<TriggerRecord, 'name' | 'source' | 'function'> & {
  readonly event: unknown;
};

/** Is notified while a trigger runs. */
export interface TriggerRecorder {
  /** An attempt has begun. */
  attempt(requestId: string): void;
  /** The trigger has returned its `response`. */
  succeed(response: unknown): void;
  /** The trigger has failed. */
  fail(error: unknown): void;
}

/** The activity log. */
export interface Activity {
  /** Runs one call of Cognito's API and records it. Triggers that start during the call are recorded as part of it. */
  record<T extends { readonly body: string | Buffer }>(call: ApiCall, run: () => Promise<T>): Promise<T>;
  /** Records the start of a trigger, as part of the current call. */
  startTrigger(start: TriggerStart): TriggerRecorder;
  /** Newest first. */
  list(): EntrySummary[];
  /** An entry with all recorded data. */
  find(id: string): Entry | undefined;
  clear(): void;
}

/** Creates an empty log. */
export function createActivity(clock: Clock): Activity {
  const running = new AsyncLocalStorage<Round>();
  let entries: Entry[] = [];
  const bySession = new Map<string, Entry>();
  let count = 0;

  const now = (): string => new Date(clock.now()).toISOString();

  const add = (entry: Entry): void => {
    entries.push(entry);
    if (entries.length <= MAX_ENTRIES) return;
    for (const session of entries.shift()?.sessions ?? []) bySession.delete(session);
  };

  /** The entry that a call belongs to: that of its Cognito session, or a new one. */
  const entryOf = ({ operation, caller }: ApiCall, request: Readonly<Record<string, unknown>>): Entry => {
    const continued = bySession.get(String(request['Session']));
    if (continued !== undefined) return continued;
    count += 1;
    const isSignIn = SIGN_IN_OPERATIONS.has(operation) && !REFRESH_FLOWS.has(request['AuthFlow']);
    const entry: Entry = {
      id: String(count),
      kind: isSignIn ? 'sign-in' : 'call',
      at: now(),
      operation,
      ...textMember('flow', request['AuthFlow']),
      ...textMember('user', userOf(request)),
      ...textMember('client', request['ClientId'] ?? request['UserPoolId']),
      ...(caller === undefined ? {} : { caller }),
      rounds: [],
      sessions: [],
    };
    add(entry);
    return entry;
  };

  const finish = (entry: Entry, round: Round, body: string): void => {
    const response = parse(body);
    round.response = recordedJson(response);
    round.outcome = outcomeOf(response);
    const session = response['Session'];
    // An entry that has been dropped is no longer found by its session.
    if (typeof session !== 'string' || !entries.includes(entry)) return;
    entry.sessions.push(session);
    bySession.set(session, entry);
    if (entry.sessions.length > MAX_ROUNDS) bySession.delete(entry.sessions.shift() ?? '');
  };

  return {
    async record(call, run) {
      const request = parse(call.body.toString('utf8'));
      const entry = entryOf(call, request);
      const round: Round = {
        operation: call.operation,
        at: now(),
        outcome: { kind: 'running' },
        request: recordedJson(request),
        triggers: [],
      };
      entry.rounds.push(round);
      if (entry.rounds.length > MAX_ROUNDS) entry.rounds.shift();
      const began = performance.now();
      try {
        const reply = await running.run(round, run);
        finish(entry, round, reply.body.toString());
        return reply;
      } catch (error) {
        round.outcome = failure(error);
        throw error;
      } finally {
        round.durationMs = millisecondsSince(began);
      }
    },
    startTrigger({ event, ...start }) {
      const record: TriggerRecord = { ...start, at: now(), requestIds: [], event: recordedJson(event) };
      running.getStore()?.triggers.push(record);
      const began = performance.now();
      return {
        attempt: (requestId) => void record.requestIds.push(requestId),
        succeed(response) {
          record.response = recordedJson(response);
          record.durationMs = millisecondsSince(began);
        },
        fail(error) {
          record.error = error instanceof ServiceError ? `${error.name}: ${error.message}` : messageOf(error);
          record.durationMs = millisecondsSince(began);
        },
      };
    },
    list: () => entries.map(summarize).reverse(),
    find: (id) => entries.find((entry) => entry.id === id),
    clear() {
      entries = [];
      bySession.clear();
    },
  };
}

const millisecondsSince = (began: number): number => Math.round((performance.now() - began) * 10) / 10;

const textMember = <K extends string>(name: K, value: unknown): { readonly [key in K]?: string } =>
  typeof value === 'string' ? ({ [name]: value.slice(0, 200) } as { [key in K]: string }) : {};

/** The username of a request, wherever its operation has it. */
function userOf(request: Readonly<Record<string, unknown>>): unknown {
  const parameters = request['AuthParameters'] ?? request['ChallengeResponses'];
  if (request['Username'] !== undefined || typeof parameters !== 'object' || parameters === null) {
    return request['Username'];
  }
  return (parameters as Record<string, unknown>)['USERNAME'];
}

function outcomeOf(response: Readonly<Record<string, unknown>>): Outcome {
  const { ChallengeName: challenge, AuthenticationResult: tokens, __type: code, message } = response;
  if (typeof challenge === 'string') return { kind: 'challenge', challenge };
  if (code !== undefined) return { kind: 'error', code: String(code), message: String(message ?? '') };
  return { kind: tokens === undefined ? 'done' : 'tokens' };
}

const failure = (error: unknown): Outcome =>
  error instanceof ServiceError
    ? { kind: 'error', code: error.name, message: error.message }
    : { kind: 'error', code: 'No response', message: messageOf(error) };

/** A JSON object; an empty one for any other text. */
function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
