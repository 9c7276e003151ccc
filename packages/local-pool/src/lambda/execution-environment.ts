import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** What an invocation came to. `error` is what Lambda calls a function error. */
export type InvocationResult =
  | { readonly kind: 'result'; readonly payload: unknown }
  | { readonly kind: 'error'; readonly errorType: string; readonly errorMessage: string };

interface Message {
  ready?: boolean;
  id?: string;
  payload?: string;
  error?: { errorType: string; errorMessage: string };
}

const runtime = fileURLToPath(new URL('./runtime.mjs', import.meta.url));

/** One process with a function's code in it. It takes one event at a time, like Lambda's. */
export class ExecutionEnvironment {
  readonly #process: ChildProcess;
  #requestId = '';
  #settle: ((outcome: InvocationResult) => void) | null = null;
  #alive = true;
  #started: () => void = () => undefined;
  /** When its code is loaded, or it has ended. */
  readonly started = new Promise<void>((resolve) => {
    this.#started = resolve;
  });

  /** `onLine` gets each line of output with the request it belongs to. */
  constructor(
    directory: string,
    environment: Readonly<Record<string, string>>,
    offsetMs: number,
    onLine: (requestId: string, line: string) => void,
  ) {
    this.#process = spawn(process.execPath, [runtime, String(offsetMs)], {
      cwd: directory,
      env: { ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream) onLines(stream, (line) => onLine(this.#requestId, line));
    }
    this.#process.on('message', (message: Message) => this.#receive(message));
    this.#process.on('error', (error) => this.#end('Runtime.ExitError', error.message));
    this.#process.on('exit', (code, signal) => {
      const how = signal === null ? `exit status ${code}` : `signal: ${signal}`;
      this.#end('Runtime.ExitError', `RequestId: ${this.#requestId} Error: Runtime exited with error: ${how}`);
    });
  }

  /** Whether it can take another event. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Hands over one event; ends the process when the function's own time is over. */
  async invoke(event: unknown, requestId: string, timeoutSeconds: number, offsetMs: number): Promise<InvocationResult> {
    this.#requestId = requestId;
    const remainingMs = timeoutSeconds * 1000;
    const answered = new Promise<InvocationResult>((resolve) => {
      this.#settle = resolve;
    });
    const timer = setTimeout(() => {
      const at = new Date(Date.now() + offsetMs).toISOString();
      this.#end('Sandbox.Timedout', `${at} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
      this.#process.kill('SIGKILL');
    }, remainingMs);
    if (this.#alive) this.#process.send({ id: requestId, event, remainingMs, offsetMs });
    else this.#end('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited before the event arrived`);
    try {
      return await answered;
    } finally {
      clearTimeout(timer);
    }
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  #receive(message: Message): void {
    if (message.ready === true) this.#started();
    if (message.id === undefined || (message.id !== this.#requestId && message.id !== '')) return;
    if (message.error !== undefined) {
      this.#answer({ kind: 'error', ...message.error });
    } else if (message.payload !== undefined) {
      this.#answer({ kind: 'result', payload: JSON.parse(message.payload) as unknown });
    }
  }

  #answer(outcome: InvocationResult): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.(outcome);
  }

  #end(errorType: string, errorMessage: string): void {
    this.#alive = false;
    this.#started();
    this.#answer({ kind: 'error', errorType, errorMessage });
  }
}

/** A carriage return is a line break inside one log entry, as in CloudWatch. */
function onLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replaceAll('\r', '\n'));
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
