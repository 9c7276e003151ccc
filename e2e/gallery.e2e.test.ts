/** Pages of the gallery that show one feature each. */
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
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

test('the first SMS to a new user is in the language of the form', async ({ page, gallery, pool }) => {
  const form = await open(page, gallery, 'languages');
  const phone = newPhoneNumber();
  await form.getByLabel('رقم الهاتف').fill(phone);
  await form.getByRole('button', { name: 'أرسل رمزًا برسالة نصية' }).click();
  await pool.codeFor(phone);
  const [first, ...others] = await pool.messagesTo(phone);
  expect(first?.body).toMatch(/^\d{6} هو رمز الدخول إلى /);
  expect(others).toEqual([]);
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

/** Pages that differ from each other in more than the form. Each is checked at both widths. */
const pages = ['/', '/script-tag/', '/password/', '/themes/', '/playground/'];

test('the pages of the gallery have no accessibility violations and do not scroll horizontally at 390 and 1280 pixels', async ({
  page,
  gallery,
}) => {
  // While a message fades in, it has less contrast.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const path of pages) {
    await page.goto(`${gallery}${path}`);
    await page.locator('demo-phone').waitFor();
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const { violations } = await new AxeBuilder({ page }).exclude('cognito-otp-login').analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join()}`);
      expect.soft(found, `${path} at ${width} pixels`).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(overflow, `${path} at ${width} pixels`).toBeLessThanOrEqual(0);
      for (const code of await page.locator('pre').all()) {
        expect.soft(await code.evaluate((each) => each.tabIndex), path).toBe(0);
        expect.soft(await code.evaluate((each) => each.scrollWidth - each.clientWidth), path).toBeLessThanOrEqual(0);
      }
    }
  }
});

test('the first page has a live form, and a picture of its own for each example', async ({ page, gallery, pool }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${gallery}/`);
  const examples = (JSON.parse(readFileSync('examples/manifest.json', 'utf8')) as { examples: object[] }[]).flatMap(
    (each) => each.examples,
  );
  const pictures = await page.locator('.cards svg').evaluateAll((all) => all.map((each) => each.innerHTML));
  expect(new Set(pictures).size).toBe(examples.length);
  await signIn(page, pool);
});

test('on a small screen a message appears as a notification that fills its code in', async ({
  page,
  gallery,
  pool,
}) => {
  await page.setViewportSize({ width: 390, height: 700 });
  const form = await open(page, gallery, 'script-tag');
  const phone = newPhoneNumber();
  await form.getByLabel('Phone number').fill(phone);
  await form.getByRole('button', { name: 'Text me a code' }).click();
  const notice = page.getByRole('region', { name: 'New message' });
  await expect(notice).toContainText(await pool.codeFor(phone));
  await expect(notice).toBeInViewport({ ratio: 1 });
  await notice.getByRole('button', { name: 'Fill in' }).click();
  await expect(form.getByRole('heading', { name: "You're signed in" })).toBeVisible();
  await expect(notice).toBeHidden();
});

test("the names of the gallery's copy buttons contain their texts", async ({ page, gallery, pool }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const form = await open(page, gallery, 'script-tag');
  const phone = newPhoneNumber();
  await form.getByLabel('Phone number').fill(phone);
  await form.getByRole('button', { name: 'Text me a code' }).click();
  const code = await pool.codeFor(phone);
  const button = page.locator('demo-phone').getByRole('button', { name: `${code} Copy`, exact: true });
  await expect(button).toHaveText(`${code} Copy`);
});
