import puppeteer, { PredefinedNetworkConditions } from 'puppeteer-core';
import { requireBrowser } from '../../scripts/browsers.mjs';

/** How much the processor is slowed down, to simulate a slow phone. */
const CPU_SLOWDOWN = 4;

/** Starts Chromium for measurements. */
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
      // Only local servers: other host names do not resolve.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
  return {
    /** For example `Chromium 156.0.7000.1`. */
    name: (await chromium.version()).replace(/^(Headless)?Chrome\//, 'Chromium '),
    close: () => chromium.close(),
    /**
     * Calls `use` with a page without cache and stored data, with a slow processor and, optionally, a slow network.
     *
     * @param {(page: import('puppeteer-core').Page) => Promise<T>} use
     * @template T
     */
    async withPage(use, { slowNetwork = false } = {}) {
      const context = await chromium.createBrowserContext();
      try {
        const page = await context.newPage();
        await page.emulateCPUThrottling(CPU_SLOWDOWN);
        if (slowNetwork) await page.emulateNetworkConditions(PredefinedNetworkConditions['Slow 4G']);
        return await use(page);
      } finally {
        await context.close();
      }
    },
  };
}
