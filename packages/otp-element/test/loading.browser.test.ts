/** What the CDN build requests, and when: read from the log of the server, which answers each request one round trip later. */
import { expect } from '@open-wc/testing';
import type { CognitoOtpLogin } from '../src/elements/cognito-otp-login.js';
import { loginSnippet } from '../src/snippet.js';
import { clearStorage, pool, until } from './support/login-page.js';
import { type OpenPage, openPage } from './support/open-page.js';

interface LoggedRequest {
  readonly file: string;
  readonly at: number;
  readonly answeredAt?: number;
  readonly bytes: number;
}

const attributes = {
  'user-pool-id': pool.userPoolId,
  'client-id': pool.clientId,
  endpoint: pool.endpoint,
  'default-country': 'GB',
};
const tag = (more = '') =>
  `<cognito-otp-login ${Object.entries(attributes)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')} ${more}></cognito-otp-login>`;
const companion = (name: string) =>
  `<${name} user-pool-id="${pool.userPoolId}" client-id="${pool.clientId}" endpoint="${pool.endpoint}"></${name}>`;

describe('loading the CDN build', () => {
  let open: OpenPage | undefined;
  let key = '';
  beforeEach(() => {
    clearStorage();
    key = crypto.randomUUID();
  });
  afterEach(() => {
    open?.close();
    open = undefined;
    clearStorage();
  });

  const requests = async (): Promise<LoggedRequest[]> => (await fetch(`/logged/${key}`)).json();
  /** The names of the files requested so far, without folder, hash and ending. */
  const files = async () => (await requests()).map(({ file }) => file.replace(/^chunks\/|(-[\w-]{8})?\.js$/g, ''));
  const script = (query = '') => `<script type="module" src="/logged/${key}/cognito-otp.js${query}"></script>`;
  const element = () => open!.document.querySelector<CognitoOtpLogin>('cognito-otp-login')!;
  const start = async (body: string, query = '', language = 'en') => {
    open = await openPage(`<html lang="${language}"><head>${script(query)}</head><body>${body}`);
  };
  const isReady = () => until(() => element().controller?.client, 'the client and the later steps');
  /** Leaves time for requests that must not happen: two round trips. */
  const settle = () => new Promise((resolve) => setTimeout(resolve, 1000));

  /** Whether all requests were sent before the first of them was answered. */
  const areParallel = (log: readonly LoggedRequest[]) =>
    Math.max(...log.map(({ at }) => at)) <
    Math.min(...log.map(({ answeredAt }) => answeredAt ?? Number.POSITIVE_INFINITY));

  for (const [name, body, expected] of [
    ['an untouched form', tag(), ['client', 'en', 'login-controller']],
    ['an email form', tag('identifiers="email" autofocus'), ['client', 'en', 'login-controller']],
    ['a phone form that has the focus', tag('autofocus'), ['client', 'en', 'login-controller', 'phone-library']],
    ['a form in light DOM', tag('light-dom'), ['client', 'en', 'light-dom', 'login-controller']],
    ['a pre-rendered form', loginSnippet({ attributes }), ['client', 'en', 'login-controller']],
  ] as const) {
    it(`${name}: what follows the first paint is requested in parallel`, async () => {
      await start(body);
      await isReady();
      await settle();
      const log = await requests();
      expect(log[0]!.file).to.equal('cognito-otp.js');
      expect((await files()).slice(1).sort()).to.deep.equal(expected);
      // The light DOM is where the form is rendered, so it comes before the first paint.
      expect(areParallel(log.filter(({ file }) => !/cognito-otp|light-dom/.test(file)))).to.equal(true);
    });
  }

  for (const language of ['de', 'ar', 'pt-BR']) {
    it(`in ${language}: the texts are requested at once, and everything else without waiting for another file`, async () => {
      await start(tag(), '', language);
      await isReady();
      const log = await requests();
      expect(log[1]!.file).to.equal(`chunks/${language.toLowerCase()}.js`);
      expect(areParallel(log.slice(2))).to.equal(true);
    });
  }

  it('the phone library is requested when the phone field gets the focus, once', async () => {
    await start(tag());
    await isReady();
    element().focus();
    await until(async () => (await files()).includes('phone-library'), 'the request for the phone library');
    element().renderRoot.querySelector<HTMLInputElement>('[type=tel]')!.blur();
    element().focus();
    await settle();
    expect((await files()).filter((file) => file === 'phone-library')).to.have.length(1);
  });

  for (const query of ['?v=2', '?', '?v=2&cache=no', '#hash']) {
    it(`with ${query} at the end of the script's address, the entry is loaded once`, async () => {
      await start(tag() + companion('cognito-otp-logout'), query);
      await isReady();
      await until(() => open!.document.querySelector('cognito-otp-logout:defined'), 'the companion is defined');
      expect((await files()).filter((file) => file === 'cognito-otp')).to.have.length(1);
    });
  }

  it('a page that is not used loads at most 33 kB, the form at most 8.7 kB', async () => {
    await start(tag());
    await isReady();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const log = await requests();
    expect(log[0]!.bytes).to.be.at.most(8700);
    expect(log.reduce((sum, { bytes }) => sum + bytes, 0)).to.be.at.most(33_000);
  });

  it('a pre-rendered form with preloaded modules requests them together with the entry, each once', async () => {
    const preload: string[] = await (await fetch('/cdn/preload.json')).json();
    const html = loginSnippet({ attributes, preload: preload.map((file) => `/logged/${key}/${file}`) });
    await start(html);
    await isReady();
    await settle();
    const log = await requests();
    expect(log.map(({ file }) => file).sort()).to.deep.equal([...preload].sort());
    expect(areParallel(log)).to.equal(true);
  });

  describe('the companion elements', () => {
    const hasCompanions = async () => (await files()).includes('define-companions');

    for (const name of ['cognito-otp-session', 'cognito-otp-logout']) {
      it(`are loaded on a page with <${name}>`, async () => {
        await start(companion(name));
        await until(() => open!.document.querySelector(`${name}:defined`), 'the definition');
      });
    }

    it('are loaded when one is added later, also deep inside other elements', async () => {
      await start(tag());
      await isReady();
      await settle();
      expect(await hasCompanions()).to.equal(false);
      const place = open!.document.createElement('div');
      place.innerHTML = `<p><span>${companion('cognito-otp-session')}</span></p>`;
      open!.document.body.append(place);
      await until(() => place.querySelector('cognito-otp-session:defined'), 'the upgrade');
    });

    it('are loaded when one is in a shadow root, now or later, and in one that comes with a later definition', async () => {
      for (const when of ['now', 'later', 'definition'] as const) {
        key = crypto.randomUUID();
        const outer = '<outer-part></outer-part>';
        const shadow = `<outer-part><template shadowrootmode="open">${companion('cognito-otp-logout')}</template></outer-part>`;
        await start(when === 'now' ? shadow : outer);
        await settle();
        const host = open!.document.querySelector('outer-part')!;
        if (when === 'later') {
          // The observer sees the host with its shadow root, and then what is added to the shadow root.
          const again = open!.document.createElement('div');
          again.attachShadow({ mode: 'open' });
          open!.document.body.append(again);
          await settle();
          expect(await hasCompanions()).to.equal(false);
          again.shadowRoot!.innerHTML = companion('cognito-otp-logout');
          await until(() => again.shadowRoot!.querySelector('cognito-otp-logout:defined'), 'the upgrade');
        } else {
          if (when === 'definition') {
            const view = open!.document.defaultView as unknown as { eval(text: string): void };
            view.eval(`customElements.define('outer-part', class extends HTMLElement {
              constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = \`${companion('cognito-otp-logout')}\`; }
            })`);
          }
          await until(() => host.shadowRoot?.querySelector('cognito-otp-logout:defined'), 'the upgrade');
        }
        open!.close();
        open = undefined;
      }
    });
  });
});
