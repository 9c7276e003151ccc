/** The command `local-pool`. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { control, fixture } from './support.js';

const bin = fileURLToPath(new URL('../src/bin.ts', import.meta.url));
const running = new Set<ChildProcess>();

interface Run {
  process: ChildProcess;
  out: () => string;
  err: () => string;
  ended: Promise<number | null>;
}

function run(...flags: string[]): Run {
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', bin, ...flags], { stdio: 'pipe' });
  running.add(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  return { process: child, out: () => out, err: () => err, ended };
}

async function firstLine({ process: child, out, err }: Run): Promise<string> {
  while (!out().includes('\n')) {
    if (child.exitCode !== null) throw new Error(err());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return out().split('\n')[0] ?? '';
}

const template = fixture('code-by-sms/template.yaml');

describe('the command', () => {
  after(() => {
    for (const child of running) child.kill('SIGKILL');
  });

  it('prints one line of JSON when it is ready, serves requests, and exits within a second of SIGTERM', async () => {
    const pool = run('--template', template, '--port', '0', '--json');
    const ready = JSON.parse(await firstLine(pool));
    assert.deepEqual(Object.keys(ready), ['endpoint', 'userPoolId', 'clientId', 'region', 'outbox', 'pools']);
    assert.deepEqual((await control(ready, 'GET', '/outbox')).body, []);
    // An open event stream must not delay the exit.
    const events = await fetch(`${ready.outbox}/events`);
    const began = Date.now();
    pool.process.kill('SIGTERM');
    assert.equal(await pool.ended, 0);
    assert.ok(Date.now() - began < 1000, `took ${Date.now() - began} ms`);
    assert.equal(pool.out().trim().split('\n').length, 1);
    assert.doesNotMatch(pool.err(), /user pool|function/);
    await events.body?.cancel().catch((error) => assert.match(String(error), /terminated|closed|aborted/));
    await assert.rejects(fetch(ready.endpoint));
  });

  it('prints how to reach the pool when started without --json', async () => {
    const pool = run('--template', template, '--port', '0', '--parameter', 'Stage=live');
    while (!pool.err().includes('Ctrl-C')) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.match(
      pool.err(),
      /user pool us-east-1_\w{9} \(People\)[\s\S]*The local pool listens at http:\/\/127\.0\.0\.1:\d+\n/,
    );
    pool.process.kill('SIGINT');
    assert.equal(await pool.ended, 0);
  });

  it('prints what to do if the port is in use', async (test) => {
    const other = createServer().listen(0, '127.0.0.1');
    test.after(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const pool = run('--template', template, '--port', String(port));
    assert.equal(await pool.ended, 1);
    assert.match(
      pool.err(),
      /^Port \d+ is in use on 127\.0\.0\.1\. Use another port with --port, or 0 for any free port\.\n$/,
    );
  });

  for (const [flags, words] of [
    [
      ['--template', 'nowhere.yaml'],
      /The template nowhere\.yaml can't be read .* Name a template with --template FILE\./,
    ],
    [['--template', template, '--parameter', 'Stage'], /Invalid --parameter "Stage": expected Key=Value\./],
    [
      ['--template', template, '--parameter', 'Nothing=1'],
      /The template has no parameter Nothing\. Use one of PoolName, /,
    ],
    [['--port', 'x'], /Invalid --port "x": expected a number from 0 to 65535\./],
    [['--color'], /Unknown option '--color'[\s\S]*Usage: local-pool/],
  ] as const) {
    it(`rejects ${flags.at(-1)} with a message and an exit code`, async () => {
      const pool = run(...flags);
      assert.equal(await pool.ended, 1);
      assert.match(pool.err(), words);
      assert.equal(pool.out(), '');
    });
  }

  it('starts in a container with the flags of the Dockerfile and those of the caller', async () => {
    const dockerfile = readFileSync(fileURLToPath(new URL('../Dockerfile', import.meta.url)), 'utf8');
    const [command, ...flags] = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(dockerfile)?.[1] ?? '[]');
    const { bin } = JSON.parse(readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8'));
    assert.ok(Object.hasOwn(bin, command));
    const pool = run(...flags, '--template', template, '--port', '0', '--json');
    const { endpoint } = JSON.parse(await firstLine(pool));
    assert.match(endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    const check = /fetch\('http:\/\/127\.0\.0\.1:9400(.*?)'/.exec(dockerfile)?.[1];
    assert.equal((await fetch(endpoint + check)).status, 200);
    pool.process.kill('SIGTERM');
    assert.equal(await pool.ended, 0);
  });

  it('documents every flag and endpoint of its help in the README', async () => {
    const readme = fileURLToPath(new URL('../README.md', import.meta.url));
    assert.ok(existsSync(readme));
    const text = readFileSync(readme, 'utf8');
    const shown = run('--help');
    assert.equal(await shown.ended, 0);
    const flags = shown.out().match(/--[a-z]+/g) ?? [];
    assert.ok(flags.length > 6);
    const { CONTROL_ENDPOINTS } = await import('../src/http/control-api.js');
    const { OPERATION_NAMES } = await import('../src/services/cognito-idp/call-operation.js');
    assert.equal(
      /<!-- operations -->\n([\s\S]*?)\n\n/.exec(text)?.[1]?.replace(/\s+/g, ' '),
      OPERATION_NAMES.join(', '),
    );
    for (const word of [...flags, ...CONTROL_ENDPOINTS])
      assert.ok(text.includes(`\`${word}`), `${word} isn't in the README`);
  });
});
