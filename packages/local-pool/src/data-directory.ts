// The folder of `--data`: users, sign-ins, signing keys and secrets in `state.json`, and the tables beside it. Cognito
// sessions of authentications in progress are not stored.

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UsageError } from './model/errors.js';
import type { KeyRecords } from './model/user-pool/signing-keys.js';
import type { PoolRecords, UserPool } from './model/user-pool/user-pool.js';
import type { SecretRecords, SecretsManager } from './services/secrets-manager/secrets-manager.js';

/** The version of the format of `state.json`. */
const FORMAT_VERSION = 4;

/** Changes within this time are written together. */
const WRITE_DELAY_MS = 50;

interface State {
  readonly version: number;
  readonly pools: Readonly<Record<string, PoolRecords>>;
  readonly secrets: SecretRecords;
}

/** The folder of `--data`. While it is open, no other local pool can use it. */
export interface DataDirectory {
  /** The folder of the tables. */
  readonly tables: string;
  /** A pool's signing keys of an earlier run. */
  keysOf(poolId: string): KeyRecords | undefined;
  /** Restores what an earlier run stored, and stores pools and secrets from now on. */
  attach(pools: readonly UserPool[], secrets: SecretsManager): void;
  /** Schedules a write, because something may have changed. A write that fails is reported, and tried again with the next change. */
  touch(): void;
  /** Writes the current state and releases the folder. Rejects with a UsageError when the state cannot be written. */
  close(): Promise<void>;
}

/**
 * Opens the folder, and creates it if needed.
 *
 * @param log receives a line when the state cannot be written, once until a write succeeds again
 * @throws UsageError when it cannot be created or read, when another local pool uses it, or when its state is damaged or
 * has another format
 */
export async function openDataDirectory(directory: string, log: (line: string) => void): Promise<DataDirectory> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (cause) {
    const message = `--data ${directory} can't be created (${messageOf(cause)}). Name a folder that can be written to.`;
    throw new UsageError(message, { cause });
  }
  await lock(directory);
  try {
    const file = path.join(directory, 'state.json');
    return createDataDirectory(directory, file, await readState(file), log);
  } catch (error) {
    await unlock(directory);
    throw error;
  }
}

function createDataDirectory(
  directory: string,
  file: string,
  stored: State | undefined,
  log: (line: string) => void,
): DataDirectory {
  let collect: (() => State) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isFailing = false;

  const write = async (): Promise<void> => {
    if (collect === undefined) return;
    try {
      // The file contains signing keys, so only its owner may read it. Renaming replaces it atomically.
      await writeFile(`${file}.new`, JSON.stringify(collect()), { mode: 0o600 });
      await rename(`${file}.new`, file);
    } catch (cause) {
      throw new UsageError(
        `${file} can't be written (${messageOf(cause)}). Make the folder writable: until then, changes are in memory only.`,
        { cause },
      );
    }
  };

  /** Nothing waits for a scheduled write, so a failure is reported here instead of ending the process. */
  const writeOrReport = async (): Promise<void> => {
    try {
      await write();
      isFailing = false;
    } catch (error) {
      if (!isFailing) log(messageOf(error));
      isFailing = true;
    }
  };

  return {
    tables: path.join(directory, 'tables'),
    keysOf: (poolId) => stored?.pools[poolId]?.keys,
    attach(pools, secrets) {
      for (const pool of pools) {
        const records = stored?.pools[pool.definition.id];
        if (records !== undefined) pool.restore(records);
      }
      if (stored !== undefined) secrets.restore(stored.secrets);
      collect = () => ({
        version: FORMAT_VERSION,
        pools: Object.fromEntries(pools.map((pool) => [pool.definition.id, pool.records()])),
        secrets: secrets.records(),
      });
    },
    touch() {
      timer ??= setTimeout(() => {
        timer = undefined;
        writing = writing.then(writeOrReport);
      }, WRITE_DELAY_MS);
    },
    async close() {
      clearTimeout(timer);
      await writing;
      await write().finally(() => unlock(directory));
    },
  };
}

async function readState(file: string): Promise<State | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`${file} can't be read (${messageOf(cause)}).`, { cause });
  }
  return parseState(text, file);
}

function parseState(text: string, file: string): State {
  const advice = 'Remove the folder to start again without data.';
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${file} is damaged (${messageOf(cause)}). ${advice}`, { cause });
  }
  if (typeof state !== 'object' || state === null || (state as State).version !== FORMAT_VERSION) {
    throw new UsageError(`${file} was written by another version of the local pool. ${advice}`);
  }
  return state as State;
}

/** Locks the folder. The lock file has the process id, so that a lock left behind by a crash can be recognized. */
async function lock(directory: string): Promise<void> {
  const file = path.join(directory, 'lock');
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
  } catch (cause) {
    const owner = Number(await readFile(file, 'utf8').catch(() => ''));
    if (isAlive(owner)) {
      throw new UsageError(
        `${directory} is in use by another local pool (process ${owner}). Stop that one, or name another folder.`,
        { cause },
      );
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
    // The process exists but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
