// `npm run smoke`: connects the smoke test to the terminal.

import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Interrupted } from './aws/clients.js';
import { EXIT_CODES, helpText, parseCommandLine, UsageError } from './command-line.js';
import { PROBES } from './registry.js';
import { runSmoke } from './run.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** How long to wait for an answer: a Cognito session lasts three to fifteen minutes. */
const ANSWER_MS = 180_000;

const controller = new AbortController();
process.on('SIGINT', () => {
  console.log(controller.signal.aborted ? '\nStill cleaning up …' : '\nInterrupted: cleaning up …');
  controller.abort();
});
process.on('SIGTERM', () => controller.abort());

/** Asks a question at the terminal. Returns `undefined` without a terminal. */
async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // In raw mode Ctrl+C arrives here instead of as a signal.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  try {
    const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(ANSWER_MS)]);
    return (await terminal.question(question, { signal })).trim() || undefined;
  } catch {
    if (controller.signal.aborted) throw new Interrupted('interrupted');
    return undefined;
  } finally {
    terminal.close();
  }
}

async function sleep(ms: number): Promise<void> {
  try {
    await delay(ms, undefined, { signal: controller.signal });
  } catch {
    throw new Interrupted('interrupted');
  }
}

const deploy = (args: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn('sam', args, { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });

try {
  const options = parseCommandLine(process.argv.slice(2), PROBES);
  if (options === 'help') {
    console.log(helpText(PROBES));
  } else {
    process.exitCode = await runSmoke(options, {
      say: (line) => console.log(line),
      ask,
      sleep,
      writeFile: (file, text) => writeFile(file, text),
      signal: controller.signal,
      deploy,
    });
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = EXIT_CODES.usage;
}
