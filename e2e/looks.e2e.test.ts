import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.js';
import { type Look, looks, Stage } from './support/stage.mjs';

/**
 * The form in each step, compared with how it looked when somebody last looked at it and said yes. One sign-in; in each
 * step the form puts on every look. After a change that is meant: `npm run screenshots -- --accept`, look, commit.
 */
const worn = looks({ themes: ['default', 'brutalist'], langs: ['en', 'ar'] });

/** Steps in the order in which a person comes through them. */
const steps = ['phone', 'phoneError', 'code', 'codePart', 'codeWrong', 'help', 'signedIn'] as const;

test.describe
  .serial('the form looks as it did', () => {
    let page: Page;
    let stage: Stage;

    test.beforeAll(async ({ browser, pool, gallery }) => {
      page = await browser.newPage({ viewport: { width: 390, height: 800 } });
      stage = new Stage(page, pool);
      await stage.open(gallery, { pinned: true });
    });
    test.afterAll(() => page.context().close());

    const reach: Partial<Record<(typeof steps)[number], () => Promise<void>>> = {
      code: async () => {
        await stage.sending();
        await stage.code();
      },
      help: async () => {
        await stage.resend();
        await stage.help();
      },
      signedIn: async () => {
        await stage.checking();
        await stage.signedIn();
      },
    };

    test('calm.css is the default, written out', async () => {
      await stage.phone();
      for (const scheme of ['light', 'dark'] as const) {
        const [plain, calm] = await stage.dressed(['default', 'calm'], scheme);
        expect(calm!.equals(plain!)).toBe(true);
      }
    });

    for (const step of steps) {
      test(`in the step ${step}`, async () => {
        await (reach[step] ?? (() => stage[step as 'phone']()))();
        for (const look of worn) {
          await stage.wear(look);
          await expect.soft(page).toHaveScreenshot(`${step}-${named(look)}.png`, { clip: await stage.clip() });
        }
      });
    }
  });

const named = ({ theme, scheme, lang }: Look): string => `${theme}-${scheme}-${lang}`;
