/** The local record of what attach has changed, from which detach restores it. It contains no secret. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { CliError } from './errors.js';
import type { Changes } from './plan/changes.js';

/** The content of the file. */
export interface AttachRecord extends Changes {
  readonly version: 1;
  readonly userPoolId: string;
  /** When attach began, as an ISO 8601 date. */
  readonly at: string;
}

/** The file that is written unless `--record` names another. */
export const defaultRecordFile = (userPoolId: string): string => `cognito-otp-${userPoolId}.json`;

/**
 * Writes the record. It is written before the first change, so that an interrupted attach can be undone.
 *
 * @throws {CliError} if there is one already.
 */
export function writeRecord(file: string, record: AttachRecord): void {
  try {
    writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (existsSync(file)) {
      throw new CliError(
        `${file} records an earlier attach. Undo that with detach, or name another file with --record.`,
      );
    }
    throw new CliError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Reads the record of a pool.
 *
 * @throws {CliError} if it is missing, is not a record, or is that of another pool.
 */
export function readRecord(file: string, userPoolId: string): AttachRecord {
  if (!existsSync(file)) {
    throw new CliError(`There is no ${file}. Run detach where attach was run, or name its record with --record.`);
  }
  let record: Partial<AttachRecord>;
  try {
    record = JSON.parse(readFileSync(file, 'utf8')) as Partial<AttachRecord>;
  } catch {
    record = {};
  }
  if (record?.version !== 1 || !Array.isArray(record.triggers) || !Array.isArray(record.clients)) {
    throw new CliError(`${file} is not a record that this version of cognito-otp has written.`);
  }
  if (record.userPoolId !== userPoolId) throw new CliError(`${file} records changes of ${record.userPoolId}.`);
  return record as AttachRecord;
}

/** Deletes the record. */
export const removeRecord = (file: string): void => rmSync(file, { force: true });
