import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStale, setUp } from './setup.mjs';
import { root, runCommand, runProcess, UserError } from './workspace.mjs';

const rollup = (config) => ['node_modules/rollup/dist/bin/rollup', '--config', config, '--silent'];

/** What is built: the sources, the command, and an output file whose existence shows that it was built. */
const PARTS = {
  modules: {
    sources: ['packages', 'tsconfig.base.json'],
    output: 'packages/local-pool/dist/esm/bin.js',
    args: [
      'node_modules/typescript/bin/tsc',
      '-b',
      ...['client', 'element'].map((name) => `packages/otp-${name}`),
      'packages/triggers',
      'packages/local-pool',
      'packages/cli',
    ],
  },
  triggers: {
    output: 'packages/triggers/dist/create-auth-challenge/index.js',
    sources: ['packages/triggers', 'packages/otp-client/src/wire.ts', 'pnpm-lock.yaml'],
    args: rollup('packages/triggers/rollup.config.js'),
  },
  element: {
    output: 'packages/otp-element/dist/cdn/cognito-otp.js',
    sources: ['packages/otp-element', 'packages/otp-client', 'pnpm-lock.yaml'],
    args: rollup('packages/otp-element/rollup.config.js'),
  },
  'template variants': {
    output: 'template-triggers.yaml',
    sources: ['template.yaml', 'README.md', 'scripts/template-variants.mjs'],
    args: ['scripts/template-variants.mjs'],
  },
  'public face': {
    output: 'packages/otp-element/dist/custom-elements.json',
    sources: ['packages/otp-element'],
    args: ['packages/otp-element/scripts/public-face.mjs'],
  },
};

/** Removes the modules of a package whose source is gone. The compiler leaves them, and they would be published. */
function removeStaleModules(name) {
  const folder = join(root, 'packages', name);
  const modules = join(folder, 'dist/esm');
  if (!existsSync(modules)) return;
  for (const file of readdirSync(modules, { recursive: true, encoding: 'utf8' })) {
    const [, module] = /^(.*?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(file) ?? [];
    if (module && !['.ts', '.tsx'].some((ending) => existsSync(join(folder, 'src', module + ending)))) {
      rmSync(join(modules, file));
    }
  }
}

/** `npm run build`: builds the parts that are out of date. Writes to standard error only, because callers print data. */
export async function build(names = Object.keys(PARTS)) {
  for (const name of names) {
    const { sources, output, args } = PARTS[name];
    const stamp = `node_modules/.built-${name.replace(' ', '-')}`;
    if (existsSync(join(root, output)) && !isStale(stamp, sources)) continue;
    console.error(`Building ${name} …`);
    if (name === 'modules') for (const folder of readdirSync(join(root, 'packages'))) removeStaleModules(folder);
    if ((await runProcess(process.execPath, args, { out: 'stderr' })) !== 0) {
      throw new UserError(`Building ${name} failed; see the output above.`);
    }
    writeFileSync(join(root, stamp), '');
  }
}

if (import.meta.filename === process.argv[1]) {
  await runCommand(async () => {
    await setUp();
    await build();
  });
}
