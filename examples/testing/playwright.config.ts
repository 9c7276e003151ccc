/** Playwright's configuration: Vite serves the page, and the fixtures start a pool for each worker. */
import { defineConfig } from '@playwright/test';

const port = process.env['PORT'] ?? '5199';
const executablePath = process.env['CHROMIUM_PATH'];

export default defineConfig({
  testMatch: '*.playwright.ts',
  outputDir: '../../test-results/testing',
  webServer: {
    command: `node ../../node_modules/vite/bin/vite.js --config vite.config.ts --port ${port} --strictPort`,
    url: `http://localhost:${port}`,
  },
  use: {
    baseURL: `http://localhost:${port}`,
    launchOptions: { args: ['--no-sandbox'], ...(executablePath === undefined ? {} : { executablePath }) },
  },
});
