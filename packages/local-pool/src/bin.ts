#!/usr/bin/env node
import { help, parseCommandLine } from './command-line.js';
import { TemplateError, UsageError } from './model/errors.js';
import { type LocalPool, startLocalPool } from './start-local-pool.js';

/** A signal ends the pool; what doesn't end by itself in this time is left to the operating system. */
const longestGoodbyeMs = 700;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

try {
  const command = parseCommandLine(process.argv.slice(2));
  if (command.kind === 'help') {
    process.stdout.write(help);
  } else {
    const starting = startLocalPool({ ...command.options, log: say });
    let ending = false;
    const end = async (): Promise<void> => {
      if (ending) return;
      ending = true;
      setTimeout(() => process.exit(0), longestGoodbyeMs).unref();
      // A start that fails has said so itself and left nothing to close.
      await starting.then(
        (pool) => pool.close(),
        () => undefined,
      );
      process.exit(0);
    };
    process.on('SIGTERM', () => void end());
    process.on('SIGINT', () => void end());
    const pool = await starting;
    if (command.json) process.stdout.write(`${JSON.stringify(pool.ready)}\n`);
    else say(description(pool));
  }
} catch (error) {
  if (!(error instanceof TemplateError || error instanceof UsageError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

function description({ endpoint, outbox, pools }: LocalPool): string {
  const lines = pools.flatMap((pool) => [
    `  user pool ${pool.userPoolId} (${pool.logicalId})`,
    ...pool.clients.map((client) => `    app client ${client.clientId} (${client.name})`),
  ]);
  return [`The local pool answers at ${endpoint}`, ...lines, `  messages  ${outbox}`, 'Ctrl-C ends it.'].join('\n');
}
