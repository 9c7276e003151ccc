import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newest, Problem, root, run } from './workspace.mjs';

const stamp = join(root, 'node_modules', '.installed');

/** Node new enough, and every dependency there as the lockfile has it. Talks on standard error only. */
export async function setUp() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Problem(
      `Node 20.19 or later is needed; this is ${process.versions.node}. Get one from https://nodejs.org.`,
    );
  }
  const manifests = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];
  const wanted = manifests.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  console.error('Installing dependencies …');
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  const code = await run(npx, ['--yes', packageManager, 'install', '--frozen-lockfile'], { out: 'stderr' });
  if (code !== 0) {
    throw new Problem(
      'The dependencies could not be installed; the lines above say why. Is the npm registry reachable?',
    );
  }
  writeFileSync(stamp, wanted);
}

/** Whether something has to be built again: its output is missing or older than what it is made from. */
export function isStale(output, sources) {
  return !existsSync(join(root, output)) || newest([output]) < newest(sources);
}
