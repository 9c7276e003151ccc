/** A run of the smoke test: confirmation, interruption, cleaning up, and what the report may contain. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { error, type Harness, openHarness, outcomes, refused } from './support/harness.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let harness: Harness;

/** Runs the command as a process without a terminal. */
async function runCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  const main = ['--conditions=source', '--import', 'tsx', 'packages/smoke/src/main.ts', '--stack', 'local'];
  const child = spawn(process.execPath, [...main, ...args], { cwd: root, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

before(async () => {
  harness = await openHarness();
});
after(() => harness.close());
beforeEach(() => harness.reset());

describe('before the first probe', () => {
  it('a run prints its effects and cost, and does nothing without a yes', async () => {
    for (const reply of [undefined, 'n', 'no', 'nay']) {
      const { code, said, report } = await harness.run(['sign-up'], { yes: false }, { ask: async () => reply });
      assert.equal(code, 2);
      assert.match(said, /sign-up: creates and deletes one user[\s\S]*Cost: [\s\S]*restored[\s\S]*Nothing was done/);
      assert.equal(report, '');
    }
    assert.deepEqual(harness.cloud.changes, []);
    const { code } = await harness.run(['unknown-username'], { yes: false }, { ask: async () => 'y' });
    assert.equal(code, 0);
  });

  it('a run refuses a stack that does not exist, is not complete, or is not of this template', async () => {
    const { cloud } = harness;
    cloud.exists = false;
    assert.match((await harness.run([])).said, /There is no stack local in us-east-1\. Check --stack/);
    cloud.exists = true;
    for (const [from, to, message] of [
      ['UPDATE_COMPLETE', 'ROLLBACK_COMPLETE', /state ROLLBACK_COMPLETE\. Deploy it first/],
      ['UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS', /state UPDATE_IN_PROGRESS\. .*wait/],
      ['UserPoolClientId', 'SomethingElse', /has no outputs UserPoolId and UserPoolClientId/],
    ] as const) {
      cloud.tamper = async (call, forward) => {
        if (call.action !== 'DescribeStacks') return undefined;
        const { status, body } = await forward();
        return { status, body: String(body).replaceAll(from, to) };
      };
      const { code, said } = await harness.run([]);
      assert.equal(code, 2);
      assert.match(said, message);
    }
    assert.deepEqual(cloud.changes, []);
  });

  it('a run with --create refuses the name of a stack that exists, and does not touch it', async () => {
    const { code, said } = await harness.run([], { scope: 'created' });
    assert.equal(code, 2);
    assert.match(said, /The stack local exists\. .*choose another name/);
    assert.deepEqual([harness.cloud.exists, harness.cloud.changes], [true, []]);
  });

  it('a run with --create reports a deployment that fails, and deletes the resources that it left', async () => {
    harness.cloud.exists = false;
    const deploy = async (): Promise<number> => {
      harness.cloud.exists = true;
      return 1;
    };
    const { code, said } = await harness.run([], { scope: 'created' }, { deploy });
    assert.equal(code, 2);
    assert.match(said, /"sam deploy" ended with exit code 1/);
    assert.deepEqual([harness.cloud.exists, harness.cloud.hasPool], [false, false]);
  });
});

describe('without the SAM CLI', () => {
  it('a run with --create reports that it is missing', async () => {
    harness.cloud.exists = false;
    const deploy = (): Promise<number> => Promise.reject(new Error('spawn sam ENOENT'));
    const { code, said } = await harness.run([], { scope: 'created' }, { deploy });
    assert.equal(code, 2);
    assert.match(said, /The SAM CLI cannot be started \(Error: spawn sam ENOENT\)\. Install it/);
  });
});

describe('a probe is not run, and never passes,', () => {
  it('if no code is typed', async () => {
    const { code, report } = await harness.run(['rotation-in-sign-in'], {}, { ask: async () => undefined });
    assert.deepEqual([code, outcomes(report)['rotation-in-sign-in']], [3, 'not run']);
    assert.match(report, /no code was typed/);
    assert.equal(await harness.users(), 0);
  });

  it('if only wrong codes are typed', async () => {
    const wrong = ['1', '2', '3'];
    const { code, report } = await harness.run(['first-tokens'], {}, { ask: async () => wrong.pop() });
    assert.deepEqual([code, outcomes(report)['first-tokens']], [3, 'not run']);
    assert.equal(await harness.users(), 0);
  });

  it('without an address to send codes to', async () => {
    const { code, report } = await harness.run(['first-tokens'], { phone: undefined, email: undefined });
    assert.equal(code, 3);
    assert.match(report, /needs an address of yours: give --phone or --email/);
  });

  it('if the address has an account, which stays', async () => {
    const phone = newPhoneNumber();
    await harness.deployment.signUp({ phone_number: phone });
    const { report } = await harness.run(['first-tokens', 'rotation-in-sign-in'], { phone });
    assert.deepEqual(Object.values(outcomes(report)), ['not run', 'not run']);
    assert.match(report, /has an account in this user pool, which is not touched/);
    assert.equal(await harness.users(), 1);
    const { run, cloud } = harness;
    cloud.tamper = undefined;
    await run(['unknown-username']);
    assert.equal(await harness.users(), 1);
  });

  it('if the credentials do not allow it', async () => {
    harness.cloud.tamper = async ({ action }) =>
      action === 'GetMetricData' || action === 'RotateSecret'
        ? error('AccessDeniedException', 'not authorized')
        : undefined;
    const { code, report } = await harness.run(['metrics', 'rotation', 'session-reuse']);
    assert.equal(code, 3);
    assert.deepEqual(Object.values(outcomes(report)), ['passed', 'not run', 'not run']);
    assert.match(report, /your credentials do not allow it/);
  });

  it('without --disposable if it would change the stack', async () => {
    const { report } = await harness.run(['channels', 'lite-plan', 'deletion'], { scope: 'stack' });
    assert.deepEqual(Object.values(outcomes(report)), ['not run', 'not run', 'not run']);
    assert.deepEqual(harness.cloud.changes, []);
  });
});

describe('an interruption with Ctrl+C', () => {
  for (const [probe, action] of [
    ['first-tokens', 'GetUser'],
    ['rotation-in-sign-in', 'RotateSecret'],
    ['channels', 'UpdateStack'],
    ['lite-plan', 'CreateUserPoolClient'],
  ] as const) {
    it(`during ${action} of ${probe} restores everything and names it in the report`, async () => {
      const controller = new AbortController();
      harness.cloud.tamper = async (call) => {
        if (call.action === action) controller.abort();
        return undefined;
      };
      const { code, report } = await harness.run([probe, 'waf'], {}, { signal: controller.signal });
      assert.equal(code, 130);
      assert.deepEqual(outcomes(report), { [probe]: 'not run', waf: 'not run' });
      assert.match(report, /not run: interrupted/);
      assert.equal(await harness.users(), 0);
      assert.equal(harness.cloud.pools.size, 0);
      assert.deepEqual(harness.cloud.parameters, harness.initial);
    });
  }
});

describe('the command', () => {
  it('takes credentials and Region from --profile, and does nothing if there is no terminal for the confirmation', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-profile-'));
    const config = join(folder, 'config');
    const keys = 'aws_access_key_id = PROFILEKEY\naws_secret_access_key = own\n';
    writeFileSync(config, `[profile owner]\nregion = eu-west-2\n${keys}`);
    const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...env } = process.env;
    const { code, output } = await runCommand(['--profile', 'owner', '--endpoint', harness.cloud.endpoint], {
      ...env,
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    });
    assert.equal(code, 2, output);
    assert.match(output, /Stack local in eu-west-2[\s\S]*Nothing was done\. Answer y, or add --yes/);
    assert.deepEqual(harness.cloud.changes, []);
    rmSync(folder, { recursive: true });
  });

  it('reports that there are no credentials', async () => {
    const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...env } = process.env;
    const { code, output } = await runCommand(['--region', 'eu-west-1', '--endpoint', harness.cloud.endpoint], {
      ...env,
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    assert.equal(code, 2, output);
    assert.match(output, /The stack cannot be read: CredentialsProviderError: .*Check --region, --profile/);
  });

  it('cleans up and writes the report after Ctrl+C, and ends with 130', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-report-'));
    const file = join(folder, 'report.md');
    const options = ['--stack', 'local', '--region', 'us-east-1', '--endpoint', harness.cloud.endpoint];
    const args = [...options, '--only', 'sign-up', '--yes', '--report', file];
    const main = 'packages/smoke/src/main.ts';
    const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main, ...args], { cwd: root });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        output += text;
      });
    }
    const closed = once(child, 'close');
    harness.cloud.tamper = async ({ action }) => {
      if (action === 'FilterLogEvents') child.kill('SIGINT');
      return undefined;
    };
    const [code] = await closed;
    assert.equal(code, 130, output);
    assert.match(output, /Interrupted: cleaning up[\s\S]*0 passed, 0 differ, 1 not run/);
    assert.equal(outcomes(readFileSync(file, 'utf8'))['sign-up'], 'not run');
    assert.equal(await harness.users(), 0);
    rmSync(folder, { recursive: true });
  });
});

describe('cleaning up', () => {
  it('happens after a fault in the middle of a probe, and when the reply to the change was lost', async () => {
    for (const [probe, action] of [
      ['first-tokens', 'SignUp'],
      ['sign-up', 'SignUp'],
      ['lite-plan', 'CreateUserPool'],
      ['channels', 'UpdateStack'],
    ] as const) {
      let calls = 0;
      harness.cloud.tamper = async (call, forward) => {
        if (call.action !== action) return undefined;
        calls += 1;
        if (calls > 1) return undefined;
        await forward();
        return {
          status: 500,
          body: action === 'UpdateStack' ? '<ErrorResponse/>' : { __type: 'InternalErrorException' },
        };
      };
      const { report } = await harness.run([probe]);
      assert.notEqual(outcomes(report)[probe], undefined);
      assert.deepEqual([await harness.users(), harness.cloud.pools.size], [0, 0], probe);
      assert.deepEqual(harness.cloud.parameters, harness.initial);
    }
  });

  it('that fails is reported, also by the exit code', async () => {
    harness.cloud.tamper = refused('AdminDeleteUser', 'AccessDeniedException');
    const { code, said, report } = await harness.run(['sign-up']);
    assert.equal(code, 4);
    assert.match(said, /NOT CLEANED UP: the user \+447700900\d{3}: AccessDeniedException/);
    assert.match(report, /Not cleaned up:\*\* the user \+44•••••\d{3}/);
  });
});

describe('the report', () => {
  it('contains no code, token, address, account id or private parameter', async () => {
    const phone = newPhoneNumber();
    const codes: string[] = [];
    const { deployment, run } = harness;
    const ask = async (question: string): Promise<string | undefined> => {
      const code = question.includes(phone) ? await deployment.codeSentTo(phone) : 'Ann <ann@example.com>';
      codes.push(code);
      return code;
    };
    harness.cloud.tamper = refused('GetUser', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 2);
    const { report } = await run(['first-tokens', 'sign-up', 'email-sender'], { phone }, { ask });
    for (const text of [...codes, phone, '000000000000', 'eyJ', 'codes@example.com', 'ann@example.com']) {
      assert.ok(!report.includes(text), `${text}\n${report}`);
    }
    assert.match(report, /EmailFrom=\(set\)/);
  });
});
