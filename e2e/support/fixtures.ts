/** Playwright fixtures: the local pools, the gallery of examples and the page object of the sign-in page. */
import { test as base } from '@playwright/test';
import { startGallery } from '../../scripts/gallery.mjs';
import { LoginPage } from '../login-page.js';
import { type TestPool, testPasswordPool, testPool } from './pool.js';

interface TestFixtures {
  /** The script-tag example, not yet opened. */
  loginPage: LoginPage;
}
interface WorkerFixtures {
  pool: TestPool;
  /** The pool of the example that requires a password first. */
  passwordPool: TestPool;
  /** The URL of the gallery. */
  gallery: string;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  pool: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from this pattern which fixtures are used
    async ({}, use) => {
      const pool = await testPool(['IdentityPool=on']);
      await use(pool);
      pool.stop();
    },
    { scope: 'worker' },
  ],
  passwordPool: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from this pattern which fixtures are used
    async ({}, use) => {
      const pool = await testPasswordPool();
      await use(pool);
      pool.stop();
    },
    { scope: 'worker' },
  ],
  gallery: [
    async ({ pool, passwordPool }, use, { parallelIndex }) => {
      const server = await startGallery(pool, passwordPool, 0, `node_modules/.vite-test-${parallelIndex}`);
      const { port } = server.httpServer!.address() as { port: number };
      await use(`http://127.0.0.1:${port}`);
      await server.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  loginPage: async ({ page, gallery, pool }, use) => {
    await use(new LoginPage(page, gallery, pool));
  },
});

export { expect } from '@playwright/test';
