// Calls a pool's triggers as Cognito does: synchronously, with a timeout of five seconds and retries.
// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html

import type { Activity, TriggerRecorder } from '../../../control/activity.js';
import type { Fault, FaultKind } from '../../../control/fault-request.js';
import type { Faults } from '../../../control/faults.js';
import { matchesWildcard } from '../../../iam/wildcard.js';
import type { InvocationResult } from '../../../lambda/execution-environment.js';
import type { LambdaFunction } from '../../../lambda/lambda-function.js';
import type { Lambda } from '../../../lambda/lambda-service.js';
import { ServiceError } from '../../../model/errors.js';
import type { ClientDefinition, TriggerName } from '../../../model/pool-definition.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import { isRecord, type TriggerResponse, unrecognizableOutput } from './trigger-response.js';

/** How long Cognito waits for a trigger. */
const TRIGGER_TIMEOUT_MS = 5000;

/**
 * How often a trigger that does not answer is called. AWS documented three tries until March 2026, and no number since then, so
 * triggers have to work with more.
 */
const MAX_ATTEMPTS = 5;

/** Errors of the runtime rather than of the function's code, after which Cognito tries again. */
const RETRIED_ERRORS: ReadonlySet<string> = new Set(['Sandbox.Timedout', 'Runtime.ExitError']);

/** One call of a trigger. */
export interface TriggerCall {
  readonly pool: UserPool;
  /** Undefined for administrators' calls. */
  readonly client: ClientDefinition | undefined;
  readonly name: TriggerName;
  /** The event's `triggerSource`, such as `PreSignUp_SignUp`. */
  readonly source: string;
  readonly userName: string;
  /** The event's `request`. */
  readonly request: Readonly<Record<string, unknown>>;
  /** The event's `response`: the fields that the function may set, as null or with their defaults. */
  readonly response: TriggerResponse;
}

interface TriggerEvent {
  readonly version: string;
  readonly triggerSource: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string };
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: TriggerResponse;
}

/** Everything that one attempt needs. */
interface Attempt {
  readonly name: TriggerName;
  readonly lambdaFunction: LambdaFunction;
  readonly event: TriggerEvent;
  readonly recorder: TriggerRecorder;
}

/** The triggers of a stack's pools. */
export interface Triggers {
  /** Whether a pool has a trigger. */
  has(pool: UserPool, name: TriggerName): boolean;
  /**
   * Calls a trigger.
   *
   * @returns the function's `response`; undefined when the pool has no such trigger
   * @throws ServiceError `UserLambdaValidationException` with the message of a function that failed,
   * `UnexpectedLambdaException` when the function cannot be invoked or does not answer in time,
   * `InvalidLambdaResponseException` for a result without a `response` object
   */
  run(call: TriggerCall): Promise<TriggerResponse | undefined>;
}

/** Creates the triggers of a stack's pools. Each call is recorded in `activity`. */
export function createTriggerCalls(lambda: Lambda, faults: Faults, region: string, activity: Activity): Triggers {
  return {
    has: (pool, name) => pool.definition.triggers[name] !== undefined,
    async run(call) {
      const { name, pool } = call;
      const arn = pool.definition.triggers[name];
      if (arn === undefined) return undefined;
      const lambdaFunction = lambda.find(arn);
      const event = createEvent(call, region);
      const functionId = lambdaFunction?.definition.logicalId ?? arn;
      const recorder = activity.startTrigger({ name, source: call.source, function: functionId, event });
      try {
        if (lambdaFunction === undefined || !mayInvoke(lambdaFunction, pool)) {
          throw unexpectedError(name, 'AccessDeniedException.');
        }
        const attempt = { name, lambdaFunction, event, recorder };
        const response = responseOf(await invokeWithRetries(attempt, faults), name);
        recorder.succeed(response);
        return response;
      } catch (error) {
        recorder.fail(error);
        throw error;
      }
    },
  };
}

function createEvent({ pool, client, name, source, userName, request, response }: TriggerCall, region: string) {
  const event: TriggerEvent = {
    version: name === 'PreTokenGeneration' ? pool.definition.preTokenVersion : '1',
    triggerSource: source,
    region,
    userPoolId: pool.definition.id,
    userName,
    callerContext: {
      awsSdkVersion: 'aws-sdk-unknown-unknown',
      clientId: client?.id ?? 'CLIENT_ID_NOT_APPLICABLE',
    },
    request,
    response,
  };
  return event;
}

async function invokeWithRetries(attempt: Attempt, faults: Faults): Promise<InvocationResult> {
  let result: InvocationResult | 'timeout' = 'timeout';
  for (let count = 1; count <= MAX_ATTEMPTS; count += 1) {
    result = await invokeWithTimeout(attempt, faults.match({ trigger: attempt.name }));
    if (result !== 'timeout' && !isRetried(result)) return result;
  }
  if (result === 'timeout') {
    throw unexpectedError(attempt.name, 'Socket timeout while invoking Lambda function.');
  }
  return result;
}

const isRetried = (result: InvocationResult): boolean =>
  result.kind === 'error' && RETRIED_ERRORS.has(result.errorType);

async function invokeWithTimeout(attempt: Attempt, faults: readonly Fault[]): Promise<InvocationResult | 'timeout'> {
  const has = (kind: FaultKind): boolean => faults.some((fault) => fault.kind === kind);
  let timer: NodeJS.Timeout | undefined;
  let startTimer: () => void = () => undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    startTimer = () => {
      timer ??= setTimeout(() => resolve('timeout'), TRIGGER_TIMEOUT_MS);
    };
  });
  const invoked = invoke(has('withhold-metadata') ? withoutMetadata(attempt) : attempt, faults, startTimer);
  // After a timeout the function runs on to its own end, as on Lambda; its result is ignored.
  const answered = has('drop-response') ? invoked.then(() => timeout) : invoked;
  try {
    const result = await Promise.race([answered, timeout]);
    return has('retry') ? 'timeout' : result;
  } finally {
    clearTimeout(timer);
  }
}

function withoutMetadata({ event, ...attempt }: Attempt): Attempt {
  const { clientMetadata: _, ...request } = event.request;
  return { ...attempt, event: { ...event, request } };
}

async function invoke(
  { name, lambdaFunction, event, recorder }: Attempt,
  faults: readonly Fault[],
  startTimer: () => void,
): Promise<InvocationResult> {
  // Cognito's timeout includes the delay of a fault.
  if (faults.length > 0) startTimer();
  const injectAt = async (at: Fault['at']): Promise<InvocationResult | undefined> => {
    for (const fault of faults.filter((one) => one.at === at)) {
      const replacement = await injectFault(name, fault);
      if (replacement !== undefined) return replacement;
    }
    return undefined;
  };
  const before = await injectAt('before');
  if (before !== undefined) return before;
  const begin = (requestId: string): void => {
    recorder.attempt(requestId);
    startTimer();
  };
  const isDuplicated = faults.some(({ kind }) => kind === 'duplicate');
  const duplicate = isDuplicated ? lambdaFunction.invoke(event, recorder.attempt) : undefined;
  const result = await lambdaFunction.invoke(event, begin);
  await duplicate;
  return (await injectAt('after')) ?? result;
}

/** Applies a fault to a trigger. Returns a result that replaces the function's. */
async function injectFault(name: TriggerName, fault: Fault): Promise<InvocationResult | undefined> {
  if (fault.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  if (fault.kind === 'throttle') throw unexpectedError(name, 'TooManyRequestsException.');
  if (fault.kind !== 'error') return undefined;
  return { kind: 'error', errorType: fault.code, errorMessage: fault.message };
}

const unexpectedError = (name: TriggerName, cause: string): ServiceError =>
  new ServiceError('UnexpectedLambdaException', `${name} invocation failed due to error ${cause}`);

function responseOf(result: InvocationResult, name: TriggerName): TriggerResponse {
  if (result.kind === 'error') {
    throw new ServiceError('UserLambdaValidationException', `${name} failed with error ${result.errorMessage}.`);
  }
  const response = isRecord(result.payload) ? result.payload['response'] : undefined;
  if (!isRecord(response)) throw unrecognizableOutput();
  return response;
}

/** Whether the function has a permission for Cognito on behalf of this pool. */
function mayInvoke({ definition }: LambdaFunction, pool: UserPool): boolean {
  return definition.permissions.some(
    ({ principal, sourceArn }) =>
      (principal === 'cognito-idp.amazonaws.com' || principal === '*') &&
      (sourceArn === undefined || matchesWildcard(sourceArn, pool.definition.arn)),
  );
}
