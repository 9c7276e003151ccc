import { test as base } from '@playwright/test';
import { startGallery } from '../../scripts/gallery.mjs';
import { LoginPage } from '../login-page.js';
import { type TestPool, testPasswordPool, testPool } from './pool.js';

interface TestFixtures {
  /** The person in front of the page. */
  I: LoginPage;
}
interface WorkerFixtures {
  pool: TestPool;
  /** The one of the example that asks for a password first. */
  passwordPool: TestPool;
  /** Address of the gallery. */
  gallery: string;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  pool: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner reads which fixtures are asked for off this pattern.
    async ({}, use) => {
      const pool = await testPool(['IdentityPool=on']);
      await use(pool);
      pool.stop();
    },
    { scope: 'worker' },
  ],
  passwordPool: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner reads which fixtures are asked for off this pattern.
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
  I: async ({ page, gallery, pool }, use) => {
    await use(new LoginPage(page, gallery, pool));
  },
});

export { expect } from '@playwright/test';
