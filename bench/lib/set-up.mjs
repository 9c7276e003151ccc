import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../scripts/build.mjs';
import { setUp } from '../../scripts/setup.mjs';
import { root, runProcess, UserError } from '../../scripts/workspace.mjs';

/** The folder that holds the benchmarks and the packages they compare us with. */
export const here = join(root, 'bench');

/** Where the benchmarks build what they measure. */
export const built = join(tmpdir(), 'cognito-otp-bench');

/** Ours built, theirs installed as bench/pnpm-lock.yaml has them. Talks on standard error only. */
export async function ready() {
  await setUp();
  await build();
  const stamp = join(here, 'node_modules', '.installed');
  const lockfile = readFileSync(join(here, 'pnpm-lock.yaml'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile) return;
  console.error('Installing what is compared …');
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  const code = await runProcess(npx, ['--yes', packageManager, 'install', '--frozen-lockfile'], {
    out: 'stderr',
    cwd: here,
  });
  if (code !== 0) throw new UserError('The packages to compare with could not be installed; the lines above say why.');
  writeFileSync(stamp, lockfile);
}
