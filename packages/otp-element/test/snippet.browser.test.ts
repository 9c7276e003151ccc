/** The pre-rendered form in a browser, and how the element takes it over. */
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { CognitoOtpLogin } from '../src/elements/cognito-otp-login.js';
import { loadMessages } from '../src/i18n/messages/languages.js';
import { loginSnippet } from '../src/snippet.js';
import { newPhone, pool, until } from './support/login-page.js';

const attributes = {
  'user-pool-id': pool.userPoolId,
  'client-id': pool.clientId,
  endpoint: pool.endpoint,
  'default-country': 'GB',
};

let frame: HTMLIFrameElement;
const element = () => frame.contentDocument!.querySelector<CognitoOtpLogin>('cognito-otp-login')!;
const find = <E extends HTMLElement>(selector: string) => element().shadowRoot!.querySelector<E>(selector)!;

/** Whether the element has taken over completely: the list of countries is complete. */
const takenOver = () => find<HTMLSelectElement>('select')?.options.length > 100;

async function openFrame(html: string): Promise<void> {
  frame = document.createElement('iframe');
  frame.width = '420';
  frame.height = '700';
  frame.srcdoc = `<!doctype html>${html}`;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
}

async function startScript(): Promise<void> {
  const script = frame.contentDocument!.createElement('script');
  script.type = 'module';
  script.src = '/cdn/cognito-otp.js';
  frame.contentDocument!.body.append(script);
  await until(() => element().controller?.client, 'the element has taken over');
  await element().updateComplete;
}

/** Checks on every change of the form that it is visible and usable. Returns the live list of faults. */
function watchForm(): string[] {
  const faults: string[] = [];
  const { MutationObserver, getComputedStyle } = frame.contentWindow as Window & typeof globalThis;
  const check = () => {
    const forms = element().shadowRoot!.querySelectorAll('form');
    if (forms.length !== 1) faults.push(`${forms.length} forms`);
    if (find('form')?.inert) faults.push('inert');
    if (find('h2') && getComputedStyle(find('h2')).visibility !== 'visible') faults.push('hidden');
  };
  new MutationObserver(check).observe(element().shadowRoot!, { subtree: true, childList: true, attributes: true });
  return faults;
}

describe('the pre-rendered form', () => {
  beforeEach(async () => {
    localStorage.clear();
    await openFrame(`<html lang="en"><body>${loginSnippet({ attributes })}</body></html>`);
  });
  afterEach(() => frame.remove());

  it('accepts input before any script loads and keeps the text, the focus and the caret', async () => {
    const field = find<HTMLInputElement>('[type=tel]');
    field.focus();
    field.value = '07400 123456';
    field.setSelectionRange(3, 3);
    await startScript();
    expect(field.value.replace(/\s/g, '')).to.equal('07400123456');
    // Compares to a boolean, because the assertion library would print the whole window of a node in a frame.
    expect(element().shadowRoot!.activeElement === field, 'the focus').to.equal(true);
    expect(field.selectionStart).to.equal(3);
  });

  it('Enter before any script has loaded neither leaves the page nor closes a dialog, and the next Enter sends the code', async () => {
    const dialog = frame.contentDocument!.createElement('dialog');
    element().before(dialog);
    dialog.append(element());
    dialog.showModal();
    const address = frame.contentWindow!.location.href;
    const field = find<HTMLInputElement>('[type=tel]');
    const phone = newPhone();
    field.focus();
    field.value = phone;
    await sendKeys({ press: 'Enter' });
    find('.main').click();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(dialog.open).to.equal(true);
    expect(frame.contentWindow!.location.href).to.equal(address);
    expect(field.value).to.equal(phone);
    await startScript();
    expect(dialog.open).to.equal(true);
    field.focus();
    await sendKeys({ press: 'Enter' });
    await until(() => find('input.code'), 'the code step');
    expect(dialog.open).to.equal(true);
  });

  it('keeps each of its nodes, so that a browser or password manager can finish what it began in a field', async () => {
    const drawn = [...find('form').querySelectorAll('*'), find('form')].filter((node) => node.localName !== 'option');
    expect(drawn.length).to.be.greaterThan(25);
    await startScript();
    await until(takenOver, 'all countries are listed');
    expect(drawn.filter((node) => !node.isConnected).map((node) => node.outerHTML)).to.deep.equal([]);
  });

  it('a form pre-rendered by an earlier version keeps its text and focus as well', async () => {
    find('[role=alert]').remove();
    find('.main').before(document.createElement('hr'));
    const field = find<HTMLInputElement>('[type=tel]');
    field.focus();
    field.value = '07400 123456';
    await startScript();
    await until(takenOver, 'all countries are listed');
    expect(element().typed.phone).to.equal('07400 123456');
    expect(element().shadowRoot!.activeElement === field, 'the focus').to.equal(true);
    const tags = [...find('form').children].map(({ localName }) => localName);
    expect(tags.join(' ')).to.equal('slot slot h2 p div p div div div button div div p slot slot');
  });

  it('shows the name of the country at all times', async () => {
    const names = new Set<string>();
    const check = () => {
      const selected = find<HTMLSelectElement>('select')?.selectedOptions[0];
      if (selected) names.add(selected.text.replace(/ \u2066\+44\u2069$/, ''));
    };
    check();
    const { MutationObserver } = frame.contentWindow as Window & typeof globalThis;
    new MutationObserver(check).observe(element().shadowRoot!, { subtree: true, childList: true, characterData: true });
    await startScript();
    await until(takenOver, 'all countries are listed');
    expect([...names]).to.deep.equal(['United Kingdom']);
  });

  it('selects another country when the page sets one later', async () => {
    await startScript();
    await until(takenOver, 'all countries are listed');
    element().defaultCountry = 'FR';
    await element().updateComplete;
    expect(find<HTMLSelectElement>('select').value).to.equal('FR');
  });

  it('nothing moves when the element takes over', async () => {
    const boxes = () =>
      ['form', 'h2', '.lead', 'select', '[type=tel]', '.main'].map((selector) => {
        const { x, y, width, height } = find(selector).getBoundingClientRect();
        return [selector, x, y, width, height].map((value) => (typeof value === 'number' ? Math.round(value) : value));
      });
    const before = boxes();
    await startScript();
    expect(boxes()).to.deep.equal(before);
    expect(element().shadowRoot!.querySelectorAll('form')).to.have.length(1);
  });
});

describe('the pre-rendered form when more than the first script has to load', () => {
  beforeEach(() => localStorage.clear());
  afterEach(() => {
    frame.remove();
    localStorage.clear();
  });

  const visits = {
    'in German': { language: 'de', known: '' },
    'in Arabic': { language: 'ar', known: '' },
    'for a returning visitor': {
      language: 'en',
      known: JSON.stringify({ identifier: { phone: '+447400999999' } }),
    },
    'for a returning visitor with an email address': {
      language: 'de',
      known: JSON.stringify({ identifier: { email: 'a@example.com' } }),
    },
  };
  for (const [name, { language, known }] of Object.entries(visits)) {
    it(`stays visible and keeps the text, the focus and the caret ${name}`, async () => {
      if (known) localStorage.setItem(`cognito-otp.${pool.clientId}.handshake`, known);
      const messages = await loadMessages(language);
      await openFrame(
        `<html lang="${language}"><body>${loginSnippet({ attributes, language, messages })}</body></html>`,
      );
      const drawn = find<HTMLInputElement>('[type=tel]');
      drawn.focus();
      drawn.value = '07400 123456';
      drawn.setSelectionRange(3, 3);
      const title = find('h2').textContent;
      const faults = watchForm();
      await startScript();
      await until(takenOver, 'the element has taken over');
      expect(find('[type=tel]') === drawn, 'the field').to.equal(true);
      expect(element().typed.phone.replace(/\s/g, '')).to.equal('07400123456');
      expect(drawn.value.replace(/\s/g, '')).to.equal('07400123456');
      expect(element().shadowRoot!.activeElement === drawn, 'the focus').to.equal(true);
      expect(drawn.selectionStart).to.equal(3);
      expect(find('h2').textContent).to.equal(title);
      expect(faults).to.deep.equal([]);
    });
  }

  it('keeps text that was typed after the script had loaded', async () => {
    localStorage.setItem(`cognito-otp.${pool.clientId}.known`, 'x');
    await openFrame(`<html lang="de"><body>${loginSnippet({ attributes })}</body></html>`);
    const drawn = find<HTMLInputElement>('[type=tel]');
    frame.contentWindow!.customElements.whenDefined('cognito-otp-login').then(() => {
      drawn.value = '07400 123456';
    });
    await startScript();
    await until(takenOver, 'the element has taken over');
    expect(drawn.value).to.equal('07400 123456');
    expect(element().typed.phone).to.equal('07400 123456');
  });

  it('shows an email field if the switch was pressed before the script loaded', async () => {
    await openFrame(`<html lang="en"><body>${loginSnippet({ attributes })}</body></html>`);
    find<HTMLInputElement>('fieldset label:last-of-type input').checked = true;
    find<HTMLInputElement>('[type=tel]').value = 'ada@example.com';
    find('[type=tel]').focus();
    await startScript();
    const field = find<HTMLInputElement>('[type=email]');
    expect(field.value).to.equal('ada@example.com');
    expect(element().shadowRoot!.activeElement === field, 'the focus').to.equal(true);
    find('fieldset label:first-of-type input').click();
    await element().updateComplete;
    expect(find<HTMLInputElement>('[type=tel]').value).to.equal('');
  });

  it('shows the code step if a handshake is stored', async () => {
    await openFrame(`<html lang="en"><body>${loginSnippet({ attributes })}</body></html>`);
    const delivery = {
      destination: '+44***',
      channel: 'sms',
      channels: ['sms'],
      codeLength: 6,
      attemptsLeft: 3,
      expiresAt: Date.now() + 60_000,
      resendAt: null,
      sent: true,
    };
    localStorage.setItem(
      `cognito-otp.${pool.clientId}.handshake`,
      JSON.stringify({
        identifier: { phone: '+447400999999' },
        username: 'u',
        session: 's',
        challenge: 'CUSTOM_CHALLENGE',
        until: Date.now() + 60_000,
        delivery,
      }),
    );
    find('[type=tel]').focus();
    await startScript();
    const code = await until(() => find('input.code'), 'the code field');
    expect(element().shadowRoot!.activeElement === code, 'the focus').to.equal(true);
    expect(element().shadowRoot!.querySelectorAll('form')).to.have.length(1);
  });

  it('autofocus works on a page that is not in English', async () => {
    const attributeTexts = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
    await openFrame(
      `<html lang="de"><body><cognito-otp-login autofocus ${attributeTexts.join(' ')}></cognito-otp-login>`,
    );
    await startScript();
    await until(() => find('h2').textContent === 'Anmelden', 'the German title');
    await element().updateComplete;
    expect(element().shadowRoot!.activeElement === find('[type=tel]'), 'the focus').to.equal(true);
  });
});
