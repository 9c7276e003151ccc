import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** An error that the person at the terminal can fix; shown without a stack trace. */
export class UserError extends Error {}

/**
 * Runs a command and resolves with its exit code.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env] added to this process's environment
 * @param {'stdout' | 'stderr' | 'at the end' | 'terminal'} [options.out] where the command's standard output goes:
 *   `stderr` if our own output is data; `at the end` keeps everything until the command ends, because other commands run
 *   at the same time; `terminal` also connects standard input, for interactive commands.
 * @param {string} [options.cwd] default: the root
 * @returns {Promise<number>} 1 for a command that a signal ended
 */
export function runProcess(command, args, { env, out = 'stdout', cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = {
      stdout: ['ignore', 'inherit', 'inherit'],
      stderr: ['ignore', 2, 'inherit'],
      'at the end': ['ignore', 'pipe', 'pipe'],
      terminal: ['inherit', 'inherit', 'inherit'],
    }[out];
    const child = spawn(command, args, { cwd, stdio, env: { ...process.env, ...env } });
    const kept = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => kept.push(chunk));
    child.on('error', reject);
    // A browser that outlives its test runner keeps the pipes open; do not wait for it.
    child.on('exit', () => {
      setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, 2000).unref();
    });
    child.on('close', (code, signal) => {
      process.stdout.write(Buffer.concat(kept));
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

/** The file that runs an installed tool. Running it with `node` avoids a shell and preserves the exit code. */
export function tool(path) {
  return join(root, 'node_modules', path);
}

/** The newest modification time under the paths in ms, 0 if there is none. Ignores tests, build output and dependencies. */
export function newestChange(paths) {
  let time = 0;
  const visit = (path) => {
    if (!existsSync(path)) return;
    const stat = statSync(path);
    if (!stat.isDirectory()) {
      time = Math.max(time, stat.mtimeMs);
      return;
    }
    for (const name of readdirSync(path)) {
      if (name !== 'node_modules' && name !== 'dist' && name !== 'test') visit(join(path, name));
    }
  };
  for (const path of paths) visit(join(root, path));
  return time;
}

/** Runs the body of a command of package.json. A {@link UserError} prints its message; every error sets exit code 1. */
export async function runCommand(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    console.error(error instanceof UserError ? `\n${error.message}\n` : error);
    process.exitCode = 1;
  }
}
