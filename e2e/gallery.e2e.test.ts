/** Pages of the gallery that show one feature each. */
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.js';
import type { TestPool } from './support/pool.js';

/** Opens a page of the gallery and returns its form. */
async function open(page: Page, gallery: string, name: string) {
  await page.goto(`${gallery}/${name}/`);
  return page.locator('cognito-otp-login');
}

async function signIn(page: Page, pool: TestPool): Promise<string> {
  const form = page.locator('cognito-otp-login');
  const phone = newPhoneNumber();
  await form.getByLabel('Phone number').fill(phone);
  await form.getByRole('button', { name: 'Text me a code' }).click();
  await form.getByLabel('One-time code').fill(await pool.codeFor(phone));
  await expect(form.getByRole('heading', { name: "You're signed in" })).toBeVisible();
  return phone;
}

test('the page light-dom signs in without a shadow root', async ({ page, gallery, pool }) => {
  const form = await open(page, gallery, 'light-dom');
  await signIn(page, pool);
  expect(await form.evaluate((element) => element.shadowRoot)).toBe(null);
  await expect(form.getByRole('link', { name: 'terms' })).toBeVisible();
});

test('the page session shows the user and signs out in its header', async ({ page, gallery, pool }) => {
  await open(page, gallery, 'session');
  const header = page.locator('header.shop');
  await expect(header.getByText('Not signed in')).toBeVisible();
  await signIn(page, pool);
  await expect(header.locator('cognito-otp-session').getByText(/^\+44/)).toBeVisible();
  await header.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.locator('cognito-otp-login').getByLabel('Phone number')).toBeVisible();
  await expect(header.getByText('Not signed in')).toBeVisible();
});

test('the page themes applies a theme and shows its file', async ({ page, gallery, pool }) => {
  const form = await open(page, gallery, 'themes');
  await page.getByRole('radio', { name: 'Brutalist' }).check();
  await expect(page.locator('#css')).toContainText('Brutalist: thick lines');
  await expect(form.locator('[part~=submit]')).toHaveCSS('border-radius', '0px');
  await signIn(page, pool);
});

test('the page languages shows the form in the selected language', async ({ page, gallery }) => {
  const form = await open(page, gallery, 'languages');
  await expect(form.getByRole('heading', { name: 'تسجيل الدخول' })).toBeVisible();
  await page.getByRole('radio', { name: 'Deutsch' }).check();
  await expect(form.getByRole('heading', { name: 'Anmelden' })).toBeVisible();
  await expect(page.locator('#tag')).toContainText('lang="de"');
});

test('the page playground changes the form with its controls and shows the tag', async ({ page, gallery, pool }) => {
  const form = await open(page, gallery, 'playground');
  const knobs = page.getByRole('form', { name: 'Knobs' });
  await knobs.getByLabel('Identifiers').selectOption('phone');
  await expect(form.getByText('Email', { exact: true })).toHaveCount(0);
  await knobs.getByLabel('Auto-submit').selectOption('off');
  await knobs.getByLabel('Radius').selectOption('24px');
  await expect(form.locator('[part~=submit]')).toHaveCSS('border-radius', '24px');
  await expect(page.locator('#tag')).toContainText('identifiers="phone"');
  await expect(page.locator('#tag')).toContainText('no-auto-submit');
  const phone = newPhoneNumber();
  await form.getByLabel('Phone number').fill(phone);
  await form.getByRole('button', { name: 'Text me a code' }).click();
  await form.getByLabel('One-time code').fill(await pool.codeFor(phone));
  await form.getByRole('button', { name: 'Verify' }).click();
  await expect(form.getByRole('heading', { name: "You're signed in" })).toBeVisible();
});
