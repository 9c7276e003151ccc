/** Tests the commands of package.json as processes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { requireBrowser } from '../browsers.mjs';
import { MUTATED_FILES } from '../mutation.mjs';
import { SOAK_FILES } from '../soak.mjs';
import { root } from '../workspace.mjs';

/** Starts a script of package.json and collects its output. */
function start(command, args = []) {
  const child = spawn('npm', ['run', '-s', command, '--', ...args], { cwd: root, detached: true });
  const output = { out: '', err: '' };
  child.stdout.on('data', (text) => {
    output.out += text;
  });
  child.stderr.on('data', (text) => {
    output.err += text;
  });
  const exited = once(child, 'exit').then(([code]) => ({ code, ...output }));
  return { child, output, exited, stop: () => process.kill(-child.pid, 'SIGTERM') };
}

async function until(condition) {
  for (let waited = 0; !condition(); waited += 50) {
    assert.ok(waited < 60_000, 'not within a minute');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const answers = (address) =>
  fetch(address).then(
    () => true,
    () => false,
  );

test('local-pool --json prints one line of JSON and nothing else, and stops within a second of SIGTERM', async () => {
  const pool = start('local-pool', ['--json', '--port', '0']);
  await until(() => pool.output.out.includes('\n'));
  const ready = JSON.parse(pool.output.out);
  for (const key of ['endpoint', 'userPoolId', 'clientId', 'region', 'outbox'])
    assert.equal(typeof ready[key], 'string');
  assert.deepEqual(await (await fetch(ready.outbox)).json(), []);
  const before = Date.now();
  pool.stop();
  // npm may exit before the pool does, so the test checks that the pool no longer answers.
  while (await answers(ready.endpoint)) assert.ok(Date.now() - before < 1000, 'the pool still answers after a second');
  const { out } = await pool.exited;
  assert.equal(out.trim().split('\n').length, 1);
});

test('smoke explains its options and passes on its exit code', async () => {
  const help = await start('smoke', ['--help']).exited;
  assert.equal(help.code, 0);
  assert.match(help.out, /--stack NAME[\s\S]*Exit codes: 0 all selected probes passed/);
  const { code, err } = await start('smoke', ['--only', 'none']).exited;
  assert.equal(code, 2);
  assert.match(err, /Name the stack: --stack NAME/);
});

test('local-pool names an invalid parameter and its allowed values', async () => {
  const { code, out, err } = await start('local-pool', ['--json', '--port', '0', '--parameter', 'CodeLength=3']).exited;
  assert.notEqual(code, 0);
  assert.equal(out, '');
  assert.match(err, /CodeLength/);
  assert.match(err, /4/);
});

test('flags of local-pool with an equals sign override its defaults', async () => {
  const wrong = ['--parameter=Countries=Atlantis', '--parameter=RefreshTokenRotation=sometimes'];
  for (const flag of wrong) {
    const { code, err } = await start('local-pool', ['--json', '--port=0', flag]).exited;
    assert.notEqual(code, 0, flag);
    assert.match(err, new RegExp(flag.split('=')[1]));
  }
  const { code, err } = await start('local-pool', ['--template=nowhere.yaml', '--port=0']).exited;
  assert.notEqual(code, 0);
  assert.match(err, /nowhere\.yaml/);
});

test('local-pool reports a missing template', async () => {
  const { code, err } = await start('local-pool', ['--template', 'nowhere.yaml', '--port', '0']).exited;
  assert.notEqual(code, 0);
  assert.match(err, /nowhere\.yaml/);
});

test('the demo prints the address of the gallery and serves it', async () => {
  const demo = start('demo', ['--port', '0']);
  await until(() => /Gallery +http\S+/.test(demo.output.out));
  const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(demo.output.out);
  const page = await (await fetch(`${address}script-tag/`)).text();
  assert.match(page, /<cognito-otp-login\s+user-pool-id="[\w-]+_\w+"/);
  assert.equal((await fetch(`${address}cdn/cognito-otp.js`)).status, 200);
  demo.stop();
  await demo.exited;
  for (let waited = 0; await answers(address); waited += 50) {
    assert.ok(waited < 5_000, 'the gallery still answers');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

test('the demo reports that its port is in use and leaves no process running', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address();
  const { code, err } = await start('demo', ['--port', String(port)]).exited;
  taken.close();
  assert.equal(code, 1);
  assert.match(err, new RegExp(`Port ${port} is in use.*--port ${port + 1}`));
});

test('the demo rejects an invalid port', async () => {
  const { code, err } = await start('demo', ['--port', 'x']).exited;
  assert.equal(code, 1);
  assert.match(err, /--port takes a number/);
});

test('no command imports a package before dependencies are installed', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const commands = Object.values(scripts).flatMap((line) => /^node (\S+\.mjs)/.exec(line)?.slice(1) ?? []);
  const seen = new Set(commands.filter((file) => file.startsWith('scripts/')).map((file) => join(root, file)));
  assert.ok(seen.size > 6);
  for (const file of seen) {
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/^import\b[^;(]*?from '([^']+)'/gm)) {
      if (path.startsWith('node:')) continue;
      assert.match(path, /^\.{1,2}\//, `${relative(root, file)} imports ${path} when it is loaded`);
      seen.add(join(dirname(file), path));
    }
  }
});

test('the files that soak and mutation tests run on exist', () => {
  for (const file of [...SOAK_FILES, ...MUTATED_FILES]) assert.ok(existsSync(join(root, file)), file);
});

test('a missing browser that cannot be installed is reported with what to install', async () => {
  await assert.rejects(requireBrowser('chromium', { find: () => undefined, uid: 1000 }), (error) => {
    assert.match(error.message, /need chromium.*Install it.*apt-get install chromium.*CHROMIUM_PATH/s);
    return true;
  });
});
