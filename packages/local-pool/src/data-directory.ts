import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UsageError } from './model/errors.js';
import type { PoolRecords, UserPool } from './model/user-pool/user-pool.js';
import type { SecretRecords, SecretsManager } from './services/secrets-manager/secrets-manager.js';

/** The shape of `state.json`; another number is another shape. */
const version = 2;

interface State {
  readonly version: number;
  readonly pools: Readonly<Record<string, PoolRecords>>;
  readonly secrets: SecretRecords;
}

/** A moment between a change and its writing, so that a burst of calls is one write. */
const patienceMs = 50;

/**
 * The folder of `--data`: users, sign-ins, signing keys and secrets in `state.json`, the tables beside it. Sessions in
 * the middle of a sign-in are not kept.
 */
export class DataDirectory {
  readonly #directory: string;
  readonly #state: State | null;
  #collect: (() => State) | null = null;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  private constructor(directory: string, state: State | null) {
    this.#directory = directory;
    this.#state = state;
  }

  /** Throws UsageError for a folder that can't be used. */
  static async open(directory: string): Promise<DataDirectory> {
    try {
      await mkdir(directory, { recursive: true });
    } catch (cause) {
      throw new UsageError(
        `--data ${directory} can't be made (${messageOf(cause)}). Name a folder that may be written.`,
        { cause },
      );
    }
    await lock(directory);
    try {
      return new DataDirectory(directory, await read(path.join(directory, 'state.json')));
    } catch (error) {
      await unlock(directory);
      throw error;
    }
  }

  get tables(): string {
    return path.join(this.#directory, 'tables');
  }

  keysOf(poolId: string): PoolRecords['keys'] | undefined {
    return this.#state?.pools[poolId]?.keys;
  }

  /** Gives pools and secrets what an earlier run left, and keeps them from now on. */
  adopt(pools: readonly UserPool[], secrets: SecretsManager): void {
    for (const pool of pools) {
      const records = this.#state?.pools[pool.definition.id];
      if (records !== undefined) pool.restore(records);
    }
    if (this.#state !== null) secrets.restore(this.#state.secrets);
    this.#collect = () => ({
      version,
      pools: Object.fromEntries(pools.map((pool) => [pool.definition.id, pool.records()])),
      secrets: secrets.records(),
    });
  }

  /** Something may have changed. */
  touch(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#writing = this.#writing.then(() => this.#write());
    }, patienceMs);
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#writing;
    await this.#write();
    await unlock(this.#directory);
  }

  async #write(): Promise<void> {
    if (this.#collect === null) return;
    const file = path.join(this.#directory, 'state.json');
    // Signing keys are in it: for the owner's eyes only, and never half a file.
    await writeFile(`${file}.new`, JSON.stringify(this.#collect()), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
}

async function read(file: string): Promise<State | null> {
  try {
    return parse(await readFile(file, 'utf8'), file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`${file} can't be read (${messageOf(cause)}).`, { cause });
  }
}

/** One pool at a time. The lock names its process, so that one left by a crash is known for what it is. */
async function lock(directory: string): Promise<void> {
  const file = path.join(directory, 'lock');
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
  } catch (cause) {
    const owner = Number(await readFile(file, 'utf8').catch(() => ''));
    if (isAlive(owner)) {
      throw new UsageError(`${directory} is in use by another local pool (process ${owner}). Name another folder.`, {
        cause,
      });
    }
    await writeFile(file, String(process.pid));
  }
}

const unlock = (directory: string): Promise<void> => rm(path.join(directory, 'lock'), { force: true });

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function parse(text: string, file: string): State {
  const advice = 'Remove the folder to start anew.';
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${file} is damaged (${messageOf(cause)}). ${advice}`, { cause });
  }
  if (typeof state !== 'object' || state === null || (state as State).version !== version) {
    throw new UsageError(`${file} is of another version of this tool. ${advice}`);
  }
  return state as State;
}
