import puppeteer, { PredefinedNetworkConditions } from 'puppeteer-core';
import { requireBrowser } from '../../scripts/browsers.mjs';

/** Chromium as a slow phone would be: the factor its processor is slowed by. */
const slowdown = 4;

export async function openChromium() {
  const executablePath = await requireBrowser('chromium');
  const chromium = await puppeteer.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      // Nobody's servers but ours: a page that asks for another one's is told that there is none.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
  return {
    /** `Chromium 156.0.7000.1`, say. */
    name: (await chromium.version()).replace(/^(Headless)?Chrome\//, 'Chromium '),
    close: () => chromium.close(),
    /**
     * Hands a page over that has neither cache nor stored data, with a slow processor and, if wanted, a slow network.
     * @param {(page: import('puppeteer-core').Page) => Promise<T>} use
     * @template T
     */
    async withPage(use, { slowNetwork = false } = {}) {
      const context = await chromium.createBrowserContext();
      try {
        const page = await context.newPage();
        await page.emulateCPUThrottling(slowdown);
        if (slowNetwork) await page.emulateNetworkConditions(PredefinedNetworkConditions['Slow 4G']);
        return await use(page);
      } finally {
        await context.close();
      }
    },
  };
}
