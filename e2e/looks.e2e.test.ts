import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.js';
import { type Look, looks, Stage, steps } from './support/stage.mjs';

/**
 * The form in each step, compared with how it looked when somebody last looked at it and said yes. One sign-in; in each
 * step the form puts on every look. After a change that is meant: `npm run screenshots -- --accept`, look, commit.
 */
const worn = looks({ themes: ['default', 'brutalist', 'government', 'material', 'soft'], langs: ['en', 'ar'] });

type Step = (typeof steps)[number];

/** Steps that differ from another one in little: one look says whether that little is right. */
const once: readonly Step[] = ['email', 'sending', 'resend', 'offline', 'checking', 'lockedOut'];
/** Steps that are looked at on a desk's screen too. */
const wide: readonly Step[] = ['phone', 'code', 'signedIn'];
const plain: Look = { theme: 'default', scheme: 'light', lang: 'en' };
const phone = { width: 390, height: 800 };

test.describe
  .serial('the form looks as it did', () => {
    let page: Page;
    let stage: Stage;

    test.beforeAll(async ({ browser, pool, gallery }) => {
      page = await browser.newPage({ viewport: phone });
      stage = new Stage(page, pool);
      await stage.open(gallery, { pinned: true });
    });
    test.afterAll(() => page.context().close());

    test('calm.css is the default, written out', async () => {
      await stage.phone();
      for (const scheme of ['light', 'dark'] as const) {
        const [plain, calm] = await stage.dressed(['default', 'calm'], scheme);
        expect(calm!.equals(plain!)).toBe(true);
      }
    });

    for (const step of steps) {
      test(`in the step ${step}`, async () => {
        await stage[step]();
        for (const look of once.includes(step) ? [plain] : worn) {
          await stage.wear(look);
          // The right code is another one each time.
          const mask = step === 'checking' ? [stage.form.locator('input.code')] : [];
          await expect.soft(page).toHaveScreenshot(`${step}-${named(look)}.png`, { clip: await stage.clip(), mask });
          expect
            .soft((await stage.symbolContrast()) ?? 3, `${named(look)}: the symbol can be seen`)
            .toBeGreaterThanOrEqual(3);
        }
        if (!wide.includes(step)) return;
        await page.setViewportSize({ width: 1280, height: 800 });
        await stage.wear(plain);
        await expect.soft(page).toHaveScreenshot(`${step}-desk.png`, { clip: await stage.clip() });
        await page.setViewportSize(phone);
      });
    }
  });

const named = ({ theme, scheme, lang }: Look): string => `${theme}-${scheme}-${lang}`;
