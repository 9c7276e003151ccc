import { defineConfig } from '@playwright/test';
import { findBrowser } from '../scripts/browsers.mjs';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.test.ts',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
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
