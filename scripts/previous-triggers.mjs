import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from './setup.mjs';
import { root, runCommand, UserError } from './workspace.mjs';

const bundle = join(root, 'packages/triggers/test/fixtures/previous/triggers.mjs');

/**
 * `npm run previous-triggers -- COMMIT`: bundles the triggers of an earlier commit for
 * `packages/triggers/test/rollback.test.ts`, in which they and the present triggers use one table. The bundle contains the
 * installed versions of AWS's SDK and of the phone metadata.
 */
await runCommand(async () => {
  const [commit] = process.argv.slice(2);
  if (!commit) throw new UserError('Usage: npm run previous-triggers -- COMMIT');
  await setUp();
  const { build } = await import('esbuild');
  const id = execFileSync('git', ['rev-parse', '--short=12', `${commit}^{commit}`], {
    cwd: root,
    encoding: 'utf8',
  }).trim();
  const folder = mkdtempSync(join(tmpdir(), 'previous-triggers-'));
  try {
    const sources = execFileSync('git', ['archive', id, 'packages'], { cwd: root, maxBuffer: 2 ** 30 });
    execFileSync('tar', ['-x', '-C', folder], { input: sources });
    const libraries = 'packages/triggers/node_modules';
    symlinkSync(join(root, libraries), join(folder, libraries));
    const { outputFiles } = await build({
      entryPoints: [join(folder, 'packages/triggers/src/create-triggers.ts')],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      charset: 'utf8',
      legalComments: 'none',
      conditions: ['source'],
      tsconfigRaw: '{}',
      external: ['libphonenumber-js/*', '@aws-sdk/*'],
      alias: { '@cognito-otp/client/wire': join(folder, 'packages/otp-client/src/wire.ts') },
    });
    writeFileSync(
      bundle,
      `// The triggers of commit ${id}, written by scripts/previous-triggers.mjs.\n${outputFiles[0].text}`,
    );
    console.log(`${bundle}: ${outputFiles[0].text.length} bytes`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
