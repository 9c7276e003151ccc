import { DroppedConnection, ServiceError, UsageError } from '../model/errors.js';
import { TRIGGER_NAMES, type TriggerName } from '../model/stack.js';

export const SERVICE_NAMES = [
  'sns',
  'ses',
  'sms-voice',
  'secretsmanager',
  'dynamodb',
  'cognito-idp',
  'cognito-identity',
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

const FAULT_KINDS = [
  'latency',
  'error',
  'throttle',
  'drop-response',
  'duplicate',
  'retry',
  'withhold-metadata',
  'reuse-session',
] as const;

/** What `POST /faults` takes, one or a list. */
export interface Fault {
  readonly kind: (typeof FAULT_KINDS)[number];
  /** Where: a call of Cognito's API, a trigger, or a service that functions call; narrowed by action and function. */
  readonly on: {
    readonly api?: string;
    readonly trigger?: TriggerName;
    readonly service?: ServiceName;
    readonly action?: string;
    /** Logical id of the function that calls the service. */
    readonly function?: string;
  };
  /** Before the effect (default) or after it, when only the answer suffers. */
  readonly at: 'before' | 'after';
  /** Of `latency`. */
  readonly ms: number;
  /** Of `error`. */
  readonly code: string;
  readonly message: string;
  readonly status: number;
  /** Further members of the error, such as the `Reason` of End User Messaging. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Occasions let pass before it strikes. */
  readonly skip: number;
  /** How often it strikes; null: until removed. */
  readonly times: number | null;
}

/** One place a fault can strike. */
export interface FaultTarget {
  readonly api?: string;
  readonly trigger?: TriggerName;
  readonly service?: ServiceName;
  readonly action?: string;
  readonly function?: string;
}

interface ActiveFault {
  readonly fault: Fault;
  seen: number;
  struck: number;
}

/** The faults that are set, and what they do to a call. */
export class Faults {
  #active: ActiveFault[] = [];

  add(request: unknown): void {
    const list = Array.isArray(request) ? request : [request];
    this.#active.push(...list.map(parseFault).map((fault) => ({ fault, seen: 0, struck: 0 })));
  }

  list(): (Fault & { struck: number })[] {
    return this.#active.map(({ fault, struck }) => ({ ...fault, struck }));
  }

  clear(): void {
    this.#active = [];
  }

  /** Whether a used session is taken again in this answer. */
  reusesSession(): boolean {
    return this.#match({ api: 'RespondToAuthChallenge' }, (kind) => kind === 'reuse-session').length > 0;
  }

  /** The faults that strike a call here and now; counts them. */
  match(target: FaultTarget): Fault[] {
    return this.#match(target, (kind) => kind !== 'reuse-session');
  }

  #match(target: FaultTarget, concerns: (kind: Fault['kind']) => boolean): Fault[] {
    return this.#active
      .filter(({ fault }) => concerns(fault.kind) && matches(fault.on, target))
      .filter((armed) => {
        armed.seen += 1;
        if (armed.seen <= armed.fault.skip) return false;
        if (armed.fault.times !== null && armed.struck >= armed.fault.times) return false;
        armed.struck += 1;
        return true;
      })
      .map((armed) => armed.fault);
  }

  /** Runs an API or service call under its faults. */
  async withFaults<T>(target: FaultTarget, call: () => Promise<T>): Promise<T> {
    const faults = this.match(target);
    if (faults.length === 0) return call();
    for (const fault of faults.filter((one) => one.at === 'before')) await inject(fault, target);
    const result = await call();
    if (faults.some((one) => one.kind === 'duplicate')) await call();
    for (const fault of faults.filter((one) => one.at === 'after')) await inject(fault, target);
    if (faults.some((one) => one.kind === 'drop-response')) throw new DroppedConnection();
    return result;
  }
}

async function inject(fault: Fault, target: FaultTarget): Promise<void> {
  if (fault.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  if (fault.kind === 'error') throw new ServiceError(fault.code, fault.message, fault.status, fault.fields);
  if (fault.kind === 'throttle') throw throttled(target.service);
}

/** How each service says that there were too many calls. */
function throttled(service: ServiceName | undefined): ServiceError {
  switch (service) {
    case 'sns':
      return new ServiceError('Throttled', 'Rate exceeded', 429);
    case 'dynamodb':
      return new ServiceError(
        'ProvisionedThroughputExceededException',
        'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
      );
    case 'secretsmanager':
    case 'sms-voice':
      return new ServiceError('ThrottlingException', 'Rate exceeded');
    case 'ses':
      return new ServiceError('TooManyRequestsException', 'Maximum sending rate exceeded.', 429);
    default:
      return new ServiceError('TooManyRequestsException', 'Too many requests', 429);
  }
}

const matches = (on: Fault['on'], target: FaultTarget): boolean =>
  (Object.keys(on) as (keyof FaultTarget)[]).every((key) => on[key] === target[key]);

const TARGET_KEYS = ['api', 'trigger', 'service', 'action', 'function'];
const FAULT_KEYS = ['kind', 'on', 'at', 'ms', 'code', 'message', 'status', 'fields', 'skip', 'times'];

function parseFault(value: unknown): Fault {
  const fault = record(value, 'A fault');
  unknownKeys(fault, FAULT_KEYS, 'A fault');
  const on = record(fault['on'], 'on');
  unknownKeys(on, TARGET_KEYS, 'on');
  for (const key of Object.keys(on)) {
    if (typeof on[key] !== 'string') throw new UsageError(`on.${key} has to be text.`);
  }
  if ([on['api'], on['trigger'], on['service']].filter((one) => one !== undefined).length !== 1) {
    throw new UsageError('on needs exactly one of api, trigger and service.');
  }
  const kind = oneOf(fault['kind'], FAULT_KINDS, 'kind');
  if (on['trigger'] !== undefined) oneOf(on['trigger'], TRIGGER_NAMES, 'on.trigger');
  if (on['service'] !== undefined) oneOf(on['service'], SERVICE_NAMES, 'on.service');
  if ((kind === 'retry' || kind === 'withhold-metadata') && on['trigger'] === undefined) {
    throw new UsageError(`${kind} is for triggers: give on.trigger.`);
  }
  if (kind === 'reuse-session' && on['api'] !== 'RespondToAuthChallenge') {
    throw new UsageError('reuse-session is for on.api RespondToAuthChallenge.');
  }
  if (kind === 'latency' && fault['ms'] === undefined) throw new UsageError('latency needs ms.');
  return {
    kind,
    on: on as Fault['on'],
    at: fault['at'] === undefined ? 'before' : oneOf(fault['at'], ['before', 'after'] as const, 'at'),
    ms: number(fault['ms'], 'ms', 0),
    code: text(fault['code'], 'code', on['service'] === undefined ? 'InternalErrorException' : 'InternalFailure'),
    message: text(fault['message'], 'message', 'A fault that was asked for.'),
    status: number(fault['status'], 'status', 500),
    fields: fault['fields'] === undefined ? {} : record(fault['fields'], 'fields'),
    skip: number(fault['skip'], 'skip', 0),
    times: fault['times'] === undefined || fault['times'] === null ? null : number(fault['times'], 'times', 1),
  };
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`${name} has to be an object such as {"kind":"error","on":{"service":"sns"}}.`);
  }
  return value as Record<string, unknown>;
}

function unknownKeys(value: Record<string, unknown>, known: readonly string[], name: string): void {
  const stranger = Object.keys(value).find((key) => !known.includes(key));
  if (stranger !== undefined) throw new UsageError(`${name} has no ${stranger}; it may have ${known.join(', ')}.`);
}

function oneOf<const T extends string>(value: unknown, allowed: readonly T[], name: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined)
    throw new UsageError(`${name}: ${JSON.stringify(value)} is not one of ${allowed.join(', ')}.`);
  return found;
}

function number(value: unknown, name: string, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new UsageError(`${name}: ${JSON.stringify(value)} is not a whole number from 0 up.`);
  }
  return value;
}

function text(value: unknown, name: string, fallback: string): string {
  if (value === undefined) return fallback;
  if (typeof value !== 'string') throw new UsageError(`${name}: ${JSON.stringify(value)} is not text.`);
  return value;
}
