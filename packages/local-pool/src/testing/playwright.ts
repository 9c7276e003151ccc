// Fixtures for @playwright/test: a pool for each worker, and its controls for each test.

import type { ReadyReport } from '../ready-report.js';
import { type LocalPool, type LocalPoolOptions, startLocalPool } from '../start-local-pool.js';
import { controlLocalPool, type LocalPoolControl } from './control-client.js';

/** The fixtures of each test. */
export interface LocalPoolFixtures {
  /** How to reach the worker's pool, and its controls. They are reset after the test; users stay. */
  readonly localPool: ReadyReport & LocalPoolControl;
}

/** The fixtures that the tests of a worker share. */
export interface LocalPoolWorkerFixtures {
  /** The pool, which starts with the first test of the worker that uses it. */
  readonly startedLocalPool: LocalPool;
}

/** Fixtures as `test.extend` takes them. */
export interface LocalPoolFixtureDefinitions {
  startedLocalPool: [
    (own: object, use: (pool: LocalPool) => Promise<void>) => Promise<void>,
    { readonly scope: 'worker' },
  ];
  localPool: (
    own: LocalPoolWorkerFixtures,
    use: (pool: LocalPoolFixtures['localPool']) => Promise<void>,
  ) => Promise<void>;
}

/**
 * Creates fixtures that start a pool for each worker. Its port is free unless the options name one, which works with one worker
 * only.
 *
 * @param options those of `startLocalPool`
 *
 * @example
 * ```ts
 * import { type LocalPoolFixtures, type LocalPoolWorkerFixtures, localPoolFixtures } from '@cognito-otp/local-pool/playwright';
 *
 * // `base` is the `test` of @playwright/test.
 * export const test = base.extend<LocalPoolFixtures, LocalPoolWorkerFixtures>(localPoolFixtures({ template: 'template.yaml' }));
 *
 * test('signs in', async ({ page, localPool }) => {
 *   await page.goto(`/?endpoint=${localPool.endpoint}&client-id=${localPool.clientId}`);
 *   await page.getByLabel('Code').fill(await localPool.nextCode('+447700900123'));
 * });
 * ```
 */
export function localPoolFixtures(options: LocalPoolOptions): LocalPoolFixtureDefinitions {
  return {
    startedLocalPool: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from this pattern which fixtures are used
      async ({}, use) => {
        const pool = await startLocalPool(options);
        try {
          await use(pool);
        } finally {
          await pool.close();
        }
      },
      { scope: 'worker' },
    ],
    localPool: async ({ startedLocalPool }, use) => {
      const control = controlLocalPool(startedLocalPool.endpoint);
      await use({ ...startedLocalPool.ready, ...control });
      await control.reset();
    },
  };
}
