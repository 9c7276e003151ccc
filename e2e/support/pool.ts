/** Local pools for end-to-end tests, each in a process of its own. */
import { startPasswordPool, startPool } from '../../scripts/gallery.mjs';

/** Template parameters for tests: short waits, and budgets that a whole suite does not exhaust. */
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

/** A local pool in a process of its own, with the project's template and built triggers. */
export interface TestPool {
  endpoint: string;
  userPoolId: string;
  clientId: string;
  region: string;
  /** The messages to an address, oldest first. */
  messagesTo(address: string): Promise<OutboxMessage[]>;
  /** Waits for at least `count` messages to an address and returns the code of the newest. */
  codeFor(address: string, count?: number): Promise<string>;
  post(path: string, body: unknown): Promise<void>;
  /** Signs up a new user with a locale and returns the HTML of the email that is sent. */
  mailIn(locale: string, address: string): Promise<string>;
  /** Everything that the functions have logged, as JSON. */
  logs(): Promise<string>;
  stop(): void;
}

export const testPool = async (extra: string[] = []) => withControls(await startPool([...parameters, ...extra]));

/** A pool that requires a password before the code, with one user. */
export const testPasswordPool = async () => withControls(await startPasswordPool(parameters));

function withControls({ pool, child }: Awaited<ReturnType<typeof startPool>>): TestPool {
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
      if (html === undefined) throw new Error(`No HTML email was sent to ${address}.`);
      return html;
    },
    async codeFor(address, count = 1) {
      const end = Date.now() + 10_000;
      for (;;) {
        const messages = await messagesTo(address);
        const newest = messages.at(-1);
        if (newest && messages.length >= count) return /(?<!\d)\d{6}(?!\d)/.exec(newest.body)![0];
        if (Date.now() > end) throw new Error(`Only ${messages.length} of ${count} messages to ${address} arrived`);
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

let addresses = 0;

/** A phone number that no other test uses. */
export function newPhone(): string {
  return `+4477009${String(Date.now() % 1000).padStart(3, '0')}${String(++addresses % 100).padStart(2, '0')}`;
}

export function newEmail(): string {
  return `ada${Date.now()}.${++addresses}@example.com`;
}

/** A complete code that differs from `code`. */
export function wrongCode(code: string): string {
  return code.startsWith('1') ? `2${code.slice(1)}` : `1${code.slice(1)}`;
}
