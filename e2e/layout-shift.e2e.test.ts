/** Layout shifts while the script of the form loads. */
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.js';

/** Records every layout shift from the first paint on. */
async function recordShifts(page: Page) {
  // Excludes the demo phone beside the form, which moves when messages of other tests arrive.
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
    // A shift is reported with the following frame.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return (window as unknown as { shifts: unknown[] }).shifts;
  });

/** Opens a page whose form script loads only after everything else. */
async function openWithLateScript(page: Page, address: string) {
  let release = () => {};
  const hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/cdn/cognito-otp.js', async (route) => {
    await hold;
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
    test(`nothing moves when the script of the form loads late: ${path} at ${width} px`, async ({ page, gallery }) => {
      await page.setViewportSize({ width, height: 900 });
      await recordShifts(page);
      await openWithLateScript(page, `${gallery}${path}`);
      expect(await shifts(page)).toEqual([]);
    });
  }
}

test('without reserved space the page moves, so the measurement can fail', async ({ page, gallery }) => {
  await recordShifts(page);
  await page.route('**/skeleton.css', (route) => route.fulfill({ contentType: 'text/css', body: '' }));
  await openWithLateScript(page, `${gallery}/skeleton/`);
  expect((await shifts(page)).length).toBeGreaterThan(0);
});
