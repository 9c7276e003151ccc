/** attach, doctor and detach on a local pool that acts as an existing user pool, with users who have passwords. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { UpdateUserPoolClientCommand, UpdateUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { callCognito } from '@cognito-otp/test-kit/pool-client';
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import { startExistingPool, startProxy, type Tampering } from './support/existing-pool.js';

process.env['AWS_ACCESS_KEY_ID'] = 'OPERATOR';
process.env['AWS_SECRET_ACCESS_KEY'] = 'own';

const PASSWORD = 'correct-horse-1';

describe('the command line on an existing user pool', () => {
  let existing: Awaited<ReturnType<typeof startExistingPool>>;
  let original: Awaited<ReturnType<typeof existing.configuration>>;
  before(async () => {
    existing = await startExistingPool();
    original = await existing.configuration();
  });
  after(() => existing.close());
  afterEach(async () => {
    if (existsSync(existing.record)) await existing.cli('detach', ['--yes']);
    rmSync(existing.record, { force: true });
    assert.deepEqual(await existing.configuration(), original, 'each test leaves the pool as it was');
  });

  let users = 0;
  const call = async (operation: string, input: object) =>
    (await callCognito(existing.pool.endpoint, operation, input)).body;
  const signUp = (ClientId: string, email: string) =>
    call('SignUp', {
      ClientId,
      Username: email,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: email }],
    });
  const start = (ClientId: string, USERNAME: string) =>
    call('InitiateAuth', { ClientId, AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME } });
  async function byCode(email: string) {
    const started = await start(existing.codes, email);
    return call('RespondToAuthChallenge', {
      ClientId: existing.codes,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: started.Session,
      ChallengeResponses: { USERNAME: email, ANSWER: await existing.codeSentTo(email) },
    });
  }
  /** Signs in with amazon-cognito-identity-js and SRP. */
  const byPassword = (email: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const Pool = new CognitoUserPool({
        UserPoolId: existing.userPoolId,
        ClientId: existing.passwords,
        endpoint: existing.pool.endpoint,
      });
      new CognitoUser({ Username: email, Pool }).authenticateUser(
        new AuthenticationDetails({ Username: email, Password: PASSWORD }),
        { onSuccess: (session) => resolve(session.getAccessToken().getJwtToken()), onFailure: reject },
      );
    });
  async function passwordUser(): Promise<string> {
    const email = `ann${users++}@example.com`;
    await signUp(existing.passwords, email);
    const ConfirmationCode = await existing.codeSentTo(email);
    await call('ConfirmSignUp', { ClientId: existing.passwords, Username: email, ConfirmationCode });
    return email;
  }
  async function throughProxy(tampering: Tampering, command = 'attach', flags = ['--yes']) {
    const proxy = await startProxy(existing.pool.endpoint, tampering);
    const result = await existing.cli(command, flags, proxy.endpoint);
    proxy.close();
    return result;
  }

  it('attaches, lets users sign in both ways, and detaches: the configuration is deep-equal to what it was', async () => {
    const email = await passwordUser();
    assert.ok(await byPassword(email));
    const ill = await existing.cli('doctor');
    assert.equal(ill.code, 1);
    assert.match(
      ill.output,
      /\[missing\] The trigger PreSignUp is not attached\.\n {2}Why: .+\n {2}Fix: cognito-otp attach/,
    );
    assert.match(ill.output, /\[missing\] App client \w+ \(codes\) lacks ALLOW_CUSTOM_AUTH\./);

    const attached = await existing.cli('attach', ['--yes']);
    assert.equal(attached.code, 0, attached.output);
    assert.match(attached.output, /\+ LambdaConfig\.DefineAuthChallenge: arn:aws:lambda:/);
    const { code, output } = await existing.cli('doctor');
    assert.equal(code, 0, output);
    assert.match(output, /^0 problems, 0 warnings$/m);

    assert.ok((await byCode(email)).AuthenticationResult);
    assert.ok(await byPassword(email), 'the password is kept');
    const newcomer = `new${users++}@example.com`;
    assert.equal((await signUp(existing.codes, newcomer)).UserConfirmed, true);
    assert.ok((await byCode(newcomer)).AuthenticationResult);
    assert.ok(await byPassword(await passwordUser()), 'sign-ups with passwords work as before');

    const now = await existing.configuration();
    const { LambdaConfig, ...kept } = now.pool;
    const { LambdaConfig: before, ...expected } = original.pool;
    assert.deepEqual(kept, expected);
    assert.deepEqual(now.mfa, original.mfa);
    assert.equal(LambdaConfig?.PostConfirmation, before?.PostConfirmation);
    assert.equal(Object.keys(LambdaConfig ?? {}).length, 7);

    const again = await existing.cli('attach', ['--yes']);
    assert.match(again.output, /Everything is attached/);
    const detached = await existing.cli('detach', ['--yes']);
    assert.equal(detached.code, 0, detached.output);
    assert.deepEqual(await existing.configuration(), original);
    assert.equal(existsSync(existing.record), false);
    assert.ok(await byPassword(email));
    assert.equal((await start(existing.codes, email)).ChallengeName, undefined);
  });

  it('works as the guide says: each of its commands, in its order', async () => {
    const guide = readFileSync(new URL('../../../docs/existing-pools.md', import.meta.url), 'utf8');
    const commands = [
      ...guide.matchAll(
        /^npx --package @cognito-otp\/cli cognito-otp (\w+) --user-pool-id \S+(?: --stack \S+)?(.*)$/gm,
      ),
    ].map(([, command = '', flags = '']) => [command, ...flags.split(' ').filter(Boolean)]);
    const codes: string[] = [];
    for (const [command = '', ...flags] of commands) {
      const { code } = await existing.cli(command, command === 'doctor' ? flags : [...flags, '--yes']);
      codes.push(`${[command, ...flags].join(' ')}: ${code}`);
    }
    assert.deepEqual(codes, ['doctor: 1', 'attach --dry-run: 0', 'attach: 0', 'doctor: 0', 'detach: 0']);
  });

  it('detaches the triggers although an app client no longer exists', async () => {
    await existing.cli('attach', ['--yes']);
    const gone = {
      status: 400,
      body: { __type: 'ResourceNotFoundException', message: 'User pool client does not exist.' },
    };
    const response: Tampering['response'] = (name, body) => (name === 'DescribeUserPoolClient' ? gone : body);
    const attached = await throughProxy({ response }, 'doctor', []);
    assert.equal(attached.code, 1);
    assert.match(attached.output, /The app client \w+ does not exist in us-east-1_/);
    const record = readFileSync(existing.record);
    const { code, output } = await throughProxy({ response }, 'detach');
    assert.equal(code, 0, output);
    assert.match(output, /App client \w+ no longer exists\./);
    assert.deepEqual((await existing.configuration()).pool.LambdaConfig, original.pool.LambdaConfig);
    writeFileSync(existing.record, record);
  });

  it('changes nothing with --dry-run, and nothing without a confirmation', async () => {
    const dry = await existing.cli('attach', ['--dry-run']);
    assert.equal(dry.code, 0);
    assert.match(dry.output, /\+ LambdaConfig\.PreSignUp.*Nothing was changed/s);
    const unconfirmed = await existing.cli('attach');
    assert.equal(unconfirmed.code, 1);
    assert.match(unconfirmed.output, /Add --yes\./);
    assert.equal(existsSync(existing.record), false);
  });

  it('refuses a trigger that is another function, says what to do, and can leave it out', async () => {
    const welcome = original.pool.LambdaConfig?.PostConfirmation;
    const set = (LambdaConfig: object) => throughUpdate({ LambdaConfig });
    await set({ ...original.pool.LambdaConfig, PreSignUp: welcome, PostAuthentication: welcome });
    const both = await existing.cli('attach', ['--yes']);
    assert.equal(both.code, 1);
    assert.match(both.output, /The trigger PreSignUp is another function: arn:.*leave it out: --without PreSignUp/s);
    assert.match(both.output, /Nothing was changed, for 2 reasons above\./);
    assert.equal(existsSync(existing.record), false);
    await set({ ...original.pool.LambdaConfig, PreSignUp: welcome });
    const without = await existing.cli('attach', ['--yes', '--without', 'PreSignUp']);
    assert.equal(without.code, 0, without.output);
    const { LambdaConfig } = (await existing.configuration()).pool;
    assert.equal(LambdaConfig?.PreSignUp, welcome);
    await existing.cli('detach', ['--yes']);
    const replaced = await existing.cli('attach', ['--yes', '--replace', 'PreSignUp']);
    assert.equal(replaced.code, 0, replaced.output);
    assert.match(replaced.output, /\[warning\] The trigger PreSignUp replaces arn:/);
    assert.notEqual((await existing.configuration()).pool.LambdaConfig?.PreSignUp, welcome);
    await existing.cli('detach', ['--yes']);
    assert.equal((await existing.configuration()).pool.LambdaConfig?.PreSignUp, welcome);
    await set({ ...original.pool.LambdaConfig });
  });

  /** An operator's own update of the pool, which sends every setting along. */
  async function throughUpdate(change: object): Promise<void> {
    const { pool, mfa } = await existing.configuration();
    const { AdminCreateUserConfig, Name, ...settings } = pool;
    const { UnusedAccountValidityDays: _, ...invitations } = AdminCreateUserConfig ?? {};
    const input = { ...settings, PoolName: Name, AdminCreateUserConfig: invitations, MfaConfiguration: undefined };
    const { UserPoolId } = { UserPoolId: existing.userPoolId };
    await existing.operator.send(new UpdateUserPoolCommand({ ...input, UserPoolId, ...change } as never));
    const { SetUserPoolMfaConfigCommand } = await import('@aws-sdk/client-cognito-identity-provider');
    await existing.operator.send(new SetUserPoolMfaConfigCommand({ ...mfa, UserPoolId }));
  }

  it('refuses settings that it does not know, which an update would reset', async () => {
    const { code, output } = await throughProxy({
      response: (operation, body) =>
        operation === 'DescribeUserPool' ? { ...body, UserPool: { ...body['UserPool'], Aura: { Shine: 1 } } } : body,
    });
    assert.equal(code, 1);
    assert.match(output, /setting user pool\.Aura, which this version of cognito-otp does not know/);
    const nested = await throughProxy({
      response: (operation, body) =>
        operation === 'DescribeUserPool'
          ? {
              ...body,
              UserPool: { ...body['UserPool'], Policies: { ...(body['UserPool']?.['Policies'] as object), New: {} } },
            }
          : body,
    });
    assert.match(nested.output, /setting user pool\.Policies\.New,/);
  });

  it('takes everything back if an update has changed something else', async () => {
    let updates = 0;
    const { code, output } = await throughProxy({
      request(operation, body) {
        if (operation !== 'UpdateUserPool' || updates++ > 0) return body;
        const { UserPoolTags: _, ...rest } = body;
        return rest;
      },
    });
    assert.equal(code, 1);
    assert.match(output, /An update has also changed user pool UserPoolTags/);
  });

  it('takes changes of app clients back if credentials may not update the pool', async () => {
    const { code, output } = await throughProxy({
      request: (operation, body) => (operation === 'UpdateUserPool' ? { ...body, MfaConfiguration: 'ON' } : body),
      response: (operation, body) =>
        operation === 'UpdateUserPool'
          ? { status: 400, body: { __type: 'AccessDeniedException', message: 'User: ann is not authorized.' } }
          : body,
    });
    assert.equal(code, 1);
    assert.match(output, /Your credentials may not call cognito-idp:UpdateUserPool.*The pool is as it was before\./s);
    assert.equal(existsSync(existing.record), false);
  });

  it('does not overwrite the record of an earlier attach', async () => {
    writeFileSync(existing.record, '{}');
    const { code, output } = await existing.cli('attach', ['--yes']);
    assert.equal(code, 1);
    assert.match(output, /records an earlier attach/);
    assert.match((await existing.cli('detach', ['--yes'])).output, /is not a record/);
    rmSync(existing.record);
    assert.match((await existing.cli('detach', ['--yes'])).output, /There is no /);
  });

  it('detaches only what it has attached: settings that were changed since stay, and conflicts are refused', async () => {
    await existing.cli('attach', ['--yes']);
    const welcome = original.pool.LambdaConfig?.PostConfirmation;
    const attached = (await existing.configuration()).pool.LambdaConfig;
    await throughUpdate({ LambdaConfig: { ...attached, CustomMessage: welcome } });
    const conflict = await existing.cli('detach', ['--yes']);
    assert.equal(conflict.code, 1);
    assert.match(conflict.output, /changed after attach:\n {2}LambdaConfig\.CustomMessage is arn:/);
    await throughUpdate({ LambdaConfig: attached, UserPoolTags: { team: 'other' } });
    assert.equal((await existing.cli('detach', ['--yes'])).code, 0);
    assert.deepEqual((await existing.configuration()).pool.UserPoolTags, { team: 'other' });
    await throughUpdate({ UserPoolTags: original.pool.UserPoolTags });
  });

  it('refuses functions of another pool and app clients that cannot work', async () => {
    const outputs = JSON.parse(readFileSync(existing.outputs, 'utf8')) as Record<string, string>;
    const { UserPoolArn } = outputs;
    writeFileSync(existing.outputs, JSON.stringify({ ...outputs, UserPoolArn: `${UserPoolArn}X` }));
    const foreign = await existing.cli('attach', ['--yes']);
    writeFileSync(existing.outputs, JSON.stringify(outputs));
    assert.match(foreign.output, new RegExp(`Deploy the stack with UserPoolArn=${UserPoolArn}\\.`));
    const client = original.clients.find(({ ClientName }) => ClientName === 'codes');
    const { ClientSecret: _, CreationDate: __, LastModifiedDate: ___, ...settings } = { ClientSecret: '', ...client };
    const change = (input: object) =>
      existing.operator.send(new UpdateUserPoolClientCommand({ ...settings, ...input } as never));
    await change({ WriteAttributes: ['name'] });
    assert.match((await existing.cli('attach', ['--yes'])).output, /\(codes\) may not write email\./);
    await change({ ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH'] });
    assert.match((await existing.cli('attach', ['--yes'])).output, /former names: ADMIN_NO_SRP_AUTH/);
    await change({});
    const secret = await throughProxy({
      response: (operation, body) =>
        operation === 'DescribeUserPoolClient'
          ? { ...body, UserPoolClient: { ...body['UserPoolClient'], ClientSecret: 'secret' } }
          : body,
    });
    assert.match(secret.output, /\(codes\) has a secret\./);
    const immutable = await throughProxy({
      response(operation, body) {
        if (operation !== 'DescribeUserPool') return body;
        const { UsernameAttributes: _, ...UserPool } = body['UserPool'] ?? {};
        return { ...body, UserPool: { ...UserPool, SchemaAttributes: [{ Name: 'name', Required: true }] } };
      },
    });
    assert.equal(immutable.code, 1);
    assert.match(immutable.output, /sign in with a username only.*cannot change once a pool exists/s);
    assert.match(immutable.output, /The pool requires name at sign-up\..*--without PreSignUp/s);
  });
});
