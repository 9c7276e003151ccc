import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Something a person can mend; shown without a stack. */
export class UserError extends Error {}

/**
 * Runs a command in the root and resolves with its exit code. Its standard output goes to ours, or to standard error
 * where ours is somebody's data; or all it writes is kept until it ends, where others run beside it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, out?: 'stdout' | 'stderr' | 'at the end', cwd?: string }} [options]
 * @returns {Promise<number>}
 */
export function runProcess(command, args, { env, out = 'stdout', cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = {
      stdout: ['ignore', 'inherit', 'inherit'],
      stderr: ['ignore', 2, 'inherit'],
      'at the end': ['ignore', 'pipe', 'pipe'],
    }[out];
    const child = spawn(command, args, { cwd, stdio, env: { ...process.env, ...env } });
    const kept = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => kept.push(chunk));
    child.on('error', reject);
    // A browser that outlives its runner must not hold up what comes next.
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

/** A tool of the workspace, by the file that runs it: no shell, no wrapper between us and its exit code. */
export function tool(path) {
  return join(root, 'node_modules', path);
}

/** The newest change below the paths, in ms; 0 where there is nothing. Build output and dependencies don't count. */
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

/** Runs a command's main function; problems end it with their text and exit code 1. */
export async function runCommand(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    console.error(error instanceof UserError ? `\n${error.message}\n` : error);
    process.exitCode = 1;
  }
}
