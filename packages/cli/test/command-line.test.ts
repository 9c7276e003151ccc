/** The command line itself: its options, the outputs of a stack, and the local pool. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../src/command-line.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const pool = ['--user-pool-id', 'us-east-1_EXAMPLE00'];

/** Runs a command in this process. */
async function cli(...args: string[]): Promise<{ code: number; output: string }> {
  const lines: string[] = [];
  const code = await run(args, { print: (line) => void lines.push(line) });
  return { code, output: lines.join('\n') };
}

/** Runs the command as a process of its own. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', at('../src/bin.ts'), ...args], {
    env: { PATH: process.env['PATH'], AWS_ACCESS_KEY_ID: 'OPERATOR', AWS_SECRET_ACCESS_KEY: 'own', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.resume();
  const exited = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, output })),
  );
  return { child, exited, text: () => output };
}

describe('the command line', () => {
  it('explains itself: every command and option is in the help and in the README', async () => {
    const { code, output } = await cli('--help');
    assert.equal(code, 0);
    const readme = readFileSync(at('../README.md'), 'utf8');
    for (const [word] of output.matchAll(/^ {2}(?:--[a-z-]+|[a-z]+)\b/gm)) {
      const name = word.trim();
      if (name !== '--help') assert.match(readme, new RegExp(`\\| \`${name}\\b`), name);
    }
  });

  it('says what to give instead of an invalid option', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-cli-'));
    const file = join(folder, 'outputs.json');
    writeFileSync(file, '{"UserPoolArn":"x"}');
    for (const [args, message] of [
      [['atach', ...pool], /^Unknown command "atach": expected attach, detach, doctor or dev\.$/],
      [['attach', '--yess'], /--yess.* See cognito-otp --help\.$/s],
      [['attach', '--stack', 'x'], /^--user-pool-id is required, for example/],
      [['attach', '--user-pool-id', 'existing', '--stack', 'x'], /^--user-pool-id is required/],
      [['attach', ...pool], /^Name the stack .* --stack NAME, or --outputs FILE\.$/],
      [['doctor', ...pool, '--outputs', 'nowhere.json'], /^nowhere\.json cannot be read as JSON: /],
      [
        ['doctor', ...pool, '--outputs', file],
        /has no output PreSignUpArn\. Name a stack .* template-triggers\.yaml\.$/,
      ],
      [
        ['attach', ...pool, '--outputs', file, '--without', 'DefineAuthChallenge'],
        /^--without DefineAuthChallenge: expected PreSignUp or CustomMessage\.$/,
      ],
      [
        ['doctor', ...pool, '--outputs', file, '--replace', 'PostConfirmation'],
        /^--replace PostConfirmation: expected one of/,
      ],
    ] as const) {
      const { code, output } = await cli(...args);
      assert.equal(code, 1, args.join(' '));
      assert.match(output, message);
    }
    rmSync(folder, { recursive: true });
  });

  it('reads the outputs of the stack from CloudFormation', async () => {
    const member = (key: string, value: string) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`;
    const bodies: string[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      bodies.push(body);
      const outputs = member('UserPoolArn', 'arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_EXAMPLE00');
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>otp</StackName><CreationTime>2026-12-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${outputs}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
        );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const args = ['doctor', ...pool, '--stack', 'otp'];
    const { code, output } = await start(args, { AWS_ENDPOINT_URL_CLOUDFORMATION: endpoint }).exited;
    server.close();
    assert.match(bodies[0] ?? '', /Action=DescribeStacks&.*StackName=otp/);
    assert.equal(code, 1);
    assert.match(output, /^otp has no output PreSignUpArn\./);
  });

  it('starts a local pool with the flags that follow dev', async () => {
    const { code } = await start(['dev', '--template', 'nowhere.yaml', '--port', '0']).exited;
    assert.equal(code, 1);
    const template = at('../../local-pool/test/fixtures/code-by-sms/template.yaml');
    const dev = start(['dev', '--json', '--port', '0', '--template', template]);
    while (!dev.text().includes('\n') && dev.child.exitCode === null) await new Promise((next) => setTimeout(next, 50));
    const { endpoint } = JSON.parse(dev.text()) as { endpoint: string };
    assert.equal((await fetch(`${endpoint}/outbox`)).status, 200);
    dev.child.kill('SIGTERM');
    assert.equal((await dev.exited).code, 0);
  });
});
