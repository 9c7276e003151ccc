import { build } from './build.mjs';
import { setUp } from './setup.mjs';
import { root, runCommand, runProcess } from './workspace.mjs';

/** `npm run smoke`: checks a deployed stack. All options are passed on to `packages/smoke`. */
await runCommand(async () => {
  const options = process.argv.slice(2);
  await setUp();
  if (options.includes('--create')) await build(['triggers']);
  // The terminal sends Ctrl+C to the child, too, which cleans up before it ends.
  process.on('SIGINT', () => undefined);
  const args = ['--conditions=source', '--import', 'tsx', 'packages/smoke/src/main.ts', ...options];
  return runProcess(process.execPath, args, {
    out: 'terminal',
    cwd: root,
    // The SDK warns about Node 20, which only matters for later versions of the SDK.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
});
