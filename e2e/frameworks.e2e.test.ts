import { expect, test } from './support/fixtures.js';
import { newPhone } from './support/pool.js';

for (const [folder, name] of Object.entries({
  react: 'React 19',
  'react-18': 'React 18',
  vue: 'Vue',
  svelte: 'Svelte',
  solid: 'Solid',
  angular: 'Angular',
  next: 'Next',
})) {
  test(`the ${name} example signs in, with the text it set, and hears of it`, async ({ page, gallery, pool }) => {
    // Angular's and Next's are compiled when they are first looked at.
    test.slow();
    const phone = newPhone();
    const login = page.locator('cognito-otp-login');
    await page.goto(`${gallery}/${folder}/`);
    await expect(login.getByRole('heading', { name: `Welcome to ${name}` })).toBeVisible();
    const across = async () => (await login.locator('form').boundingBox())!.width;
    const width = await across();
    await login.getByLabel('Phone number').fill(phone);
    await login.getByRole('button', { name: 'Text me a code' }).click();
    await login.getByLabel('One-time code').fill(await pool.codeFor(phone));
    await expect(page.getByText(`Hello ${phone}`)).toBeVisible();
    expect(await across()).toBe(width);
    await login.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText(`Hello ${phone}`)).toBeHidden();
  });
}

for (const [folder, title] of Object.entries({ 'pre-rendered': 'Sign in', next: 'Welcome to Next' })) {
  test(`the ${folder} example can be typed in where no script runs at all`, async ({ browser, gallery }) => {
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

test('the pre-rendered example signs in with what was typed before its script came', async ({
  page,
  gallery,
  pool,
}) => {
  const phone = newPhone();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/cdn/cognito-otp.js', async (route) => {
    await held;
    await route.continue();
  });
  // The script is held back, so the page is never loaded; it is there all the same.
  await page.goto(`${gallery}/pre-rendered/`, { waitUntil: 'commit' });
  const login = page.locator('cognito-otp-login');
  await login.getByLabel('Phone number').fill(phone);
  release();
  await page.waitForFunction(() => customElements.get('cognito-otp-login'));
  await login.getByRole('button', { name: 'Text me a code' }).click();
  await login.getByLabel('One-time code').fill(await pool.codeFor(phone));
  await expect(login.getByRole('heading', { name: "You're signed in" })).toBeVisible();
});
