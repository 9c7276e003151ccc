/** Closing an account with the commands of the runbook, on a deployment. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import {
  AdminDeleteUserAttributesCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { type CognitoReply, type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';
import { resolved, root } from './support/template.js';

const [, chapter = ''] =
  /\n## Close an account\n([\s\S]*?)\n## /.exec(readFileSync(`${root}docs/operations.md`, 'utf8')) ?? [];

/** The flags of the runbook's command of this name, with their values for one user. */
function documented(command: string, pool: string, username: string): Record<string, string> {
  const line = chapter
    .replaceAll('\\\n', ' ')
    .split('\n')
    .find((candidate) => candidate.startsWith(`aws cognito-idp ${command} `));
  const flags = [...(line ?? '').matchAll(/--([\w-]+) "([^"]*)"/g)].map(([, flag, value]) => [flag!, value!]);
  assert.notEqual(flags.length, 0, command);
  return { ...Object.fromEntries(flags), 'user-pool-id': pool, username };
}

describe('an account that an operator closes as the runbook says', () => {
  let deployment: Deployment;
  let sdk: CognitoIdentityProviderClient;
  let pool: string;
  before(async () => {
    deployment = await startDeployment();
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
  async function close(number: string) {
    const update = documented('admin-update-user-attributes', pool, number);
    const [, Name = '', Value] = /^Name=([^,]+),Value=(.+)$/.exec(update['user-attributes'] ?? '') ?? [];
    await sdk.send(new AdminUpdateUserAttributesCommand({ ...name(update), UserAttributes: [{ Name, Value }] }));
  }
  const endSessions = (number: string) =>
    sdk.send(new AdminUserGlobalSignOutCommand(name(documented('admin-user-global-sign-out', pool, number))));
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
    await endSessions(number);
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
    await close(number);
    const { Users = [] } = await sdk.send(new ListUsersCommand({ UserPoolId: pool }));
    const closed = Users.filter(({ Attributes = [] }) => Attributes.some(({ Name }) => Name === 'custom:otp_closed'));
    assert.ok(closed.some(({ Attributes = [] }) => Attributes.some(({ Value }) => Value === number)));
    const { UserAttributes = [] } = await deployment.call('GetUser', { AccessToken });
    assert.ok(UserAttributes.length > 0 && !UserAttributes.some(({ Name }) => Name.includes('otp_closed')));
  });

  it('cannot be reopened by its owner with an access token, and a sign-up cannot close one', async () => {
    const number = await signedUp();
    const { AccessToken } = await tokensOf(number);
    await close(number);
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
