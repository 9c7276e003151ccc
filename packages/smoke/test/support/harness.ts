/** A deployed stack in an account, and runs of the smoke test on it. */

import { startLocalPool } from '@cognito-otp/local-pool';
import { runSmoke, type SmokeOptions, type Surroundings } from '@cognito-otp/smoke';
import { type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';
import { newEmail, newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { startCloud } from './cloud.js';
import { type Cloud, jsonError, type Reply, STACK, type Tamper } from './cloud-model.js';

process.env['AWS_ACCESS_KEY_ID'] = 'DEVELOPER';
process.env['AWS_SECRET_ACCESS_KEY'] = 'own';
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** A stack for which as many probes as possible apply. */
const PARAMETERS = {
  Countries: 'GB',
  BrandName: 'Example Bank',
  AnswerPaceMs: '0',
  Channels: 'sms email',
  EmailFrom: 'Example Bank <codes@example.com>',
  SmsVia: 'end-user-messaging',
  SendsIn10Minutes: '6',
  SendsADay: '50',
  SendWaitSeconds: '10',
  PoolSendsAnHour: '1000',
  PoolSendsADay: '1000',
};

/** A finished run. */
export interface Run {
  readonly code: number;
  /** The output in the terminal. */
  readonly said: string;
  readonly report: string;
}

/** The stack and its account. */
export interface Harness {
  readonly deployment: Deployment;
  readonly cloud: Cloud;
  /** The parameters before the first run. */
  readonly initial: Readonly<Record<string, string>>;
  /** Runs probes with `--disposable --yes`. */
  run(only: readonly string[], options?: Partial<SmokeOptions>, around?: Partial<Surroundings>): Promise<Run>;
  /** The number of users in the pool. */
  users(): Promise<number>;
  /** Restores the initial state. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Deploys the template, in addition to the parameters that all tests use. */
export async function openHarness(parameters: Readonly<Record<string, string>> = {}): Promise<Harness> {
  const own = { ...PARAMETERS, ...parameters };
  const deployment = await startDeployment(startLocalPool, own);
  // Only the simulated account has the web ACL.
  const initial = { ...own, WebAcl: 'on', UserPoolTier: 'ESSENTIALS', ThreatProtection: 'off' };
  const cloud = await startCloud(deployment, { ...initial });
  return {
    deployment,
    cloud,
    initial,
    run: (only, options, around) => runOnce(deployment, cloud, only, options, around),
    users: async () => (await listUsers(deployment)).length,
    async reset() {
      const state = { parameters: { ...initial }, exists: true, hasTable: true, hasPool: true, tamper: webAcl() };
      Object.assign(cloud, state);
      cloud.changes.length = 0;
      cloud.pools.clear();
      await deployment.resetClock();
      await deployment.clearFaults();
      await deployment.control('DELETE', '/logs');
      for (const { Username } of await listUsers(deployment))
        await administer(deployment, 'AdminDeleteUser', { Username });
    },
    async close() {
      await cloud.close();
      await deployment.close();
    },
  };
}

async function runOnce(
  deployment: Deployment,
  cloud: Cloud,
  only: readonly string[],
  options: Partial<SmokeOptions> = {},
  around: Partial<Surroundings> = {},
): Promise<Run> {
  const said: string[] = [];
  let report = '';
  const code = await runSmoke(
    {
      stack: STACK,
      region: 'us-east-1',
      profile: undefined,
      phone: newPhoneNumber(),
      email: newEmail(),
      only,
      yes: true,
      report: undefined,
      scope: 'disposable',
      parameters: [],
      endpoint: cloud.endpoint,
      ...options,
    },
    {
      say: (line) => void said.push(line),
      async ask(question) {
        const address = /Code sent to ([^\s,]+)/.exec(question)?.[1];
        return address === undefined ? 'Example Bank' : deployment.codeSentTo(address);
      },
      // The pool's time passes instead of the machine's.
      sleep: async (ms) => void (await deployment.advanceClock(ms)),
      writeFile: async (_file, text) => {
        report = text;
      },
      signal: new AbortController().signal,
      deploy: async () => 0,
      ...around,
    },
  );
  return { code, said: said.join('\n'), report };
}

async function administer({ endpoint, pool }: Deployment, operation: string, input: object = {}): Promise<object> {
  const reply = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      authorization: 'AWS4-HMAC-SHA256 Credential=DEVELOPER/20261130/us-east-1/cognito-idp/aws4_request, Signature=0',
    },
    body: JSON.stringify({ UserPoolId: pool.userPoolId, ...input }),
  });
  const text = await reply.text();
  return text === '' ? {} : (JSON.parse(text) as object);
}

async function listUsers(deployment: Deployment): Promise<{ Username: string }[]> {
  return ((await administer(deployment, 'ListUsers')) as { Users: { Username: string }[] }).Users;
}

/** How each probe of a report ended. */
export const outcomes = (report: string): Record<string, string> =>
  Object.fromEntries([...report.matchAll(/^## (\S+): (.*)$/gm)].map(([, name = '', outcome = '']) => [name, outcome]));

/** The web ACL: blocks starts after the sixtieth. Repeated starts of an unknown name do not reach the triggers, to save time. */
export function webAcl(limit = 60): Tamper {
  const starts = new Map<string, number>();
  return async ({ action, input }) => {
    if (action !== 'InitiateAuth') return undefined;
    const { USERNAME = '' } = input['AuthParameters'] as { USERNAME?: string };
    const count = (starts.get(USERNAME) ?? 0) + 1;
    starts.set(USERNAME, count);
    if (count > limit) return { status: 403, body: { __type: 'ForbiddenException' } };
    const isRepeated = count > 3 && USERNAME.startsWith('smoke-');
    return isRepeated ? { status: 200, body: { ChallengeName: 'CUSTOM_CHALLENGE' } } : undefined;
  };
}

/** An error reply of a JSON API. */
export const error = (name: string, message = ''): Reply => jsonError(name, message);

/** Changes the JSON body of the original reply. */
export const altered =
  (action: string, change: (body: Record<string, unknown>) => unknown): Tamper =>
  async (call, forward) => {
    if (call.action !== action) return undefined;
    const { status, body } = await forward();
    return { status, body: change(body as Record<string, unknown>) };
  };

/** Answers an operation with an error from its nth call on. */
export const refused = (action: string, name: string, from = 1): Tamper => {
  let calls = 0;
  return async (call) => {
    if (call.action !== action) return undefined;
    calls += 1;
    return calls >= from ? error(name, 'Access Token has been revoked') : undefined;
  };
};
