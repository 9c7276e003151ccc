/** The page of a running local pool, in a browser. */

import { AxeBuilder } from '@axe-core/playwright';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { callCognito } from '@cognito-otp/test-kit/pool-client';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/fixtures.js';
import type { TestPool } from './support/pool.js';

test.afterEach(async ({ pool }) => {
  await pool.control('DELETE', '/clock');
  await pool.control('DELETE', '/faults');
});

/** Opens the page and waits until it shows the pool. */
async function open(page: Page, pool: TestPool) {
  await page.goto(`${pool.endpoint}/`);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await expect(page.locator('#values')).toContainText(pool.clientId);
}

const call = async (pool: TestPool, operation: string, input: object) =>
  (await callCognito(pool.endpoint, operation, { ClientId: pool.clientId, ...input })).body;

async function signUp(pool: TestPool, phone: string, more: Record<string, string> = {}) {
  const UserAttributes = Object.entries({ phone_number: phone, ...more }).map(([Name, Value]) => ({ Name, Value }));
  await call(pool, 'SignUp', { Username: phone, Password: `Aa1!${crypto.randomUUID()}`, UserAttributes });
}

const start = (pool: TestPool, phone: string) =>
  call(pool, 'InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: phone } });

/** Opens an entry if it is closed. The first sign-in is open already. */
async function openEntry(entry: Locator) {
  if ((await entry.locator('details').first().getAttribute('open')) === null) {
    await entry.locator('summary').first().click();
  }
}

const answer = (pool: TestPool, started: Awaited<ReturnType<typeof start>>, ANSWER: string) =>
  call(pool, 'RespondToAuthChallenge', {
    ChallengeName: 'CUSTOM_CHALLENGE',
    Session: started.Session,
    ChallengeResponses: { USERNAME: started.ChallengeParameters.USERNAME, ANSWER },
  });

test('shows a sign-in as it happens: its message in the phone, its rounds, and each trigger', async ({
  page,
  pool,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await pool.control('DELETE', '/activity');
  await pool.control('DELETE', '/outbox');
  await open(page, pool);
  await expect(page.getByText('No sign-in yet.')).toBeVisible();
  await expect(page.getByText('No message yet.')).toBeVisible();

  const phone = newPhoneNumber();
  await signUp(pool, phone);
  const started = await start(pool, phone);
  const entry = page.locator('#activity > li').filter({ hasText: 'CUSTOM_AUTH' });
  await expect(entry).toContainText('Waiting for an answer');
  await expect(page.getByRole('status')).toContainText(/^(SMS to|\+44)/);
  const message = page.locator('#outbox > li').first();
  await expect(message).toContainText(phone);
  await message.getByRole('button', { name: /^Copy the code \d{6}$/ }).click();
  await expect(message.getByText('Copied')).toBeVisible();
  const code = await page.evaluate(() => navigator.clipboard.readText());
  expect(code).toBe(await pool.codeFor(phone));

  // A round that is open stays open while the next ones arrive.
  await openEntry(entry);
  await entry.getByText('CreateAuthChallenge', { exact: true }).click();
  await expect(entry.getByRole('region', { name: 'Event' }).first()).toContainText(phone);
  const wrong = await answer(pool, started, code === '000000' ? '111111' : '000000');
  await answer(pool, wrong, code);
  await expect(entry).toContainText('Signed in');
  await expect(entry.locator('.track .step')).toHaveCount(3);
  await expect(entry.getByRole('heading', { level: 4 })).toHaveText([
    /^InitiateAuth → CUSTOM_CHALLENGE/,
    /^RespondToAuthChallenge → CUSTOM_CHALLENGE/,
    /^RespondToAuthChallenge → tokens \d/,
  ]);
  await expect(entry.getByRole('region', { name: 'Log' }).first()).toContainText('"event":"sent"');
  await expect(page.locator('#user-list')).toContainText(phone);
});

test('moves the clock, so that a code expires', async ({ page, pool }) => {
  const phone = newPhoneNumber();
  await signUp(pool, phone);
  await open(page, pool);
  const started = await start(pool, phone);
  const code = await pool.codeFor(phone);
  await page.getByRole('button', { name: '+5 min' }).click();
  await expect(page.getByText("5 minutes ahead of this machine's time")).toBeVisible();
  const reply = await answer(pool, started, code);
  expect(reply.AuthenticationResult).toBeUndefined();
  expect(reply.ChallengeParameters.reason).toBe('expired');
  const entry = page.locator('#activity > li').filter({ hasText: phone }).filter({ hasText: 'CUSTOM_AUTH' });
  await expect(entry.locator('.track .step')).toHaveCount(2);
  await expect(entry).toContainText('Waiting for an answer');
  // The Cognito session expires by the same clock.
  await page.getByRole('button', { name: '+1 hour' }).click();
  await expect(page.getByText("1 hour, 5 minutes ahead of this machine's time")).toBeVisible();
  expect((await answer(pool, reply, code)).__type).toBe('NotAuthorizedException');
  await expect(entry).toContainText('Refused');
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(page.getByText("This machine's time", { exact: true })).toBeVisible();
  expect(await pool.control('GET', '/clock')).toMatchObject({ offsetMs: 0 });
});

test('sets a fault that takes effect, counts it, and removes it', async ({ page, pool }) => {
  await open(page, pool);
  await page.getByText('Add a fault').click();
  await page.getByRole('combobox', { name: 'Call' }).selectOption('GetUser');
  await page.getByRole('combobox', { name: 'Fault' }).selectOption('refuses too many calls');
  await page.getByLabel('Times').fill('1');
  await page.getByRole('button', { name: 'Add fault' }).click();
  const active = page.getByRole('list', { name: 'Active faults' });
  await expect(active).toContainText('GetUser refuses too many calls0 of 1 injection');
  expect((await call(pool, 'GetUser', { AccessToken: 'x' })).__type).toBe('TooManyRequestsException');
  await expect(active).toContainText('1 of 1 injection');
  await page.getByRole('button', { name: 'Remove all' }).click();
  await expect(page.getByText('None: every call takes its normal course.')).toBeVisible();
  expect(await pool.control('GET', '/faults')).toEqual([]);
});

test('shows what users and functions write as text, never as markup', async ({ page, pool }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await open(page, pool);
  const markup = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
  await call(pool, 'InitiateAuth', {
    AuthFlow: 'CUSTOM_AUTH',
    AuthParameters: { USERNAME: markup },
    ClientMetadata: { note: markup },
  });
  const phone = newPhoneNumber();
  await signUp(pool, phone, { locale: markup.slice(0, 60) });
  const entry = page.locator('#activity > li').filter({ hasText: markup.slice(0, 20) });
  await expect(entry).toBeVisible();
  await page.locator('#user-list summary').first().click();
  await openEntry(entry);
  for (const part of await entry.locator('.part > summary').all()) await part.click();
  await expect(page.locator('main img, main script, main iframe')).toHaveCount(0);
  await expect(page).not.toHaveTitle('owned');
  expect(problems).toEqual([]);
});

for (const [colorScheme, width] of [
  ['light', 1360],
  ['dark', 375],
] as const) {
  test(`is accessible and fits: ${colorScheme}, ${width} pixels`, async ({ page, pool }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 800 });
    await pool.control('DELETE', '/activity');
    await pool.control('DELETE', '/outbox');
    await open(page, pool);
    const violations = async () =>
      (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
    if (colorScheme === 'light') expect(await violations()).toEqual([]);
    const phone = newPhoneNumber();
    await signUp(pool, phone);
    await answer(pool, await start(pool, phone), 'no code');
    await pool.control('POST', '/faults', { kind: 'latency', ms: 10, on: { api: 'GetUser' } });
    await page.getByText('Add a fault').click();
    const entry = page.locator('#activity > li').filter({ hasText: 'CUSTOM_AUTH' });
    await expect(entry.locator('.track .step')).toHaveCount(2);
    await openEntry(entry);
    await entry.locator('.trigger > summary').first().click();
    await page.locator('#user-list summary').first().click();
    expect(await violations()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await page.locator('.message').evaluate((one) => getComputedStyle(one).animationName)).toBe('none');
  });
}
