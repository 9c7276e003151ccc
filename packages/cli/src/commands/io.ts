/** How commands speak to the person who runs them. */
import { CliError } from '../errors.js';

/** Output and questions. */
export interface Io {
  print(line: string): void;
  /** Asks a question to be answered with yes or no. Absent if there is no terminal. */
  ask?(question: string): Promise<boolean>;
}

/**
 * Asks whether to go on.
 *
 * @throws {CliError} if there is no terminal and no `--yes`.
 */
export async function confirmChanges(io: Io, isConfirmed: boolean): Promise<boolean> {
  if (isConfirmed) return true;
  if (!io.ask) throw new CliError('Nothing was changed: there is no terminal to confirm it. Add --yes.');
  if (await io.ask('Apply these changes?')) return true;
  io.print('Nothing was changed.');
  return false;
}
