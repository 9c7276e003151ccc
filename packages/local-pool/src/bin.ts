#!/usr/bin/env node
// The `local-pool` command: starts the pool, says how to reach it, and closes it on SIGTERM or SIGINT.

import { HELP, parseCommandLine } from './command-line.js';
import { messageOf, TemplateError, UsageError } from './model/errors.js';
import { type LocalPool, startLocalPool } from './start-local-pool.js';

/** After a signal the process exits within this time, even if closing takes longer. */
const EXIT_TIMEOUT_MS = 700;

const printToStandardError = (line: string): void => void process.stderr.write(`${line}\n`);

try {
  const command = parseCommandLine(process.argv.slice(2));
  if (command.kind === 'help') {
    process.stdout.write(HELP);
  } else {
    const starting = startLocalPool({ ...command.options, quiet: command.json, log: printToStandardError });
    exitOnSignals(starting);
    const pool = await starting;
    if (command.json) process.stdout.write(`${JSON.stringify(pool.ready)}\n`);
    else printToStandardError(describePool(pool));
  }
} catch (error) {
  if (!(error instanceof TemplateError || error instanceof UsageError)) throw error;
  printToStandardError(error.message);
  process.exitCode = 1;
}

function exitOnSignals(starting: Promise<LocalPool>): void {
  let exiting = false;
  const exit = async (): Promise<void> => {
    if (exiting) return;
    exiting = true;
    setTimeout(() => process.exit(0), EXIT_TIMEOUT_MS).unref();
    // A pool that failed to start has already reported it and left nothing to close.
    const pool = await starting.catch(() => undefined);
    try {
      await pool?.close();
    } catch (error) {
      printToStandardError(messageOf(error));
      process.exit(1);
    }
    process.exit(0);
  };
  process.on('SIGTERM', () => void exit());
  process.on('SIGINT', () => void exit());
}

function describePool({ endpoint, outbox }: LocalPool): string {
  return [
    `The local pool listens at ${endpoint}`,
    `  messages  ${outbox}`,
    `Open ${endpoint} in a browser to see sign-ins and messages. Press Ctrl-C to stop.`,
  ].join('\n');
}
