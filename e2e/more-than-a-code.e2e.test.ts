/** The examples with a password before the code and with AWS credentials after it. */
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { expect, test } from './support/fixtures.js';

test('the password example sends a code only after a correct password, and both together sign in', async ({
  page,
  gallery,
  pool,
  passwordPool,
}) => {
  const phone = '+447700900111';
  // A session of another page of the gallery must not apply to this page.
  const other = newPhoneNumber();
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

test('the credentials example gets credentials after a sign-in, shows no secret and removes them at sign-out', async ({
  page,
  gallery,
  pool,
}) => {
  const phone = newPhoneNumber();
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
