/** Closing an account with the commands of the runbook, on a deployment. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import {
  AdminDeleteUserAttributesCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { startLocalPool } from '@cognito-otp/local-pool';
import { type CognitoReply, type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';
import { resolved, root } from './support/template.js';

const [, chapter = ''] =
  /\n## Close an account\n([\s\S]*?)\n## /.exec(readFileSync(`${root}docs/operations.md`, 'utf8')) ?? [];

/** The commands of the chapter, one a line. */
const lines = chapter
  .replaceAll('\\\n', ' ')
  .split('\n')
  .map((line) => line.trim());

/** The names of the commands with which the runbook closes an account, in their order. */
const [, steps = ''] = /close_account\(\) \{\n([\s\S]*?)\n\}/.exec(chapter) ?? [];
const closing = [...steps.matchAll(/aws cognito-idp ([\w-]+)/g)].map(([, command]) => command!);

/** The flags of the runbook's command of this name, with their values for one user. */
function documented(command: string, pool: string, username: string): Record<string, string> {
  const line = lines.find((candidate) => candidate.startsWith(`aws cognito-idp ${command} `));
  const flags = [...(line ?? '').matchAll(/--([\w-]+) "([^"]*)"/g)].map(([, flag, value]) => [
    flag!,
    value!.replace(/\$\{2:-(\w+)\}/, '$1'),
  ]);
  assert.notEqual(flags.length, 0, command);
  return { ...Object.fromEntries(flags), 'user-pool-id': pool, username };
}

describe('an account that an operator closes as the runbook says', () => {
  let deployment: Deployment;
  let sdk: CognitoIdentityProviderClient;
  let pool: string;
  before(async () => {
    deployment = await startDeployment(startLocalPool);
    pool = (await resolved()).outputs.UserPoolId ?? '';
    sdk = new CognitoIdentityProviderClient({
      region: 'us-east-1',
      endpoint: deployment.endpoint,
      credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'own' },
    });
  });
  after(() => deployment.close());

  let numbers = 0;
  const newNumber = () => `+44770090${String(1000 + numbers++)}`;
  async function signedUp(): Promise<string> {
    const number = newNumber();
    await deployment.signUp({ phone_number: number });
    return number;
  }
  const name = (flags: Record<string, string>) => ({ UserPoolId: flags['user-pool-id'], Username: flags.username });
  /** The steps of the command, each as an operator's call. */
  const calls: Readonly<Record<string, (flags: Record<string, string>) => Promise<unknown>>> = {
    'admin-disable-user': (flags) => sdk.send(new AdminDisableUserCommand(name(flags))),
    'admin-enable-user': (flags) => sdk.send(new AdminEnableUserCommand(name(flags))),
    'admin-user-global-sign-out': (flags) => sdk.send(new AdminUserGlobalSignOutCommand(name(flags))),
    'admin-update-user-attributes'(flags) {
      const [, Name = '', Value] = /^Name=([^,]+),Value=(.+)$/.exec(flags['user-attributes'] ?? '') ?? [];
      return sdk.send(new AdminUpdateUserAttributesCommand({ ...name(flags), UserAttributes: [{ Name, Value }] }));
    },
  };
  /** Sets the attribute alone, which leaves the user's tokens as they are. */
  const mark = (number: string) =>
    calls['admin-update-user-attributes']!(documented('admin-update-user-attributes', pool, number));
  /** Runs the steps of the command, or the first few of them. */
  async function close(number: string, count = closing.length) {
    for (const command of closing.slice(0, count)) {
      const call = calls[command] ?? assert.fail(`the runbook uses ${command}`);
      await call(documented(command, pool, number));
    }
  }
  async function open(number: string) {
    const flags = documented('admin-delete-user-attributes', pool, number);
    const UserAttributeNames = [flags['user-attribute-names'] ?? ''];
    await sdk.send(new AdminDeleteUserAttributesCommand({ ...name(flags), UserAttributeNames }));
  }
  const sentTo = async (number: string) => (await deployment.outbox()).filter(({ to }) => to === number).length;
  async function tokensOf(number: string): Promise<Record<string, string>> {
    const reply = await deployment.answer(await deployment.start(number), await deployment.code());
    return reply.AuthenticationResult ?? assert.fail(JSON.stringify(reply));
  }

  /** What a page can observe, with times as distances in units of ten seconds, because the test runs on the real clock. */
  function observable({ Session: _, ChallengeParameters, ...reply }: CognitoReply): object {
    const { USERNAME, now, ...parameters } = ChallengeParameters ?? {};
    for (const time of ['expiresAt', 'resendAt']) {
      if (parameters[time]) parameters[time] = String(Math.ceil((Number(parameters[time]) - Number(now)) / 10_000));
    }
    const uuid = USERNAME === undefined || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(USERNAME);
    return { ...reply, parameters, uuid };
  }

  it('gets the same responses as an unknown user, and no message', async () => {
    const closed = await signedUp();
    await close(closed);
    const signIns = async (number: string) => {
      const replies: CognitoReply[] = [await deployment.start(number)];
      const next = async (
        ...answer: Parameters<Deployment['answer']> extends [unknown, ...infer Rest] ? Rest : never
      ) => replies.push(await deployment.answer(replies.at(-1)!, ...answer));
      await next('000000');
      await next('send', { request: 'send' });
      await next('send', { request: 'send', channel: 'email', locale: 'de' });
      await next('000001');
      await next('none');
      replies.push(await deployment.start(number));
      await next('000002');
      await next('000003');
      replies.push(await deployment.start(number));
      return replies.map(observable);
    };
    const seen = await signIns(closed);
    assert.deepEqual(seen, await signIns(newNumber()));
    assert.match(JSON.stringify(seen), /"reason":"locked"/);
    assert.match(JSON.stringify(seen), /Incorrect username or password/);
    assert.equal(await sentTo(closed), 0);
  });

  it('rejects a code that was already sent, and ends its sessions', async () => {
    const number = await signedUp();
    const { AccessToken, RefreshToken, IdToken } = await tokensOf(number);
    await deployment.control('POST', '/clock', { advanceMs: 31_000 });
    const started = await deployment.start(number);
    const code = await deployment.code();
    await close(number);
    const answered = await deployment.answer(started, code);
    assert.equal(answered.AuthenticationResult, undefined);
    assert.equal(answered.ChallengeParameters?.reason, 'not_sent');
    const again = await deployment.answer(await deployment.start(number), code);
    assert.equal(again.ChallengeParameters?.reason, 'wrong_code');
    for (const reply of [
      await deployment.call('GetUser', { AccessToken }),
      await deployment.call('GetTokensFromRefreshToken', { RefreshToken }),
    ]) {
      assert.equal(reply.__type, 'NotAuthorizedException');
      assert.equal(reply.AuthenticationResult, undefined);
    }
    assert.equal(await sentTo(number), 2);
    assert.ok(!Buffer.from(IdToken!.split('.')[1]!, 'base64url').toString().includes('otp_closed'));
  });

  it('is reopened by another command, after which its owner can sign in', async () => {
    const number = await signedUp();
    const started = await deployment.start(number);
    const code = await deployment.code();
    await close(number);
    assert.equal((await deployment.answer(started, code)).AuthenticationResult, undefined);
    await open(number);
    const joined = await deployment.start(number);
    assert.ok((await deployment.answer(joined, code)).AuthenticationResult, 'with the code that was already sent');
    assert.equal(await sentTo(number), 1);
    await deployment.control('POST', '/clock', { advanceMs: 31_000 });
    assert.ok(await tokensOf(number), 'with a new code');
  });

  it('is visibly closed to callers that list users, and to no one else', async () => {
    const number = await signedUp();
    const { AccessToken } = await tokensOf(number);
    await mark(number);
    const { Users = [] } = await sdk.send(new ListUsersCommand({ UserPoolId: pool }));
    const closed = Users.filter(({ Attributes = [] }) => Attributes.some(({ Name }) => Name === 'custom:otp_closed'));
    assert.ok(closed.some(({ Attributes = [] }) => Attributes.some(({ Value }) => Value === number)));
    const { UserAttributes = [] } = await deployment.call('GetUser', { AccessToken });
    assert.ok(UserAttributes.length > 0 && !UserAttributes.some(({ Name }) => Name.includes('otp_closed')));
  });

  it('cannot be deleted or signed up again between two steps of the command', async () => {
    assert.equal(closing.length, 4);
    for (let done = 1; done <= closing.length; done += 1) {
      const number = await signedUp();
      const { AccessToken, RefreshToken } = await tokensOf(number);
      await deployment.control('POST', '/clock', { advanceMs: 31_000 });
      const started = await deployment.start(number);
      const code = await deployment.code();
      await close(number, done);
      const step = `after ${closing[done - 1]}`;
      for (const [operation, input] of [
        ['DeleteUser', { AccessToken }],
        ['DeleteUserAttributes', { AccessToken, UserAttributeNames: ['phone_number'] }],
        ['GetTokensFromRefreshToken', { RefreshToken }],
      ] as const) {
        assert.equal(
          (await deployment.call(operation, input)).__type,
          'NotAuthorizedException',
          `${operation} ${step}`,
        );
      }
      assert.equal((await deployment.answer(started, code)).AuthenticationResult, undefined, step);
      assert.equal((await deployment.signUp({ phone_number: number })).__type, 'UsernameExistsException', step);
      await close(number);
      await deployment.control('POST', '/clock', { advanceMs: 31_000 });
      const again = await deployment.answer(await deployment.start(number), code);
      assert.equal(again.AuthenticationResult, undefined, step);
    }
  });

  const absent = spawnSync('aws', ['--version']).status === 0 ? false : 'the AWS CLI is not installed here';

  it('is closed by the command as it is in the runbook', { skip: absent }, async () => {
    const number = await signedUp();
    const { RefreshToken } = await tokensOf(number);
    const command = `output() { echo ${pool}; }\nclose_account() {\n${steps}\n}\nclose_account ${number} ticket-4711`;
    await promisify(execFile)('bash', ['-ec', command], {
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: deployment.endpoint,
        AWS_ACCESS_KEY_ID: 'DEVELOPER',
        AWS_SECRET_ACCESS_KEY: 'own',
        AWS_DEFAULT_REGION: 'us-east-1',
      },
    });
    const { Users = [] } = await sdk.send(new ListUsersCommand({ UserPoolId: pool }));
    const user = Users.find(({ Attributes = [] }) => Attributes.some(({ Value }) => Value === number));
    assert.equal(user?.Enabled, true);
    const note = user.Attributes?.find(({ Name }) => Name === 'custom:otp_closed');
    assert.equal(note?.Value, 'ticket-4711');
    assert.equal(
      (await deployment.call('GetTokensFromRefreshToken', { RefreshToken })).__type,
      'NotAuthorizedException',
    );
  });

  it('cannot be reopened by its owner with an access token, and a sign-up cannot close one', async () => {
    const number = await signedUp();
    const { AccessToken } = await tokensOf(number);
    await mark(number);
    const own = (Value: string) => ({ AccessToken, UserAttributes: [{ Name: 'custom:otp_closed', Value }] });
    for (const reply of [
      await deployment.call('UpdateUserAttributes', own('')),
      await deployment.call('DeleteUserAttributes', { AccessToken, UserAttributeNames: ['custom:otp_closed'] }),
      await deployment.signUp({ phone_number: newNumber(), 'custom:otp_closed': '1' }),
    ]) {
      assert.equal(reply.message, 'A client attempted to write unauthorized attribute');
    }
    await deployment.control('POST', '/clock', { advanceMs: 31_000 });
    const sent = await sentTo(number);
    await deployment.start(number);
    assert.equal(await sentTo(number), sent);
  });
});
