/** Attributes and properties of the form, their changes, and the entry of codes. */
import { expect } from '@open-wc/testing';
import { BeforeRedirectEvent } from '../src/contracts/events.js';

import { LoginPage, newPhone, outbox, pool, until } from './support/login-page.js';

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

  for (const [length, cells] of [
    // Too long for any code: the default length.
    ['999999999', 6],
    ['32', 10],
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
      await login.expectError(`Enter all ${cells} digits`);
    });
  }

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
    await login.expectError('Enter all 6 digits');
  });

  it('an invalid number has a single outline in the error color', async () => {
    login = await LoginPage.open();
    await login.typeIdentifier('07');
    await login.pressEnter();
    await login.expectError('Some digits are missing');
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
