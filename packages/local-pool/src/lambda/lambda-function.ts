import { randomUUID } from 'node:crypto';
import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Clock } from '../model/clock.js';
import type { FunctionCode, FunctionDefinition } from '../model/stack.js';
import { ExecutionEnvironment, type InvocationResult } from './execution-environment.js';
import { Semaphore } from './semaphore.js';

/** Environments of one function that may run at the same time; further events wait for a free one. */
const concurrency = 10;

/** Cold starts that this machine bears at once without making each other slow, of all functions together. */
const coldStarts = new Semaphore(availableParallelism());

export interface FunctionListener {
  readonly onInvoke: () => void;
  readonly onLine: (requestId: string, line: string) => void;
}

/** One Lambda function: its deployed code and its execution environments. */
export class LambdaFunction {
  readonly definition: FunctionDefinition;
  readonly #directory: string;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #clock: Clock;
  readonly #listener: FunctionListener;
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #places = new Semaphore(concurrency);
  #idle: ExecutionEnvironment[] = [];
  #deployments = 0;
  #deployed: Promise<string> | null = null;
  #version = '';
  #stopped = false;

  constructor(
    definition: FunctionDefinition,
    directory: string,
    variables: Readonly<Record<string, string>>,
    clock: Clock,
    listener: FunctionListener,
  ) {
    this.definition = definition;
    this.#directory = directory;
    this.#variables = variables;
    this.#clock = clock;
    this.#listener = listener;
  }

  /**
   * Runs the function on one event. The first events, and those that overlap, see a cold start. `onBegin` is called when
   * its turn has come: what an event waits for this machine is nothing that Lambda would make it wait for.
   */
  async invoke(event: unknown, onBegin: () => void = () => undefined): Promise<InvocationResult> {
    await this.#places.take();
    try {
      const environment = await this.#take(onBegin);
      this.#listener.onInvoke();
      const outcome = await environment.invoke(event, randomUUID(), this.definition.timeoutSeconds, this.#clock.offset);
      if (environment.alive && !this.#stopped) this.#idle.push(environment);
      else this.#environments.delete(environment);
      return outcome;
    } finally {
      this.#places.give();
    }
  }

  /** Ends every process. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#environments].map((environment) => environment.stop()));
  }

  async #take(onBegin: () => void): Promise<ExecutionEnvironment> {
    const directory = await this.#deploy();
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.alive) {
        this.#environments.delete(idle);
        continue;
      }
      onBegin();
      return idle;
    }
    await coldStarts.take();
    onBegin();
    const variables = { ...this.#variables, LAMBDA_TASK_ROOT: directory, PWD: directory };
    const environment = new ExecutionEnvironment(directory, variables, this.#clock.offset, this.#listener.onLine);
    this.#environments.add(environment);
    void environment.started.then(() => coldStarts.give());
    return environment;
  }

  /**
   * The code runs from a copy, as on Lambda: it finds no package.json and no node_modules above it that wouldn't be
   * deployed with it. A rebuilt bundle is deployed with the next event; events under way finish on the old one.
   */
  async #deploy(): Promise<string> {
    const version = await this.#builtAt();
    if (this.#deployed === null || (version !== '' && version !== this.#version)) {
      this.#version = version;
      this.#deployments += 1;
      const target = path.join(this.#directory, `${this.definition.logicalId}-${this.#deployments}`);
      this.#deployed = deploy(this.definition.code, target);
      const outdated = this.#idle;
      this.#idle = [];
      for (const environment of outdated) {
        this.#environments.delete(environment);
        await environment.stop();
      }
    }
    return this.#deployed;
  }

  async #builtAt(): Promise<string> {
    const { code, handler } = this.definition;
    if (code.kind === 'inline') return 'inline';
    const base = path.join(code.directory, handler.slice(0, handler.lastIndexOf('.')));
    for (const extension of ['.js', '.mjs', '.cjs']) {
      const found = await stat(base + extension).catch(() => null);
      if (found !== null) return `${found.mtimeMs}:${found.size}`;
    }
    // In the middle of a rebuild there may be no file: the deployed copy goes on.
    return '';
  }
}

async function deploy(code: FunctionCode, to: string): Promise<string> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  if (code.kind === 'inline') await writeFile(path.join(to, 'index.js'), code.text);
  else await cp(code.directory, to, { recursive: true });
  return to;
}
