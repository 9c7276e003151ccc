/** The language and text direction of the form, and their changes. */
import { expect } from '@open-wc/testing';
import { loadMessages } from '../src/i18n/messages/languages.js';
import { clearStorage, LoginPage, newPhone, until } from './support/login-page.js';

/** Records the locale that each request to Cognito carries. */
function watchLocales(): { readonly locales: string[]; readonly fetcher: typeof fetch } {
  const locales: string[] = [];
  const fetcher: typeof fetch = (input, init) => {
    locales.push(JSON.parse(String(init?.body)).ClientMetadata?.locale);
    return fetch(input, init);
  };
  return { locales, fetcher };
}

describe('the language of the page', () => {
  let login: LoginPage;
  const root = document.documentElement;
  const { lang, dir } = root;
  beforeEach(clearStorage);
  afterEach(() => {
    login.close();
    root.lang = lang;
    root.dir = dir;
    document.body.replaceChildren();
    clearStorage();
  });
  const german = loadMessages('de');

  it('a language set after the form is shown applies to all later messages', async () => {
    const { locales, fetcher } = watchLocales();
    login = LoginPage.create();
    login.element.fetcher = fetcher;
    await login.attach();
    login.element.lang = 'de';
    await login.expectTitle('Anmelden');
    await login.requestCode(newPhone());
    expect(new Set(locales)).to.deep.equal(new Set(['de']));
    locales.length = 0;
    login.element.lang = 'fr';
    await until(() => login.title !== '' && !login.title.includes('Nachrichten'), 'the French title');
    const { now } = Date;
    Date.now = () => now() + 61_000;
    await login.element.resend();
    Date.now = now;
    expect(locales).to.include('fr');
  });

  it('a change of the language is followed until the form is removed', async () => {
    login = await LoginPage.open();
    root.lang = 'de';
    await login.expectTitle('Anmelden');
    root.lang = 'en';
    await login.expectTitle('Sign in');
    login.element.remove();
    root.lang = 'de';
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(login.element.texts!.title).to.equal('Sign in');
    document.body.append(login.element);
    await login.expectTitle('Anmelden');
  });

  it('the latest language wins, whichever translation loads first', async () => {
    login = await LoginPage.open();
    login.element.lang = 'sw';
    await login.element.updateComplete;
    login.element.lang = 'en';
    await login.element.updateComplete;
    await loadMessages('sw');
    await new Promise((resolve) => setTimeout(resolve));
    await login.element.updateComplete;
    expect(login.title).to.equal('Sign in');
  });

  it('the status line follows the language as well', async () => {
    login = await LoginPage.open();
    await login.requestCode(newPhone());
    expect(login.status).to.match(/^We've sent your code/);
    login.element.lang = 'de';
    const { sent } = await german;
    await until(() => login.status.startsWith(sent.split('{')[0]!), 'the German status line');
    expect(login.status).to.include('+44');
  });

  it('the language sets the direction of the form regardless of the page, unless the form has its own dir', async () => {
    root.dir = 'rtl';
    login = await LoginPage.open();
    expect(login.find('form')!.matches(':dir(ltr)')).to.equal(true);
    login.element.lang = 'ar';
    await until(() => login.find('form')!.matches(':dir(rtl)'), 'the form is right-to-left');
    login.element.dir = 'ltr';
    await until(() => login.find('form')!.matches(':dir(ltr)'), 'the form is left-to-right');
  });

  it('errors appear and disappear even after the browser has translated the page', async () => {
    login = await LoginPage.open({ 'light-dom': '' });
    const alert = login.find('[role=alert]')!;
    await login.typeIdentifier('07400');
    await login.pressEnter();
    await login.expectError('digits are missing');
    // A browser that translates a page replaces text nodes with elements of its own.
    const translated = document.createElement('font');
    translated.textContent = 'Diese Nummer ist nicht vollständig.';
    alert.firstChild!.replaceWith(translated);
    await login.typeIdentifier('07400 9');
    await until(() => alert.textContent === '', 'the error is cleared while the number is corrected');
    await login.pressEnter();
    await login.expectError('digits are missing');
  });
});
