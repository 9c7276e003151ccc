import { expect } from '@open-wc/testing';
import { LoginPage, newPhone, until } from './support/login-page.js';

describe('the keyboard focus', () => {
  let I: LoginPage;
  const forget = () => {
    localStorage.clear();
    sessionStorage.clear();
  };
  beforeEach(async () => {
    forget();
    I = await LoginPage.open();
  });
  afterEach(() => {
    I.close();
    document.body.replaceChildren();
    forget();
  });

  /** Another field of the page, with somebody in it. */
  function elsewhere(): HTMLInputElement {
    const field = document.body.appendChild(document.createElement('input'));
    field.focus();
    return field;
  }

  it('stays on another field when the page resets the form', async () => {
    await I.askForCode(newPhone());
    const field = elsewhere();
    await I.element.reset();
    await I.sees('Sign in');
    await I.element.updateComplete;
    expect(field.matches(':focus'), 'still there').to.equal(true);
  });

  it('stays on another field when the session ends elsewhere', async () => {
    await I.typeCode(await I.askForCode(newPhone()));
    await I.sees("You're signed in");
    const field = elsewhere();
    I.element.controller!.client!.signOut();
    await I.sees('Sign in');
    await I.element.updateComplete;
    expect(field.matches(':focus'), 'still there').to.equal(true);
  });

  it('stays on another field after the page canceled a send', async () => {
    I.element.addEventListener('cognito-otp-before-send', (event) => event.preventDefault(), { once: true });
    await I.typeIdentifier(newPhone());
    await I.enter();
    await until(() => I.has('before-send'), 'the question');
    const field = elsewhere();
    I.element.controller!.client!.start({ phone: '+447400123987' });
    await until(() => I.codeField, 'the code step');
    await I.element.updateComplete;
    expect(field.matches(':focus'), 'still there').to.equal(true);
  });

  it('moves to the code field even if the pressed button did not take the focus', async () => {
    await I.typeIdentifier(newPhone());
    // As in Safari, where a click gives no button the focus.
    I.find<HTMLInputElement>('[type=tel]')!.blur();
    I.button('Text me a code').click();
    await until(() => I.codeField?.matches(':focus'), 'the code field has the focus');
  });
});
