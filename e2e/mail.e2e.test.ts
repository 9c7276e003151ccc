/** The email that a deployment sends, opened as a page, as an email program with a browser engine shows it. */

import AxeBuilder from '@axe-core/playwright';
import { newEmail } from '@cognito-otp/test-kit/identifiers';
import { expect, test } from './support/fixtures.js';
import { testPool } from './support/pool.js';

for (const [locale, colorScheme, width] of [
  ['en', 'light', 360],
  ['en', 'dark', 700],
  ['de', 'dark', 360],
  ['ar', 'light', 700],
  ['ar', 'dark', 360],
] as const) {
  test(`the email is readable in ${locale}, ${colorScheme}, at ${width} pixels`, async ({ page, pool }, test) => {
    const html = await pool.emailHtmlFor(locale, newEmail());
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 600 });
    await page.setContent(html);
    await page.screenshot({ path: test.outputPath('mail.png') });
    const code = page.locator('.code');
    await expect(code).toHaveText(/^\d{6}$/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const [card, box] = [await page.locator('.card').boundingBox(), await code.boundingBox()];
    expect(Math.abs(card!.x + card!.width / 2 - width / 2)).toBeLessThan(1);
    expect(Math.abs(box!.x + box!.width / 2 - width / 2)).toBeLessThan(1);
    const background = await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
    expect(background).toBe(colorScheme === 'dark' ? 'rgb(20, 23, 28)' : 'rgb(243, 245, 248)');
    // Mainly checks contrast; an email needs no landmarks.
    const { violations } = await new AxeBuilder({ page }).disableRules(['region', 'landmark-one-main']).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
}

test('ten digits fit on one line on a small phone', async ({ page }) => {
  const pool = await testPool(['CodeLength=10']);
  try {
    await page.setViewportSize({ width: 320, height: 600 });
    await page.setContent(await pool.emailHtmlFor('en', newEmail()));
    await expect(page.locator('.code')).toHaveText(/^\d{10}$/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  } finally {
    pool.stop();
  }
});
