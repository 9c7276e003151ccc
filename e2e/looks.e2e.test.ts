/**
 * Screenshots of the form in each step and look, compared with the accepted ones in `looks/`. One sign-in goes through all
 * steps. After an intended change, run `npm run screenshots -- --accept`, review the images and commit them.
 */
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.js';
import { type Look, looks, Stage, steps } from './support/stage.mjs';

const allLooks = looks({ themes: ['default', 'brutalist', 'government', 'material', 'soft'], langs: ['en', 'ar'] });

type Step = (typeof steps)[number];

/** Steps that differ little from another one, so that a single look suffices. */
const stepsWithOneLook: readonly Step[] = ['email', 'sending', 'resend', 'offline', 'checking', 'lockedOut'];
/** Steps whose parts are those of other steps, so that the default theme suffices. */
const stepsInDefaultTheme: readonly Step[] = [
  'unsupported',
  'closed',
  'busy',
  'lockedLong',
  'limited',
  'sendFailed',
  'unsent',
  'expired',
  'resumedUnsent',
  'resent',
  'resumed',
];
/** Steps that are compared on a desktop screen as well. */
const desktopSteps: readonly Step[] = ['phone', 'code', 'signedIn', 'locked', 'sendFailed', 'resent'];
const defaultLook: Look = { theme: 'default', scheme: 'light', lang: 'en' };
const phoneViewport = { width: 390, height: 800 };

test.describe
  .serial('the form looks as in the accepted screenshots', () => {
    let page: Page;
    let stage: Stage;

    test.beforeAll(async ({ browser, pool, gallery }) => {
      page = await browser.newPage({ viewport: phoneViewport });
      stage = new Stage(page, pool);
      await stage.open(gallery, { pinned: true });
    });
    test.afterAll(() => page.context().close());

    test('calm.css looks like the default theme', async () => {
      await stage.phone();
      for (const scheme of ['light', 'dark'] as const) {
        const [standard, calm] = await stage.screenshotThemes(['default', 'calm'], scheme);
        expect(calm!.equals(standard!)).toBe(true);
      }
    });

    for (const step of steps) {
      test(`in the step ${step}`, async () => {
        await stage[step]();
        for (const look of looksOf(step)) {
          await stage.applyLook(look);
          // The right code differs in each run.
          const mask = step === 'checking' ? [stage.form.locator('input.code')] : [];
          await expect.soft(page).toHaveScreenshot(`${step}-${nameOf(look)}.png`, { clip: await stage.clip(), mask });
          expect
            .soft((await stage.symbolContrast()) ?? 3, `${nameOf(look)}: contrast of the symbol`)
            .toBeGreaterThanOrEqual(3);
        }
        if (!desktopSteps.includes(step)) return;
        await page.setViewportSize({ width: 1280, height: 800 });
        await stage.applyLook(defaultLook);
        await expect.soft(page).toHaveScreenshot(`${step}-desk.png`, { clip: await stage.clip() });
        await page.setViewportSize(phoneViewport);
      });
    }
  });

/** The looks in which a step is compared. */
function looksOf(step: Step): readonly Look[] {
  if (stepsWithOneLook.includes(step)) return [defaultLook];
  return stepsInDefaultTheme.includes(step) ? allLooks.filter(({ theme }) => theme === 'default') : allLooks;
}

const nameOf = ({ theme, scheme, lang }: Look): string => `${theme}-${scheme}-${lang}`;
