import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newestChange, root, runProcess, UserError } from './workspace.mjs';

const next = '@cognito-otp/example-next';

/** Node new enough, and every dependency there as the lockfile has it; Next's example apart. Talks on standard error only. */
export async function setUp() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new UserError(
      `Node 20.19 or later is needed; this is ${process.versions.node}. Get one from https://nodejs.org.`,
    );
  }
  await install('dependencies', `!${next}`, '.installed');
}

/** The dependencies of Next's example, which are more than half as large as all the others: for who looks at it. */
export const setUpNext = () => install('Next', next, '.installed-next');

/** One part of the workspace, unless it is there as the lockfile has it; the file `stamp` says so. */
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
    throw new UserError(`Installing ${what} failed; the lines above say why. Is the npm registry reachable?`);
  }
  writeFileSync(installed, wanted);
}

/** Whether something has to be built again: its output is missing or older than what it is made from. */
export function isStale(output, sources) {
  return !existsSync(join(root, output)) || newestChange([output]) < newestChange(sources);
}
