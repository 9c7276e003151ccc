/** Configuration of the end-to-end tests. */
import { defineConfig } from '@playwright/test';
import { findBrowser } from '../scripts/browsers.mjs';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.test.ts',
  workers: 2,
  timeout: 60_000,
  expect: {
    timeout: 10_000,
    // Fonts come from packages, so only their anti-aliasing may differ between machines.
    toHaveScreenshot: { animations: 'disabled', caret: 'hide', threshold: 0.05, maxDiffPixelRatio: 0.002 },
  },
  snapshotPathTemplate: 'looks/{arg}{ext}',
  reporter: [['list'], ['./support/count-reporter.ts']],
  outputDir: '../test-results',
  use: {
    launchOptions: {
      executablePath: findBrowser('chromium') ?? '',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
    screenshot: 'only-on-failure',
  },
});
