import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { startPool } from './gallery.mjs';
import { setUp } from './setup.mjs';
import { root, runCommand, runProcess } from './workspace.mjs';

/**
 * `npm run test:runtimes`: signs in and out with the built client in Node, Deno and Bun, against a local pool. Not part of
 * `npm test`, because these runtimes are larger than all other dependencies together. Uses the runtime on the PATH, or
 * else the one that npm offers for Linux.
 */
const runtimes = {
  node: { args: [] },
  deno: {
    args: ['run', '--allow-net', '--allow-read', '--allow-env'],
    package: '@deno/linux-x64-glibc@2.9.6',
    bin: 'deno',
  },
  bun: { args: ['run'], package: '@oven/bun-linux-x64@1.4.5', bin: 'bin/bun' },
};

const program = (pool) => `
import { createOtpClient } from ${JSON.stringify(`${pathToFileURL(join(root, 'packages/otp-client/dist/esm/index.js'))}`)};
const pool = ${JSON.stringify(pool)};
const items = new Map();
const storage = {
  getItem: async (key) => items.get(key) ?? null,
  setItem: async (key, value) => void items.set(key, value),
  removeItem: async (key) => void items.delete(key),
};
const client = createOtpClient({ userPoolId: pool.userPoolId, clientId: pool.clientId, endpoint: pool.endpoint, storage });
const phone = '+44742' + String(Math.random()).slice(2, 9).padEnd(7, '0');
const expect = (actual, expected) => {
  if (actual !== expected) throw new Error(actual + ' instead of ' + expected);
};
expect((await client.start({ phone })).step, 'code');
const sent = await (await fetch(pool.outbox)).json();
const [code] = /\\b\\d{6}\\b/.exec(sent.filter(({ to }) => to === phone).at(-1).body);
expect((await client.submit(code)).step, 'signed-in');
expect(client.session.user.phone, phone);
expect(typeof (await client.getTokens({ forceRefresh: true })).accessToken, 'string');
expect((await client.signOut()).step, 'identifier');
expect([...items.keys()].filter((key) => key.startsWith('CognitoIdentityServiceProvider')).length, 0);
client.close();
console.log('signed in, refreshed, signed out');
`;

/** The program of a runtime: this Node, one on the PATH, or one that npm installs in the folder. */
async function findRuntime(name, folder) {
  if (name === 'node') return process.execPath;
  if (spawnSync(name, ['--version']).status === 0) return name;
  const { package: wanted, bin } = runtimes[name];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const flags = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--silent'];
  await runProcess(npm, [...flags, wanted], { out: 'stderr' });
  const path = join(folder, 'node_modules', wanted.slice(0, wanted.lastIndexOf('@')), bin);
  return existsSync(path) ? path : undefined;
}

await runCommand(async () => {
  await setUp();
  await build();
  const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-runtimes-'));
  const { pool, child } = await startPool([
    'Countries=*',
    'BrandName=Test',
    'EmailFrom=codes@example.com',
    'AnswerPaceMs=0',
  ]);
  let failed = 0;
  try {
    const file = join(folder, 'program.mjs');
    writeFileSync(file, program(pool));
    for (const [name, { args }] of Object.entries(runtimes)) {
      const path = await findRuntime(name, folder);
      const { status, stdout, stderr } = path
        ? spawnSync(path, [...args, file], { encoding: 'utf8', timeout: 60_000 })
        : { status: 1, stdout: '', stderr: 'not on the PATH, and npm has none for this system' };
      console.log(`${name.padEnd(5)} ${status === 0 ? stdout.trim() : `failed: ${stderr.trim()}`}`);
      if (status !== 0) failed++;
    }
  } finally {
    child.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
  return failed === 0 ? 0 : 1;
});
