/** Attributes and properties of the form, their changes, and what visitors and password managers enter. */
import { expect } from '@open-wc/testing';
import { BeforeRedirectEvent } from '../src/contracts/events.js';
import type { CognitoOtpLogin } from '../src/elements/cognito-otp-login.js';
import { watchCalls } from './support/browser-environment.js';
import { LoginPage, newEmail, newPhone, outbox, pool, until } from './support/login-page.js';

describe('attributes and properties', () => {
  let login: LoginPage;
  beforeEach(() => localStorage.clear());
  afterEach(() => {
    login.close();
    localStorage.clear();
    sessionStorage.clear();
  });

  it('properties set by a framework are reflected in the styles and texts', async () => {
    login = await LoginPage.open();
    Object.assign(login.element, { theme: 'dark', lang: 'de', dir: 'rtl' });
    await until(() => login.title === 'Anmelden', 'the German title');
    expect(getComputedStyle(login.element).colorScheme).to.equal('dark');
    expect(getComputedStyle(login.find('form')!).direction).to.equal('rtl');
  });

  it('changing lang, theme, dir or identifiers in the code step keeps the step, the digits and the focus', async () => {
    login = await LoginPage.open();
    const code = await login.requestCode(newPhone());
    await login.typeCode(code.slice(0, 3));
    const field = login.codeField;
    for (const [name, value] of Object.entries({ lang: 'de', theme: 'dark', dir: 'ltr', identifiers: 'email' })) {
      login.element.setAttribute(name, value);
    }
    await until(() => !/^Check/.test(login.title), 'the German title');
    expect(login.codeField === field, 'the node is reused').to.equal(true);
    expect(field!.value).to.equal(code.slice(0, 3));
    expect(field!.matches(':focus')).to.equal(true);
    await login.typeCode(code);
    await until(() => login.element.step === 'signed-in', 'the signed-in step');
  });

  it('changing the pool in the code step starts over, and changing it back resumes', async () => {
    login = await LoginPage.open();
    const code = await login.requestCode(newPhone());
    const sent = (await outbox()).length;
    login.element.setAttribute('client-id', 'another');
    await login.expectTitle('Sign in');
    expect(login.codeField === null).to.equal(true);
    login.element.setAttribute('user-pool-id', 'nonsense');
    await login.expectError("isn't set up correctly");
    login.element.setAttribute('user-pool-id', pool.userPoolId);
    login.element.setAttribute('client-id', pool.clientId);
    await login.expectTitle('Check your messages');
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
    expect((await outbox()).length).to.equal(sent);
  });

  it('redirect dispatches before-redirect with an absolute URL and stays on the page if the event is canceled', async () => {
    login = LoginPage.create({ redirect: '/account?from=sign-in' });
    let redirectEvent: BeforeRedirectEvent | undefined;
    login.element.addEventListener('cognito-otp-before-redirect', (event) => {
      redirectEvent = event;
      event.preventDefault();
    });
    await login.attach();
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    expect(redirectEvent instanceof BeforeRedirectEvent).to.equal(true);
    expect(redirectEvent!.detail).to.deep.equal({ url: `${location.origin}/account?from=sign-in` });
    expect(login.find<HTMLAnchorElement>('[part=continue]')!.href).to.equal(redirectEvent!.detail.url);
  });

  for (const redirect of [
    'javascript:window.hit=1',
    'data:text/html,x',
    'blob:x',
    'vbscript:x',
    'http://[',
    ' java\nscript:window.hit=1',
  ]) {
    it(`a redirect to ${JSON.stringify(redirect)} is ignored`, async () => {
      login = await LoginPage.open({ redirect });
      let redirects = 0;
      login.element.addEventListener('cognito-otp-before-redirect', () => redirects++);
      await login.typeCode(await login.requestCode(newPhone()));
      await login.expectTitle("You're signed in");
      expect(redirects).to.equal(0);
      expect(login.find('[part=continue]') === null).to.equal(true);
      expect('hit' in window).to.equal(false);
    });
  }

  it('unaccepted terms prevent the request and get the focus', async () => {
    login = LoginPage.create();
    login.element.innerHTML = '<label slot="terms"><input type="checkbox" required> I agree</label>';
    await login.attach();
    const calls = watchCalls();
    await login.typeIdentifier(newPhone());
    await login.pressEnter();
    const box = login.element.querySelector('input')!;
    await until(() => box.matches(':focus'), 'the box has the focus');
    expect(calls.operations).to.deep.equal([]);
    box.click();
    login.button('Text me a code').click();
    await until(() => login.codeField, 'the code step');
    calls.stop();
  });

  it('unaccepted terms in a custom element prevent the request as well', async () => {
    let agreed = false;
    class PageCheckbox extends HTMLElement {
      name = 'terms';
      checkValidity = () => agreed;
      reportValidity() {
        this.tabIndex = 0;
        this.focus();
        return agreed;
      }
    }
    customElements.define('page-checkbox', PageCheckbox);
    login = LoginPage.create();
    login.element.innerHTML =
      '<p slot="terms"><page-checkbox>I agree</page-checkbox></p><page-switch slot="fields"></page-switch>';
    Object.assign(login.element.querySelector('page-switch')!, {
      name: 'zoneinfo',
      value: 'on',
      checked: false,
      checkValidity: () => true,
      reportValidity: () => true,
    });
    await login.attach();
    const calls = watchCalls();
    await login.typeIdentifier(newPhone());
    await login.pressEnter();
    await until(() => login.element.querySelector('page-checkbox:focus'), 'the box has the focus');
    expect(calls.operations).to.deep.equal([]);
    agreed = true;
    const client = login.element.controller!.client!;
    const start = new Promise((resolve) => {
      client.start = async (_, options) => {
        resolve(options);
        return client.getState();
      };
    });
    login.button('Text me a code').click();
    expect(await start, 'an unchecked control is not a value').to.deep.include({ attributes: {} });
    calls.stop();
  });

  it('slotted fields are sent as attributes at sign-up, and the CAPTCHA token is sent with the send request', async () => {
    const bodies: Record<string, unknown>[] = [];
    login = LoginPage.create();
    login.element.innerHTML =
      '<input slot="fields" name="nickname" value="Ada"><input slot="captcha" type="hidden" value="token-1">';
    // Simulates a pool that requires a CAPTCHA before it sends a message.
    login.element.fetcher = async (input, init) => {
      const body = JSON.parse(String(init?.body));
      bodies.push(body);
      const reply = await fetch(input, init);
      if (body.AuthFlow !== 'CUSTOM_AUTH') return reply;
      const challenge = await reply.json();
      challenge.ChallengeParameters.reason = 'captcha';
      return new Response(JSON.stringify(challenge), reply);
    };
    await login.attach();
    await login.typeIdentifier(newPhone());
    await login.pressEnter();
    await until(() => bodies.length > 0, 'a request');
    expect(bodies[0]).to.have.property('UserAttributes');
    expect(bodies[0]!['UserAttributes']).to.deep.include({ Name: 'nickname', Value: 'Ada' });
    await until(() => login.codeField, 'the code step');
    const request = bodies.map((body) => body['ClientMetadata']).at(-1);
    expect(request).to.include({ request: 'send', captcha: 'token-1' });
  });

  it('values of additional fields are kept after going back', async () => {
    login = LoginPage.create();
    login.element.fields = [{ name: 'given_name', label: 'First name' }];
    await login.attach();
    login.find<HTMLInputElement>('[name=given_name]')!.value = 'Ada';
    await login.typeIdentifier(newPhone());
    await login.pressEnter();
    await until(() => login.codeField, 'the code step');
    login.button('Change number').click();
    await login.expectTitle('Sign in');
    expect(login.find<HTMLInputElement>('[name=given_name]')!.value).to.equal('Ada');
  });

  const changes = {
    'the other kind of identifier': (element: CognitoOtpLogin) =>
      element.renderRoot.querySelector<HTMLElement>('fieldset label + label input')!.click(),
    'a single kind of identifier': (element: CognitoOtpLogin) => element.setAttribute('identifiers', 'phone'),
    'a single country': (element: CognitoOtpLogin) => element.setAttribute('countries', 'GB'),
    'an additional first field': (element: CognitoOtpLogin) => {
      element.fields = [{ name: 'family_name', label: 'Last name' }, ...element.fields!];
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`field values, the focus and the caret are kept when the form switches to ${what}`, async () => {
      login = LoginPage.create();
      login.element.fields = [{ name: 'given_name', label: 'First name' }];
      await login.attach();
      await login.typeIdentifier('07400');
      const answer = () => login.find<HTMLInputElement>('[name=given_name]')!;
      answer().focus();
      answer().value = 'Ada';
      answer().setSelectionRange(1, 2);
      change(login.element);
      await login.element.updateComplete;
      expect(answer().value).to.equal('Ada');
      expect(answer().matches(':focus'), 'the focus').to.equal(true);
      expect([answer().selectionStart, answer().selectionEnd]).to.deep.equal([1, 2]);
      login.find('[part~=kind] input')?.click();
      await login.element.updateComplete;
      expect(login.find<HTMLInputElement>('[type=tel]')!.value).to.equal('07400');
    });
  }

  for (const eventType of ['change', '']) {
    it(`what a password manager fills in ${eventType ? 'with a change event' : 'without an event'} is kept and submitted`, async () => {
      login = await LoginPage.open({ identifiers: 'email' });
      const field = login.find<HTMLInputElement>('[type=email]')!;
      field.value = newEmail();
      if (eventType) field.dispatchEvent(new Event(eventType, { bubbles: true }));
      login.element.messages = { title: 'Hello' };
      await login.element.updateComplete;
      expect(field.value).to.match(/^ada\./);
      field.value = newEmail();
      const filled = field.value;
      login.button('Email me a code').click();
      await until(() => login.codeField, 'the code step');
      expect(login.find('[part=destination]')!.textContent).to.equal(filled);
    });
  }

  for (const [length, cells] of [
    ['999999999', 10],
    ['1', 4],
  ] as const) {
    it(`a code length of ${length} from the server is drawn as ${cells} cells`, async () => {
      login = LoginPage.create();
      login.element.fetcher = async (input, init) => {
        const reply = await fetch(input, init);
        return new Response((await reply.text()).replace(/"length":"\d+"/, `"length":"${length}"`), reply);
      };
      await login.attach();
      await login.requestCode(newPhone());
      expect(login.element.renderRoot.querySelectorAll('[part~=cell]')).to.have.length(cells);
      await login.typeCode('12');
      await login.pressEnter();
      await login.expectError(`Enter all ${cells} numbers`);
    });
  }

  it('a single country shows its calling code before the number instead of a list', async () => {
    login = await LoginPage.open({ countries: 'GB' });
    await until(() => /\+44/.test(login.find('.group')!.textContent!), 'the calling code');
    expect(login.find('select') === null).to.equal(true);
    const before = (await outbox()).length;
    await login.typeIdentifier('+49 151 23456789');
    await login.pressEnter();
    await login.expectError("We can't send codes there");
    expect((await outbox()).length).to.equal(before);
    await login.requestCode(newPhone());
  });

  it('an unknown default country falls back to one of the allowed countries', async () => {
    login = await LoginPage.open({ 'default-country': 'ZZ', countries: 'de, at', 'preferred-countries': 'at' });
    await until(() => (login.find<HTMLSelectElement>('select')?.options.length ?? 0) === 2, 'the list');
    expect(Array.from(login.find<HTMLSelectElement>('select')!.options, ({ value }) => value)).to.deep.equal([
      'AT',
      'DE',
    ]);
    expect(['AT', 'DE']).to.include(login.find<HTMLSelectElement>('select')!.value);
  });

  it('the selected country is kept when the page changes the countries, as long as it is one of them', async () => {
    login = await LoginPage.open();
    const selected = () => login.find<HTMLSelectElement>('select')!.value;
    login.find<HTMLSelectElement>('select')!.value = 'DE';
    login.find('select')!.dispatchEvent(new Event('change', { bubbles: true }));
    for (const countries of ['AT DE CH', 'DE', '']) {
      login.element.countries = countries;
      await login.element.updateComplete;
      if (countries !== 'DE') expect(selected(), `selected among “${countries}”`).to.equal('DE');
    }
    login.element.countries = 'FR IT NO';
    await login.element.updateComplete;
    expect(selected()).to.equal('FR');
    login.element.defaultCountry = 'NO';
    await login.element.updateComplete;
    expect(selected()).to.equal('NO');
  });

  it('without a valid default country, the country of the browser language is selected', async () => {
    Object.defineProperty(navigator, 'language', { value: 'sv', configurable: true });
    try {
      login = await LoginPage.open({ 'default-country': 'UK' });
    } finally {
      Reflect.deleteProperty(navigator, 'language');
    }
    expect(login.find<HTMLSelectElement>('select')!.value).to.equal('SE');
  });

  it('an autofilled international number also selects its country', async () => {
    login = await LoginPage.open();
    const field = login.find<HTMLInputElement>('[type=tel]')!;
    const fill = () => {
      field.value = '+49 151 23456789';
      for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
    };
    fill();
    field.focus();
    field.blur();
    await until(() => {
      if (login.find<HTMLSelectElement>('select')!.value === 'DE') return true;
      // The metadata of the country loads on first use, which a visitor would not notice but a test does.
      field.focus();
      field.blur();
      return false;
    }, 'the country follows');
    expect(field.value.replace(/\D/g, '')).to.match(/15123456789$/);
  });

  it('the code is extracted when the whole message is pasted', async () => {
    login = await LoginPage.open();
    const before = (await outbox()).length;
    await login.requestCode(newPhone());
    const { body } = (await outbox())[before]!;
    login.codeField!.value = body;
    login.codeField!.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
    await login.expectTitle("You're signed in");
  });

  it('with no-auto-submit, a typed code waits for the button but submitCode submits immediately', async () => {
    login = await LoginPage.open({ 'no-auto-submit': '' });
    const code = await login.requestCode(newPhone());
    await login.typeCode(code);
    await login.element.updateComplete;
    expect(login.hasEvent('before-verify')).to.equal(false);
    login.find<HTMLInputElement>('input.code')!.value = '';
    await login.element.submitCode(`${code} is your code`);
    await login.expectTitle("You're signed in");
  });

  it('submitCode reports a code that is too short, and does nothing outside the code step', async () => {
    login = await LoginPage.open();
    await login.element.submitCode('123456');
    expect(login.error).to.equal('');
    await login.requestCode(newPhone());
    await login.element.submitCode('12');
    await login.expectError('Enter all 6 numbers');
  });

  it('calling codes read +44 in any text direction, and options begin with the country name', async () => {
    login = await LoginPage.open({ lang: 'ar' });
    const text = () => login.find<HTMLSelectElement>('select')!.selectedOptions[0]!.text;
    await until(() => text().endsWith('\u2066+44\u2069'), 'the isolated calling code');
    const name = new Intl.DisplayNames('ar', { type: 'region' }).of('GB')!;
    expect(text().startsWith(name)).to.equal(true);
  });

  it('a calling code that a long country name would hide is shown before the number', async () => {
    login = await LoginPage.open();
    await until(() => login.find<HTMLSelectElement>('select')!.length > 100, 'the list');
    const prefix = login.find('[part=prefix]')!;
    expect(prefix.textContent).to.equal('+44');
    const isVisible = () => prefix.getClientRects().length > 0;
    expect(isVisible(), 'visible beside a short name').to.equal(false);
    login.element.style.inlineSize = '248px';
    expect(isVisible(), 'visible on a narrow page').to.equal(true);
    login.element.style.inlineSize = '';
    login.element.lang = 'de';
    await until(isVisible, 'the calling code beside the long name Vereinigtes Königreich');
  });

  it('an invalid number has a single outline in the error color', async () => {
    login = await LoginPage.open();
    await login.typeIdentifier('07');
    await login.pressEnter();
    await login.expectError("doesn't look complete");
    const field = await until(() => login.find('[type=tel]:focus'), 'the focus in the field');
    const style = (selector: string) => getComputedStyle(field.closest(selector)!);
    const errorColor = getComputedStyle(login.find('.error')!).color;
    expect(style('label').outlineColor).to.equal(errorColor);
    expect(style('.group').boxShadow).to.equal('none');
    expect(style('.group').borderTopColor).to.not.equal(errorColor);
  });

  it('a word of the identifier switch is not broken on a narrow page', async () => {
    login = LoginPage.create({ lang: 'fi' });
    login.element.style.inlineSize = '248px';
    await login.attach();
    await login.expectTitle('Kirjaudu sisään');
    const [, long] = login.element.renderRoot.querySelectorAll<HTMLElement>('[part~=kind]');
    const word = Array.from(long!.childNodes).find(({ textContent }) => textContent === 'Sähköposti')!;
    const range = document.createRange();
    range.selectNode(word);
    expect(range.getClientRects().length, 'number of lines').to.equal(1);
  });
});
