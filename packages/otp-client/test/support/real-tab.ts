import { executeServerCommand } from '@web/test-runner-commands';
import type { OtpClient, OtpClientOptions } from '../../src/index.js';
import { pool } from './tabs.js';

/** A top-level tab of this browser, on this site, that the test drives from outside. */
export interface RealTab {
  go(path: string): Promise<void>;
  reload(): Promise<void>;
  /** Back in the tab's history, out of the back-forward cache where the browser kept the page. */
  back(): Promise<void>;
  /** Ends it at once, as the system does that needs the memory. */
  kill(): Promise<void>;
  /** What an expression of JavaScript comes to there, awaited; `client` is the page's own. */
  ask<T>(expression: string): Promise<T>;
}

declare global {
  interface Window {
    client: OtpClient;
  }
}

export const page = '/packages/otp-client/test/support/client-page.html';

/** A page whose address says which client it is to have. */
export const pageFor = (options: Partial<OtpClientOptions>) =>
  `${page}#${encodeURIComponent(JSON.stringify({ ...pool, ...options }))}`;

export async function realTab(path: string): Promise<RealTab> {
  const id = await executeServerCommand<string, object>('tab', { act: 'open' });
  const tell = async <T>(act: string, given?: string) =>
    (await executeServerCommand<{ value: T }, object>('tab', { id, act, given })).value;
  const loaded = "document.readyState === 'complete' && !document.title.startsWith('…')";
  const tab: RealTab = {
    async go(where) {
      await tell('go', new URL(where, location.href).href);
      await tell('until', loaded);
    },
    async reload() {
      await tell('reload');
      await tell('until', loaded);
    },
    async back() {
      // Not at once: the page that is asked has to answer before it goes.
      await tell('evaluate', 'void setTimeout(() => history.back())');
      await tell('until', `location.pathname === '${page}' && ${loaded}`);
    },
    kill: () => tell('close'),
    ask: (expression) =>
      tell('evaluate', `(async () => JSON.stringify(await (${expression})) ?? 'null')()`).then((text) =>
        JSON.parse(`${text}`),
      ),
  };
  await tab.go(path);
  return tab;
}
