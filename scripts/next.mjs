import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStale, setUpNext } from './setup.mjs';
import { root, runProcess, UserError } from './workspace.mjs';

const folder = join(root, 'examples/next');
const command = join(folder, 'node_modules/next/dist/bin/next');
const stamp = 'node_modules/.built-next';
// Vite, in whose process this may run, has set another NODE_ENV.
const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };

/** Installs and builds Next's example, where that is not done. Talks on standard error only. */
export async function buildNext() {
  await setUpNext();
  const sources = ['examples/next', 'examples/vite-frame.js', 'packages/otp-element/dist/esm', 'pnpm-lock.yaml'];
  if (existsSync(join(folder, 'dist')) && !isStale(stamp, sources)) return;
  console.error('Building Next’s example …');
  if ((await runProcess(process.execPath, [command, 'build'], { cwd: folder, out: 'stderr', env })) !== 0) {
    throw new UserError('Building Next’s example failed; the lines above say why.');
  }
  writeFileSync(join(root, stamp), '');
}

/**
 * Next's own server with the example, on a port that is free; resolves when it answers.
 *
 * @param {{ endpoint: string, userPoolId: string, clientId: string }} pool where it signs in
 */
export async function startNext({ endpoint, userPoolId, clientId }) {
  await buildNext();
  const child = spawn(process.execPath, [command, 'start', '--hostname', '127.0.0.1', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env, ENDPOINT: endpoint, USER_POOL_ID: userPoolId, CLIENT_ID: clientId },
  });
  // However we end, it ends with us.
  const stop = () => child.kill('SIGTERM');
  process.once('exit', stop);
  child.once('exit', () => process.off('exit', stop));
  const ended = once(child, 'exit').then(([code]) => {
    throw new UserError(`Next ended with code ${code}; the lines above say why.`);
  });
  ended.catch(() => undefined);
  return { address: await Promise.race([printedAddress(child.stdout), ended]), stop };
}

/** What Next says it listens on, once it says that it is ready. */
async function printedAddress(stdout) {
  let said = '';
  for await (const [text] of on(stdout, 'data')) {
    said += text;
    if (said.includes('Ready')) break;
  }
  // Whatever else it says is read and dropped: a full pipe would hold it up.
  stdout.resume();
  return new URL(/http:\/\/[\d.:]+/.exec(said)[0]);
}
