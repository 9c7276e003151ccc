// Fault injection: which faults are set, which of them match a call, and what they do to it.

import { DroppedConnection, ServiceError } from '../model/errors.js';
import { type Fault, type FaultKind, type FaultTarget, parseFault, type ServiceName } from './fault-request.js';

interface ActiveFault {
  readonly fault: Fault;
  /** Matching calls so far. */
  seen: number;
  /** Injections so far; `GET /faults` returns the number under this name. */
  struck: number;
}

/** The faults that are set. */
export interface Faults {
  /**
   * Adds one fault or a list of faults, as `POST /faults` receives them.
   *
   * @throws UsageError for a request that is not a valid fault
   */
  add(request: unknown): void;
  /** The faults, each with the number of injections so far in `struck`. */
  list(): (Fault & { readonly struck: number })[];
  clear(): void;
  /** Whether this call of RespondToAuthChallenge accepts a used session. Counts the injection. */
  reusesSession(): boolean;
  /** The faults to inject into a call. Counts the injections. */
  match(target: FaultTarget): Fault[];
  /**
   * Runs a call of an API or a service with the faults that match it.
   *
   * @throws ServiceError the error of a fault
   * @throws DroppedConnection when a fault drops the response
   */
  withFaults<T>(target: FaultTarget, call: () => Promise<T>): Promise<T>;
}

/** Creates an empty list of faults. */
export function createFaults(): Faults {
  let active: ActiveFault[] = [];

  const matchKinds = (target: FaultTarget, includes: (kind: FaultKind) => boolean): Fault[] =>
    active
      .filter(({ fault }) => includes(fault.kind) && matchesTarget(fault.on, target))
      .filter((one) => {
        one.seen += 1;
        if (one.seen <= one.fault.skip) return false;
        if (one.fault.times !== null && one.struck >= one.fault.times) return false;
        one.struck += 1;
        return true;
      })
      .map(({ fault }) => fault);

  const match = (target: FaultTarget): Fault[] => matchKinds(target, (kind) => kind !== 'reuse-session');

  return {
    add(request) {
      const list = Array.isArray(request) ? request : [request];
      active.push(...list.map(parseFault).map((fault) => ({ fault, seen: 0, struck: 0 })));
    },
    list: () => active.map(({ fault, struck }) => ({ ...fault, struck })),
    clear() {
      active = [];
    },
    reusesSession: () => matchKinds({ api: 'RespondToAuthChallenge' }, (kind) => kind === 'reuse-session').length > 0,
    match,
    async withFaults(target, call) {
      const faults = match(target);
      if (faults.length === 0) return call();
      for (const fault of faults.filter(({ at }) => at === 'before')) await inject(fault, target);
      const result = await call();
      if (faults.some(({ kind }) => kind === 'duplicate')) await call();
      for (const fault of faults.filter(({ at }) => at === 'after')) await inject(fault, target);
      if (faults.some(({ kind }) => kind === 'drop-response')) throw new DroppedConnection();
      return result;
    },
  };
}

const matchesTarget = (on: FaultTarget, target: FaultTarget): boolean =>
  (Object.keys(on) as (keyof FaultTarget)[]).every((key) => on[key] === target[key]);

async function inject(fault: Fault, { service }: FaultTarget): Promise<void> {
  if (fault.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  if (fault.kind === 'error') throw new ServiceError(fault.code, fault.message, fault.status, fault.fields);
  if (fault.kind === 'throttle') throw throttlingError(service);
}

/** The error with which each service rejects calls above its rate. */
function throttlingError(service: ServiceName | undefined): ServiceError {
  switch (service) {
    case 'sns':
      return new ServiceError('Throttled', 'Rate exceeded', 429);
    case 'dynamodb':
      return new ServiceError(
        'ProvisionedThroughputExceededException',
        'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
      );
    case 'secretsmanager':
    case 'ssm':
    case 'kms':
    case 'sms-voice':
      return new ServiceError('ThrottlingException', 'Rate exceeded');
    case 'ses':
      return new ServiceError('TooManyRequestsException', 'Maximum sending rate exceeded.', 429);
    default:
      return new ServiceError('TooManyRequestsException', 'Too many requests', 429);
  }
}
