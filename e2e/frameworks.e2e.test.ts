/** The examples for frameworks, and pre-rendered forms before and without their scripts. */
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { expect, test } from './support/fixtures.js';

for (const [folder, name] of Object.entries({
  react: 'React 19',
  'react-18': 'React 18',
  vue: 'Vue',
  svelte: 'Svelte',
  solid: 'Solid',
  angular: 'Angular',
  next: 'Next',
})) {
  test(`the ${name} example sets a text, signs in and receives the event`, async ({ page, gallery, pool }) => {
    // The Angular and Next examples are compiled on first use.
    test.slow();
    const phone = newPhoneNumber();
    const login = page.locator('cognito-otp-login');
    // A framework logs an error here if the server's page differs from its own rendering.
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(`${gallery}/${folder}/`);
    await expect(login.getByRole('heading', { name: `Welcome to ${name}` })).toBeVisible();
    const formWidth = async () => (await login.locator('form').boundingBox())!.width;
    const width = await formWidth();
    await login.getByLabel('Phone number').fill(phone);
    await login.getByRole('button', { name: 'Text me a code' }).click();
    await login.getByLabel('One-time code').fill(await pool.codeFor(phone));
    await expect(page.getByText(`Hello ${phone}`)).toBeVisible();
    expect(await formWidth()).toBe(width);
    await login.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText(`Hello ${phone}`)).toBeHidden();
    expect(errors).toEqual([]);
  });
}

for (const [folder, title] of Object.entries({ 'pre-rendered': 'Sign in', next: 'Welcome to Next' })) {
  test(`the ${folder} example accepts input without any script`, async ({ browser, gallery }) => {
    test.slow();
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${gallery}/${folder}/`);
    const login = page.locator('cognito-otp-login');
    await login.getByLabel('Phone number').fill('07700 900123');
    await expect(login.getByLabel('Phone number')).toHaveValue('07700 900123');
    await expect(login.getByRole('heading', { name: title })).toBeVisible();
    await context.close();
  });
}

test('the pre-rendered example signs in with what was typed before its script loaded', async ({
  page,
  gallery,
  pool,
}) => {
  const phone = newPhoneNumber();
  let release: () => void = () => undefined;
  const hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/cdn/cognito-otp.js', async (route) => {
    await hold;
    await route.continue();
  });
  // The page never finishes loading while the script is held, so the test waits only for the document.
  await page.goto(`${gallery}/pre-rendered/`, { waitUntil: 'commit' });
  const login = page.locator('cognito-otp-login');
  await login.getByLabel('Phone number').fill(phone);
  release();
  await page.waitForFunction(() => customElements.get('cognito-otp-login'));
  await login.getByRole('button', { name: 'Text me a code' }).click();
  await login.getByLabel('One-time code').fill(await pool.codeFor(phone));
  await expect(login.getByRole('heading', { name: "You're signed in" })).toBeVisible();
});
