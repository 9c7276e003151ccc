/** The triggers in a user pool that has other app clients, too: what they leave as it was, on a deployment. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  type AttributeType,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { startLocalPool } from '@cognito-otp/local-pool';
import { type CognitoReply, type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';
import { poolParameters, withExistingPool } from './support/existing-pool.js';
import { root } from './support/template.js';

const PASSWORD = 'Correct-horse-battery-1';

describe('an existing user pool, of which one app client signs in with codes', () => {
  let deployment: Deployment;
  let operator: CognitoIdentityProviderClient;
  let poolId: string;
  const clients = { codes: '', passwords: '' };
  before(async () => {
    const template = await withExistingPool();
    deployment = await startDeployment(startLocalPool, poolParameters, () => template);
    const [pool] = deployment.pool.pools;
    assert.ok(pool);
    poolId = pool.userPoolId;
    for (const { name, clientId } of pool.clients) clients[name as keyof typeof clients] = clientId;
    operator = new CognitoIdentityProviderClient({
      region: 'us-east-1',
      endpoint: deployment.endpoint,
      credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'own' },
    });
  });
  after(() => deployment.close());

  let users = 0;
  const newAddress = () => `ann${users++}@example.com`;
  const signUp = (client: keyof typeof clients, email: string, attributes: AttributeType[] = []) =>
    deployment.call('SignUp', {
      ClientId: clients[client],
      Username: email,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: email }, ...attributes],
    });
  const lastMessage = async (email: string) => (await deployment.messagesTo(email)).at(-1)?.body ?? '';
  const codeFor = async (email: string) =>
    /\d{6}/.exec(await lastMessage(email))?.[0] ?? assert.fail('no code was sent');
  const byPassword = (email: string) =>
    deployment.call('InitiateAuth', {
      ClientId: clients.passwords,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD },
    });
  const start = (client: keyof typeof clients, email: string) =>
    deployment.call('InitiateAuth', {
      ClientId: clients[client],
      AuthFlow: 'CUSTOM_AUTH',
      AuthParameters: { USERNAME: email },
    });
  async function byCode(email: string): Promise<CognitoReply> {
    const started = await start('codes', email);
    assert.equal(started.ChallengeName, 'CUSTOM_CHALLENGE', started.message);
    return deployment.call('RespondToAuthChallenge', {
      ClientId: clients.codes,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: started.Session,
      ChallengeResponses: { USERNAME: started.ChallengeParameters?.USERNAME, ANSWER: await codeFor(email) },
    });
  }
  /** An account as an administrator imports it: with a permanent password, and without a verified address. */
  async function imported(attributes: AttributeType[] = []): Promise<string> {
    const email = newAddress();
    const name = { UserPoolId: poolId, Username: email };
    const UserAttributes = [{ Name: 'email', Value: email }, ...attributes];
    await operator.send(new AdminCreateUserCommand({ ...name, UserAttributes, MessageAction: 'SUPPRESS' }));
    await operator.send(new AdminSetUserPasswordCommand({ ...name, Password: PASSWORD, Permanent: true }));
    return email;
  }
  const attributesOf = async (email: string) => {
    const user = await operator.send(new AdminGetUserCommand({ UserPoolId: poolId, Username: email }));
    return Object.fromEntries((user.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value]));
  };
  /** An account that its owner made with a password through the other app client, and confirmed with Cognito's own code. */
  async function passwordUser(attributes: AttributeType[] = []): Promise<string> {
    const email = newAddress();
    await signUp('passwords', email, attributes);
    const ConfirmationCode = await codeFor(email);
    await deployment.call('ConfirmSignUp', { ClientId: clients.passwords, Username: email, ConfirmationCode });
    return email;
  }

  it('signs users up and in by code through that client', async () => {
    const email = newAddress();
    const { UserConfirmed } = (await signUp('codes', email)) as { UserConfirmed?: boolean };
    assert.equal(UserConfirmed, true);
    assert.ok((await byCode(email)).AuthenticationResult);
    assert.equal((await attributesOf(email))['email_verified'], 'true');
  });

  it('leaves sign-ups of others to Cognito: not confirmed, with its own message, which takes nothing off a budget', async () => {
    const logged = (await deployment.logs()).length;
    const email = newAddress();
    // Two addresses and an attribute that no sign-up with codes may set.
    const others = [
      { Name: 'phone_number', Value: '+447700900555' },
      { Name: 'name', Value: 'Ann' },
    ];
    const { UserConfirmed } = (await signUp('passwords', email, others)) as { UserConfirmed?: boolean };
    assert.equal(UserConfirmed, false);
    assert.match(await lastMessage(email), /^Welcome to Existing, your code is \d{6}\.$/);
    assert.match((await byPassword(email)).__type ?? '', /UserNotConfirmedException/);
    const lines = (await deployment.logs()).slice(logged).filter(({ text }) => /sign_up|sent|refused/.test(text));
    assert.deepEqual(lines, []);
  });

  it('keeps the password and the attributes of users who sign in with a code', async () => {
    const name = { Name: 'name', Value: 'Ann' };
    for (const email of [await passwordUser([name]), await imported([name])]) {
      assert.ok((await byCode(email)).AuthenticationResult);
      assert.ok((await byPassword(email)).AuthenticationResult, 'the password is kept');
      const { name: kept, email_verified } = await attributesOf(email);
      assert.deepEqual({ kept, email_verified }, { kept: 'Ann', email_verified: 'true' });
    }
  });

  it('leaves sign-ins with passwords alone: an address that is not verified stays so', async () => {
    const email = await imported();
    assert.ok((await byPassword(email)).AuthenticationResult);
    assert.notEqual((await attributesOf(email))['email_verified'], 'true');
  });

  it('sends no code and issues no tokens to other clients that ask for the custom flow', async () => {
    const email = await passwordUser();
    const before = (await deployment.messagesTo(email)).length;
    const refused = await start('passwords', email);
    assert.match(refused.__type ?? '', /NotAuthorizedException/);
    assert.equal(refused.ChallengeName, undefined);
    assert.equal((await deployment.messagesTo(email)).length, before);
    // A session of the one client is of no use to the other.
    const started = await start('codes', email);
    const answered = await deployment.call('RespondToAuthChallenge', {
      ClientId: clients.passwords,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: started.Session,
      ChallengeResponses: { USERNAME: email, ANSWER: await codeFor(email) },
    });
    assert.equal(answered.AuthenticationResult, undefined);
  });

  it('does not let a squatter in by password: an account that was signed up here needs a proof first, which voids the password', async () => {
    const email = newAddress();
    await signUp('codes', email);
    const squatter = await byPassword(email);
    assert.equal(squatter.message, 'PostAuthentication failed with error sign_in_refused.');
    assert.equal(squatter.AuthenticationResult, undefined);
    assert.ok((await byCode(email)).AuthenticationResult);
    assert.equal((await byPassword(email)).message, 'Incorrect username or password.');
  });

  it('still knows such an account after a year', async () => {
    const email = newAddress();
    await signUp('codes', email);
    await deployment.control('POST', '/clock', { advanceMs: 366 * 86_400_000 });
    assert.equal((await byPassword(email)).AuthenticationResult, undefined);
  });

  it('lets identity providers create accounts through any app client', () => {
    const code = readFileSync(`${root}packages/triggers/dist/pre-sign-up/index.js`, 'utf8');
    const call = '\nexports.handler(JSON.parse(process.env.EVENT)).then((event) => console.log(JSON.stringify(event)))';
    for (const clientId of [clients.codes, clients.passwords]) {
      const event = {
        version: '1',
        triggerSource: 'PreSignUp_ExternalProvider',
        userPoolId: poolId,
        userName: 'Google_1234567890',
        callerContext: { clientId },
        request: { userAttributes: { email: 'ann@example.com', phone_number: '+447700900556', name: 'Ann' } },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      };
      const EVENT = JSON.stringify(event);
      const env = { AWS_REGION: 'us-east-1', TABLE_NAME: 'none', APP_CLIENTS: clients.codes, EVENT };
      const options = { input: code + call, env, encoding: 'utf8' } as const;
      const output = execFileSync(process.execPath, ['--input-type=commonjs', '-'], options);
      assert.deepEqual(JSON.parse(output), event);
    }
  });

  it('runs beside a function of the operator, combined as the guide says', () => {
    const guide = readFileSync(`${root}docs/existing-pools.md`, 'utf8');
    const wrapper = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? assert.fail('the guide has no code');
    const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-two-handlers-'));
    cpSync(`${root}packages/triggers/dist/define-auth-challenge/index.js`, join(folder, 'codes.js'));
    writeFileSync(join(folder, 'own.js'), "exports.handler = async (event) => ({ ...event, response: 'own' });");
    writeFileSync(join(folder, 'index.js'), wrapper);
    const responseFor = (clientId: string): unknown => {
      const event = { callerContext: { clientId }, request: { session: [], userAttributes: {} }, response: {} };
      const script = `require('./index.js').handler(${JSON.stringify(event)}).then(({ response }) => console.log(JSON.stringify(response)))`;
      const env = { APP_CLIENTS: clients.codes };
      return JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: folder, env, encoding: 'utf8' }));
    };
    const challenge = { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false };
    assert.deepEqual(responseFor(clients.codes), challenge);
    assert.equal(responseFor(clients.passwords), 'own');
    rmSync(folder, { recursive: true });
  });
});
