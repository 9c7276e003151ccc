import type { Fault, Faults } from '../../../control/faults.js';
import { matchesWildcard } from '../../../iam/wildcard.js';
import type { InvocationResult } from '../../../lambda/execution-environment.js';
import type { Lambda } from '../../../lambda/lambda.js';
import type { LambdaFunction } from '../../../lambda/lambda-function.js';
import { ServiceError } from '../../../model/errors.js';
import type { ClientDefinition, TriggerName } from '../../../model/stack.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';

/** How long Cognito waits for a trigger, and how often it asks. */
const TRIGGER_TIMEOUT_MS = 5000;
const MAX_ATTEMPTS = 3;

export interface TriggerCall {
  readonly pool: UserPool;
  /** Null in calls of administrators. */
  readonly client: ClientDefinition | null;
  readonly name: TriggerName;
  readonly source: string;
  readonly userName: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** The fields a function may fill in; they arrive there as null or empty. */
  readonly response: Readonly<Record<string, unknown>>;
}

interface TriggerEvent {
  readonly version: string;
  readonly triggerSource: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string };
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>>;
}

/** Runs a pool's triggers as Cognito does: synchronously, five seconds, up to three MAX_ATTEMPTS. */
export class Triggers {
  readonly #lambda: Lambda;
  readonly #faults: Faults;
  readonly #region: string;

  constructor(lambda: Lambda, faults: Faults, region: string) {
    this.#lambda = lambda;
    this.#faults = faults;
    this.#region = region;
  }

  has(pool: UserPool, name: TriggerName): boolean {
    return pool.definition.triggers[name] !== undefined;
  }

  /**
   * The function's `response`; null where the pool has no such trigger. Throws UserLambdaValidationException with the
   * function's own message, UnexpectedLambdaException when it can't be reached, InvalidLambdaResponseException.
   */
  async run(call: TriggerCall): Promise<Record<string, unknown> | null> {
    const arn = call.pool.definition.triggers[call.name];
    if (arn === undefined) return null;
    const host = this.#lambda.host(arn);
    if (host === undefined || !mayInvoke(host, call.pool)) throw unexpected(call.name, 'AccessDeniedException.');
    const event: TriggerEvent = {
      version: call.name === 'PreTokenGeneration' ? call.pool.definition.preTokenVersion : '1',
      triggerSource: call.source,
      region: this.#region,
      userPoolId: call.pool.definition.id,
      userName: call.userName,
      callerContext: {
        awsSdkVersion: 'aws-sdk-unknown-unknown',
        clientId: call.client?.id ?? 'CLIENT_ID_NOT_APPLICABLE',
      },
      request: call.request,
      response: call.response,
    };
    return readResponse(await this.#withRetries(call.name, host, event), call.name);
  }

  async #withRetries(name: TriggerName, host: LambdaFunction, event: TriggerEvent): Promise<InvocationResult> {
    let outcome: InvocationResult | 'timeout' = 'timeout';
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      outcome = await this.#attempt(name, host, event);
      if (outcome !== 'timeout' && !endedByRuntime(outcome)) return outcome;
    }
    if (outcome === 'timeout') throw unexpected(name, 'Socket timeout while invoking Lambda function.');
    return outcome;
  }

  async #attempt(name: TriggerName, host: LambdaFunction, event: TriggerEvent): Promise<InvocationResult | 'timeout'> {
    const faults = this.#faults.match({ trigger: name });
    const has = (kind: Fault['kind']): boolean => faults.some((fault) => fault.kind === kind);
    let timer: NodeJS.Timeout | undefined;
    let begin: () => void = () => undefined;
    const over = new Promise<'timeout'>((resolve) => {
      begin = () => {
        timer ??= setTimeout(() => resolve('timeout'), TRIGGER_TIMEOUT_MS);
      };
    });
    const invoked = this.#invoke(name, host, has('withhold-metadata') ? withoutMetadata(event) : event, faults, begin);
    // A late answer goes nowhere, but the function runs on to its own end, as on Lambda.
    const answered = has('drop-response') ? invoked.then(() => over) : invoked;
    try {
      const outcome = await Promise.race([answered, over]);
      return has('retry') ? 'timeout' : outcome;
    } finally {
      clearTimeout(timer);
    }
  }

  async #invoke(
    name: TriggerName,
    host: LambdaFunction,
    event: TriggerEvent,
    faults: readonly Fault[],
    begin: () => void,
  ): Promise<InvocationResult> {
    // A fault's own delay is part of what Cognito waits.
    if (faults.length > 0) begin();
    for (const fault of faults.filter((one) => one.at === 'before')) {
      const instead = await injectFault(name, fault);
      if (instead !== null) return instead;
    }
    const second = faults.some((fault) => fault.kind === 'duplicate') ? host.invoke(event) : null;
    const outcome = await host.invoke(event, begin);
    await second;
    for (const fault of faults.filter((one) => one.at === 'after')) {
      const instead = await injectFault(name, fault);
      if (instead !== null) return instead;
    }
    return outcome;
  }
}

function withoutMetadata(event: TriggerEvent): TriggerEvent {
  const { clientMetadata: _, ...request } = event.request;
  return { ...event, request };
}

async function injectFault(name: TriggerName, fault: Fault): Promise<InvocationResult | null> {
  if (fault.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  if (fault.kind === 'throttle') throw unexpected(name, 'TooManyRequestsException.');
  return fault.kind === 'error' ? { kind: 'error', errorType: fault.code, errorMessage: fault.message } : null;
}

const endedByRuntime = (outcome: InvocationResult): boolean =>
  outcome.kind === 'error' && (outcome.errorType === 'Sandbox.Timedout' || outcome.errorType === 'Runtime.ExitError');

const unexpected = (name: TriggerName, why: string): ServiceError =>
  new ServiceError('UnexpectedLambdaException', `${name} invocation failed due to error ${why}`);

function readResponse(outcome: InvocationResult, name: TriggerName): Record<string, unknown> {
  if (outcome.kind === 'error') {
    const message = `${name} failed with error ${outcome.errorMessage}.`;
    throw new ServiceError('UserLambdaValidationException', message);
  }
  const { payload } = outcome;
  const response = isRecord(payload) ? payload['response'] : undefined;
  if (!isRecord(response)) throw unrecognizable();
  return response;
}

/** What Cognito says to an answer it can't read. */
export const unrecognizable = (): ServiceError =>
  new ServiceError('InvalidLambdaResponseException', 'Unrecognizable lambda output');

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mayInvoke(host: LambdaFunction, pool: UserPool): boolean {
  return host.definition.permissions.some(
    ({ principal, sourceArn }) =>
      (principal === 'cognito-idp.amazonaws.com' || principal === '*') &&
      (sourceArn === null || matchesWildcard(sourceArn, pool.definition.arn)),
  );
}
