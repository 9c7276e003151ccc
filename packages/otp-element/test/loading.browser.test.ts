/** What the CDN build requests, and when: read from the log of the server, which answers each request one round trip later. */

import { codeIn } from '@cognito-otp/test-kit/codes';
import { expect } from '@open-wc/testing';
import type { CognitoOtpLogin } from '../src/elements/cognito-otp-login.js';
import { loginSnippet } from '../src/snippet.js';
import { clearStorage, newEmail, newPhone, outbox, pool, until } from './support/login-page.js';
import { type OpenPage, openPage } from './support/open-page.js';

/** In bytes of brotli. The README's table of sizes shows the present values. */
const FIRST_PAINT_BYTES = 8500;
const UNTOUCHED_BYTES = 29_500;
const PHONE_BYTES = 43_600;
const EMAIL_BYTES = 37_000;

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
    ['an untouched form', tag(), ['client', 'login-controller']],
    [
      'an email form that has the focus',
      tag('identifiers="email" autofocus'),
      ['client', 'later-steps', 'login-controller'],
    ],
    [
      'a phone form that has the focus',
      tag('autofocus'),
      ['client', 'later-steps', 'login-controller', 'phone-GB', 'phone-library'],
    ],
    ['a form in light DOM', tag('light-dom'), ['client', 'light-dom', 'login-controller']],
    ['a pre-rendered form', loginSnippet({ attributes }), ['client', 'login-controller']],
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

  describe('phone metadata', () => {
    const field = () => element().renderRoot.querySelector<HTMLInputElement>('[type=tel]')!;
    const select = () => element().renderRoot.querySelector('select')!;
    const type = (text: string) => {
      field().value = text;
      field().dispatchEvent(new Event('input', { bubbles: true }));
    };
    const countriesLoaded = async () => (await files()).flatMap((file) => /^phone-([A-Z]{2})$/.exec(file)?.[1] ?? []);
    const choose = (country: string) => {
      select().value = country;
      select().dispatchEvent(new Event('change', { bubbles: true }));
    };

    it('is loaded for the selected country, then for one that is typed and one that is chosen, each once', async () => {
      await start(tag('autofocus'));
      await isReady();
      await until(async () => (await countriesLoaded()).length, 'the selected country');
      for (const [digits, country] of [
        ['+3', 'GB'],
        ['+33', 'FR'],
        ['+336', 'FR'],
        ['+1', 'US'],
        ['0039 3', 'IT'],
        ['07700', 'IT'],
      ] as const) {
        type(digits);
        await until(() => select().value === country, `${country} for ${digits}`);
      }
      choose('DE');
      await until(async () => (await countriesLoaded()).includes('DE'), 'the chosen country');
      await settle();
      const loaded = await countriesLoaded();
      expect(loaded[0]).to.equal('GB');
      // Countries with the same calling code are in one file.
      expect(loaded.length, loaded.join()).to.equal(5);
      expect(new Set(loaded).size).to.equal(5);
    });

    for (const file of ['phone-GB', 'phone-library', 'later-steps']) {
      it(`is requested again under another address if ${file} cannot be loaded`, async () => {
        await start(tag());
        await isReady();
        await fetch(`/logged/${key}?fail=${file}`);
        element().focus();
        const failed = async () => (await requests()).some((each) => each.file.includes(file) && each.answeredAt);
        await until(failed, 'the failure');
        const sent = (await outbox()).length;
        type(newPhone());
        element().renderRoot.querySelector('form')!.requestSubmit();
        await until(() => element().step === 'code', 'the code step');
        expect((await outbox()).length).to.equal(sent + 1);
        expect((await files()).filter((each) => each === file)).to.have.length(2);
      });
    }
  });

  it('a step that cannot be loaded is reported, and loaded later without sending again', async () => {
    await start(tag('identifiers="email"'));
    await isReady();
    const failLoads = (times: number) => fetch(`/logged/${key}?fail=later-steps&times=${times}`);
    await failLoads(99);
    const errors: string[] = [];
    element().addEventListener('cognito-otp-error', (event) => {
      errors.push((event as CustomEvent<{ code: string }>).detail?.code ?? (event as unknown as { code: string }).code);
    });
    const sent = (await outbox()).length;
    element().focus();
    const field = element().renderRoot.querySelector<HTMLInputElement>('.group input')!;
    field.value = newEmail();
    field.dispatchEvent(new Event('input', { bubbles: true }));
    const press = () => element().renderRoot.querySelector('form')!.requestSubmit();
    for (const count of [1, 2]) {
      press();
      await until(() => errors.length === count, 'the report');
      await element().updateComplete;
      expect(errors.at(-1)).to.equal('network');
      expect(element().step).to.equal('identifier');
      expect(element().renderRoot.querySelector('.error')!.textContent).to.contain('connect');
    }
    await failLoads(0);
    press();
    await until(() => element().step === 'code', 'the code step');
    expect((await outbox()).length).to.equal(sent + 1);
    expect(element().renderRoot.querySelector('input.code')).to.exist;
  });

  it('numbers of many countries select their country, typed and pasted, whichever was selected', async () => {
    open = await openPage(`<html lang="en"><script type="module" src="/cdn/cognito-otp.js"></script>${tag()}`);
    await isReady();
    const root = element().renderRoot;
    const field = root.querySelector<HTMLInputElement>('[type=tel]')!;
    for (const [e164, country, national] of [
      ['+12015550123', 'US', '2015550123'],
      ['+15062345678', 'CA', '5062345678'],
      ['+18765551234', 'JM', '8765551234'],
      ['+79123456789', 'RU', '89123456789'],
      ['+77012345678', 'KZ', '87012345678'],
      ['+447400123456', 'GB', '07400123456'],
      ['+447781123456', 'GG', '07781123456'],
      ['+393123456789', 'IT', '3123456789'],
      ['+4740612345', 'NO', '40612345'],
      ['+590690001234', 'GP', '0690001234'],
      ['+61412345678', 'AU', '0412345678'],
      ['+491512345678', 'DE', '01512345678'],
      ['+33612345678', 'FR', '0612345678'],
      ['+34612345678', 'ES', '612345678'],
      ['+819012345678', 'JP', '09012345678'],
      ['+5511961234567', 'BR', '11961234567'],
      ['+919812345678', 'IN', '09812345678'],
      ['+2348021234567', 'NG', '08021234567'],
      ['+97412345678', 'QA', '12345678'],
      ['+35312345678', 'IE', '012345678'],
      ['+67612345', 'TO', '12345'],
    ] as const) {
      for (const text of [e164, e164.replace('+', '00'), national]) {
        element().country = text === national ? country : 'GB';
        await element().updateComplete;
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        await until(() => root.querySelector('select')!.value === country, `${country} for ${text}`);
        expect(await element().controller!.phone.parse(), text).to.equal(e164);
      }
    }
  });

  for (const query of ['?v=2', '?', '?v=2&cache=no', '#hash']) {
    it(`with ${query} at the end of the script's address, the entry is loaded once`, async () => {
      await start(tag() + companion('cognito-otp-logout'), query);
      await isReady();
      await until(() => open!.document.querySelector('cognito-otp-logout:defined'), 'the companion is defined');
      expect((await files()).filter((file) => file === 'cognito-otp')).to.have.length(1);
    });
  }

  /** The sizes of everything that was loaded, and what it must not exceed. */
  const expectAtMost = async (limit: number) => {
    const log = await requests();
    const sum = log.reduce((total, { bytes }) => total + bytes, 0);
    expect(sum, log.map(({ file, bytes }) => `${file} ${bytes}`).join(', ')).to.be.at.most(limit);
    return log;
  };

  it('a page that is not used loads little more than the form, the client and the steps', async () => {
    await start(tag());
    await isReady();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const log = await expectAtMost(UNTOUCHED_BYTES);
    expect(log[0]!.bytes).to.be.at.most(FIRST_PAINT_BYTES);
  });

  for (const [kind, address, limit, later] of [
    ['phone', newPhone, PHONE_BYTES, ['later-steps', 'phone-GB', 'phone-library']],
    ['email', newEmail, EMAIL_BYTES, ['later-steps', 'mail-domains', 'mailbox']],
  ] as const) {
    it(`a sign-in by ${kind} loads nothing else than the README's table of sizes counts`, async () => {
      await start(tag(`identifiers="${kind}" autofocus`));
      await isReady();
      const sent = (await outbox()).length;
      const field = element().renderRoot.querySelector<HTMLInputElement>('.group input')!;
      field.value = address();
      field.dispatchEvent(new Event('input', { bubbles: true }));
      // The domain of an address is checked when the visitor stops typing.
      await settle();
      element().renderRoot.querySelector('form')!.requestSubmit();
      await until(() => element().step === 'code', 'the code step');
      const message = (await outbox())[sent]!;
      await element().submitCode(codeIn(message.body));
      await until(() => element().step === 'signed-in', 'the end');
      await settle();
      expect((await files()).slice(1).sort()).to.deep.equal(['client', 'login-controller', ...later].sort());
      await expectAtMost(limit);
    });
  }

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
