import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStale, setUpNext } from './setup.mjs';
import { root, runProcess, UserError } from './workspace.mjs';

const folder = join(root, 'examples/next');
const command = join(folder, 'node_modules/next/dist/bin/next');
const stamp = 'node_modules/.built-next';
// This may run in a Vite process, which has set another NODE_ENV.
const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };

/** Installs and builds the Next.js example if it is out of date. Writes to standard error only. */
export async function buildNext() {
  await setUpNext();
  const sources = ['examples/next', 'examples/vite-frame.js', 'packages/otp-element/dist/esm', 'pnpm-lock.yaml'];
  if (existsSync(join(folder, 'dist')) && !isStale(stamp, sources)) return;
  console.error('Building the Next.js example …');
  if ((await runProcess(process.execPath, [command, 'build'], { cwd: folder, out: 'stderr', env })) !== 0) {
    throw new UserError('Building the Next.js example failed; see the output above.');
  }
  writeFileSync(join(root, stamp), '');
}

/**
 * Starts the Next.js server with the example on a free port. Resolves when it accepts requests.
 *
 * @param {{ endpoint: string, userPoolId: string, clientId: string }} pool the pool that it signs in to
 */
export async function startNext({ endpoint, userPoolId, clientId }) {
  await buildNext();
  const child = spawn(process.execPath, [command, 'start', '--hostname', '127.0.0.1', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env, ENDPOINT: endpoint, USER_POOL_ID: userPoolId, CLIENT_ID: clientId },
  });
  // Stops the server with this process, however that exits.
  const stop = () => child.kill('SIGTERM');
  process.once('exit', stop);
  child.once('exit', () => process.off('exit', stop));
  const ended = once(child, 'exit').then(([code]) => {
    throw new UserError(`The Next.js server exited with code ${code}; see the output above.`);
  });
  ended.catch(() => undefined);
  return { address: await Promise.race([printedAddress(child.stdout), ended]), stop };
}

/** The address that Next.js prints, once it has printed that it is ready. */
async function printedAddress(stdout) {
  let output = '';
  for await (const [text] of on(stdout, 'data')) {
    output += text;
    if (output.includes('Ready')) break;
  }
  // Further output is read and dropped, because a full pipe would block the server.
  stdout.resume();
  return new URL(/http:\/\/[\d.:]+/.exec(output)[0]);
}
