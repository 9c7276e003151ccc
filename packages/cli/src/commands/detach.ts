/** `detach`: restores what attach has changed, and nothing else. */
import { isDeepStrictEqual } from 'node:util';
import type { PoolApi, PoolState } from '../aws/pool-api.js';
import { CliError } from '../errors.js';
import { applyChanges } from '../plan/apply.js';
import { type Changes, describeChanges, reversed } from '../plan/changes.js';
import { readRecord, removeRecord } from '../record.js';
import { confirmChanges, type Io } from './io.js';

/** What detach is called with. */
export interface DetachOptions {
  readonly userPoolId: string;
  readonly recordFile: string;
  readonly isDryRun: boolean;
  readonly isConfirmed: boolean;
}

/**
 * Undoes an attach.
 *
 * @returns the exit code.
 * @throws {CliError} if there is no record, or the same settings have been changed since.
 */
export async function detach(api: PoolApi, io: Io, options: DetachOptions): Promise<number> {
  const record = readRecord(options.recordFile, options.userPoolId);
  const state = await api.read(
    record.clients.map(({ clientId }) => clientId),
    true,
  );
  const isThere = (id: string) => state.clients.some(({ ClientId }) => ClientId === id);
  const clients = record.clients.filter(({ clientId }) => isThere(clientId));
  for (const { clientId } of record.clients) {
    if (!isThere(clientId)) io.print(`App client ${clientId} no longer exists.`);
  }
  const changes = remaining(state, reversed({ ...record, clients }));
  const lines = describeChanges(changes);
  if (lines.length > 0) {
    io.print(`Changes of ${options.userPoolId}; every other setting is sent along as it is:`);
    for (const line of lines) io.print(`  ${line}`);
    if (!options.isDryRun) {
      if (!(await confirmChanges(io, options.isConfirmed))) return 1;
      await applyChanges(api, state, changes);
    }
  }
  if (options.isDryRun) {
    io.print('Nothing was changed (--dry-run).');
    return 0;
  }
  removeRecord(options.recordFile);
  io.print('Detached. The settings are those from before attach. You can delete the stack now.');
  return 0;
}

/**
 * Leaves out what is restored already.
 *
 * @throws {CliError} that names the settings that have a third value.
 */
function remaining({ pool, clients }: PoolState, changes: Changes): Changes {
  const conflicts: string[] = [];
  const triggers = changes.triggers.filter(({ trigger, before, after }) => {
    const current = pool.LambdaConfig?.[trigger];
    if (current === after) return false;
    if (current !== before) conflicts.push(`LambdaConfig.${trigger} is ${current ?? 'not set'}`);
    return true;
  });
  const open = changes.clients.flatMap(({ clientId, before, after }) => {
    const client = clients.find(({ ClientId }) => ClientId === clientId);
    const names = Object.keys(before) as (keyof typeof before)[];
    const different = names.filter((name) => !isDeepStrictEqual(client?.[name], after[name]));
    for (const name of different) {
      if (!isDeepStrictEqual(client?.[name], before[name])) {
        conflicts.push(`app client ${clientId} ${name} is ${client?.[name] ?? 'not set'}`);
      }
    }
    if (different.length === 0) return [];
    const pick = (side: typeof before) => Object.fromEntries(different.map((name) => [name, side[name]]));
    return [{ clientId, before: pick(before), after: pick(after) }];
  });
  if (conflicts.length > 0) {
    throw new CliError(
      `Nothing was changed. These settings were changed after attach:\n${conflicts.map((one) => `  ${one}`).join('\n')}\nSet them to their value in the record, before or after, and run detach again.`,
    );
  }
  return { triggers, clients: open };
}
