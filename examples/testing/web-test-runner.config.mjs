/** @web/test-runner's configuration: a plugin starts the pool, and tests read its settings from `/local-pool.json`. */
import { startLocalPool } from '@cognito-otp/local-pool';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import puppeteer from 'puppeteer-core';

const executablePath = process.env.CHROMIUM_PATH;
let pool;

export default {
  rootDir: new URL('../..', import.meta.url).pathname,
  files: 'examples/testing/*.wtr.ts',
  nodeResolve: true,
  browsers: [
    chromeLauncher({
      // Without it, the launcher uses the Chrome that is installed.
      ...(executablePath && { puppeteer }),
      launchOptions: { args: ['--no-sandbox'], ...(executablePath && { executablePath }) },
    }),
  ],
  plugins: [
    esbuildPlugin({ ts: true }),
    {
      name: 'local-pool',
      async serverStart() {
        pool = await startLocalPool({ template: new URL('template.yaml', import.meta.url).pathname });
      },
      serve: ({ path }) =>
        path === '/local-pool.json' ? { body: JSON.stringify(pool.ready), type: 'json' } : undefined,
      serverStop: () => pool?.close(),
    },
  ],
};
