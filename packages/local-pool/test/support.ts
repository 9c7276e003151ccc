/** Helpers that start local pools on the fixtures and call them as pages and operators do. */
import { fileURLToPath } from 'node:url';
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
