/** When the form moves the keyboard focus and when it leaves it where it is. */
import { expect } from '@open-wc/testing';
import { clearStorage, LoginPage, newPhone, until } from './support/login-page.js';

describe('the keyboard focus', () => {
  let login: LoginPage;
  beforeEach(async () => {
    clearStorage();
    login = await LoginPage.open();
  });
  afterEach(() => {
    login.close();
    document.body.replaceChildren();
    clearStorage();
  });

  /** Adds another field to the page and focuses it. */
  function focusOtherField(): HTMLInputElement {
    const field = document.body.appendChild(document.createElement('input'));
    field.focus();
    return field;
  }

  it('stays on another field when the page resets the form', async () => {
    await login.requestCode(newPhone());
    const field = focusOtherField();
    await login.element.reset();
    await login.expectTitle('Sign in');
    await login.element.updateComplete;
    expect(field.matches(':focus'), 'the focus stays').to.equal(true);
  });

  it('stays on another field when the session ends elsewhere', async () => {
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    const field = focusOtherField();
    login.element.controller!.client!.signOut();
    await login.expectTitle('Sign in');
    await login.element.updateComplete;
    expect(field.matches(':focus'), 'the focus stays').to.equal(true);
  });

  it('stays on another field after the page canceled a send', async () => {
    login.element.addEventListener('cognito-otp-before-send', (event) => event.preventDefault(), { once: true });
    await login.typeIdentifier(newPhone());
    await login.pressEnter();
    await until(() => login.hasEvent('before-send'), 'the before-send event');
    const field = focusOtherField();
    login.element.controller!.client!.start({ phone: '+447400123987' });
    await until(() => login.codeField, 'the code step');
    await login.element.updateComplete;
    expect(field.matches(':focus'), 'the focus stays').to.equal(true);
  });

  it('moves to the code field even if the pressed button did not take the focus', async () => {
    await login.typeIdentifier(newPhone());
    // Simulates Safari, where clicking a button does not focus it.
    login.find<HTMLInputElement>('[type=tel]')!.blur();
    login.button('Text me a code').click();
    await until(() => login.codeField?.matches(':focus'), 'the code field has the focus');
  });
});
