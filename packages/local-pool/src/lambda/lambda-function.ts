// One Lambda function: deploys its code and keeps its execution environments.

import { randomUUID } from 'node:crypto';
import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Clock } from '../model/clock.js';
import type { FunctionCode, FunctionDefinition } from '../model/stack.js';
import {
  type ExecutionEnvironment,
  type InvocationResult,
  startExecutionEnvironment,
} from './execution-environment.js';
import { createSemaphore } from './semaphore.js';

/** How many events of one function run at the same time. Further events wait. */
const MAX_CONCURRENCY = 10;

/** Limits the cold starts of all functions together, so that they do not slow each other down. */
const coldStarts = createSemaphore(availableParallelism());

/** The file extensions of a handler, in the order in which they are looked for. */
const HANDLER_EXTENSIONS = ['.js', '.mjs', '.cjs'] as const;

/** What a function is started with. */
export interface LambdaFunctionOptions {
  readonly definition: FunctionDefinition;
  /** The folder that its code is deployed to. */
  readonly directory: string;
  /** Its environment variables, except those that name the folder of its code. */
  readonly variables: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Called before each invocation. */
  readonly onInvoke: () => void;
  /** Called with each line of output and the id of the request it belongs to. */
  readonly onLine: (requestId: string, line: string) => void;
}

/** A Lambda function that can be invoked. */
export interface LambdaFunction {
  readonly definition: FunctionDefinition;
  /**
   * Runs the function on one event. The first events, and those that overlap, are cold starts.
   *
   * @param onBegin called when a slot of this machine is free. Waiting for one is not part of Lambda's time.
   */
  invoke(event: unknown, onBegin?: () => void): Promise<InvocationResult>;
  /** Ends every process of the function. */
  stop(): Promise<void>;
}

/** Creates a function. Its code is deployed with the first event. */
export function createLambdaFunction(options: LambdaFunctionOptions): LambdaFunction {
  const { definition, clock, onInvoke, onLine } = options;
  const slots = createSemaphore(MAX_CONCURRENCY);
  const environments = new Set<ExecutionEnvironment>();
  let idle: ExecutionEnvironment[] = [];
  let stopped = false;

  const retire = async (outdated: readonly ExecutionEnvironment[]): Promise<void> => {
    for (const environment of outdated) {
      environments.delete(environment);
      await environment.stop();
    }
  };
  const deployedDirectory = createDeployment(options, async () => {
    const outdated = idle;
    idle = [];
    await retire(outdated);
  });

  const takeEnvironment = async (onBegin: () => void): Promise<ExecutionEnvironment> => {
    const directory = await deployedDirectory();
    for (let environment = idle.pop(); environment !== undefined; environment = idle.pop()) {
      if (environment.alive) {
        onBegin();
        return environment;
      }
      environments.delete(environment);
    }
    await coldStarts.acquire();
    onBegin();
    const variables = { ...options.variables, LAMBDA_TASK_ROOT: directory, PWD: directory };
    const environment = startExecutionEnvironment({ directory, variables, offsetMs: clock.offsetMs, onLine });
    environments.add(environment);
    void environment.started.then(() => coldStarts.release());
    return environment;
  };

  return {
    definition,
    async invoke(event, onBegin = () => undefined) {
      await slots.acquire();
      try {
        const environment = await takeEnvironment(onBegin);
        onInvoke();
        const { timeoutSeconds } = definition;
        const requestId = randomUUID();
        const result = await environment.invoke({ event, requestId, timeoutSeconds, offsetMs: clock.offsetMs });
        if (environment.alive && !stopped) idle.push(environment);
        else environments.delete(environment);
        return result;
      } finally {
        slots.release();
      }
    },
    async stop() {
      stopped = true;
      await Promise.all([...environments].map((environment) => environment.stop()));
    },
  };
}

/**
 * Deploys a function's code and returns its folder. As on Lambda the code runs from a copy, so that it finds no
 * package.json and no node_modules above it that would not be deployed with it. A rebuilt bundle is deployed with the
 * next event; events in progress finish on the old copy.
 *
 * @param onRedeploy called after each deployment, to end idle processes that run the old code
 */
function createDeployment(
  { definition, directory }: LambdaFunctionOptions,
  onRedeploy: () => Promise<void>,
): () => Promise<string> {
  let deployments = 0;
  let deployed: Promise<string> | undefined;
  let deployedVersion: string | undefined;
  return async () => {
    const version = await buildVersion(definition);
    if (deployed === undefined || (version !== undefined && version !== deployedVersion)) {
      deployedVersion = version;
      deployments += 1;
      deployed = deploy(definition.code, path.join(directory, `${definition.logicalId}-${deployments}`));
      await onRedeploy();
    }
    return deployed;
  };
}

/** Changes when the handler's file does. Undefined when there is no file, which happens during a rebuild. */
async function buildVersion({ code, handler }: FunctionDefinition): Promise<string | undefined> {
  if (code.kind === 'inline') return 'inline';
  const base = path.join(code.directory, handler.slice(0, handler.lastIndexOf('.')));
  for (const extension of HANDLER_EXTENSIONS) {
    const file = await stat(base + extension).catch(() => undefined);
    if (file !== undefined) return `${file.mtimeMs}:${file.size}`;
  }
  return undefined;
}

async function deploy(code: FunctionCode, target: string): Promise<string> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  if (code.kind === 'inline') await writeFile(path.join(target, 'index.js'), code.text);
  else await cp(code.directory, target, { recursive: true });
  return target;
}
