/** The template of this repository with its built triggers, deployed on a local pool. */
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callCognito, type PoolControls, poolControls, requestControl } from './pool-client.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Where `npm run build` puts the functions, one folder each; the template names them by this path. */
const BUILT_FUNCTIONS = 'packages/triggers/dist/';

/**
 * The function that starts a local pool: `startLocalPool` of `@cognito-otp/local-pool`. The kit does not depend on
 * that package, because its tests use the kit.
 */
export type StartPool<Pool extends RunningPool> = (options: {
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
}) => Promise<Pool>;

/** The part of a started local pool that tests of a deployment use. */
export interface RunningPool {
  readonly endpoint: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly region: string;
  readonly outbox: string;
  readonly pools: readonly {
    readonly userPoolId: string;
    readonly clients: readonly { readonly clientId: string; readonly name: string }[];
  }[];
  readonly identityPools?: readonly { readonly identityPoolId: string }[];
  close(): Promise<void>;
}

/** The body of a response of Cognito, with the fields of all operations that tests use. */
export interface CognitoReply {
  readonly __type?: string;
  readonly message?: string;
  readonly ChallengeName?: string;
  readonly Session?: string;
  readonly ChallengeParameters?: Record<string, string>;
  readonly AuthenticationResult?: Record<string, string>;
  readonly UserAttributes?: { Name: string; Value: string }[];
}

/** A deployment of the template, and the requests that pages and operators make to it. */
export interface Deployment<Pool extends RunningPool = RunningPool> extends Omit<PoolControls, 'control'> {
  readonly pool: Pool;
  readonly endpoint: string;
  /** Calls the control API and returns the body of the response, that of an error response too. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Calls an operation of Cognito with the client's ID, as a page does. */
  call(operation: string, input: object): Promise<CognitoReply>;
  /** Signs a user up by phone number or email address. */
  signUp(attributes: Readonly<Record<string, string>>): Promise<CognitoReply>;
  /** Starts a sign-in. */
  start(username: string): Promise<CognitoReply>;
  /** Answers the challenge of an earlier response. */
  answer(started: CognitoReply, text: string, clientMetadata?: Readonly<Record<string, string>>): Promise<CognitoReply>;
  /** The code in the last message to any user, or a text that is not a code if none was sent. */
  code(): Promise<string>;
  /** The lines that the functions wrote to their logs. */
  logs(): Promise<{ function: string; text: string }[]>;
  /** Deploys a new version of every function, so that the next events run in new processes without cached state. */
  redeploy(): void;
  /** Replaces the code of a function, which is given by the name of its folder. */
  replace(name: string, code: string): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Deploys a copy of the template and of the built functions.
 *
 * @param startPool starts the local pool.
 * @param parameters template parameters, in addition to a country, a brand, a sender of email and no response pacing.
 * @param editTemplate changes the text of the template before it is deployed.
 */
export async function startDeployment<Pool extends RunningPool>(
  startPool: StartPool<Pool>,
  parameters: Readonly<Record<string, string>> = {},
  editTemplate: (template: string) => string = (template) => template,
): Promise<Deployment<Pool>> {
  const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-template-'));
  const functions = join(folder, 'functions');
  const text = readFileSync(join(ROOT, 'template.yaml'), 'utf8');
  for (const [, name] of text.matchAll(/CodeUri: packages\/triggers\/dist\/([a-z-]+)\//g)) {
    cpSync(join(ROOT, BUILT_FUNCTIONS, name!), join(functions, name!), { recursive: true });
  }
  const template = join(folder, 'template.yaml');
  writeFileSync(template, editTemplate(text).replaceAll(`CodeUri: ${BUILT_FUNCTIONS}`, `CodeUri: ${functions}/`));
  const required = { Countries: 'GB', BrandName: 'Example', EmailFrom: 'codes@example.com', AnswerPaceMs: '0' };
  const pool = await startPool({ template, parameters: { ...required, ...parameters } });
  const close = async () => {
    await pool.close();
    rmSync(folder, { recursive: true });
  };
  return {
    ...requests(pool),
    pool,
    endpoint: pool.endpoint,
    redeploy() {
      for (const name of readdirSync(functions)) {
        appendFileSync(join(functions, name, 'index.js'), '\n// Another version.\n');
      }
    },
    replace: (name, code) => writeFileSync(join(functions, name, 'index.js'), code),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The requests of pages and operators to a deployed pool. */
function requests(pool: RunningPool) {
  const controls = poolControls(pool.endpoint);
  const call = async (operation: string, input: object): Promise<CognitoReply> => {
    const client = operation === 'GetUser' ? {} : { ClientId: pool.clientId };
    return (await callCognito(pool.endpoint, operation, { ...client, ...input })).body;
  };
  return {
    ...controls,
    control: async (method: string, path: string, body?: unknown): Promise<unknown> =>
      (await requestControl(pool.endpoint, method, path, body)).body,
    call,
    signUp(attributes: Readonly<Record<string, string>>) {
      const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
      const Username = attributes.phone_number ?? attributes.email;
      return call('SignUp', { Username, Password: 'Correct-horse-battery-1', UserAttributes });
    },
    start: (username: string) =>
      call('InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: username } }),
    answer: (started: CognitoReply, text: string, ClientMetadata?: Readonly<Record<string, string>>) =>
      call('RespondToAuthChallenge', {
        ChallengeName: 'CUSTOM_CHALLENGE',
        Session: started.Session,
        ChallengeResponses: { USERNAME: started.ChallengeParameters?.USERNAME, ANSWER: text },
        ...(ClientMetadata && { ClientMetadata }),
      }),
    async code() {
      const last = (await controls.outbox()).at(-1);
      return /\d{6}/.exec(last?.body ?? '')?.[0] ?? 'none was sent';
    },
    async logs() {
      const lines = (await controls.control('GET', '/logs')) as Record<string, unknown>[];
      return lines.map((line) => ({
        function: String(line.function ?? line.functionName ?? line.logicalId),
        text: String(line.text ?? line.message ?? line.line),
      }));
    },
  };
}
