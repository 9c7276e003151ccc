import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';

/**
 * A page that holds nothing but the form, for pictures of it: every step can be reached, and in every step the form can be
 * dressed anew. Faces come from packages, not from the machine, so that two machines draw the same letters.
 */

const require = createRequire(import.meta.url);
const folder = new URL('../../examples/themes/', import.meta.url);

/** The gallery's themes: name → style sheet. */
export const themes = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.css'))
    .map((file) => [basename(file, '.css'), readFileSync(new URL(file, folder), 'utf8')]),
);

/** The theme `default` is no theme: the element as it comes.
 * @typedef {{ theme: string, scheme: 'light' | 'dark', lang: string }} Look */

/**
 * Every combination.
 *
 * @param {{ themes: string[], langs: string[] }} of
 * @returns {Look[]}
 */
export const looks = ({ themes, langs }) =>
  themes.flatMap((theme) =>
    /** @type {const} */ (['light', 'dark']).flatMap((scheme) => langs.map((lang) => ({ theme, scheme, lang }))),
  );

/** In the order in which a person comes through them; each is a method of {@link Stage}. */
export const steps = /** @type {const} */ ([
  'phone',
  'phoneError',
  'email',
  'sending',
  'code',
  'codePart',
  'codeWrong',
  'resend',
  'help',
  'offline',
  'checking',
  'signedIn',
  'lockedOut',
]);

const face = (script, weight) =>
  `@font-face { font-family: Stage; font-weight: ${weight}; src: url(/stage/${script}-${weight}.woff2) }`;
// Both scripts in one family: what the first face lacks comes from the second.
const html = ({ endpoint, userPoolId, clientId }) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Stage</title>
<style>
  ${[400, 600].map((weight) => face('latin', weight) + face('arabic', weight).replaceAll('Stage;', 'StageArabic;')).join('\n')}
  :root { color-scheme: light dark; background: light-dark(#f3f4f7, #0b0c10) }
  body { margin: 0; padding: 24px 16px; display: grid; justify-items: center }
  cognito-otp-login { inline-size: 100% }
  .pinned { --cognito-otp-font: Stage, StageArabic !important; --cognito-otp-code-font: Stage !important }
  .pinned::part(countdown) { color: transparent }
</style>
<script type="module" src="/cdn/cognito-otp.js"></script>
<cognito-otp-login endpoint="${endpoint}" user-pool-id="${userPoolId}" client-id="${clientId}" identifiers="phone email" default-country="GB"></cognito-otp-login>`;

export class Stage {
  /** @type {(() => void) | undefined} */
  #letGo;

  /**
   * @param {import('@playwright/test').Page} page
   * @param {{ endpoint: string, userPoolId: string, clientId: string }} pool
   */
  constructor(page, pool) {
    this.page = page;
    this.pool = pool;
    this.form = page.locator('cognito-otp-login');
  }

  /**
   * @param {string} gallery its address
   * @param {{ pinned?: boolean, person?: number }} [options] pinned: the packages' faces, and no countdown, for comparing.
   *   person: whose numbers are used, so that a second run on the same pool isn't somebody who has just had a code
   */
  async open(gallery, { pinned = false, person = 0 } = {}) {
    const { page } = this;
    this.person = person;
    await page.route('**/stage/*', (route) => {
      const [, script, weight] = /(latin|arabic)-(\d+)/.exec(route.request().url()) ?? [];
      const name = script === 'arabic' ? 'noto-sans-arabic' : 'noto-sans';
      return route.fulfill({
        path: require.resolve(`@fontsource/${name}/files/${name}-${script}-${weight}-normal.woff2`),
      });
    });
    // Held until let go, so that a step that passes can be looked at.
    await page.route(`${this.pool.endpoint}/`, async (route) => {
      if (this.holding) await this.holding;
      await route.fallback();
    });
    // A page that really came from this machine: a made-up one may not call the pool, which is on it.
    await page.goto(`${gallery}/`);
    await page.setContent(html(this.pool));
    await this.form.locator('option').nth(5).waitFor({ state: 'attached' });
    if (pinned) await this.form.evaluate((element) => element.classList.add('pinned'));
  }

  hold() {
    this.holding = new Promise((resolve) => {
      this.#letGo = () => resolve(undefined);
    });
  }

  letGo() {
    this.#letGo?.();
    this.holding = undefined;
  }

  /** @param {Look} look */
  async wear({ theme, scheme, lang }) {
    await this.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    // Where the last click left the pointer is no part of the look.
    await this.page.mouse.move(0, 0);
    const title = await this.page.evaluate(
      async ([css, lang]) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets = [sheet];
        const element = /** @type {any} */ (document.querySelector('cognito-otp-login'));
        element.lang = lang;
        // Words of another language are a module of their own.
        const rtl = /^(ar|fa|he|ur)/.test(lang);
        while ((element.texts?.dir === 'rtl') !== rtl) await new Promise((resolve) => setTimeout(resolve, 5));
        await element.updateComplete;
        await document.fonts.ready;
        return element.step;
      },
      [themes[theme] ?? '', lang],
    );
    return title;
  }

  /**
   * Pictures of the form in several themes.
   *
   * @param {string[]} names
   * @param {'light' | 'dark'} scheme
   */
  async dressed(names, scheme) {
    const pictures = [];
    for (const theme of names) {
      await this.wear({ theme, scheme, lang: 'en' });
      pictures.push(await this.page.screenshot({ clip: await this.clip(), animations: 'disabled' }));
    }
    return pictures;
  }

  /** How much the symbol above the heading stands out from what is behind it, by WCAG's measure; null where there is none. */
  symbolContrast() {
    return this.form.evaluate((element) => {
      const symbol = element.shadowRoot?.querySelector('svg');
      if (!symbol?.checkVisibility()) return null;
      const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
      if (!canvas) throw new Error('The browser has no canvas');
      /** @param {string[]} colours painted one over the other */
      const luminance = (...colours) => {
        for (const colour of colours) {
          canvas.fillStyle = colour;
          canvas.fillRect(0, 0, 1, 1);
        }
        const [r = 0, g = 0, b = 0] = Array.from(canvas.getImageData(0, 0, 1, 1).data, (value) => {
          const share = value / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const form = /** @type {Element} */ (symbol.closest('form'));
      const behind = [getComputedStyle(form).backgroundColor, getComputedStyle(symbol).backgroundColor];
      const [low = 0, high = 0] = [luminance(...behind), luminance(...behind, getComputedStyle(symbol).stroke)].sort(
        (a, b) => a - b,
      );
      return (high + 0.05) / (low + 0.05);
    });
  }

  /** The form with what is around it, for the shadow. */
  async clip() {
    const box = await this.form.boundingBox();
    if (!box) throw new Error('There is no form on the stage');
    const { width = 0 } = this.page.viewportSize() ?? {};
    return {
      x: Math.max(0, box.x - 16),
      y: 0,
      width: Math.min(width, box.width + 32),
      height: box.y + box.height + 24,
    };
  }

  async #newestCode() {
    for (;;) {
      const messages = await (await fetch(`${this.pool.endpoint}/outbox`)).json();
      const code = /(?<!\d)\d{6}(?!\d)/.exec(messages.at(-1)?.body ?? '')?.[0];
      if (code) return code;
    }
  }

  // The steps, in the order in which they can be reached.

  async phone() {
    await this.form.locator('[type=tel]').blur();
  }

  async phoneError() {
    await this.form.locator('[type=tel]').fill('07400');
    await this.form.locator('[part~=submit]').click();
    await this.form.locator('[aria-invalid=true]').waitFor();
  }

  async email() {
    await this.form.locator('[name=kind]').nth(1).check({ force: true });
    await this.form.locator('[type=email]').waitFor();
  }

  async sending(number = `07400 12345${this.person}`) {
    await this.form.locator('[name=kind]').nth(0).check({ force: true });
    await this.form.locator('[type=tel]').fill(number);
    this.hold();
    await this.form.locator('[part~=submit]').click();
    await this.form.locator('[part~=submit][aria-busy=true]').waitFor();
  }

  /** Time stands still from here, so that the countdown does. */
  async code() {
    await this.page.clock.setFixedTime(Date.now());
    this.letGo();
    await this.form.locator('input.code').waitFor();
  }

  async codePart() {
    await this.form.locator('input.code').fill('428');
  }

  async codeWrong() {
    await this.form.locator('input.code').fill('428913');
    await this.form.locator('[aria-invalid=true]').waitFor();
  }

  async resend() {
    await this.page.clock.setFixedTime(Date.now() + 120_000);
    await this.form.locator('[part~=resend-button]').waitFor();
    await this.form.locator('input.code').fill('');
  }

  async help() {
    await this.form.locator('summary').click();
  }

  async offline() {
    await this.page.context().setOffline(true);
    await this.form.locator('.status').waitFor();
  }

  async checking() {
    await this.page.context().setOffline(false);
    this.hold();
    await this.form.locator('input.code').fill(await this.#newestCode());
    await this.form.locator('.done').waitFor();
  }

  async signedIn() {
    this.letGo();
    await this.form.locator('[part~=sign-out]').waitFor();
  }

  async lockedOut() {
    await this.form.locator('[part~=sign-out]').click();
    await this.form.locator('[type=tel]').waitFor();
    await this.sending(`07400 65432${this.person}`);
    this.letGo();
    await this.form.locator('input.code').waitFor();
    for (const code of ['428911', '428912', '428913']) {
      await this.form.locator('input.code').fill(code);
      await this.page.waitForResponse((response) => response.url().startsWith(this.pool.endpoint));
      await this.form.locator('[role=alert]:not(:empty)').waitFor();
    }
  }
}
