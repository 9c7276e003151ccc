/** The headless example, and the demo phone that shows messages beside every example. */

import { wrongCode } from '@cognito-otp/test-kit/codes';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { expect, test } from './support/fixtures.js';

test('the headless page signs in with its own markup', async ({ page, gallery, pool }) => {
  const phone = newPhoneNumber();
  await page.goto(`${gallery}/headless/`);
  await page.getByLabel(/Mobile number/).fill(phone);
  await page.getByRole('button', { name: 'Text me a code' }).click();
  const code = await pool.codeFor(phone);
  await page.getByLabel('Code', { exact: true }).fill(wrongCode(code));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText("That code isn't right. Check it and try again.");
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Good to see you' })).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel(/Mobile number/)).toBeVisible();
});

test('the phone beside the form shows each message as it arrives', async ({ page, gallery, pool }) => {
  const phone = newPhoneNumber();
  await page.goto(`${gallery}/headless/`);
  await page.getByLabel(/Mobile number/).fill(phone);
  await page.getByRole('button', { name: 'Text me a code' }).click();
  const code = await pool.codeFor(phone);
  await expect(page.locator('demo-phone').getByText(`SMS to ${phone}`)).toBeVisible();
  await expect(page.locator('demo-phone').getByRole('button', { name: `${code} Copy` })).toBeVisible();
});
