/** Local pools for end-to-end tests, each in a process of its own. */
import type { OutboxMessage } from '@cognito-otp/local-pool';
import { codeIn } from '@cognito-otp/test-kit/codes';
import { callCognito, type PoolControls, poolControls } from '@cognito-otp/test-kit/pool-client';
import { until } from '@cognito-otp/test-kit/until';
import { startPasswordPool, startPool } from '../../scripts/gallery.mjs';

/** Template parameters for tests: short waits, and budgets that a whole suite does not exhaust. */
const PARAMETERS = [
  'Countries=*',
  'BrandName=Northlight',
  'EmailFrom=codes@example.com',
  'PageDomain=localhost',
  'SendWaitSeconds=10',
  'AnswerPaceMs=0',
  'PoolSendsAnHour=100000',
  'PoolSendsADay=100000',
  'SignUpsAnHour=100000',
];

/** A local pool in a process of its own, with the project's template and built triggers. */
export interface TestPool extends Pick<PoolControls, 'control' | 'messagesTo'> {
  readonly endpoint: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly region: string;
  /** Waits for at least `count` messages to an address and returns the code of the newest. */
  codeFor(address: string, count?: number): Promise<string>;
  /** Signs up a new user with a locale and returns the HTML of the email that is sent. */
  emailHtmlFor(locale: string, address: string): Promise<string>;
  /** Everything that the functions have logged, as JSON. */
  logs(): Promise<string>;
  stop(): void;
}

export const testPool = async (extra: string[] = []) => withControls(await startPool([...PARAMETERS, ...extra]));

/** A pool that requires a password before the code, with one user. */
export const testPasswordPool = async () => withControls(await startPasswordPool(PARAMETERS));

function withControls({ pool, child }: Awaited<ReturnType<typeof startPool>>): TestPool {
  const { control, messagesTo } = poolControls(pool.endpoint);
  const call = async (operation: string, input: object) => {
    const { status, body } = await callCognito(pool.endpoint, operation, { ClientId: pool.clientId, ...input });
    if (status !== 200) throw new Error(`${operation}: ${status} ${JSON.stringify(body)}`);
  };
  return {
    ...pool,
    control,
    messagesTo,
    async emailHtmlFor(locale, address) {
      const UserAttributes = Object.entries({ email: address, locale }).map(([Name, Value]) => ({ Name, Value }));
      await call('SignUp', { Username: address, Password: `Aa1!${crypto.randomUUID()}`, UserAttributes });
      await call('InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: address } });
      const html = (await messagesTo(address)).at(-1)?.html;
      if (html === undefined) throw new Error(`No HTML email was sent to ${address}.`);
      return html;
    },
    async codeFor(address, count = 1) {
      const arrived = async (): Promise<OutboxMessage | undefined> => {
        const messages = await messagesTo(address);
        return messages.length >= count ? messages.at(-1) : undefined;
      };
      return codeIn((await until(arrived, `${count} messages to ${address} arrived`, 10_000)).body);
    },
    logs: async () => JSON.stringify(await control('GET', '/logs')),
    stop: () => void child.kill('SIGTERM'),
  };
}
