import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';
import { setUp } from './setup.mjs';
import { root, runCommand } from './workspace.mjs';

/** `npm run local-pool`: builds what the local pool needs and starts it. All flags are passed on to its command. */
await runCommand(async () => {
  await setUp();
  await build(['modules', 'triggers']);
  const flags = process.argv.slice(2);
  // Flags have the form `--template FILE` or `--template=FILE`.
  const has = (start) => flags.some((flag) => flag === start || flag.startsWith(`${start}=`));
  if (!has('--template') && !has('--help')) {
    flags.push('--template', join(root, 'template.yaml'));
    // The template requires these parameters. Their values do not matter here, because nothing is sent. Without rotation,
    // every client can refresh.
    const defaults = ['Countries=*', 'BrandName=Example', 'EmailFrom=codes@example.com', 'RefreshTokenRotation=off'];
    for (const parameter of defaults) {
      const [name] = parameter.split('=');
      if (!has(name) && !has(`--parameter=${name}`)) flags.push('--parameter', parameter);
    }
  }
  const child = spawn(process.execPath, [join(root, 'packages/local-pool/dist/esm/bin.js'), ...flags], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? (signal ? 0 : 1))));
});
