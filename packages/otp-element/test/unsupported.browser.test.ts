/** The script for browsers below the minimum: pages whose first script removes what such browsers lack. */
import { expect } from '@open-wc/testing';
import { messagesOf } from '../src/i18n/messages/all.js';
import { languages, supportedLanguage } from '../src/i18n/messages/languages.js';
import { pool, until } from './support/login-page.js';
import { type OpenPage, openPage, violationRecorder } from './support/open-page.js';

const SCRIPT = '<script src="/cdn/cognito-otp.unsupported.js"></script>';
const MODULE = '<script type="module" src="/cdn/cognito-otp.js"></script>';
const CLASSIC = '<script src="/cdn/cognito-otp.classic.js"></script>';
const tag = (attributes = '', content = '') =>
  `<cognito-otp-login user-pool-id="${pool.userPoolId}" client-id="${pool.clientId}" endpoint="${pool.endpoint}" ${attributes}>${content}</cognito-otp-login>`;

/** APIs that the element needs. Each entry is a script that removes one. */
const REQUIRED: Readonly<Record<string, string>> = {
  'custom elements': 'Object.defineProperty(window, "customElements", { value: undefined })',
  'shadow roots': 'delete Element.prototype.attachShadow',
  modules: 'delete HTMLScriptElement.prototype.noModule',
  'Array.prototype.at (ES2022)': 'delete Array.prototype.at',
  'Object.hasOwn (ES2022)': 'delete Object.hasOwn',
  MutationObserver: 'delete window.MutationObserver',
  'Intl.Locale': 'delete Intl.Locale',
  'Intl.DisplayNames': 'delete Intl.DisplayNames',
  Intl: 'delete window.Intl',
  'everything newer than 2011':
    'delete window.MutationObserver; delete window.Intl; delete window.fetch; delete window.Promise; delete window.Symbol; delete window.Reflect; delete Array.prototype.at; delete Object.hasOwn; delete Element.prototype.append; delete Element.prototype.remove; delete Element.prototype.closest; delete String.prototype.startsWith; delete Array.from; delete Object.assign; Object.defineProperty(window, "customElements", { value: undefined })',
};

const text = (language: string) => messagesOf(language).unsupported_browser;
const alerts = (page: OpenPage) =>
  Array.from(page.document.querySelectorAll<HTMLElement>('[role=alert]'), ({ textContent }) => textContent);

describe('below the minimum, the script for old browsers shows a message', () => {
  let open: OpenPage;
  afterEach(() => open.close());

  for (const [name, removal] of Object.entries(REQUIRED)) {
    it(`without ${name}, whichever build the page loads`, async () => {
      for (const [lang, build] of [
        ['de', SCRIPT + MODULE],
        ['ar', SCRIPT + CLASSIC],
      ] as const) {
        open = await openPage(`<html lang="${lang}"><script>${removal}</script>${build}<body>${tag()}</body>`);
        const element = open.document.querySelector<HTMLElement>('cognito-otp-login')!;
        await until(() => alerts(open).length, 'the message');
        expect(alerts(open)).to.deep.equal([text(lang)]);
        expect(element.shadowRoot ?? null).to.equal(null);
        const message = element.querySelector('p')!;
        expect([message.lang, message.dir]).to.deep.equal([lang, lang === 'ar' ? 'rtl' : 'ltr']);
        expect(message.getBoundingClientRect().height).to.be.greaterThan(0);
        if (build.includes(MODULE)) open.close();
      }
    });
  }

  it('in the language of the element, of its ancestors, or otherwise in English', async () => {
    const tags = [
      ...languages,
      'de-AT',
      'pt-br',
      'zh-Hant-HK',
      'zh-hk',
      'zh-CN',
      'no',
      'nn-NO',
      'iw',
      'in-ID',
      'xx',
      'tlh',
    ];
    const elements = tags.map((lang) => `<div lang="${lang}">${tag('lang="not a language"')}</div>`).join('');
    open = await openPage(`<html lang="hi"><script>${REQUIRED['custom elements']}</script>${SCRIPT}<body>${elements}`);
    await until(() => alerts(open).length === tags.length, 'the messages');
    const messages = Array.from(open.document.querySelectorAll<HTMLElement>('[role=alert]'));
    expect(messages.map((message) => [message.lang, message.textContent])).to.deep.equal(
      tags.map((lang) => [supportedLanguage(lang), text(lang)]),
    );
    for (const { lang, dir } of messages) expect(dir, lang).to.equal(messagesOf(lang).dir ?? 'ltr');
  });

  it('in elements that are added later, too, and once in each', async () => {
    for (const removal of [REQUIRED['custom elements']!, REQUIRED['MutationObserver']!]) {
      open = await openPage(`<script>${removal}</script><body>${SCRIPT}${tag()}`);
      const later = open.document.createElement('div');
      later.innerHTML = tag('lang="fr"') + tag('lang="he"');
      open.document.body.append(later);
      await until(() => alerts(open).length === 3, 'three messages');
      later.append(open.document.createElement('p'));
      await new Promise((resolve) => setTimeout(resolve, 350));
      expect(alerts(open)).to.deep.equal(['en', 'fr', 'he'].map(text));
      if (removal === REQUIRED['custom elements']) open.close();
    }
  });

  it('in place of the slotted content, except for help and headings', async () => {
    const content = 'Loading …<input slot="fields" name="name"><a slot="support" href="/help">Help</a><b>Wait</b>';
    open = await openPage(`<script>${REQUIRED['custom elements']}</script><body>${SCRIPT}${tag('', content)}`);
    await until(() => alerts(open).length, 'the message');
    const element = open.document.querySelector<HTMLElement>('cognito-otp-login')!;
    expect(element.innerText.replace(/\s+/g, ' ')).to.equal(`${text('en')} Help`);
    expect(element.querySelector('input')).to.equal(null);
  });

  it('in place of a server-rendered form', async () => {
    const form = '<template shadowrootmode="open"><form>A form</form></template>';
    open = await openPage(
      `<script>${REQUIRED['custom elements']}</script><body>${SCRIPT}${tag('lang="es"', form)}${MODULE}`,
    );
    await until(() => alerts(open).length, 'the message');
    expect(alerts(open)).to.deep.equal([text('es')]);
    expect(open.document.querySelector<HTMLElement>('[role=alert]')!.offsetHeight).to.be.greaterThan(0);
    expect(open.document.body.innerText.trim()).to.equal(text('es'));
  });

  it('under a strict content security policy with Trusted Types', async () => {
    const removal = '<script nonce="a">Object.defineProperty(window, "customElements", { value: undefined })</script>';
    open = await openPage(
      `${violationRecorder()}${removal}<body>${SCRIPT}${tag('lang="ja"')}`,
      "default-src 'none'; script-src 'self' 'nonce-a'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    await until(() => alerts(open).length, 'the message');
    expect(alerts(open)).to.deep.equal([text('ja')]);
    expect(open.violations).to.deep.equal([]);
  });
});

/** Safari before 16.4 has every required function, but can't parse static blocks. It has no import maps either. */
const NO_IMPORT_MAPS = 'HTMLScriptElement.supports = function () { return false }';

describe('a browser that may be unable to parse the module shows', () => {
  let open: OpenPage;
  afterEach(() => open.close());

  it('the message if the module has not run', async () => {
    open = await openPage(
      `<html lang="it"><script>${NO_IMPORT_MAPS}</script>${SCRIPT}<script type="module">a syntax error</script><body>${tag()}`,
    );
    await until(() => alerts(open).length, 'the message');
    expect(alerts(open)).to.deep.equal([text('it')]);
  });

  it('the form if the module has run', async () => {
    open = await openPage(`<script>${NO_IMPORT_MAPS}</script>${SCRIPT}${MODULE}<body>${tag()}`);
    const element = open.document.querySelector('cognito-otp-login')!;
    await until(() => element.shadowRoot?.querySelector('[type=tel]'), 'the form');
    expect(element.childNodes.length).to.equal(0);
  });
});

describe('in a supported browser, the script for old browsers', () => {
  it('changes nothing, requests nothing and does not block the page', async () => {
    const open = await openPage(
      `${SCRIPT.replace(' ', ' async ')}${MODULE}<body>${tag('', '<b slot="footer">Bye</b>')}`,
    );
    const element = open.document.querySelector('cognito-otp-login')!;
    await until(() => element.controller?.client, 'the client');
    expect(element.innerHTML).to.equal('<b slot="footer">Bye</b>');
    expect(element.hasAttribute('data-unsupported')).to.equal(false);
    expect(element.shadowRoot!.querySelector('[type=tel]')).to.not.equal(null);
    const entries = open.document.defaultView!.performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const requested = entries.map(({ name }) => new URL(name).pathname).filter((path) => /unsupported/.test(path));
    expect(requested).to.deep.equal(['/cdn/cognito-otp.unsupported.js']);
    open.close();
  });
});
