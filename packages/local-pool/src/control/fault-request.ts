// The faults that `POST /faults` accepts: their shape, and the checks of a request.

import { UsageError } from '../model/errors.js';
import { TRIGGER_NAMES, type TriggerName } from '../model/pool-definition.js';

/** The services whose calls can be faulted, by the names of their signing scopes. */
export const SERVICE_NAMES = [
  'sns',
  'ses',
  'sms-voice',
  'secretsmanager',
  'ssm',
  'kms',
  'dynamodb',
  'cognito-idp',
  'cognito-identity',
] as const;

/** The name of a service. */
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** The kinds of faults. The README says what each does. */
export const FAULT_KINDS = [
  'latency',
  'error',
  'throttle',
  'drop-response',
  'duplicate',
  'retry',
  'withhold-metadata',
  'reuse-session',
] as const;

/** The name of a kind of fault. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Kinds that only triggers know. */
const TRIGGER_KINDS: ReadonlySet<FaultKind> = new Set<FaultKind>(['retry', 'withhold-metadata']);

/** A call that a fault can be injected into: of Cognito's API, of a trigger, or of a service that functions use. */
export interface FaultTarget {
  /** An operation of Cognito's API. */
  readonly api?: string;
  readonly trigger?: TriggerName;
  readonly service?: ServiceName;
  /** The service's operation. */
  readonly action?: string;
  /** Logical id of the function that calls the service. */
  readonly function?: string;
}

/** A fault with its defaults filled in. */
export interface Fault {
  readonly kind: FaultKind;
  /** Which calls: every member that is present has to match. */
  readonly on: FaultTarget;
  /** Before the call takes effect, or after it, when only the response is affected. */
  readonly at: 'before' | 'after';
  /** Delay of `latency`, in milliseconds. */
  readonly ms: number;
  /** Error code of `error`. */
  readonly code: string;
  /** Error message of `error`. */
  readonly message: string;
  /** HTTP status of `error`. */
  readonly status: number;
  /** Further members of the error response, such as the `Reason` of AWS End User Messaging. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The number of matching calls that pass before the first injection. */
  readonly skip: number;
  /** How often it is injected; null: until the fault is removed. Null because `GET /faults` returns it as JSON. */
  readonly times: number | null;
}

const TARGET_KEYS = ['api', 'trigger', 'service', 'action', 'function'] as const satisfies (keyof FaultTarget)[];
const FAULT_KEYS = [
  'kind',
  'on',
  'at',
  'ms',
  'code',
  'message',
  'status',
  'fields',
  'skip',
  'times',
] as const satisfies (keyof Fault)[];

/**
 * Reads one fault of a control request.
 *
 * @throws UsageError that says which member is wrong and what it may be
 */
export function parseFault(value: unknown): Fault {
  const fault = objectValue(value, 'A fault');
  refuseUnknownKeys(fault, FAULT_KEYS, 'A fault');
  const on = parseTarget(fault['on']);
  const kind = oneOf(fault['kind'], FAULT_KINDS, 'kind');
  checkKind(kind, on, fault['ms']);
  return {
    kind,
    on,
    at: fault['at'] === undefined ? 'before' : oneOf(fault['at'], ['before', 'after'], 'at'),
    ms: wholeNumber(fault['ms'], 'ms', 0),
    code: text(fault['code'], 'code', on.service === undefined ? 'InternalErrorException' : 'InternalFailure'),
    message: text(fault['message'], 'message', 'The local pool was asked to inject this fault.'),
    status: wholeNumber(fault['status'], 'status', 500),
    fields: fault['fields'] === undefined ? {} : objectValue(fault['fields'], 'fields'),
    skip: wholeNumber(fault['skip'], 'skip', 0),
    times: fault['times'] === undefined || fault['times'] === null ? null : wholeNumber(fault['times'], 'times', 1),
  };
}

function parseTarget(value: unknown): FaultTarget {
  const on = objectValue(value, 'on');
  refuseUnknownKeys(on, TARGET_KEYS, 'on');
  for (const key of Object.keys(on)) {
    if (typeof on[key] !== 'string') throw new UsageError(`on.${key} must be a string.`);
  }
  if ([on['api'], on['trigger'], on['service']].filter((one) => one !== undefined).length !== 1) {
    throw new UsageError('on needs exactly one of api, trigger and service.');
  }
  if (on['trigger'] !== undefined) oneOf(on['trigger'], TRIGGER_NAMES, 'on.trigger');
  if (on['service'] !== undefined) oneOf(on['service'], SERVICE_NAMES, 'on.service');
  return on as FaultTarget;
}

function checkKind(kind: FaultKind, on: FaultTarget, ms: unknown): void {
  if (TRIGGER_KINDS.has(kind) && on.trigger === undefined) {
    throw new UsageError(`${kind} applies to triggers only: set on.trigger.`);
  }
  if (kind === 'reuse-session' && on.api !== 'RespondToAuthChallenge') {
    throw new UsageError('reuse-session applies to RespondToAuthChallenge only: set on.api to it.');
  }
  if (kind === 'latency' && ms === undefined) throw new UsageError('latency needs ms, a number of milliseconds.');
}

function objectValue(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`${name} must be an object such as {"kind":"error","on":{"service":"sns"}}.`);
  }
  return value as Record<string, unknown>;
}

function refuseUnknownKeys(value: Record<string, unknown>, known: readonly string[], name: string): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new UsageError(`${name} has no member ${unknown}. Use one of ${known.join(', ')}.`);
}

function oneOf<const T extends string>(value: unknown, allowed: readonly T[], name: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) {
    throw new UsageError(`${name}: ${JSON.stringify(value)} is not one of ${allowed.join(', ')}.`);
  }
  return found;
}

function wholeNumber(value: unknown, name: string, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new UsageError(`${name}: ${JSON.stringify(value)} is not a whole number of at least 0.`);
  }
  return value;
}

function text(value: unknown, name: string, fallback: string): string {
  if (value === undefined) return fallback;
  if (typeof value !== 'string') throw new UsageError(`${name}: ${JSON.stringify(value)} is not a string.`);
  return value;
}
