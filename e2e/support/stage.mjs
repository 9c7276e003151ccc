/**
 * A page with nothing but the form, for screenshots and checks of every step in every look. Fonts come from packages, so
 * that all machines draw the same glyphs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';

const require = createRequire(import.meta.url);
const folder = new URL('../../examples/themes/', import.meta.url);

/** The themes of the gallery: style sheets by name. */
export const themes = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.css'))
    .map((file) => [basename(file, '.css'), readFileSync(new URL(file, folder), 'utf8')]),
);

/** An appearance of the form. The theme `default` stands for no theme.
 * @typedef {{ theme: string, scheme: 'light' | 'dark', lang: string }} Look */

/**
 * Every combination of themes, color schemes and languages.
 *
 * @param {{ themes: string[], langs: string[] }} of
 * @returns {Look[]}
 */
export const looks = ({ themes, langs }) =>
  themes.flatMap((theme) =>
    /** @type {const} */ (['light', 'dark']).flatMap((scheme) => langs.map((lang) => ({ theme, scheme, lang }))),
  );

/** The steps in the order in which they can be reached; each is a method of {@link Stage}. */
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
  'unsupported',
  'closed',
  'busy',
  'locked',
  'lockedLong',
  'limited',
  'sendFailed',
  'unsent',
  'expired',
  'resumedUnsent',
  'resent',
  'resumed',
]);

const fontFace = (script, weight) =>
  `@font-face { font-family: Stage; font-weight: ${weight}; src: url(/stage/${script}-${weight}.woff2) }`;
// Glyphs that the first font lacks come from the second, so that one list of families covers both scripts.
const html = ({ endpoint, userPoolId, clientId }) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Stage</title>
<style>
  ${[400, 600].map((weight) => fontFace('latin', weight) + fontFace('arabic', weight).replaceAll('Stage;', 'StageArabic;')).join('\n')}
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
  #release;

  /** Parameters that replace those of the triggers; `undefined` for none. @type {Record<string, string | undefined> | undefined} */
  overrides;

  /** The name and message of an error that Cognito replies with to everything. @type {[string, string] | undefined} */
  failure;

  /** How many numbers were used for {@link overrides}. */
  starts = 0;

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
   * @param {string} gallery the URL of the gallery
   * @param {{ pinned?: boolean, user?: number }} [options] pinned: uses the fonts of the packages and hides the countdown,
   *   for comparisons. user: selects the phone numbers, so that a second run on the same pool is not within the cool-down
   *   of the first
   */
  async open(gallery, { pinned = false, user = 0 } = {}) {
    const { page } = this;
    this.user = user;
    await page.route('**/stage/*', (route) => {
      const [, script, weight] = /(latin|arabic)-(\d+)/.exec(route.request().url()) ?? [];
      const name = script === 'arabic' ? 'noto-sans-arabic' : 'noto-sans';
      return route.fulfill({
        path: require.resolve(`@fontsource/${name}/files/${name}-${script}-${weight}-normal.woff2`),
      });
    });
    // Requests can be held, so that a step that lasts only as long as a request can be inspected.
    await page.route(`${this.pool.endpoint}/`, async (route) => {
      if (this.holding) await this.holding;
      if (this.failure) {
        const headers = { 'access-control-allow-origin': '*' };
        const [name, message] = this.failure;
        return route.fulfill({ status: 400, headers, json: { __type: name, message } });
      }
      if (!this.overrides) return route.fallback();
      const response = await route.fetch();
      const json = await response.json();
      if (json.ChallengeParameters) Object.assign(json.ChallengeParameters, this.overrides);
      return route.fulfill({ response, json });
    });
    // Navigates to a local page first, because browsers do not let a synthetic page call a server on the local machine.
    await page.goto(`${gallery}/shared/empty.html`);
    await page.setContent(html(this.pool));
    await this.form.locator('option').nth(5).waitFor({ state: 'attached' });
    if (pinned) await this.form.evaluate((element) => element.classList.add('pinned'));
  }

  hold() {
    this.holding = new Promise((resolve) => {
      this.#release = () => resolve(undefined);
    });
  }

  release() {
    this.#release?.();
    this.holding = undefined;
  }

  /** @param {Look} look */
  async applyLook({ theme, scheme, lang }) {
    await this.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    // Moves the pointer away, so that no hover style is visible.
    await this.page.mouse.move(0, 0);
    const title = await this.page.evaluate(
      async ([css, lang]) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets = [sheet];
        const element = /** @type {any} */ (document.querySelector('cognito-otp-login'));
        element.lang = lang;
        // Each language is a module of its own, which loads asynchronously.
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
   * Takes a screenshot of the form in each theme.
   *
   * @param {string[]} names
   * @param {'light' | 'dark'} scheme
   */
  async screenshotThemes(names, scheme) {
    const screenshots = [];
    for (const theme of names) {
      await this.applyLook({ theme, scheme, lang: 'en' });
      screenshots.push(await this.page.screenshot({ clip: await this.clip(), animations: 'disabled' }));
    }
    return screenshots;
  }

  /** The WCAG contrast ratio of the symbol above the heading to its background; null if there is no symbol. */
  symbolContrast() {
    return this.form.evaluate((element) => {
      const symbol = element.shadowRoot?.querySelector('svg');
      if (!symbol?.checkVisibility()) return null;
      const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
      if (!canvas) throw new Error('The browser has no canvas');
      /** @param {string[]} colors painted on top of each other */
      const luminance = (...colors) => {
        for (const color of colors) {
          canvas.fillStyle = color;
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

  /** The area of the form including its shadow. */
  async clip() {
    const box = await this.form.boundingBox();
    if (!box) throw new Error('The form is not visible');
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

  async sending(number = `07400 12345${this.user}`) {
    await this.form.locator('[name=kind]').nth(0).check({ force: true });
    await this.form.locator('[type=tel]').fill(number);
    this.hold();
    await this.form.locator('[part~=submit]').click();
    await this.form.locator('[part~=submit][aria-busy=true]').waitFor();
  }

  /** Stops the clock of the page from here on, so that the countdown does not change. */
  async code() {
    await this.page.clock.setFixedTime(Date.now());
    this.release();
    await this.form.locator('input.code').waitFor();
  }

  async codePart() {
    await this.form.locator('input.code').fill('428');
  }

  /** The reply ends the countdown, so that the picture does not depend on how long the steps before it took. */
  async codeWrong() {
    this.overrides = { resendAt: '0' };
    await this.form.locator('input.code').fill('428913');
    await this.form.locator('[aria-invalid=true]').waitFor();
  }

  async resend() {
    this.overrides = undefined;
    await this.page.clock.setFixedTime(Date.now() + 120_000);
    await this.form.locator('[part~=resend-button]:enabled').waitFor();
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
    this.release();
    await this.form.locator('[part~=sign-out]').waitFor();
  }

  async lockedOut() {
    await this.form.locator('[part~=sign-out]').click();
    await this.form.locator('[type=tel]').waitFor();
    await this.sending(`07400 65432${this.user}`);
    this.release();
    await this.form.locator('input.code').waitFor();
    for (const code of ['428911', '428912', '428913']) {
      await this.form.locator('input.code').fill(code);
      await this.page.waitForResponse((response) => response.url().startsWith(this.pool.endpoint));
      await this.form.locator('[role=alert]:not(:empty)').waitFor();
    }
  }

  /**
   * Starts with another number; the triggers' reply is changed. The page's clock stands at an afternoon, so that times of
   * day in the screenshots do not change.
   *
   * @param {Record<string, string | undefined>} overrides
   * @param {number} [minutes] until a message is possible
   */
  async #startWith(overrides, minutes = 0) {
    const clock = new Date(2030, 0, 15, 13, 19).getTime();
    await this.page.clock.setFixedTime(clock);
    const back = this.form.locator('[part~=back]');
    if (await back.isVisible()) await back.click();
    this.overrides = { now: String(clock), resendAt: String(clock + minutes * 60_000), ...overrides };
    await this.form.locator('[type=tel]').fill(`07400 7${this.user}${String(++this.starts).padStart(4, '0')}`);
    await this.form.locator('[part~=submit]').click();
  }

  async #waitFor(overrides, minutes) {
    await this.#startWith({ expiresAt: undefined, ...overrides }, minutes);
    await this.form.locator('[data-step=waiting]').waitFor();
  }

  async unsupported() {
    await this.#startWith({ reason: 'unsupported', expiresAt: undefined });
    await this.form.locator('[aria-invalid=true]').waitFor();
  }

  /** @param {[string, string]} failure */
  async #failWith(failure) {
    this.failure = failure;
    await this.#startWith({});
    await this.form.locator('[role=alert]:not(:empty)').waitFor();
    this.failure = undefined;
  }

  async closed() {
    await this.form.evaluate((element) => element.setAttribute('sign-up', 'only'));
    await this.#failWith(['NotAuthorizedException', 'SignUp is not permitted for this user pool']);
  }

  async busy() {
    // Another value of the attribute creates a new client, which has no error of the previous one.
    await this.form.evaluate((element) => element.removeAttribute('sign-up'));
    await this.#failWith(['TooManyRequestsException', 'Too many requests']);
  }

  locked() {
    return this.#waitFor({ reason: 'locked' }, 30);
  }

  lockedLong() {
    return this.#waitFor({ reason: 'locked' }, 1395);
  }

  limited() {
    return this.#waitFor({ reason: 'rate_limited' }, 150);
  }

  sendFailed() {
    return this.#waitFor({ reason: 'send_failed', channels: 'sms email' });
  }

  unsent() {
    return this.#waitFor({ reason: 'not_sent' });
  }

  expired() {
    return this.#waitFor({ reason: 'expired' });
  }

  async resumedUnsent() {
    await this.#waitFor({ reason: 'rate_limited' }, 30);
    await this.#reload();
    await this.form.locator('[data-step=waiting]').waitFor();
  }

  async resent() {
    const clock = new Date(2030, 0, 15, 13, 19).getTime();
    await this.#startWith({ channels: 'sms email', expiresAt: String(clock + 300_000) });
    await this.form.locator('[part~=resend-button]:enabled').click();
    // The pool refuses to send a message so soon.
    this.overrides = { ...this.overrides, reason: undefined, resendAt: String(clock + 24_000) };
    await this.form.locator('[part~=countdown]').waitFor();
  }

  async resumed() {
    await this.#reload();
    await this.form.locator('input.code').waitFor();
  }

  /** Replaces the form with a new one, as a reload does. */
  async #reload() {
    await this.form.evaluate((element) => element.replaceWith(element.cloneNode()));
    await this.form.locator('option').nth(5).or(this.form.locator('[data-step=waiting], input.code')).first().waitFor({
      state: 'attached',
    });
  }
}
