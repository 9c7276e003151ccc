import { startPasswordPool, startPool } from '../../scripts/gallery.mjs';

/** The template's parameters for tests: no wait that only a person would notice, no budget that a whole suite exhausts. */
const parameters = [
  'Countries=*',
  'BrandName=Northlight',
  'PageDomain=localhost',
  'SendWaitSeconds=10',
  'AnswerPaceMs=0',
  'PoolSendsAnHour=100000',
  'PoolSendsADay=100000',
  'SignUpsAnHour=100000',
];

export interface OutboxMessage {
  id: string;
  channel: 'sms' | 'email';
  to: string;
  body: string;
  subject?: string;
  html?: string;
}

/** A local pool in a process of its own, on our template and the built triggers. */
export interface TestPool {
  endpoint: string;
  userPoolId: string;
  clientId: string;
  region: string;
  /** Messages to one address, oldest first. */
  messagesTo(address: string): Promise<OutboxMessage[]>;
  /** The code in the newest of at least `count` messages to the address; waits for it. */
  codeFor(address: string, count?: number): Promise<string>;
  post(path: string, body: unknown): Promise<void>;
  /** The HTML of the e-mail that somebody new is sent, in their language. */
  mailIn(locale: string, address: string): Promise<string>;
  /** All that the functions have written. */
  logs(): Promise<string>;
  stop(): void;
}

export const testPool = async (extra: string[] = []) => watched(await startPool([...parameters, ...extra]));

/** The same where a password comes first; it knows one person. */
export const testPasswordPool = async () => watched(await startPasswordPool(parameters));

function watched({ pool, child }: Awaited<ReturnType<typeof startPool>>): TestPool {
  const get = async (path: string) => (await fetch(`${pool.endpoint}${path}`)).json() as Promise<unknown>;
  const messagesTo = async (address: string) =>
    ((await get('/outbox')) as OutboxMessage[]).filter((message) => message.to === address);
  const call = async (operation: string, body: object) => {
    const response = await fetch(pool.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify({ ClientId: pool.clientId, ...body }),
    });
    if (!response.ok) throw new Error(`${operation}: ${response.status} ${await response.text()}`);
  };
  return {
    ...pool,
    messagesTo,
    async mailIn(locale, address) {
      const UserAttributes = Object.entries({ email: address, locale }).map(([Name, Value]) => ({ Name, Value }));
      await call('SignUp', { Username: address, Password: `Aa1!${crypto.randomUUID()}`, UserAttributes });
      await call('InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: address } });
      const html = (await messagesTo(address)).at(-1)?.html;
      if (html === undefined) throw new Error(`No e-mail with HTML went to ${address}`);
      return html;
    },
    async codeFor(address, count = 1) {
      const until = Date.now() + 10_000;
      for (;;) {
        const messages = await messagesTo(address);
        const newest = messages.at(-1);
        if (newest && messages.length >= count) return /(?<!\d)\d{6}(?!\d)/.exec(newest.body)![0];
        if (Date.now() > until) throw new Error(`Only ${messages.length} of ${count} messages to ${address} arrived`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async post(path, body) {
      const response = await fetch(`${pool.endpoint}${path}`, { method: 'POST', body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    },
    logs: async () => JSON.stringify(await get('/logs')),
    stop: () => void child.kill('SIGTERM'),
  };
}

let phones = 0;

/** A mobile number that no other test uses. */
export function newPhone(): string {
  return `+4477009${String(Date.now() % 1000).padStart(3, '0')}${String(++phones % 100).padStart(2, '0')}`;
}

export function newEmail(): string {
  return `person${Date.now()}.${++phones}@example.com`;
}

/** A code of the right form that isn't the one given. */
export function otherThan(code: string): string {
  return code.startsWith('1') ? `2${code.slice(1)}` : `1${code.slice(1)}`;
}
