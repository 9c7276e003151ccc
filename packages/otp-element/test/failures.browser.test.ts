import { expect } from '@open-wc/testing';
import type { CognitoOtpLogin } from '../src/elements/cognito-otp-login.js';
import { loginSnippet } from '../src/snippet.js';
import { LoginPage, newPhone, outbox, pool, until } from './support/login-page.js';
import { type OpenPage, openPage, watching } from './support/open-page.js';

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

/** Lets every script of the build load but those that `missing` says. */
const without = (missing: (file: string) => boolean): string =>
  `script-src 'unsafe-inline' ${location.origin}/packages/ ${files
    .filter((file) => !missing(file))
    .map((file) => `${location.origin}/cdn/${file}`)
    .join(' ')}`;

describe('when part of the build cannot be loaded', () => {
  let open: OpenPage;
  const element = () => open.document.querySelector<CognitoOtpLogin>('cognito-otp-login')!;
  const find = <E extends HTMLElement>(selector: string) => element().shadowRoot!.querySelector<E>(selector)!;
  const told = () => (open.document.defaultView as unknown as { told: { code: string }[] }).told;
  const start = async (body: string, missing: (file: string) => boolean, language = 'en') => {
    const note = '<script>window.told = []; addEventListener("cognito-otp-error", (e) => told.push(e.detail))</script>';
    const script = '<script type="module" src="/cdn/cognito-otp.js"></script>';
    open = await openPage(
      `<html lang="${language}"><head>${watching()}${note}</head><body>${body}${script}`,
      without(missing),
    );
  };
  const seen = (selector: string) => find(selector).checkVisibility({ visibilityProperty: true });
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
  for (const [named, body] of Object.entries(forms)) {
    it(`${named} reports it to a returning visitor and stays usable`, async () => {
      localStorage.setItem(`cognito-otp.${pool.clientId}.known`, 'x');
      await start(body, (file) => file.includes('client-controller'), 'de');
      await until(() => told().length, 'an event');
      expect(told()[0]).to.include({ code: 'network', retryable: true, retryAt: null });
      await until(() => find('[role=alert]')?.textContent && !find('form').inert, 'a text');
      const usable = () => {
        expect(find('form').inert).to.equal(false);
        for (const each of ['h2', '[type=tel]', '[role=alert]', '.main']) expect(seen(each), each).to.equal(true);
      };
      usable();
      type('07400 123456');
      await element().updateComplete;
      expect(find('[role=alert]').textContent).to.equal('');
      expect(find('form').inert).to.equal(false);
      find('.main').click();
      await until(() => told().length === 2, 'the press is answered too');
      await element().updateComplete;
      usable();
      expect(find<HTMLInputElement>('[type=tel]').value).to.equal('07400 123456');
    });
  }

  it('the form falls back to a shadow root if the light DOM module is missing', async () => {
    await start(tag.replace(' ', ' light-dom '), (file) => file.includes('light-dom'));
    await until(() => element().controller?.client, 'the client');
    await element().updateComplete;
    for (const each of ['h2', '[type=tel]', '.main']) expect(seen(each), each).to.equal(true);
    expect(open.document.defaultView!.getComputedStyle(find('.main')).borderTopLeftRadius).to.equal('14px');
  });

  it('a missing phone number module is reported, and the number is kept', async () => {
    await start(tag, (file) => /\/phone-/.test(file));
    await until(() => element().controller?.client, 'the client');
    await element().updateComplete;
    type('07400 123456');
    find('.main').click();
    await until(() => find('[role=alert]').textContent?.includes("couldn't connect"), 'a text');
    expect(told().at(-1)).to.include({ code: 'network' });
    expect(find('.main').getAttribute('aria-busy')).to.equal('false');
    expect(find<HTMLInputElement>('[type=tel]').value).to.equal('07400 123456');
  });
});

describe('when the page’s CAPTCHA fails', () => {
  let I: LoginPage;
  const unhandled: unknown[] = [];
  const note = (event: PromiseRejectionEvent) => unhandled.push(event.reason);
  beforeEach(() => {
    localStorage.clear();
    unhandled.length = 0;
    addEventListener('unhandledrejection', note);
  });
  afterEach(() => {
    removeEventListener('unhandledrejection', note);
    I.close();
    localStorage.clear();
  });
  const problems = () => I.events.filter(({ type }) => type === 'error').map(({ detail }) => detail);

  it('the first step reports it, sends nothing and works at the next try', async () => {
    I = await LoginPage.open();
    I.element.captcha = () => Promise.reject(new Error('closed'));
    const sent = (await outbox()).length;
    await I.typeIdentifier(newPhone());
    await I.enter();
    await I.seesError('not a robot');
    expect(problems()).to.have.length(1);
    expect(problems()[0]).to.include({ code: 'captcha_required', message: 'closed' });
    expect((await outbox()).length).to.equal(sent);
    I.element.captcha = async () => 'token';
    await I.enter();
    await until(() => I.codeField, 'the code step');
    await I.codeSince(sent);
  });

  it('the code step reports it for every button and for a call by the page', async () => {
    I = LoginPage.prepare();
    I.element.fetcher = withChannels;
    await I.show();
    await I.askForCode(newPhone());
    I.element.captcha = () => {
      throw new Error('closed');
    };
    const resend = await until(() => I.find('[part=resend-button]'), 'the button');
    resend.click();
    await I.seesError('not a robot');
    const channel = I.find('[part=channel]')!;
    channel.click();
    await until(() => problems().length === 2, 'the other channel says so, too');
    await I.element.resend();
    expect(problems()).to.have.length(3);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(unhandled).to.deep.equal([]);
  });
});

/** As if the server let a message be asked for at once, over two channels. */
const withChannels: typeof fetch = async (input, init) => {
  const reply = await fetch(input, init);
  const text = await reply.text();
  const changed = text
    .replace(/"channels":"[^"]*"/, '"channels":"sms email"')
    .replace(/"(resend[A-Za-z]*)":"\d+"/, '"$1":"0"');
  return new Response(changed, reply);
};
