// One Lambda function: deploys its code and keeps its execution environments.

import { randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Clock } from '../model/clock.js';
import { UsageError } from '../model/errors.js';
import type { FunctionCode, FunctionDefinition } from '../model/function-definition.js';
import { zipEntries } from '../model/zip.js';
import { buildSource, type SourceCode, versionOf } from './build.js';
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
  /** The URL that AWS calls go to. */
  readonly endpoint: string;
  /** Whether it may reach the network beyond this machine. */
  readonly allowNetwork: boolean;
  /** Called with a description of each refused access. */
  readonly onRefused: (what: string) => void;
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
   * @param onBegin called with the request id when a slot of this machine is free. Waiting for one is not part of Lambda's time.
   */
  invoke(event: unknown, onBegin?: (requestId: string) => void): Promise<InvocationResult>;
  /**
   * Builds the sources, so that errors in them are reported at the start.
   *
   * @throws UsageError with file, line and column
   */
  prepare(): Promise<void>;
  /** Deploys the code again with the next event, whatever file has changed. Events in progress finish on the old code. */
  reload(): void;
  /** Ends every process of the function. */
  stop(): Promise<void>;
}

/** Creates a function. Its code is deployed with the first event. */
export function createLambdaFunction(options: LambdaFunctionOptions): LambdaFunction {
  const { definition, clock, onInvoke, onLine } = options;
  const slots = createSemaphore(MAX_CONCURRENCY);
  /** The processes, each with the folder of the code that it runs. */
  const environments = new Map<ExecutionEnvironment, string>();
  let currentDirectory = '';
  let idle: ExecutionEnvironment[] = [];
  let stopped = false;

  const retire = async (outdated: readonly ExecutionEnvironment[]): Promise<void> => {
    for (const environment of outdated) {
      environments.delete(environment);
      await environment.stop();
    }
  };
  const deployment = createDeployment(options, async () => {
    const outdated = idle;
    idle = [];
    await retire(outdated);
  });

  const takeEnvironment = async (onBegin: () => void): Promise<ExecutionEnvironment> => {
    const directory = await deployment.directory();
    currentDirectory = directory;
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
    const environment = startExecutionEnvironment({
      functionArn: definition.arn,
      directory,
      variables,
      offsetMs: clock.offsetMs,
      endpoint: options.endpoint,
      allowNetwork: options.allowNetwork,
      onRefused: options.onRefused,
      onLine,
    });
    environments.set(environment, directory);
    void environment.started.then(() => coldStarts.release());
    return environment;
  };

  return {
    definition,
    async invoke(event, onBegin = () => undefined) {
      await slots.acquire();
      try {
        const requestId = randomUUID();
        const environment = await takeEnvironment(() => onBegin(requestId));
        onInvoke();
        const { timeoutSeconds } = definition;
        const result = await environment.invoke({ event, requestId, timeoutSeconds, offsetMs: clock.offsetMs });
        const isCurrent = environments.get(environment) === currentDirectory;
        if (environment.alive && !stopped && isCurrent) idle.push(environment);
        else await retire([environment]);
        return result;
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        // The sources cannot be built. The next event tries again.
        onLine('', error.message);
        deployment.outdate();
        return { kind: 'error', errorType: 'Runtime.UserCodeSyntaxError', errorMessage: error.message };
      } finally {
        slots.release();
      }
    },
    prepare: async () => void (definition.code.kind === 'source' && (await deployment.directory())),
    reload: () => deployment.outdate(),
    async stop() {
      stopped = true;
      await Promise.all([...environments.keys()].map((environment) => environment.stop()));
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
): Deployment {
  let isOutdated = false;
  let deployments = 0;
  let deployed: Promise<string> | undefined;
  let deployedVersion: string | undefined;
  /** The files that the code was built from. */
  let inputs: readonly string[] = [];
  const { code } = definition;
  const versionNow = (): Promise<string | undefined> =>
    code.kind === 'source' ? versionOf(inputs.length === 0 ? [code.entry] : inputs) : buildVersion(definition);
  const deployTo = async (target: string): Promise<string> => {
    if (code.kind !== 'source') return deploy(code, target);
    inputs = await buildSource(code, target);
    deployedVersion = await versionNow();
    return target;
  };
  return {
    async directory() {
      const version = await versionNow();
      const isRebuilt = version !== undefined && (isOutdated || version !== deployedVersion);
      if (deployed === undefined || isRebuilt) {
        isOutdated = false;
        deployedVersion = version;
        deployments += 1;
        deployed = deployTo(path.join(directory, `${definition.logicalId}-${deployments}`));
        // A failed build is thrown below, after the old processes have ended.
        deployed.catch(() => undefined);
        await onRedeploy();
      }
      return deployed;
    },
    outdate() {
      isOutdated = true;
    },
  };
}

/** The deployed code of a function. */
interface Deployment {
  /** The folder of the code. Deploys it first when it has changed. */
  directory(): Promise<string>;
  /** Reports that the code has changed. */
  outdate(): void;
}

/** Changes when the handler's file does. Undefined when there is no file, which happens during a rebuild. */
async function buildVersion({ code, handler }: FunctionDefinition): Promise<string | undefined> {
  if (code.kind === 'inline' || code.kind === 'source') return code.kind;
  if (code.kind === 'zip') {
    const file = await stat(code.file).catch(() => undefined);
    return file === undefined ? undefined : `${file.mtimeMs}:${file.size}`;
  }
  const slash = handler.lastIndexOf('/') + 1;
  const base = path.join(code.directory, handler.slice(0, handler.indexOf('.', slash)));
  for (const extension of HANDLER_EXTENSIONS) {
    const file = await stat(base + extension).catch(() => undefined);
    if (file !== undefined) return `${file.mtimeMs}:${file.size}`;
  }
  return undefined;
}

async function deploy(code: Exclude<FunctionCode, SourceCode>, target: string): Promise<string> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  if (code.kind === 'inline') await writeFile(path.join(target, 'index.js'), code.text);
  else if (code.kind === 'zip') await unzip(code.file, target);
  else await cp(code.directory, target, { recursive: true });
  return target;
}

/** Extracts a deployment package. A path that leaves the folder is an error. */
async function unzip(file: string, target: string): Promise<void> {
  for (const { name, read } of zipEntries(await readFile(file))) {
    const destination = path.join(target, name);
    if (!destination.startsWith(target + path.sep)) throw new Error(`${file} contains the path ${name}`);
    await mkdir(path.dirname(destination), { recursive: true });
    await writeFile(destination, read());
  }
}
