/** The calls to AWS that the deployed functions make in sign-ins, counted where they leave the functions' processes. */
import { readdirSync, readFileSync } from 'node:fs';
import { startLocalPool } from '@cognito-otp/local-pool';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { type CognitoReply, type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';

/** The calls of one kind of sign-in, by the logical ID of the function. */
export interface SignInCalls {
  readonly name: string;
  readonly calls: Readonly<Record<string, readonly string[]>>;
}

const BUILT_FUNCTIONS = new URL('../../dist/', import.meta.url);

/** Appended to every function: writes a log line for each request that leaves the process. */
const METER = `
require('node:diagnostics_channel').subscribe('http.client.request.start', ({ request }) => {
  const target = request.getHeader('x-amz-target');
  const [, service] = /\\/([a-z-]+)\\/aws4_request/.exec(String(request.getHeader('authorization'))) ?? [];
  const action = target ? String(target).split('.').pop() : { sns: 'Publish', ses: 'SendEmail' }[service];
  console.log('aws-call ' + service + ' ' + action);
});
`;

const PARAMETERS = { RangeSendsAnHour: '1000000', RangeSendsADay: '1000000' };
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Performs each kind of sign-in with warm functions, and returns the calls of each function. */
export async function countSignInCalls(): Promise<SignInCalls[]> {
  await using deployment = await startDeployment(startLocalPool, PARAMETERS);
  for (const folder of readdirSync(BUILT_FUNCTIONS, { withFileTypes: true })) {
    const file = new URL(`${folder.name}/index.js`, BUILT_FUNCTIONS);
    if (folder.isDirectory() && /^[a-z-]+-(?:challenge|response|up|authentication|message)$/.test(folder.name)) {
      deployment.replace(folder.name, readFileSync(file, 'utf8') + METER);
    }
  }
  const found: SignInCalls[] = [];
  const measure = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    await deployment.control('DELETE', '/logs');
    await work();
    found.push({ name, calls: await callsIn(deployment) });
  };
  const advance = (advanceMs: number) => deployment.control('POST', '/clock', { advanceMs });
  const [phone, otherPhone, email] = ['+447700900123', '+447700911123', 'ann@example.com'];
  await deployment.signUp({ phone_number: phone });
  await signIn(deployment, phone);
  await deployment.signUp({ email });
  await signIn(deployment, email);
  // Before the clock is moved: a function whose clock is moved asks Cognito twice, because its SDK corrects the clock.
  await measure('new user, with the sign-up', async () => {
    await deployment.signUp({ phone_number: '+447700922123' });
    await signIn(deployment, '+447700922123');
  });
  // An hour later the counters must be opened again. The sign-in of another user makes the functions fetch the secret
  // again.
  await advance(HOUR);
  await deployment.signUp({ phone_number: otherPhone });
  await signIn(deployment, otherPhone);

  await measure('known user, by SMS', () => signIn(deployment, phone));
  await measure('known user, by email', () => signIn(deployment, email));
  await measure('unknown user: start and a wrong answer', async () => {
    await deployment.answer(await deployment.start('+447700933123'), '000000');
  });
  await advance(MINUTE);
  let page: CognitoReply = await deployment.start(phone);
  await measure('wrong answer', async () => {
    page = await deployment.answer(page, wrongCode(await deployment.code()));
  });
  await advance(MINUTE);
  await measure('another message', () => deployment.answer(page, 'send', { request: 'send' }));
  return found;
}

async function signIn(deployment: Deployment, name: string): Promise<void> {
  const started = await deployment.start(name);
  const answered = await deployment.answer(started, await deployment.code());
  if (!answered.AuthenticationResult) throw new Error(`the sign-in failed: ${JSON.stringify(answered)}`);
}

async function callsIn(deployment: Deployment): Promise<Record<string, string[]>> {
  const calls: Record<string, string[]> = {};
  for (const { function: id, text } of await deployment.logs()) {
    const [, service, action] = /aws-call (\S+) (\S+)/.exec(text) ?? [];
    if (service === undefined) continue;
    calls[id] = [...(calls[id] ?? []), `${service} ${action}`];
  }
  return calls;
}
