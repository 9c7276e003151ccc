import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isStale, setUpNext } from './setup.mjs';
import { root, runProcess, UserError } from './workspace.mjs';

/** Another version of Next than the example's own, `15.5.29` for instance. */
const { NEXT_VERSION } = process.env;
const example = join(root, 'examples/next');
const folder = NEXT_VERSION ? join(tmpdir(), `cognito-otp-next-${NEXT_VERSION}/next`) : example;
const command = join(folder, 'node_modules/next/dist/bin/next');
const stamp = `node_modules/.built-next${NEXT_VERSION ? `-${NEXT_VERSION}` : ''}`;
// This may run in a Vite process, which has set another NODE_ENV.
const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };

/** Installs and builds the Next.js example if it is out of date. Writes to standard error only. */
export async function buildNext() {
  if (!NEXT_VERSION) await setUpNext();
  const sources = ['examples/next', 'examples/vite-frame.js', 'packages/otp-element/dist/esm', 'pnpm-lock.yaml'];
  if (existsSync(join(folder, 'dist')) && !isStale(stamp, sources)) return;
  if (NEXT_VERSION) await installCopy();
  await runBuild();
  writeFileSync(join(root, stamp), '');
}

async function runBuild() {
  console.error('Building the Next.js example …');
  if ((await runProcess(process.execPath, [command, 'build'], { cwd: folder, out: 'stderr', env })) !== 0) {
    throw new UserError('Building the Next.js example failed; see the output above.');
  }
}

/**
 * Copies the example out of the workspace, which has one version of Next. There, npm installs Next in the version
 * `NEXT_VERSION`, and the client and the element as they would be published. (Next compiles no TypeScript below
 * `node_modules`.)
 */
async function installCopy() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const parent = dirname(folder);
  mkdirSync(folder, { recursive: true });
  for (const name of ['app', 'next.config.mjs', 'tsconfig.json']) {
    cpSync(join(example, name), join(folder, name), { recursive: true });
  }
  for (const name of ['vite-frame.js', 'manifest.json']) cpSync(join(root, 'examples', name), join(parent, name));
  for (const name of ['client', 'element']) {
    const args = ['--yes', packageManager, '--silent', 'pack', '--pack-destination', parent];
    await runProcess('npx', args, { cwd: join(root, `packages/otp-${name}`), out: 'stderr' });
  }
  const manifest = JSON.parse(readFileSync(join(example, 'package.json'), 'utf8'));
  const packed = (name) => `file:${join(parent, `cognito-otp-${name}-${manifest.version}.tgz`)}`;
  const own = { '@cognito-otp/client': packed('client'), '@cognito-otp/element': packed('element') };
  const dependencies = { ...manifest.dependencies, ...own, next: NEXT_VERSION };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, dependencies }));
  const flags = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
  if ((await runProcess('npm', flags, { cwd: folder, out: 'stderr' })) !== 0) {
    throw new UserError(`Installing Next.js ${NEXT_VERSION} failed; see the output above.`);
  }
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
