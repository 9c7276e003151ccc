// Undoes what the probes created or changed, also after a failure or Ctrl+C.

import { type Aws, errorText } from './clients.js';

/** The changes that must be undone. */
export interface CleanUp {
  /**
   * Registers how to undo a change. Call it before the change, so that a change whose reply was lost is undone, too; `undo`
   * must succeed if there is nothing to undo.
   *
   * @param what for the report, for example `the user …`
   * @returns a function to call when there is nothing left to undo
   */
  readonly add: (what: string, undo: (aws: Aws) => Promise<void>) => () => void;
  /** Undoes everything that is still registered, newest first. Returns what could not be undone. */
  readonly run: (aws: Aws) => Promise<Leftover[]>;
}

/** A change that could not be undone. */
export interface Leftover {
  readonly what: string;
  readonly why: string;
}

/** Creates an empty list. */
export function createCleanUp(say: (line: string) => void): CleanUp {
  const entries: { what: string; undo: (aws: Aws) => Promise<void> }[] = [];
  return {
    add(what, undo) {
      const entry = { what, undo };
      entries.push(entry);
      return () => {
        const index = entries.indexOf(entry);
        if (index >= 0) entries.splice(index, 1);
      };
    },
    async run(aws) {
      const leftovers: Leftover[] = [];
      for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
        say(`  cleaning up: ${entry.what}`);
        try {
          await entry.undo(aws);
        } catch (error) {
          leftovers.push({ what: entry.what, why: errorText(error) });
        }
      }
      return leftovers;
    },
  };
}
