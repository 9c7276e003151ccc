/** Failures outside the form: missing chunks of the build and a CAPTCHA that fails. */
import { expect } from '@open-wc/testing';
import type { CognitoOtpLogin } from '../src/elements/cognito-otp-login.js';
import { loginSnippet } from '../src/snippet.js';
import { LoginPage, newPhone, outbox, pool, until } from './support/login-page.js';
import { type OpenPage, openPage, violationRecorder } from './support/open-page.js';

const attributes = {
  'user-pool-id': pool.userPoolId,
  'client-id': pool.clientId,
  endpoint: pool.endpoint,
  'default-country': 'GB',
};
const tag = `<cognito-otp-login ${Object.entries(attributes)
  .map(([name, value]) => `${name}="${value}"`)
  .join(' ')}></cognito-otp-login>`;
const files = Object.keys(await (await fetch('/cdn/integrity.json')).json());

/** A policy under which every script of the build loads except those for which `missing` returns true. */
const policyWithout = (missing: (file: string) => boolean): string =>
  `script-src 'unsafe-inline' ${location.origin}/packages/ ${files
    // The files of one country are sufficient. With those of all countries, the header would be too long for the server.
    .filter((file) => !missing(file) && !/phone-(?!GB|[a-z])/.test(file))
    .map((file) => `${location.origin}/cdn/${file}`)
    .join(' ')}`;

describe('when part of the build cannot be loaded', () => {
  let open: OpenPage;
  const element = () => open.document.querySelector<CognitoOtpLogin>('cognito-otp-login')!;
  const find = <E extends HTMLElement>(selector: string) => element().shadowRoot!.querySelector<E>(selector)!;
  const reported = () => (open.document.defaultView as unknown as { reported: { code: string }[] }).reported;
  const start = async (body: string, missing: (file: string) => boolean, language = 'en') => {
    const recorder =
      '<script>window.reported = []; addEventListener("cognito-otp-error", (e) => reported.push(e.detail))</script>';
    const script = '<script type="module" src="/cdn/cognito-otp.js"></script>';
    open = await openPage(
      `<html lang="${language}"><head>${violationRecorder()}${recorder}</head><body>${body}${script}`,
      policyWithout(missing),
    );
  };
  const isVisible = (selector: string) => find(selector).checkVisibility({ visibilityProperty: true });
  const type = (text: string) => {
    const field = find<HTMLInputElement>('[type=tel]');
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };

  beforeEach(() => localStorage.clear());
  afterEach(() => {
    open.close();
    localStorage.clear();
  });

  const forms = { 'a form': tag, 'a pre-rendered form': loginSnippet({ attributes }) };
  for (const [name, body] of Object.entries(forms)) {
    it(`${name} reports it to a returning visitor and stays usable`, async () => {
      localStorage.setItem(`cognito-otp.${pool.clientId}.known`, 'x');
      await start(body, (file) => file.includes('login-controller'), 'de');
      await until(() => reported().length, 'an error event');
      expect(reported()[0]).to.include({ code: 'network', retryable: true, retryAt: null });
      await until(() => find('[role=alert]')?.textContent && !find('form').inert, 'an error text');
      const expectUsable = () => {
        expect(find('form').inert).to.equal(false);
        for (const each of ['h2', '[type=tel]', '[role=alert]', '.main']) expect(isVisible(each), each).to.equal(true);
      };
      expectUsable();
      type('07400 123456');
      await element().updateComplete;
      expect(find('[role=alert]').textContent).to.equal('');
      expect(find('form').inert).to.equal(false);
      find('.main').click();
      await until(() => reported().length === 2, 'a second error event');
      await element().updateComplete;
      expectUsable();
      expect(find<HTMLInputElement>('[type=tel]').value).to.equal('07400 123456');
    });
  }

  it('the form falls back to a shadow root if the light DOM module is missing', async () => {
    await start(tag.replace(' ', ' light-dom '), (file) => file.includes('light-dom'));
    await until(() => element().controller?.client, 'the client is loaded');
    await element().updateComplete;
    for (const each of ['h2', '[type=tel]', '.main']) expect(isVisible(each), each).to.equal(true);
    expect(open.document.defaultView!.getComputedStyle(find('.main')).borderTopLeftRadius).to.equal('14px');
  });

  for (const [what, missing, title] of [
    ['the page’s name and logo', /\/brand-/, 'Sign in'],
    ['the remembered account', /\/remembered-/, 'Sign in to \u2068Northlight\u2069'],
  ] as const) {
    it(`${what} cannot be loaded: the form has a heading, and sends a code`, async () => {
      const branded = tag.replace(' ', ' app-name="Northlight" logo="/logo.svg" remember ');
      await start(branded, (file) => missing.test(file));
      await until(() => find('h2')?.textContent === title, 'the heading');
      expect(isVisible('h2')).to.equal(true);
      type(newPhone());
      find('.main').click();
      await until(() => find('input.code'), 'the code step');
      expect(reported()).to.deep.equal([]);
    });
  }

  it('with a name and a logo, a client that cannot be loaded is reported under a visible heading', async () => {
    await start(tag.replace(' ', ' app-name="Northlight" logo="/logo.svg" '), (file) => /login-controller/.test(file));
    await until(() => reported().length && find('h2').textContent, 'an error event and a heading');
    expect(isVisible('h2')).to.equal(true);
    expect(find('h2').textContent).to.equal('Sign in');
    find('.main').click();
    await until(() => find('[role=alert]').textContent?.includes("couldn't connect"), 'an error text');
  });

  const british = '07400 123456';
  for (const [what, typed, missing] of [
    ['the phone library', british, /\/phone-library/],
    ["the selected country's phone metadata", british, /\/phone-GB/],
    ["another country's phone metadata", '+33 6 12 34 56 78', /\/phone-FR/],
    ["a small country's phone metadata", '00377 6 12 34 56 78', /\/phone-MC/],
  ] as const) {
    it(`${what} is missing: this is reported, the number is kept, and nothing is sent`, async () => {
      await start(tag, (file) => missing.test(file));
      await until(() => element().controller?.client, 'the client is loaded');
      await element().updateComplete;
      const sent = (await outbox()).length;
      type(typed);
      find('.main').click();
      await until(() => find('[role=alert]').textContent?.includes("couldn't connect"), 'an error text');
      expect(reported().at(-1)).to.include({ code: 'network' });
      expect(find('.main').getAttribute('aria-busy')).to.equal('false');
      expect(find<HTMLInputElement>('[type=tel]').value).to.equal(typed);
      expect((await outbox()).length).to.equal(sent);
    });
  }
});

describe('when the page’s CAPTCHA fails', () => {
  let login: LoginPage;
  const unhandled: unknown[] = [];
  const recordRejection = (event: PromiseRejectionEvent) => unhandled.push(event.reason);
  beforeEach(() => {
    localStorage.clear();
    unhandled.length = 0;
    addEventListener('unhandledrejection', recordRejection);
  });
  afterEach(() => {
    removeEventListener('unhandledrejection', recordRejection);
    login.close();
    localStorage.clear();
  });
  const errors = () => login.events.filter(({ type }) => type === 'error').map(({ detail }) => detail);

  it('the first step reports it, sends nothing and works at the next try', async () => {
    login = await LoginPage.open();
    login.element.captcha = () => Promise.reject(new Error('closed'));
    const sent = (await outbox()).length;
    await login.typeIdentifier(newPhone());
    await login.pressEnter();
    await login.expectError('not a robot');
    expect(errors()).to.have.length(1);
    expect(errors()[0]).to.include({ code: 'captcha_required', message: 'closed' });
    expect((await outbox()).length).to.equal(sent);
    login.element.captcha = async () => 'token';
    await login.pressEnter();
    await until(() => login.codeField, 'the code step');
    await login.codeSince(sent);
  });

  it('the code step reports it for every button and for a call by the page', async () => {
    login = LoginPage.create();
    login.element.fetcher = withTwoChannels;
    await login.attach();
    await login.requestCode(newPhone());
    login.element.captcha = () => {
      throw new Error('closed');
    };
    const resend = await until(() => login.find('[part=resend-button]:enabled'), 'the resend button');
    resend.click();
    await login.expectError('not a robot');
    const channel = login.find('[part=channel]')!;
    channel.click();
    await until(() => errors().length === 2, 'the error of the other channel');
    await login.element.resend();
    expect(errors()).to.have.length(3);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(unhandled).to.deep.equal([]);
  });
});

/** Lets a message be requested at once, over two channels. */
const withTwoChannels: typeof fetch = async (input, init) => {
  const reply = await fetch(input, init);
  const text = await reply.text();
  const changed = text
    .replace(/"channels":"[^"]*"/, '"channels":"sms email"')
    .replace(/"(resend[A-Za-z]*)":"\d+"/, '"$1":"0"');
  return new Response(changed, reply);
};
