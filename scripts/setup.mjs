import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newestChange, root, runProcess, UserError } from './workspace.mjs';

const NEXT_EXAMPLE = '@cognito-otp/example-next';

/**
 * Checks the version of Node and installs the dependencies of the lockfile, except those of the Next.js example. Writes to
 * standard error only.
 */
export async function setUp() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new UserError(
      `Node 20.19 or later is required; this is ${process.versions.node}. Install one from https://nodejs.org.`,
    );
  }
  await install('dependencies', `!${NEXT_EXAMPLE}`, '.installed');
}

/**
 * Installs the dependencies of the Next.js example. They are more than half as large as all others together, so they are
 * installed when the example is first used.
 */
export const setUpNext = () => install('Next.js', NEXT_EXAMPLE, '.installed-next');

/** Installs a part of the workspace unless the file `stamp` says that it is installed as in the lockfile. */
async function install(what, filter, stamp) {
  const manifests = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];
  const wanted = manifests.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  const installed = join(root, 'node_modules', stamp);
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return;

  console.error(`Installing ${what} …`);
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  const args = ['--yes', packageManager, 'install', '--frozen-lockfile', '--filter', filter];
  if ((await runProcess(npx, args, { out: 'stderr' })) !== 0) {
    throw new UserError(`Installing ${what} failed; see the output above. Is the npm registry reachable?`);
  }
  writeFileSync(installed, wanted);
}

/** Whether an output has to be built: it is missing or older than its sources. */
export function isStale(output, sources) {
  return !existsSync(join(root, output)) || newestChange([output]) < newestChange(sources);
}
