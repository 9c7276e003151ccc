/** The template with its built functions, deployed on a local pool. */
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LocalPool, startLocalPool } from '@cognito-otp/local-pool';

/** The built functions, one folder each. */
const built = fileURLToPath(new URL('../../dist/', import.meta.url));
const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** A response of Cognito, with the fields of all operations that tests use. */
export interface Reply {
  __type?: string;
  message?: string;
  ChallengeName?: string;
  Session?: string;
  ChallengeParameters?: Record<string, string>;
  AuthenticationResult?: Record<string, string>;
  UserAttributes?: { Name: string; Value: string }[];
}

/** A message in the outbox of the local pool. */
export interface Sent {
  channel: string;
  to: string;
  body: string;
  subject?: string;
  html?: string;
  from?: string;
  request?: Record<string, unknown>;
  feedback?: string;
}

/** A deployment of the template, and the requests that pages and operators make to it. */
export class Deployment {
  private constructor(
    private readonly pool: LocalPool,
    private readonly folder: string,
  ) {}

  /**
   * Deploys a copy of the template.
   *
   * @param parameters template parameters, in addition to `Countries=GB` and no response pacing.
   * @param change edits the text of the template before it is deployed.
   */
  static async start(
    parameters: Record<string, string> = {},
    change: (template: string) => string = (template) => template,
  ): Promise<Deployment> {
    const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-template-'));
    const text = readFileSync(join(root, 'template.yaml'), 'utf8');
    const template = join(folder, 'template.yaml');
    const functions = join(folder, 'functions');
    const sourceUri = 'CodeUri: packages/triggers/dist/';
    const names = [...text.matchAll(/CodeUri: packages\/triggers\/dist\/([a-z-]+)\//g)].map(([, name]) => name!);
    for (const name of names) cpSync(join(built, name), join(functions, name), { recursive: true });
    writeFileSync(template, change(text).replaceAll(sourceUri, `CodeUri: ${functions}/`));
    const given = { Countries: 'GB', AnswerPaceMs: '0', ...parameters };
    return new Deployment(await startLocalPool({ template, parameters: given }), folder);
  }

  /** Deploys a new version of every function, so that the next events run in new processes without cached state. */
  redeploy(): void {
    for (const name of readdirSync(join(this.folder, 'functions'))) {
      appendFileSync(join(this.folder, 'functions', name, 'index.js'), '\n// Another version.\n');
    }
  }

  /** Replaces the code of a function, which is given by the name of its folder. */
  replace(name: string, code: string): void {
    writeFileSync(join(this.folder, 'functions', name, 'index.js'), code);
  }

  get endpoint(): string {
    return this.pool.endpoint;
  }

  async close(): Promise<void> {
    await this.pool.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Calls an operation of Cognito, as a page does. */
  async call(operation: string, body: object): Promise<Reply> {
    const reply = await fetch(this.pool.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify({ ...(operation === 'GetUser' ? {} : { ClientId: this.pool.clientId }), ...body }),
    });
    return (await reply.json()) as Reply;
  }

  /** Signs a user up by phone number or email address. */
  signUp(attributes: Record<string, string>): Promise<Reply> {
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    const Username = attributes.phone_number ?? attributes.email;
    return this.call('SignUp', { Username, Password: 'Correct-horse-battery-1', UserAttributes });
  }

  /** Starts a sign-in. */
  start(name: string): Promise<Reply> {
    return this.call('InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: name } });
  }

  /** Answers the challenge of an earlier response. */
  answer(started: Reply, text: string, ClientMetadata?: Record<string, string>): Promise<Reply> {
    return this.call('RespondToAuthChallenge', {
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: started.Session,
      ChallengeResponses: { USERNAME: started.ChallengeParameters?.USERNAME, ANSWER: text },
      ...(ClientMetadata ? { ClientMetadata } : {}),
    });
  }

  /** All messages, in the order in which they were sent. */
  async outbox(): Promise<Sent[]> {
    return (await this.control('GET', '/outbox')) as Sent[];
  }

  /** The code in the last message, or a text that is not a code if there is none. */
  async code(): Promise<string> {
    const last = (await this.outbox()).at(-1);
    return /\d{6}/.exec(last?.body ?? '')?.[0] ?? 'none was sent';
  }

  /** The lines that the functions wrote to their logs. */
  async logs(): Promise<{ function: string; text: string }[]> {
    const lines = (await this.control('GET', '/logs')) as Record<string, unknown>[];
    return lines.map((line) => ({
      function: String(line.function ?? line.functionName ?? line.logicalId),
      text: String(line.text ?? line.message ?? line.line),
    }));
  }

  /** Calls the control API of the local pool. */
  async control(method: string, path: string, body?: unknown): Promise<unknown> {
    const reply = await fetch(this.pool.endpoint + path, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    const text = await reply.text();
    return text ? JSON.parse(text) : undefined;
  }
}
