import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LocalPool, startLocalPool } from '@cognito-otp/local-pool';

/** Built functions, a folder each. */
const built = fileURLToPath(new URL('../../dist/', import.meta.url));
const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** What a page is answered. */
export interface Reply {
  __type?: string;
  message?: string;
  ChallengeName?: string;
  Session?: string;
  ChallengeParameters?: Record<string, string>;
  AuthenticationResult?: Record<string, string>;
  UserAttributes?: { Name: string; Value: string }[];
}

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

/** The template with its built functions, on a local pool. */
export class Deployment {
  private constructor(
    private readonly pool: LocalPool,
    private readonly folder: string,
  ) {}

  /** @param change what is done to the template's text first. */
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

  /** Puts another version of every function in place: the next events meet new processes, which remember nothing. */
  redeploy(): void {
    for (const name of readdirSync(join(this.folder, 'functions'))) {
      appendFileSync(join(this.folder, 'functions', name, 'index.js'), '\n// Another version.\n');
    }
  }

  /** Puts code of one's own in a function's place, by the name of its folder. */
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

  /** One call, as a page makes it. */
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

  signUp(attributes: Record<string, string>): Promise<Reply> {
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    const Username = attributes.phone_number ?? attributes.email;
    return this.call('SignUp', { Username, Password: 'Correct-horse-battery-1', UserAttributes });
  }

  start(name: string): Promise<Reply> {
    return this.call('InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: name } });
  }

  answer(started: Reply, text: string, ClientMetadata?: Record<string, string>): Promise<Reply> {
    return this.call('RespondToAuthChallenge', {
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: started.Session,
      ChallengeResponses: { USERNAME: started.ChallengeParameters?.USERNAME, ANSWER: text },
      ...(ClientMetadata ? { ClientMetadata } : {}),
    });
  }

  async outbox(): Promise<Sent[]> {
    return (await this.control('GET', '/outbox')) as Sent[];
  }

  async code(): Promise<string> {
    const last = (await this.outbox()).at(-1);
    return /\d{6}/.exec(last?.body ?? '')?.[0] ?? 'none was sent';
  }

  /** Lines that the functions wrote. */
  async logs(): Promise<{ function: string; text: string }[]> {
    const lines = (await this.control('GET', '/logs')) as Record<string, unknown>[];
    return lines.map((line) => ({
      function: String(line.function ?? line.functionName ?? line.logicalId),
      text: String(line.text ?? line.message ?? line.line),
    }));
  }

  async control(method: string, path: string, body?: unknown): Promise<unknown> {
    const reply = await fetch(this.pool.endpoint + path, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    const text = await reply.text();
    return text ? JSON.parse(text) : undefined;
  }
}
