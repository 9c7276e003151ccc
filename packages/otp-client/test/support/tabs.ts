import type { OtpClient, OtpClientOptions, OtpState } from '../../src/index.js';

interface Pool {
  readonly endpoint: string;
  readonly userPoolId: string;
  readonly clientId: string;
}

/** The local pool that the runner started, with the template's own triggers behind it. */
export const pool: Pool = await fetch('/pool.json').then((reply) => reply.json());

export const newPhone = () => `+4474${`${Math.random()}`.slice(2, 10).padEnd(8, '0')}`;

export async function until<T>(what: () => T | Promise<T>, named: string, limit = 8_000): Promise<NonNullable<T>> {
  const end = Date.now() + limit;
  for (;;) {
    const found = await what();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${limit} ms in vain until ${named}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** The code of the last message to somebody. */
export async function code(to: string): Promise<string> {
  const messages: { to: string; body: string }[] = await (await fetch(`${pool.endpoint}/outbox`)).json();
  const found = /\b\d{6}\b/.exec(messages.filter((message) => message.to === to).at(-1)?.body ?? '');
  if (!found) throw new Error(`no code went to ${to}`);
  return found[0];
}

export const messages = async (to: string) =>
  ((await (await fetch(`${pool.endpoint}/outbox`)).json()) as { to: string }[]).filter((message) => message.to === to);

export interface Tab {
  readonly client: OtpClient;
  readonly operations: string[];
  readonly states: OtpState[];
  close(): void;
}

interface TabWindow extends Window {
  createOtpClient?: (options: OtpClientOptions) => OtpClient;
}

/** The client as one file, so that a page has it with one request. */
export const oneFile = `${location.origin}/one-file/packages/otp-client/src/index.ts`;

/**
 * A document of its own with a client of its own, as another tab of the same site has: an iframe.
 * @param prepare what the window is made to be before the client is.
 */
export async function openTab(
  options: Partial<OtpClientOptions> = {},
  prepare: (own: TabWindow & typeof globalThis) => void = () => {},
): Promise<Tab> {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<script type="module">
    import { createOtpClient } from '${oneFile}';
    window.createOtpClient = createOtpClient;
  </script>`;
  document.body.append(frame);
  const own = frame.contentWindow as TabWindow & typeof globalThis;
  const create = await until(() => own.createOtpClient, 'the tab has loaded', 15_000);
  const operations: string[] = [];
  const states: OtpState[] = [];
  prepare(own);
  const client = create({
    ...pool,
    fetcher: (url, init) => {
      operations.push(`${new Headers(init?.headers).get('x-amz-target')}`.split('.')[1]!);
      return own.fetch(url, init);
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
