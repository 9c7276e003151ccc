/** Terms, additional fields and CAPTCHA of the page, and values that visitors and password managers enter. */
import { expect } from '@open-wc/testing';

import type { CognitoOtpLogin } from '../src/elements/cognito-otp-login.js';
import { watchCalls } from './support/browser-environment.js';
import { LoginPage, newEmail, newPhone, until } from './support/login-page.js';

describe('fields of the identifier step', () => {
  let login: LoginPage;
  beforeEach(() => localStorage.clear());
  afterEach(() => {
    login.close();
    localStorage.clear();
    sessionStorage.clear();
  });

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
    expect(await start, 'an unchecked control is not a value').not.to.have.any.keys('attributes');
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
});
