import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.js';

/** Begins to add up what moves without anybody having asked for it, from the page's first paint on. */
async function watchShifts(page: Page) {
  // The phone beside the form isn't what is measured: messages of other tests would come in and push each other down.
  await page.route('**/outbox**', (route) => route.abort());
  await page.addInitScript(() => {
    const shifts: { value: number; what: string }[] = [];
    Object.assign(window, { shifts });
    type Shift = PerformanceEntry & {
      value: number;
      sources: { node?: Node; previousRect: DOMRect; currentRect: DOMRect }[];
    };
    const box = ({ x, y, width, height }: DOMRect) => [x, y, width, height].map(Math.round).join(' ');
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as Shift[]) {
        const what = sources.map(
          (each) => `${each.node?.nodeName} ${box(each.previousRect)} → ${box(each.currentRect)}`,
        );
        shifts.push({ value, what: what.join('; ') });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

const shifts = (page: Page): Promise<unknown[]> =>
  page.evaluate(async () => {
    // What has moved is reported with the frame after.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return (window as unknown as { shifts: unknown[] }).shifts;
  });

/** Opens the page and has its form's script come when all else is there. */
async function openWithLateScript(page: Page, address: string) {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/cdn/cognito-otp.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator('select[name=lang] option[value=de]').waitFor({ state: 'attached' });
  expect(await page.evaluate(() => !!customElements.get('cognito-otp-login'))).toBe(false);
  await shifts(page);
  release();
  await page.locator('cognito-otp-login option').nth(5).waitFor({ state: 'attached' });
}

for (const width of [320, 1280]) {
  for (const path of ['/skeleton/', '/pre-rendered/']) {
    test(`nothing moves when the form's script comes late: ${path} at ${width} px`, async ({ page, gallery }) => {
      await page.setViewportSize({ width, height: 900 });
      await watchShifts(page);
      await openWithLateScript(page, `${gallery}${path}`);
      expect(await shifts(page)).toEqual([]);
    });
  }
}

test('without a place kept free, the page does move: the measure can fail', async ({ page, gallery }) => {
  await watchShifts(page);
  await page.route('**/skeleton.css', (route) => route.fulfill({ contentType: 'text/css', body: '' }));
  await openWithLateScript(page, `${gallery}/skeleton/`);
  expect((await shifts(page)).length).toBeGreaterThan(0);
});
