/** Accessibility of the form in a real browser: keyboard, zoom, contrast, forced colors, motion and the accessibility tree. */

import { AxeBuilder } from '@axe-core/playwright';
import { languages } from '@cognito-otp/element';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { chromium, type Page } from '@playwright/test';
import { expect, test } from './support/fixtures.js';
import { Stage, themes } from './support/stage.mjs';

/** A check that runs in every step. */
type Check = (page: Page, step: string) => Promise<void>;

/** Signs in and runs a check in each step. */
async function checkAllSteps(stage: Stage, check: Check) {
  const { page } = stage;
  const steps = ['phone', 'phoneError', 'email', 'sending', 'code', 'codePart', 'codeWrong', 'resend', 'help'] as const;
  for (const step of steps) {
    await (step === 'sending' ? stage.sending(newPhoneNumber().replace('+44', '0')) : stage[step]());
    await check(page, step);
  }
  await stage.checking();
  await check(page, 'checking');
  await stage.signedIn();
  await check(page, 'signedIn');
}

const horizontalOverflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

test('a complete sign-in works by keyboard alone, and every tab stop is visible and not covered', async ({
  page,
  gallery,
  pool,
}) => {
  await page.setViewportSize({ width: 390, height: 480 });
  const stage = new Stage(page, pool);
  await stage.open(gallery);
  const focused = () =>
    page.evaluate(() => {
      const element = document.querySelector('cognito-otp-login')?.shadowRoot?.activeElement as HTMLElement | null;
      if (!element) return '';
      const outlined = element.closest('label')?.matches('fieldset *, .group *') ? element.closest('label')! : element;
      const styled = element.matches('.code') ? element.parentElement!.querySelector('.at')! : outlined;
      const style = getComputedStyle(styled);
      const box = element.getBoundingClientRect();
      const isInView = box.top >= 0 && box.bottom <= innerHeight;
      const hasIndicator = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
      return `${(element as HTMLInputElement).name || element.getAttribute('part') || element.localName}${isInView ? '' : ' covered'}${hasIndicator ? '' : ' without indicator'}`;
    });
  const tabs = async (count: number) => {
    const stops: string[] = [];
    for (let stop = 0; stop < count; stop++) {
      await page.keyboard.press('Tab');
      stops.push(await focused());
    }
    return stops;
  };
  expect(await tabs(4)).toEqual(['kind', 'country', 'phone', 'submit']);
  await page.keyboard.press('Shift+Tab');
  const phone = newPhoneNumber();
  await page.keyboard.type(phone.replace('+44', '0'));
  await page.keyboard.press('Enter');
  await stage.form.locator('input.code').waitFor();
  await expect.poll(focused).toBe('code');
  expect(await tabs(2)).toEqual(['submit', 'help-title']);
  await page.keyboard.press('Enter');
  await expect(stage.form.locator('details')).toHaveAttribute('open');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.type(await pool.codeFor(phone));
  await stage.form.locator('[part~=sign-out]').waitFor();
  expect(await tabs(1)).toEqual(['sign-out']);
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('phone');
});

test('at 320 pixels, as with 1280 pixels at 400 % zoom, no step scrolls horizontally', async ({
  page,
  gallery,
  pool,
}) => {
  await page.setViewportSize({ width: 320, height: 256 });
  const stage = new Stage(page, pool);
  await stage.open(gallery);
  await checkAllSteps(stage, async (_, step) => expect(await horizontalOverflow(page), step).toBeLessThanOrEqual(0));
});

test("the form follows the browser's font size and not the page's; at twice the size nothing scrolls horizontally at 320 pixels", async ({
  gallery,
  pool,
  launchOptions,
}) => {
  const args = [...(launchOptions.args ?? []), '--blink-settings=defaultFontSize=32'];
  const browser = await chromium.launch({ ...launchOptions, args });
  const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
  const stage = new Stage(page, pool);
  await stage.open(gallery);
  await page.addStyleTag({ content: 'html { font-size: 62.5% } body { padding: 0 !important }' });
  await checkAllSteps(stage, async (_, step) => {
    expect(await horizontalOverflow(page), step).toBeLessThanOrEqual(0);
    const sizes = await stage.form.evaluate((element) =>
      Array.from(
        element.shadowRoot!.querySelectorAll('.main, .group input'),
        (each) => getComputedStyle(each).fontSize,
      ),
    );
    expect(new Set(sizes), step).toEqual(new Set(['32px']));
  });
  await browser.close();
});

test('every language and theme fits into a width of 280 pixels', async ({ page, gallery, pool }) => {
  await page.setViewportSize({ width: 280, height: 700 });
  const stage = new Stage(page, pool);
  await stage.open(gallery);
  await page.addStyleTag({ content: 'body { padding: 0 !important }' });
  for (const lang of languages) {
    await stage.applyLook({ theme: 'default', scheme: 'light', lang });
    expect(await horizontalOverflow(page), lang).toBeLessThanOrEqual(0);
    expect(await roomForProgress(stage), lang).toBeGreaterThanOrEqual(0);
  }
  for (const theme of Object.keys(themes)) {
    await stage.applyLook({ theme, scheme: 'dark', lang: 'de' });
    expect(await roomForProgress(stage), theme).toBeGreaterThanOrEqual(0);
    // Measures the element, because the hard shadow of the brutalist theme extends beyond it.
    expect(
      await stage.form.evaluate((element) => element.scrollWidth - element.clientWidth),
      theme,
    ).toBeLessThanOrEqual(0);
  }
});

/** The space between the label of the main button and its progress indicator, in px. Negative if they overlap. */
const roomForProgress = (stage: Stage): Promise<number> =>
  stage.form.evaluate((element) => {
    const button = element.shadowRoot!.querySelector('.main')!;
    button.setAttribute('aria-busy', 'true');
    const { insetInlineEnd, inlineSize } = getComputedStyle(button, '::after');
    button.removeAttribute('aria-busy');
    const label = document.createRange();
    label.selectNodeContents(button);
    const [outer, inner] = [button.getBoundingClientRect(), label.getBoundingClientRect()];
    const free = (outer.width - inner.width) / 2;
    return free - Number.parseFloat(insetInlineEnd) - Number.parseFloat(inlineSize);
  });

test('with the text spacing of WCAG 1.4.12 no text is cut off', async ({ page, gallery, pool }) => {
  await page.setViewportSize({ width: 390, height: 700 });
  const stage = new Stage(page, pool);
  await stage.open(gallery);
  await stage.form.evaluate((element) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }',
    );
    element.shadowRoot!.adoptedStyleSheets.push(sheet);
  });
  await checkAllSteps(stage, async (_, step) => {
    const truncated = await stage.form.evaluate((element) =>
      Array.from(element.shadowRoot!.querySelectorAll<HTMLElement>('h2, p:not(.vh), button, label, .group span'))
        .filter((each) => each.offsetWidth > 1)
        .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline')
        .map((each) => each.textContent),
    );
    expect(truncated, step).toEqual([]);
    expect(await horizontalOverflow(page), step).toBeLessThanOrEqual(0);
  });
});

test('every target is at least 24 by 24 pixels', async ({ page, gallery, pool }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  const stage = new Stage(page, pool);
  await stage.open(gallery);
  await checkAllSteps(stage, async (_, step) => {
    const small = await stage.form.evaluate((element) =>
      Array.from(element.shadowRoot!.querySelectorAll('a, button, summary, input, select'))
        .map((each) => ({ what: each.outerHTML.slice(0, 80), box: each.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 23.9))
        .map(({ what }) => what),
    );
    expect(small, step).toEqual([]);
  });
});

test('with forced colors every field, button and choice keeps a border, and the focus an outline', async ({
  page,
  gallery,
  pool,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const stage = new Stage(page, pool);
  await stage.open(gallery);
  await checkAllSteps(stage, async (_, step) => {
    const withoutBorder = await stage.form.evaluate((element) =>
      Array.from(element.shadowRoot!.querySelectorAll<HTMLElement>('.group, fieldset, .code, .main, .second'))
        .filter((each) => Number.parseFloat(getComputedStyle(each).borderTopWidth) < 1)
        .map((each) => each.outerHTML.slice(0, 80)),
    );
    expect(withoutBorder, step).toEqual([]);
    const hidden = await stage.form
      .locator('.boxes')
      .evaluateAll((all) => all.every((each) => getComputedStyle(each).display === 'none'));
    expect(hidden, step).toBe(true);
  });
  await stage.form.locator('[part~=sign-out]').focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  expect(await stage.form.locator('[part~=sign-out]').evaluate((each) => getComputedStyle(each).outlineStyle)).toBe(
    'solid',
  );
});

test('with reduced motion only a slow progress indicator moves', async ({ page, gallery, pool }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const stage = new Stage(page, pool);
  await stage.open(gallery);
  await checkAllSteps(stage, async (_, step) => {
    const moving = await stage.form.evaluate((element) =>
      element
        .shadowRoot!.getAnimations()
        .map(
          (each) =>
            `${(each as CSSAnimation).animationName ?? 'transition'} ${each.effect?.getComputedTiming().duration}`,
        ),
    );
    expect(moving, step).toEqual(step === 'sending' || step === 'checking' ? ['turn 3000'] : []);
  });
});

test('every theme has sufficient contrast, in light and dark, with an error in either step', async ({
  page,
  gallery,
  pool,
}) => {
  const stage = new Stage(page, pool);
  await stage.open(gallery);
  const checkContrast = async (step: string) => {
    for (const theme of Object.keys(themes)) {
      for (const scheme of ['light', 'dark'] as const) {
        await stage.applyLook({ theme, scheme, lang: 'en' });
        const { violations } = await new AxeBuilder({ page })
          .include('cognito-otp-login')
          .withRules(['color-contrast'])
          .analyze();
        const found = violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.failureSummary).join()}`);
        expect.soft(found, `${step}, ${theme}, ${scheme}`).toEqual([]);
      }
    }
  };
  await stage.phoneError();
  await checkContrast('identifier step with an error');
  await stage.sending(newPhoneNumber().replace('+44', '0'));
  stage.release();
  await stage.form.locator('input.code').waitFor();
  await stage.codeWrong();
  await checkContrast('code step with an error');
});

const CODE_HINT = "We check the code as soon as it's complete.";

async function expectIdentifierStep(stage: Stage) {
  await expect(stage.form).toMatchAriaSnapshot(`
    - /children: equal
    - heading "Sign in" [level=2]
    - paragraph: Enter your phone number. We'll text you a code, so there's no password to remember.
    - group "Sign in with":
      - text: Sign in with
      - radio "Phone" [checked]
      - text: Phone
      - radio "Email"
      - text: Email
    - text: Country or region
    - combobox "Country or region":
      - option /^United Kingdom .*\\+44/ [selected]
    - text: Phone number
    - textbox "Phone number"
    - alert
    - button "Text me a code"
    - status
  `);
  await expect(stage.form.getByRole('textbox')).toHaveAccessibleDescription('');
}

async function expectIdentifierError(stage: Stage) {
  await expect(stage.form).toMatchAriaSnapshot(`
    - textbox "Phone number" [invalid]: /^07400$/
    - alert: Some digits are missing. Check the number.
    - button "Text me a code"
  `);
  await expect(stage.form.getByRole('textbox')).toHaveAccessibleDescription(
    'Some digits are missing. Check the number.',
  );
}

async function expectCodeStep(stage: Stage) {
  await expect(stage.form).toMatchAriaSnapshot(`
    - /children: equal
    - heading "Check your messages" [level=2]
    - paragraph:
      - text: /Enter the 6-digit code we sent to \\+44 742\\d \\d+ ?\\./
      - button "Change number"
    - text: One-time code
    - textbox "One-time code"
    - paragraph: ${CODE_HINT}
    - alert
    - button "Verify"
    - group: Didn't get it?
    - button /Send again \\(0:\\d\\d\\)/ [disabled]
    - button "Email it instead" [disabled]
    - status: /We've sent your code to \\u2068\\+44 742\\d \\d+\\u2069\\. You can request a new code in \\u20680:\\d\\d\\u2069/
  `);
  await expect(stage.form.getByRole('textbox')).toHaveAccessibleDescription(CODE_HINT);
}

async function expectWrongCode(stage: Stage) {
  const error = "That code isn't right. Check it and try again. You have 2 tries left.";
  await expect(stage.form).toMatchAriaSnapshot(`
    - /children: equal
    - heading "Check your messages" [level=2]
    - paragraph:
      - text: /Enter the 6-digit code we sent to/
      - button "Change number"
    - text: One-time code
    - textbox "One-time code" [invalid]: "428913"
    - alert: ${error}
    - button "Verify"
    - group: Didn't get it?
    - button /Send again/
    - button "Email it instead"
    - status
  `);
  await expect(stage.form.getByRole('textbox')).toHaveAccessibleDescription(`${CODE_HINT} ${error}`);
}

async function expectWrongCodeInArabic(stage: Stage) {
  await expect(stage.form).toMatchAriaSnapshot(`
    - /children: equal
    - heading "تحقق من رسائلك" [level=2]
    - paragraph:
      - text: /أدخل الرمز المكوّن من 6 أرقام الذي أرسلناه إلى \\+44 742\\d \\d+ ?\\./
      - button "تغيير الرقم"
    - text: رمز لمرة واحدة
    - textbox "رمز لمرة واحدة" [invalid]: "428913"
    - alert: الرمز غير صحيح. تحقق منه وحاول مرة أخرى. بقيت لك محاولتان.
    - button "تأكيد"
    - group: ألم يصلك؟
    - button /إعادة الإرسال/
    - button "أرسله بالبريد"
    - status
  `);
}

test('each main step has the expected roles, names and descriptions', async ({ page, gallery, pool }) => {
  const stage = new Stage(page, pool);
  await stage.open(gallery);
  await expectIdentifierStep(stage);
  await stage.phoneError();
  await expectIdentifierError(stage);

  await stage.sending(newPhoneNumber().replace('+44', '0'));
  await stage.code();
  await expectCodeStep(stage);
  await stage.codeWrong();
  await expectWrongCode(stage);
  await stage.applyLook({ theme: 'default', scheme: 'light', lang: 'ar' });
  await expectWrongCodeInArabic(stage);

  await stage.applyLook({ theme: 'default', scheme: 'light', lang: 'en' });
  await stage.checking();
  await stage.signedIn();
  await expect(stage.form).toMatchAriaSnapshot(`
    - /children: equal
    - heading "You're signed in" [level=2]
    - paragraph: /Signed in as \\+44 742\\d \\d+ ?\\./
    - alert
    - button "Sign out"
    - status: You're signed in
  `);
});
