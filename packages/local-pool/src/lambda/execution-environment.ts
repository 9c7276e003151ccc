// One execution environment of a Lambda function: a child process with runtime.mjs and the function's code.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** The result of an invocation. `error` is what Lambda calls a function error. */
export type InvocationResult =
  | { readonly kind: 'result'; readonly payload: unknown }
  | { readonly kind: 'error'; readonly errorType: string; readonly errorMessage: string };

/** What the runtime sends to this process. */
interface RuntimeMessage {
  readonly ready?: boolean;
  readonly id?: string;
  readonly payload?: string;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
  /** An access that the network guard refused. */
  readonly refused?: string;
}

const guardFile = fileURLToPath(new URL('./network-guard.cjs', import.meta.url));
const runtimeFile = fileURLToPath(new URL('./runtime.mjs', import.meta.url));

/** What an execution environment is started with. */
export interface EnvironmentOptions {
  readonly functionArn: string;
  /** The folder with the deployed code. */
  readonly directory: string;
  /** Every environment variable of the process. */
  readonly variables: Readonly<Record<string, string>>;
  /** How far the pool's clock is ahead of the machine's, in milliseconds. */
  readonly offsetMs: number;
  /** The URL that AWS calls go to. */
  readonly endpoint: string;
  /** Whether the function may reach the network beyond this machine. */
  readonly allowNetwork: boolean;
  /** Called with a description of each refused access, such as `a connection to example.com:443`. */
  readonly onRefused: (what: string) => void;
  /** Called with each line of output and the id of the request it belongs to. */
  readonly onLine: (requestId: string, line: string) => void;
}

/** One event for the function. */
export interface Invocation {
  readonly event: unknown;
  readonly requestId: string;
  readonly timeoutSeconds: number;
  /** How far the pool's clock is ahead of the machine's, in milliseconds. */
  readonly offsetMs: number;
}

/** A process with a function's code. It handles one event at a time, like Lambda's. */
export interface ExecutionEnvironment {
  /** Whether it can handle another event. */
  readonly alive: boolean;
  /** Resolves when the code is loaded or the process has ended. */
  readonly started: Promise<void>;
  /** Hands over one event. Ends the process when the function exceeds its timeout. */
  invoke(invocation: Invocation): Promise<InvocationResult>;
  /** Ends the process. */
  stop(): Promise<void>;
}

/** Starts a process and loads the function's code in it. */
export function startExecutionEnvironment(options: EnvironmentOptions): ExecutionEnvironment {
  let requestId = '';
  let alive = true;
  let settle: ((result: InvocationResult) => void) | undefined;
  let markStarted: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    markStarted = resolve;
  });

  const answer = (result: InvocationResult): void => {
    const current = settle;
    settle = undefined;
    current?.(result);
  };
  const end = (errorType: string, errorMessage: string): void => {
    alive = false;
    markStarted();
    answer({ kind: 'error', errorType, errorMessage });
  };

  const child = spawnRuntime(options, () => requestId);
  child.on('message', (message: RuntimeMessage) => {
    if (message.ready === true) markStarted();
    if (message.refused !== undefined) options.onRefused(message.refused);
    const result = resultOf(message, requestId);
    if (result !== undefined) answer(result);
  });
  child.on('error', (error) => end('Runtime.ExitError', error.message));
  child.on('exit', (code, signal) => {
    const cause = signal === null ? `exit status ${code}` : `signal: ${signal}`;
    end('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited with error: ${cause}`);
  });

  return {
    get alive() {
      return alive;
    },
    started,
    async invoke({ event, requestId: id, timeoutSeconds, offsetMs }) {
      requestId = id;
      const remainingMs = timeoutSeconds * 1000;
      const answered = new Promise<InvocationResult>((resolve) => {
        settle = resolve;
      });
      const timer = setTimeout(() => {
        const at = new Date(Date.now() + offsetMs).toISOString();
        end('Sandbox.Timedout', `${at} ${id} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
        child.kill('SIGKILL');
      }, remainingMs);
      if (alive) child.send({ id, event, remainingMs, offsetMs });
      else end('Runtime.ExitError', `RequestId: ${id} Error: Runtime exited before the event arrived`);
      try {
        return await answered;
      } finally {
        clearTimeout(timer);
      }
    },
    stop: () => kill(child),
  };
}

/** Starts the process and passes each line of its output on, with the id of the request that is running. */
function spawnRuntime(
  { functionArn, directory, variables, offsetMs, endpoint, allowNetwork, onLine }: EnvironmentOptions,
  requestId: () => string,
) {
  const network = allowNetwork ? 'allow' : 'refuse';
  const args = ['--require', guardFile, runtimeFile, String(offsetMs), functionArn, endpoint, network];
  const child = spawn(process.execPath, args, {
    cwd: directory,
    env: { ...variables },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) forEachLine(stream, (line) => onLine(requestId(), line));
  }
  return child;
}

/** The result that a message carries for the running request; undefined for other messages. */
function resultOf({ id, error, payload }: RuntimeMessage, requestId: string): InvocationResult | undefined {
  // The runtime's id is empty when the function fails before its first event.
  if (id === undefined || (id !== requestId && id !== '')) return undefined;
  if (error !== undefined) return { kind: 'error', ...error };
  return payload === undefined ? undefined : { kind: 'result', payload: JSON.parse(payload) as unknown };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Splits output into log entries. A carriage return is a line break inside one entry, as in CloudWatch. */
function forEachLine(stream: Readable, onLine: (line: string) => void): void {
  let incompleteLine = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (incompleteLine + text).split('\n');
    incompleteLine = lines.pop() ?? '';
    for (const line of lines) onLine(line.replaceAll('\r', '\n'));
  });
  stream.on('end', () => {
    if (incompleteLine !== '') onLine(incompleteLine);
  });
}
