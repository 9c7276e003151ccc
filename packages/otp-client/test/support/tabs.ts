/** Clients in iframes, which share storage and channels as tabs of one site do, and the local pool of the test runner. */
import { poolControls } from '@cognito-otp/test-kit/pool-client';
import { until } from '@cognito-otp/test-kit/until';
import type { OtpClient, OtpClientOptions, OtpState } from '../../src/index.js';

interface PoolConfig {
  readonly endpoint: string;
  readonly userPoolId: string;
  readonly clientId: string;
}

/** The local pool that the test runner started, with the project's template and built triggers. */
export const pool: PoolConfig = await fetch('/pool.json').then((reply) => reply.json());

/** The outbox, the faults and the clock of the pool. */
export const { messagesTo, codeSentTo, injectFault, countFaultMatches, advanceClock, clearFaults, resetClock } =
  poolControls(pool.endpoint);

/** Removes all faults and resets the clock of the pool. */
export async function resetPool(): Promise<void> {
  await clearFaults();
  await resetClock();
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
