/** With Playwright, `playwright test --config examples/testing`: fixtures start a pool for each worker. */
import { fileURLToPath } from 'node:url';
import {
  type LocalPoolFixtures,
  type LocalPoolWorkerFixtures,
  localPoolFixtures,
} from '@cognito-otp/local-pool/playwright';
import { test as base, expect } from '@playwright/test';

const template = fileURLToPath(new URL('template.yaml', import.meta.url));
const test = base.extend<LocalPoolFixtures, LocalPoolWorkerFixtures>(localPoolFixtures({ template }));

test('signs in with the code', async ({ page, localPool }) => {
  await page.goto(`/?endpoint=${localPool.endpoint}&client-id=${localPool.clientId}`);
  await page.getByLabel('Phone number').fill('+447700900001');
  await page.getByRole('button', { name: 'Send code' }).click();
  await page.getByLabel('Code').fill(await localPool.nextCode('+447700900001'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('status')).toHaveText('Signed in.');
});

test('shows an error if Cognito refuses a call', async ({ page, localPool }) => {
  // The fixture has reset the pool after the last test.
  expect(await localPool.messages()).toEqual([]);
  await localPool.addFault({ kind: 'throttle', on: { api: 'InitiateAuth' } });
  await page.goto(`/?endpoint=${localPool.endpoint}&client-id=${localPool.clientId}`);
  await page.getByLabel('Phone number').fill('+447700900001');
  await page.getByRole('button', { name: 'Send code' }).click();
  await expect(page.getByRole('status')).toHaveText('TooManyRequestsException');
});

test('uses the pool of the Vite plugin if the URL names none', async ({ page, localPool }) => {
  const [request] = await Promise.all([
    page.waitForRequest((one) => one.method() === 'POST'),
    page.goto('/').then(async () => {
      await page.getByLabel('Phone number').fill('+447700900003');
      await page.getByRole('button', { name: 'Send code' }).click();
    }),
  ]);
  expect(request.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(request.url()).not.toBe(`${localPool.endpoint}/`);
  await expect(page.getByRole('status')).toHaveText('A code was sent.');
});
