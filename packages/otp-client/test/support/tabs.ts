/** Clients in iframes, which share storage and channels as tabs of one site do, and the local pool of the test runner. */
import type { OtpClient, OtpClientOptions, OtpState } from '../../src/index.js';

interface PoolConfig {
  readonly endpoint: string;
  readonly userPoolId: string;
  readonly clientId: string;
}

/** The local pool that the test runner started, with the project's template and built triggers. */
export const pool: PoolConfig = await fetch('/pool.json').then((reply) => reply.json());

/** A British number that no test has used yet. */
export const newPhone = () => `+4474${`${Math.random()}`.slice(2, 10).padEnd(8, '0')}`;

/**
 * Polls a condition every 20 ms until it returns a truthy value, and returns that value.
 *
 * @param description the awaited state as a clause, for the error message.
 * @param limit how long to wait, in milliseconds.
 * @throws Error if the limit has passed.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  description: string,
  limit = 8_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + limit;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Timed out after ${limit} ms waiting until ${description}.`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** The messages that the pool has sent to an address, oldest first. */
export const messagesTo = async (address: string) =>
  ((await (await fetch(`${pool.endpoint}/outbox`)).json()) as { to: string; body: string }[]).filter(
    ({ to }) => to === address,
  );

/** The code in the latest message to an address. */
export async function codeSentTo(address: string): Promise<string> {
  const found = /\b\d{6}\b/.exec((await messagesTo(address)).at(-1)?.body ?? '');
  if (!found) throw new Error(`No code was sent to ${address}.`);
  return found[0];
}

export interface Tab {
  readonly client: OtpClient;
  /** The Cognito operations that the client has called. */
  readonly operations: string[];
  /** Every state that the client has reported. */
  readonly states: OtpState[];
  close(): void;
}

interface TabWindow extends Window {
  createOtpClient?: (options: OtpClientOptions) => OtpClient;
}

/** The client bundled into one file, so that a page loads it with one request. */
const CLIENT_BUNDLE = `${location.origin}/one-file/packages/otp-client/src/index.ts`;

/**
 * Opens an iframe with its own document and its own client, as another tab of the same site would have.
 *
 * @param prepare changes the window before the client is created.
 */
export async function openTab(
  options: Partial<OtpClientOptions> = {},
  prepare: (tabWindow: TabWindow & typeof globalThis) => void = () => {},
): Promise<Tab> {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<script type="module">
    import { createOtpClient } from '${CLIENT_BUNDLE}';
    window.createOtpClient = createOtpClient;
  </script>`;
  document.body.append(frame);
  const tabWindow = frame.contentWindow as TabWindow & typeof globalThis;
  const create = await until(() => tabWindow.createOtpClient, 'the tab has loaded', 15_000);
  const operations: string[] = [];
  const states: OtpState[] = [];
  prepare(tabWindow);
  const client = create({
    ...pool,
    fetcher: (url, init) => {
      operations.push(`${new Headers(init?.headers).get('x-amz-target')}`.split('.')[1]!);
      return tabWindow.fetch(url, init);
    },
    ...options,
  });
  client.subscribe((state) => states.push(state));
  return {
    client,
    operations,
    states,
    close() {
      client.close();
      frame.remove();
    },
  };
}
