#!/usr/bin/env node
/** The command `cognito-otp`. */
import { createInterface } from 'node:readline/promises';
import { run } from './command-line.js';

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} (y/N) `)).trim());
  } finally {
    terminal.close();
  }
}

process.exitCode = await run(process.argv.slice(2), {
  print: (line) => void process.stdout.write(`${line}\n`),
  ...(process.stdin.isTTY ? { ask } : {}),
});
