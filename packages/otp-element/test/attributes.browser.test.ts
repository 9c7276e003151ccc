import { expect } from '@open-wc/testing';
import { BeforeRedirectEvent } from '../src/contracts/events.js';
import type { CognitoOtpLogin } from '../src/elements/cognito-otp-login.js';
import { watchCalls } from './support/browser-environment.js';
import { LoginPage, newEmail, newPhone, outbox, pool, until } from './support/login-page.js';

describe('attributes and properties', () => {
  let I: LoginPage;
  beforeEach(() => localStorage.clear());
  afterEach(() => {
    I.close();
    localStorage.clear();
    sessionStorage.clear();
  });

  it('properties set by a framework are reflected in the styles and texts', async () => {
    I = await LoginPage.open();
    Object.assign(I.element, { theme: 'dark', lang: 'de', dir: 'rtl' });
    await until(() => I.title === 'Anmelden', 'the language follows');
    expect(getComputedStyle(I.element).colorScheme).to.equal('dark');
    expect(getComputedStyle(I.find('form')!).direction).to.equal('rtl');
  });

  it('changing lang, theme, dir or identifiers in the code step keeps the step, the digits and the focus', async () => {
    I = await LoginPage.open();
    const code = await I.askForCode(newPhone());
    await I.typeCode(code.slice(0, 3));
    const field = I.codeField;
    for (const [name, value] of Object.entries({ lang: 'de', theme: 'dark', dir: 'ltr', identifiers: 'email' })) {
      I.element.setAttribute(name, value);
    }
    await until(() => !/^Check/.test(I.title), 'the words are German');
    expect(I.codeField === field, 'the very same node').to.equal(true);
    expect(field!.value).to.equal(code.slice(0, 3));
    expect(field!.matches(':focus')).to.equal(true);
    await I.typeCode(code);
    await until(() => I.element.step === 'signed-in', 'signed in');
  });

  it('changing the pool in the code step starts over, and changing it back resumes', async () => {
    I = await LoginPage.open();
    const code = await I.askForCode(newPhone());
    const sent = (await outbox()).length;
    I.element.setAttribute('client-id', 'another');
    await I.sees('Sign in');
    expect(I.codeField === null).to.equal(true);
    I.element.setAttribute('user-pool-id', 'nonsense');
    await I.seesError("isn't set up correctly");
    I.element.setAttribute('user-pool-id', pool.userPoolId);
    I.element.setAttribute('client-id', pool.clientId);
    await I.sees('Check your messages');
    await I.typeCode(code);
    await I.sees("You're signed in");
    expect((await outbox()).length).to.equal(sent);
  });

  it('redirect dispatches before-redirect with an absolute URL and stays on the page if the event is canceled', async () => {
    I = LoginPage.prepare({ redirect: '/account?from=sign-in' });
    let asked: BeforeRedirectEvent | undefined;
    I.element.addEventListener('cognito-otp-before-redirect', (event) => {
      asked = event;
      event.preventDefault();
    });
    await I.show();
    await I.typeCode(await I.askForCode(newPhone()));
    await I.sees("You're signed in");
    expect(asked instanceof BeforeRedirectEvent).to.equal(true);
    expect(asked!.detail).to.deep.equal({ url: `${location.origin}/account?from=sign-in` });
    expect(I.find<HTMLAnchorElement>('[part=continue]')!.href).to.equal(asked!.detail.url);
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
      I = await LoginPage.open({ redirect });
      let asked = 0;
      I.element.addEventListener('cognito-otp-before-redirect', () => asked++);
      await I.typeCode(await I.askForCode(newPhone()));
      await I.sees("You're signed in");
      expect(asked).to.equal(0);
      expect(I.find('[part=continue]') === null).to.equal(true);
      expect('hit' in window).to.equal(false);
    });
  }

  it('unaccepted terms prevent the request and get the focus', async () => {
    I = LoginPage.prepare();
    I.element.innerHTML = '<label slot="terms"><input type="checkbox" required> I agree</label>';
    await I.show();
    const calls = watchCalls();
    await I.typeIdentifier(newPhone());
    await I.enter();
    const box = I.element.querySelector('input')!;
    await until(() => box.matches(':focus'), 'the box has the focus');
    expect(calls.made).to.deep.equal([]);
    box.click();
    I.button('Text me a code').click();
    await until(() => I.codeField, 'the code step');
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
    I = LoginPage.prepare();
    I.element.innerHTML =
      '<p slot="terms"><page-checkbox>I agree</page-checkbox></p><page-switch slot="fields"></page-switch>';
    Object.assign(I.element.querySelector('page-switch')!, {
      name: 'zoneinfo',
      value: 'on',
      checked: false,
      checkValidity: () => true,
      reportValidity: () => true,
    });
    await I.show();
    const calls = watchCalls();
    await I.typeIdentifier(newPhone());
    await I.enter();
    await until(() => I.element.querySelector('page-checkbox:focus'), 'the box has the focus');
    expect(calls.made).to.deep.equal([]);
    agreed = true;
    const client = I.element.controller!.client!;
    const start = new Promise((resolve) => {
      client.start = async (_, options) => {
        resolve(options);
        return client.getState();
      };
    });
    I.button('Text me a code').click();
    expect(await start, 'what is off is no answer').to.deep.include({ attributes: {} });
    calls.stop();
  });

  it('slotted fields are sent as attributes at sign-up, and the CAPTCHA token is sent with the send request', async () => {
    const bodies: Record<string, unknown>[] = [];
    I = LoginPage.prepare();
    I.element.innerHTML =
      '<input slot="fields" name="nickname" value="Ada"><input slot="captcha" type="hidden" value="token-1">';
    // A pool that asks for a CAPTCHA before it sends anything.
    I.element.fetcher = async (input, init) => {
      const asked = JSON.parse(String(init?.body));
      bodies.push(asked);
      const reply = await fetch(input, init);
      if (asked.AuthFlow !== 'CUSTOM_AUTH') return reply;
      const answer = await reply.json();
      answer.ChallengeParameters.reason = 'captcha';
      return new Response(JSON.stringify(answer), reply);
    };
    await I.show();
    await I.typeIdentifier(newPhone());
    await I.enter();
    await until(() => bodies.length > 0, 'a request');
    expect(bodies[0]).to.have.property('UserAttributes');
    expect(bodies[0]!['UserAttributes']).to.deep.include({ Name: 'nickname', Value: 'Ada' });
    await until(() => I.codeField, 'the code step');
    const request = bodies.map((body) => body['ClientMetadata']).at(-1);
    expect(request).to.include({ request: 'send', captcha: 'token-1' });
  });

  it('values of additional fields are kept after going back', async () => {
    I = LoginPage.prepare();
    I.element.fields = [{ name: 'given_name', label: 'First name' }];
    await I.show();
    I.find<HTMLInputElement>('[name=given_name]')!.value = 'Ada';
    await I.typeIdentifier(newPhone());
    await I.enter();
    await until(() => I.codeField, 'the code step');
    I.button('Change number').click();
    await I.sees('Sign in');
    expect(I.find<HTMLInputElement>('[name=given_name]')!.value).to.equal('Ada');
  });

  const asksFor = {
    'the other kind of identifier': (element: CognitoOtpLogin) =>
      element.renderRoot.querySelector<HTMLElement>('fieldset label + label input')!.click(),
    'a single kind of identifier': (element: CognitoOtpLogin) => element.setAttribute('identifiers', 'phone'),
    'a single country': (element: CognitoOtpLogin) => element.setAttribute('countries', 'GB'),
    'an additional first field': (element: CognitoOtpLogin) => {
      element.fields = [{ name: 'family_name', label: 'Last name' }, ...element.fields!];
    },
  };
  for (const [what, change] of Object.entries(asksFor)) {
    it(`field values, the focus and the caret are kept when the form switches to ${what}`, async () => {
      I = LoginPage.prepare();
      I.element.fields = [{ name: 'given_name', label: 'First name' }];
      await I.show();
      await I.typeIdentifier('07400');
      const answer = () => I.find<HTMLInputElement>('[name=given_name]')!;
      answer().focus();
      answer().value = 'Ada';
      answer().setSelectionRange(1, 2);
      change(I.element);
      await I.element.updateComplete;
      expect(answer().value).to.equal('Ada');
      expect(answer().matches(':focus'), 'the focus').to.equal(true);
      expect([answer().selectionStart, answer().selectionEnd]).to.deep.equal([1, 2]);
      I.find('[part~=kind] input')?.click();
      await I.element.updateComplete;
      expect(I.find<HTMLInputElement>('[type=tel]')!.value).to.equal('07400');
    });
  }

  for (const told of ['change', '']) {
    it(`what a password manager fills in ${told ? 'with a change event' : 'without an event'} is kept and submitted`, async () => {
      I = await LoginPage.open({ identifiers: 'email' });
      const field = I.find<HTMLInputElement>('[type=email]')!;
      field.value = newEmail();
      if (told) field.dispatchEvent(new Event(told, { bubbles: true }));
      I.element.messages = { title: 'Hello' };
      await I.element.updateComplete;
      expect(field.value).to.match(/^ada\./);
      field.value = newEmail();
      const filled = field.value;
      I.button('Email me a code').click();
      await until(() => I.codeField, 'the code step');
      expect(I.find('[part=destination]')!.textContent).to.equal(filled);
    });
  }

  for (const [said, drawn] of [
    ['999999999', 10],
    ['1', 4],
  ] as const) {
    it(`a code length of ${said} from the server is drawn as ${drawn} cells`, async () => {
      I = LoginPage.prepare();
      I.element.fetcher = async (input, init) => {
        const reply = await fetch(input, init);
        return new Response((await reply.text()).replace(/"length":"\d+"/, `"length":"${said}"`), reply);
      };
      await I.show();
      await I.askForCode(newPhone());
      expect(I.element.renderRoot.querySelectorAll('[part~=cell]')).to.have.length(drawn);
      await I.typeCode('12');
      await I.enter();
      await I.seesError(`Enter all ${drawn} numbers`);
    });
  }

  it('a single country shows its calling code before the number instead of a list', async () => {
    I = await LoginPage.open({ countries: 'GB' });
    await until(() => /\+44/.test(I.find('.group')!.textContent!), 'the calling code');
    expect(I.find('select') === null).to.equal(true);
    const before = (await outbox()).length;
    await I.typeIdentifier('+49 151 23456789');
    await I.enter();
    await I.seesError("We can't send codes there");
    expect((await outbox()).length).to.equal(before);
    await I.askForCode(newPhone());
  });

  it('an unknown default country falls back to one of the allowed countries', async () => {
    I = await LoginPage.open({ 'default-country': 'ZZ', countries: 'de, at', 'preferred-countries': 'at' });
    await until(() => (I.find<HTMLSelectElement>('select')?.options.length ?? 0) === 2, 'the list');
    expect(Array.from(I.find<HTMLSelectElement>('select')!.options, ({ value }) => value)).to.deep.equal(['AT', 'DE']);
    expect(['AT', 'DE']).to.include(I.find<HTMLSelectElement>('select')!.value);
  });

  it('the selected country is kept when the page changes the countries, as long as it is one of them', async () => {
    I = await LoginPage.open();
    const chosen = () => I.find<HTMLSelectElement>('select')!.value;
    I.find<HTMLSelectElement>('select')!.value = 'DE';
    I.find('select')!.dispatchEvent(new Event('change', { bubbles: true }));
    for (const countries of ['AT DE CH', 'DE', '']) {
      I.element.countries = countries;
      await I.element.updateComplete;
      if (countries !== 'DE') expect(chosen(), `among “${countries}”`).to.equal('DE');
    }
    I.element.countries = 'FR IT NO';
    await I.element.updateComplete;
    expect(chosen()).to.equal('FR');
    I.element.defaultCountry = 'NO';
    await I.element.updateComplete;
    expect(chosen()).to.equal('NO');
  });

  it('without a valid default country, the country of the browser language is selected', async () => {
    Object.defineProperty(navigator, 'language', { value: 'sv', configurable: true });
    try {
      I = await LoginPage.open({ 'default-country': 'UK' });
    } finally {
      Reflect.deleteProperty(navigator, 'language');
    }
    expect(I.find<HTMLSelectElement>('select')!.value).to.equal('SE');
  });

  it('an autofilled international number also selects its country', async () => {
    I = await LoginPage.open();
    const field = I.find<HTMLInputElement>('[type=tel]')!;
    const fill = () => {
      field.value = '+49 151 23456789';
      for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
    };
    fill();
    field.focus();
    field.blur();
    await until(() => {
      if (I.find<HTMLSelectElement>('select')!.value === 'DE') return true;
      // Its metadata comes when it is first needed; a person leaves the field later than a test does.
      field.focus();
      field.blur();
      return false;
    }, 'the country follows');
    expect(field.value.replace(/\D/g, '')).to.match(/15123456789$/);
  });

  it('the code is extracted when the whole message is pasted', async () => {
    I = await LoginPage.open();
    const before = (await outbox()).length;
    await I.askForCode(newPhone());
    const { body } = (await outbox())[before]!;
    I.codeField!.value = body;
    I.codeField!.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
    await I.sees("You're signed in");
  });

  it('with no-auto-submit, a typed code waits for the button but submitCode submits immediately', async () => {
    I = await LoginPage.open({ 'no-auto-submit': '' });
    const code = await I.askForCode(newPhone());
    await I.typeCode(code);
    await I.element.updateComplete;
    expect(I.has('before-verify')).to.equal(false);
    I.find<HTMLInputElement>('input.code')!.value = '';
    await I.element.submitCode(`${code} is your code`);
    await I.sees("You're signed in");
  });

  it('submitCode reports a code that is too short, and does nothing outside the code step', async () => {
    I = await LoginPage.open();
    await I.element.submitCode('123456');
    expect(I.error).to.equal('');
    await I.askForCode(newPhone());
    await I.element.submitCode('12');
    await I.seesError('Enter all 6 numbers');
  });

  it('calling codes read +44 in any text direction, and options begin with the country name', async () => {
    I = await LoginPage.open({ lang: 'ar' });
    const text = () => I.find<HTMLSelectElement>('select')!.selectedOptions[0]!.text;
    await until(() => text().endsWith('\u2066+44\u2069'), 'the code is set apart');
    const name = new Intl.DisplayNames('ar', { type: 'region' }).of('GB')!;
    expect(text().startsWith(name)).to.equal(true);
  });

  it('a calling code that a long country name would hide is shown before the number', async () => {
    I = await LoginPage.open();
    await until(() => I.find<HTMLSelectElement>('select')!.length > 100, 'the list');
    const prefix = I.find('[part=prefix]')!;
    expect(prefix.textContent).to.equal('+44');
    const seen = () => prefix.getClientRects().length > 0;
    expect(seen(), 'it is seen beside a short name').to.equal(false);
    I.element.style.inlineSize = '248px';
    expect(seen(), 'not on a narrow page').to.equal(true);
    I.element.style.inlineSize = '';
    I.element.lang = 'de';
    await until(seen, 'Vereinigtes Königreich is long');
  });

  it('an invalid number has a single outline in the error color', async () => {
    I = await LoginPage.open();
    await I.typeIdentifier('07');
    await I.enter();
    await I.seesError("doesn't look complete");
    const field = await until(() => I.find('[type=tel]:focus'), 'the focus is back');
    const style = (selector: string) => getComputedStyle(field.closest(selector)!);
    const wrong = getComputedStyle(I.find('.error')!).color;
    expect(style('label').outlineColor).to.equal(wrong);
    expect(style('.group').boxShadow).to.equal('none');
    expect(style('.group').borderTopColor).to.not.equal(wrong);
  });

  it('a word of the identifier switch is not broken on a narrow page', async () => {
    I = LoginPage.prepare({ lang: 'fi' });
    I.element.style.inlineSize = '248px';
    await I.show();
    await I.sees('Kirjaudu sisään');
    const [, long] = I.element.renderRoot.querySelectorAll<HTMLElement>('[part~=kind]');
    const word = Array.from(long!.childNodes).find(({ textContent }) => textContent === 'Sähköposti')!;
    const range = document.createRange();
    range.selectNode(word);
    expect(range.getClientRects().length, 'lines').to.equal(1);
  });
});
