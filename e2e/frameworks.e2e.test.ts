import { expect, test } from './support/fixtures.js';
import { newPhone } from './support/pool.js';

for (const [folder, name] of Object.entries({
  react: 'React 19',
  'react-18': 'React 18',
  vue: 'Vue',
  svelte: 'Svelte',
  solid: 'Solid',
})) {
  test(`the ${name} example signs in, with the text it set, and hears of it`, async ({ page, gallery, pool }) => {
    const phone = newPhone();
    const login = page.locator('cognito-otp-login');
    await page.goto(`${gallery}/${folder}/`);
    await expect(login.getByRole('heading', { name: `Welcome to ${name}` })).toBeVisible();
    await login.getByLabel('Phone number').fill(phone);
    await login.getByRole('button', { name: 'Text me a code' }).click();
    await login.getByLabel('One-time code').fill(await pool.codeFor(phone));
    await expect(page.getByText(`Hello ${phone}`)).toBeVisible();
    await login.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText(`Hello ${phone}`)).toBeHidden();
  });
}
