/** `attach`: makes the functions of a stack the triggers of a pool. */
import type { PoolApi } from '../aws/pool-api.js';
import type { StackOutputs, Trigger } from '../aws/stack.js';
import { CliError } from '../errors.js';
import { applyChanges } from '../plan/apply.js';
import { describeChanges, planChanges } from '../plan/changes.js';
import { describeFinding, examine } from '../plan/findings.js';
import { removeRecord, writeRecord } from '../record.js';
import { confirmChanges, type Io } from './io.js';

/** What attach is called with. */
export interface AttachOptions {
  readonly userPoolId: string;
  readonly stack: StackOutputs;
  readonly triggers: readonly Trigger[];
  readonly replaced: ReadonlySet<Trigger>;
  readonly recordFile: string;
  readonly isDryRun: boolean;
  readonly isConfirmed: boolean;
}

/**
 * Attaches the triggers.
 *
 * @returns the exit code.
 * @throws {CliError} if nothing was changed or everything was taken back.
 */
export async function attach(api: PoolApi, io: Io, options: AttachOptions): Promise<number> {
  const { userPoolId, stack, triggers, replaced, recordFile } = options;
  const state = await api.read(stack.appClientIds);
  const findings = examine({ state, stack, triggers, replaced }).filter(({ level }) => level !== 'missing');
  for (const line of findings.flatMap(describeFinding)) io.print(line);
  const refusals = findings.filter(({ level }) => level === 'refusal').length;
  if (refusals > 0)
    throw new CliError(`Nothing was changed, for ${refusals === 1 ? 'the reason' : `${refusals} reasons`} above.`);
  const changes = planChanges(state, stack, triggers);
  const lines = describeChanges(changes);
  if (lines.length === 0) {
    io.print('Everything is attached. Nothing was changed.');
    return 0;
  }
  io.print(`Changes of ${userPoolId}; every other setting is sent along as it is:`);
  for (const line of lines) io.print(`  ${line}`);
  if (options.isDryRun) {
    io.print('Nothing was changed (--dry-run).');
    return 0;
  }
  if (!(await confirmChanges(io, options.isConfirmed))) return 1;
  writeRecord(recordFile, { version: 1, userPoolId, at: new Date().toISOString(), ...changes });
  try {
    await applyChanges(api, state, changes);
  } catch (error) {
    if (error instanceof CliError && error.message.endsWith('as it was before.')) removeRecord(recordFile);
    throw error;
  }
  io.print(`Attached. ${recordFile} records the changes; keep it for detach.`);
  return 0;
}
