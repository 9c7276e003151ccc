/** `doctor`: checks each setting that sign-ins with codes need. */
import type { PoolApi } from '../aws/pool-api.js';
import type { StackOutputs, Trigger } from '../aws/stack.js';
import { describeFinding, examine } from '../plan/findings.js';
import type { Io } from './io.js';

/** What doctor is called with. */
export interface DoctorOptions {
  readonly stack: StackOutputs;
  readonly triggers: readonly Trigger[];
  readonly replaced: ReadonlySet<Trigger>;
}

/**
 * Prints each finding with its reason and fix. It changes nothing.
 *
 * @returns the exit code: 1 if sign-ins with codes cannot work.
 */
export async function doctor(api: PoolApi, io: Io, { stack, triggers, replaced }: DoctorOptions): Promise<number> {
  const findings = examine({ state: await api.read(stack.appClientIds), stack, triggers, replaced });
  for (const line of findings.flatMap(describeFinding)) io.print(line);
  const problems = findings.filter(({ level }) => level !== 'warning').length;
  io.print(`${problems} problems, ${findings.length - problems} warnings`);
  return problems > 0 ? 1 : 0;
}
