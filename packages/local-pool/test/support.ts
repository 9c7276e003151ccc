/** Helpers that start local pools on the fixtures and call them as pages and operators do. */
import { fileURLToPath } from 'node:url';
import { type LocalPool, type LocalPoolOptions, startLocalPool } from '@cognito-otp/local-pool';

/** The path of a fixture. */
export const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

/** Starts a local pool on a fixture template. */
export const start = (
  template = 'code-by-sms/template.yaml',
  options: Partial<LocalPoolOptions> = {},
): Promise<LocalPool> => startLocalPool({ template: fixture(template), ...options });

/** A response with its parsed body. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a reply of any operation, inspected by the test.
  body: any;
}

/** Calls an operation of Cognito, as a page does. */
export async function call(pool: { endpoint: string }, operation: string, input: object): Promise<Answer> {
  const response = await fetch(pool.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Calls the control API. */
export async function control(
  pool: { endpoint: string },
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(pool.endpoint + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

let numbers = 0;
/** A phone number that has not been used in this process. */
export const newPhone = (): string => `+4477009${String(++numbers).padStart(5, '0')}`;

/** Signs a user up with a phone number. */
export const signUp = (pool: LocalPool, phone: string, password = 'Correct-horse-1'): Promise<Answer> =>
  call(pool, 'SignUp', { ClientId: pool.clientId, Username: phone, Password: password });

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

/**
 * The code in the last message to a number.
 *
 * @throws {Error} if there is none.
 */
export async function lastCode(pool: LocalPool, to: string): Promise<string> {
  const { body } = await control(pool, 'GET', '/outbox');
  const message = (body as { to: string; body: string }[]).filter((one) => one.to === to).at(-1);
  const code = /\d{4,10}/.exec(message?.body ?? '')?.[0];
  if (code === undefined) throw new Error(`No code was sent to ${to}.`);
  return code;
}

/** Signs a user up and in. */
export async function signIn(
  pool: LocalPool,
  phone = newPhone(),
): Promise<{ phone: string; tokens: Record<string, string> }> {
  await signUp(pool, phone);
  const started = await initiate(pool, phone);
  const done = await respond(pool, started, await lastCode(pool, phone));
  if (done.body.AuthenticationResult === undefined) throw new Error(JSON.stringify(done.body));
  return { phone, tokens: done.body.AuthenticationResult };
}
