/**
 * Top-level browser tabs that a test controls from outside, for what an iframe can't show: reloads, the back button and
 * tabs that are killed. The test runner's plugin `real-tabs` executes the commands.
 */
import { executeServerCommand } from '@web/test-runner-commands';
import type { OtpClient, OtpClientOptions } from '../../src/index.js';
import { pool } from './tabs.js';

export interface RealTab {
  goTo(path: string): Promise<void>;
  reload(): Promise<void>;
  /** Goes back in the history of the tab; the page comes from the back-forward cache if the browser kept it there. */
  goBack(): Promise<void>;
  /** Closes the tab without notice, as an operating system does that runs out of memory. */
  kill(): Promise<void>;
  /** Evaluates a JavaScript expression in the tab and awaits its result; `client` is the client of the page. */
  evaluate<T>(expression: string): Promise<T>;
}

declare global {
  interface Window {
    client: OtpClient;
  }
}

/** The path of a page with a client, which takes the client's options from the fragment of its URL. */
export const CLIENT_PAGE = '/packages/otp-client/test/support/client-page.html';

/** The path of another page of the same site. */
export const OTHER_PAGE = '/packages/otp-client/test/support/other-page.html';

/** The address of the client page, for a client with these options. */
export const clientPageUrl = (options: Partial<OtpClientOptions>) =>
  `${CLIENT_PAGE}#${encodeURIComponent(JSON.stringify({ ...pool, ...options }))}`;

export async function openRealTab(path: string): Promise<RealTab> {
  const id = await executeServerCommand<string, object>('tab', { act: 'open' });
  const command = async <T>(act: string, given?: string) =>
    (await executeServerCommand<{ value: T }, object>('tab', { id, act, given })).value;
  const loaded = "document.readyState === 'complete' && !document.title.startsWith('…')";
  const tab: RealTab = {
    async goTo(address) {
      await command('go', new URL(address, location.href).href);
      await command('until', loaded);
    },
    async reload() {
      await command('reload');
      await command('until', loaded);
    },
    async goBack() {
      // Delayed, because the page has to answer the command before it unloads.
      await command('evaluate', 'void setTimeout(() => history.back())');
      await command('until', `location.pathname === '${CLIENT_PAGE}' && ${loaded}`);
    },
    kill: () => command('close'),
    evaluate: (expression) =>
      command('evaluate', `(async () => JSON.stringify(await (${expression})) ?? 'null')()`).then((text) =>
        JSON.parse(`${text}`),
      ),
  };
  await tab.goTo(path);
  return tab;
}
