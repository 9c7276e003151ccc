/** `dev`: starts a local pool, the development server of this project. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Runs `local-pool` with the given flags until it ends.
 *
 * @returns its exit code.
 */
export function dev(flags: readonly string[]): Promise<number> {
  const index = import.meta.resolve('@cognito-otp/local-pool');
  const bin = fileURLToPath(new URL(index.endsWith('.ts') ? './bin.ts' : './bin.js', index));
  const child = spawn(process.execPath, [...process.execArgv, bin, ...flags], { stdio: 'inherit' });
  // The terminal sends Ctrl+C to the child, too, which closes the pool before it ends.
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  process.on('SIGTERM', forward);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}
