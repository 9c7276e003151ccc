/** Helpers that start local pools on the fixtures and call them as pages and operators do. */
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { type LocalPool, type LocalPoolOptions, startLocalPool } from '@cognito-otp/local-pool';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { callCognito, type PoolReply, poolControls, requestControl } from '@cognito-otp/test-kit/pool-client';

/** The path of a fixture. */
export const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

/** Starts a local pool on a fixture template. */
export const start = (
  template = 'code-by-sms/template.yaml',
  options: Partial<LocalPoolOptions> = {},
): Promise<LocalPool> => startLocalPool({ template: fixture(template), ...options });

/** Starts a local pool on a template that a test has as text, beside which the AWS SDK is installed. Its folder is removed once the pool has closed. */
export async function startText(text: string, options: Partial<LocalPoolOptions> = {}): Promise<LocalPool> {
  const directory = await mkdtemp(path.join(tmpdir(), 'local-pool-'));
  const template = path.join(directory, 'template.yaml');
  await writeFile(template, text);
  await symlink(fileURLToPath(new URL('../node_modules', import.meta.url)), path.join(directory, 'node_modules'));
  const pool = await startLocalPool({ ...options, template });
  return {
    ...pool,
    async close() {
      await pool.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** The AWS SDK's client of an operator. */
export const operatorOf = ({ region, endpoint }: LocalPool): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient({
    region,
    endpoint,
    credentials: { accessKeyId: 'operator', secretAccessKey: 'own' },
  });

/** The ids of a user pool of the template and of its first app client, as parameters of Cognito's operations. */
export function idsOf(pool: LocalPool, logicalId: string): { UserPoolId: string; ClientId: string } {
  const { userPoolId = '', clients = [] } = pool.pools.find((each) => each.logicalId === logicalId) ?? {};
  return { UserPoolId: userPoolId, ClientId: clients[0]?.clientId ?? '' };
}

/** Creates a user with a permanent password, whose phone number and email address, if any, are verified. */
export async function createUserWithPassword(
  operator: CognitoIdentityProviderClient,
  UserPoolId: string,
  Username: string,
  Password: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> {
  const verified = Object.keys(attributes).map((key) => ({ Name: `${key}_verified`, Value: 'true' }));
  const UserAttributes = [...Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })), ...verified];
  await operator.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes, MessageAction: 'SUPPRESS' }));
  await operator.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
}

/** The claims of a token, not verified. */
export const claimsIn = (token: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8'));

/** A response with its parsed body. */
export type Answer = PoolReply;

/** Calls an operation of Cognito, as a page does. */
export const call = (pool: { endpoint: string }, operation: string, input: object): Promise<Answer> =>
  callCognito(pool.endpoint, operation, input);

/** Calls the control API. */
export const control = (pool: { endpoint: string }, method: string, path: string, body?: unknown): Promise<Answer> =>
  requestControl(pool.endpoint, method, path, body);

export { newPhoneNumber as newPhone };

/** Signs a user up with a phone number. */
export const signUp = (pool: LocalPool, phone: string, password = 'Correct-horse-1'): Promise<Answer> =>
  call(pool, 'SignUp', { ClientId: pool.clientId, Username: phone, Password: password });

/** Signs a user up, and returns the JSON that a trigger of the sign-up has printed after `SEEN`. */
export async function printedAtSignUp(pool: LocalPool): Promise<Answer['body']> {
  const { body } = await call(pool, 'SignUp', {
    ClientId: pool.clientId,
    Username: 'ann',
    Password: 'Correct-horse-1',
  });
  if (body.UserConfirmed !== true) throw new Error(JSON.stringify(body));
  const { body: logs } = await control(pool, 'GET', '/logs');
  return JSON.parse(logs.map(({ line }: { line: string }) => /SEEN (.*)$/.exec(line)?.[1]).find(Boolean));
}

/** Starts a custom authentication. */
export const initiate = (pool: LocalPool, phone: string): Promise<Answer> =>
  call(pool, 'InitiateAuth', {
    AuthFlow: 'CUSTOM_AUTH',
    ClientId: pool.clientId,
    AuthParameters: { USERNAME: phone },
  });

/** Answers the challenge of an earlier response. */
export const respond = (pool: LocalPool, started: Answer, answer: string, extra: object = {}): Promise<Answer> =>
  call(pool, 'RespondToAuthChallenge', {
    ClientId: pool.clientId,
    ChallengeName: started.body.ChallengeName,
    Session: started.body.Session,
    ChallengeResponses: { USERNAME: started.body.ChallengeParameters.USERNAME, ANSWER: answer },
    ...extra,
  });

/** The code in the last message to a number. */
export const lastCode = (pool: LocalPool, to: string): Promise<string> => poolControls(pool.endpoint).codeSentTo(to);

/** Signs a user up and in. */
export async function signIn(
  pool: LocalPool,
  phone = newPhoneNumber(),
): Promise<{ phone: string; tokens: Record<string, string> }> {
  await signUp(pool, phone);
  const started = await initiate(pool, phone);
  const done = await respond(pool, started, await lastCode(pool, phone));
  if (done.body.AuthenticationResult === undefined) throw new Error(JSON.stringify(done.body));
  return { phone, tokens: done.body.AuthenticationResult };
}
