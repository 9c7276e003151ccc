import { DroppedConnection, ServiceError, UsageError } from '../model/errors.js';
import { type TriggerName, triggerNames } from '../model/stack.js';

export const serviceNames = [
  'sns',
  'ses',
  'sms-voice',
  'secretsmanager',
  'dynamodb',
  'cognito-idp',
  'cognito-identity',
] as const;
export type ServiceName = (typeof serviceNames)[number];

const kinds = [
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
  readonly kind: (typeof kinds)[number];
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
export interface Site {
  readonly api?: string;
  readonly trigger?: TriggerName;
  readonly service?: ServiceName;
  readonly action?: string;
  readonly function?: string;
}

interface Armed {
  readonly fault: Fault;
  seen: number;
  struck: number;
}

/** The faults that are set, and what they do to a call. */
export class Faults {
  #armed: Armed[] = [];

  add(request: unknown): void {
    const list = Array.isArray(request) ? request : [request];
    this.#armed.push(...list.map(parseFault).map((fault) => ({ fault, seen: 0, struck: 0 })));
  }

  list(): (Fault & { struck: number })[] {
    return this.#armed.map(({ fault, struck }) => ({ ...fault, struck }));
  }

  clear(): void {
    this.#armed = [];
  }

  /** Whether a used session is taken again in this answer. */
  reusesSession(): boolean {
    return this.#strike({ api: 'RespondToAuthChallenge' }, (kind) => kind === 'reuse-session').length > 0;
  }

  /** The faults that strike a call here and now; counts them. */
  strike(site: Site): Fault[] {
    return this.#strike(site, (kind) => kind !== 'reuse-session');
  }

  #strike(site: Site, concerns: (kind: Fault['kind']) => boolean): Fault[] {
    return this.#armed
      .filter(({ fault }) => concerns(fault.kind) && matches(fault.on, site))
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
  async during<T>(site: Site, call: () => Promise<T>): Promise<T> {
    const faults = this.strike(site);
    if (faults.length === 0) return call();
    for (const fault of faults.filter((one) => one.at === 'before')) await hurt(fault, site);
    const result = await call();
    if (faults.some((one) => one.kind === 'duplicate')) await call();
    for (const fault of faults.filter((one) => one.at === 'after')) await hurt(fault, site);
    if (faults.some((one) => one.kind === 'drop-response')) throw new DroppedConnection();
    return result;
  }
}

async function hurt(fault: Fault, site: Site): Promise<void> {
  if (fault.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  if (fault.kind === 'error') throw new ServiceError(fault.code, fault.message, fault.status, fault.fields);
  if (fault.kind === 'throttle') throw throttled(site.service);
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

const matches = (on: Fault['on'], site: Site): boolean =>
  (Object.keys(on) as (keyof Site)[]).every((key) => on[key] === site[key]);

const siteKeys = ['api', 'trigger', 'service', 'action', 'function'];
const faultKeys = ['kind', 'on', 'at', 'ms', 'code', 'message', 'status', 'fields', 'skip', 'times'];

function parseFault(value: unknown): Fault {
  const fault = record(value, 'A fault');
  unknownKeys(fault, faultKeys, 'A fault');
  const on = record(fault['on'], 'on');
  unknownKeys(on, siteKeys, 'on');
  for (const key of Object.keys(on)) {
    if (typeof on[key] !== 'string') throw new UsageError(`on.${key} has to be text.`);
  }
  if ([on['api'], on['trigger'], on['service']].filter((one) => one !== undefined).length !== 1) {
    throw new UsageError('on needs exactly one of api, trigger and service.');
  }
  const kind = oneOf(fault['kind'], kinds, 'kind');
  if (on['trigger'] !== undefined) oneOf(on['trigger'], triggerNames, 'on.trigger');
  if (on['service'] !== undefined) oneOf(on['service'], serviceNames, 'on.service');
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
