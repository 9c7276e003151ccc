import { expect } from '@open-wc/testing';
import { loadMessages } from '../src/i18n/messages/languages.js';
import { LoginPage, newPhone, until } from './support/login-page.js';

/** What Cognito was asked, with the languages that came along. */
function watchLocales(): { readonly asked: string[]; readonly fetcher: typeof fetch } {
  const asked: string[] = [];
  const fetcher: typeof fetch = (input, init) => {
    asked.push(JSON.parse(String(init?.body)).ClientMetadata?.locale);
    return fetch(input, init);
  };
  return { asked, fetcher };
}

describe('the language of the page', () => {
  let I: LoginPage;
  const forget = () => {
    localStorage.clear();
    sessionStorage.clear();
  };
  const page = document.documentElement;
  const { lang, dir } = page;
  beforeEach(forget);
  afterEach(() => {
    I.close();
    page.lang = lang;
    page.dir = dir;
    document.body.replaceChildren();
    forget();
  });
  const german = loadMessages('de');

  it('a language set after the form is shown applies to all later messages', async () => {
    const { asked, fetcher } = watchLocales();
    I = LoginPage.prepare();
    I.element.fetcher = fetcher;
    await I.show();
    I.element.lang = 'de';
    await I.sees('Anmelden');
    await I.askForCode(newPhone());
    expect(new Set(asked)).to.deep.equal(new Set(['de']));
    asked.length = 0;
    I.element.lang = 'fr';
    await until(() => I.title !== '' && !I.title.includes('Nachrichten'), 'the words are French');
    const { now } = Date;
    Date.now = () => now() + 61_000;
    await I.element.resend();
    Date.now = now;
    expect(asked).to.include('fr');
  });

  it('a change of the language is followed until the form is removed', async () => {
    I = await LoginPage.open();
    page.lang = 'de';
    await I.sees('Anmelden');
    page.lang = 'en';
    await I.sees('Sign in');
    I.element.remove();
    page.lang = 'de';
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(I.element.texts!.title).to.equal('Sign in');
    document.body.append(I.element);
    await I.sees('Anmelden');
  });

  it('the latest language wins, whichever translation loads first', async () => {
    I = await LoginPage.open();
    I.element.lang = 'sw';
    await I.element.updateComplete;
    I.element.lang = 'en';
    await I.element.updateComplete;
    await loadMessages('sw');
    await new Promise((resolve) => setTimeout(resolve));
    await I.element.updateComplete;
    expect(I.title).to.equal('Sign in');
  });

  it('the status line follows the language as well', async () => {
    I = await LoginPage.open();
    await I.askForCode(newPhone());
    expect(I.status).to.match(/^We've sent your code/);
    I.element.lang = 'de';
    const { sent } = await german;
    await until(() => I.status.startsWith(sent.split('{')[0]!), 'the line is German');
    expect(I.status).to.include('+44');
  });

  it('the language sets the direction of the form regardless of the page, unless the form has its own dir', async () => {
    page.dir = 'rtl';
    I = await LoginPage.open();
    expect(I.find('form')!.matches(':dir(ltr)')).to.equal(true);
    I.element.lang = 'ar';
    await until(() => I.find('form')!.matches(':dir(rtl)'), 'Arabic turns it');
    I.element.dir = 'ltr';
    await until(() => I.find('form')!.matches(':dir(ltr)'), 'its own comes first');
  });

  it('errors appear and disappear even after the browser has translated the page', async () => {
    I = await LoginPage.open({ 'light-dom': '' });
    const alert = I.find('[role=alert]')!;
    await I.typeIdentifier('07400');
    await I.enter();
    await I.seesError('complete');
    // As browsers do it: a node of their own in place of the text.
    const translated = document.createElement('font');
    translated.textContent = 'Diese Nummer ist nicht vollständig.';
    alert.firstChild!.replaceWith(translated);
    await I.typeIdentifier('07400 9');
    await until(() => alert.textContent === '', 'what is being corrected is no error any more');
    await I.enter();
    await I.seesError('complete');
  });
});
