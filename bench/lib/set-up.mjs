import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../scripts/build.mjs';
import { setUp } from '../../scripts/setup.mjs';
import { root, runProcess, UserError } from '../../scripts/workspace.mjs';

/** The folder of the benchmarks, with the packages that they compare. */
export const BENCH_FOLDER = join(root, 'bench');

/** Where the benchmarks build what they measure. */
export const BUILD_FOLDER = join(tmpdir(), 'cognito-otp-bench');

/** Builds this project's packages and installs those of bench/pnpm-lock.yaml. Writes to standard error only. */
export async function prepare() {
  await setUp();
  await build();
  const stamp = join(BENCH_FOLDER, 'node_modules', '.installed');
  const lockfile = readFileSync(join(BENCH_FOLDER, 'pnpm-lock.yaml'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile) return;
  console.error('Installing the packages to compare with …');
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  const code = await runProcess(npx, ['--yes', packageManager, 'install', '--frozen-lockfile'], {
    out: 'stderr',
    cwd: BENCH_FOLDER,
  });
  if (code !== 0) throw new UserError('Installing the packages to compare with failed; see the output above.');
  writeFileSync(stamp, lockfile);
}
