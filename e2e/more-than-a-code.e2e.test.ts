import { expect, test } from './support/fixtures.js';
import { newPhone } from './support/pool.js';

test('the password example sends a code after a right password alone, and both sign in', async ({
  page,
  gallery,
  pool,
  passwordPool,
}) => {
  const phone = '+447700900111';
  // Who is signed in elsewhere in the gallery isn't so here.
  const other = newPhone();
  await page.goto(`${gallery}/script-tag/`);
  await page.locator('cognito-otp-login').getByLabel('Phone number').fill(other);
  await page.getByRole('button', { name: 'Text me a code' }).click();
  await page
    .locator('cognito-otp-login')
    .getByLabel('One-time code')
    .fill(await pool.codeFor(other));
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await page.goto(`${gallery}/password/`);
  await page.getByLabel('Password', { exact: true }).fill('Wrong-7-lights');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('alert')).toHaveText('The number or the password is not right.');
  expect(await passwordPool.messagesTo(phone)).toHaveLength(0);
  await page.reload();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Code', { exact: true }).fill(await passwordPool.codeFor(phone));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Your accounts are open' })).toBeVisible();
  await expect(page.getByText(`You are signed in as ${phone}`)).toBeVisible();
});

test('the credentials example gets keys for who signed in, shows no secret, and takes them back at sign-out', async ({
  page,
  gallery,
  pool,
}) => {
  const phone = newPhone();
  const login = page.locator('cognito-otp-login');
  await page.goto(`${gallery}/credentials/`);
  await expect(page.getByText('Sign in to receive credentials from the identity pool.')).toBeVisible();
  const secret = page.waitForResponse(async (response) => /SecretKey/.test(await response.text().catch(() => '')));
  await login.getByLabel('Phone number').fill(phone);
  await login.getByRole('button', { name: 'Text me a code' }).click();
  await login.getByLabel('One-time code').fill(await pool.codeFor(phone));
  const { Credentials, IdentityId } = await (await secret).json();
  await expect(page.getByText(Credentials.AccessKeyId)).toBeVisible();
  await expect(page.getByText(IdentityId)).toBeVisible();
  expect(await page.content()).not.toContain(Credentials.SecretKey);
  await login.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText(Credentials.AccessKeyId)).toBeHidden();
});
