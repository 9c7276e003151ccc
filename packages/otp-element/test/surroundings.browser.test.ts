/** What a page does around the form: hides and reveals it, disables it, removes it for a while, moves it, and lacks features. */
import { expect } from '@open-wc/testing';
import {
  clearStorage,
  describeInBothRoots,
  LoginPage,
  newPhone,
  outbox,
  until,
  wrongCode,
} from './support/login-page.js';
import { PoolConnection } from './support/pool-connection.js';

describeInBothRoots('a form on a page', (rootAttributes) => {
  let login: LoginPage;
  const cleanups: (() => void)[] = [];
  beforeEach(clearStorage);
  afterEach(() => {
    for (const each of cleanups.splice(0)) each();
    login.close();
    document.body.replaceChildren();
    clearStorage();
  });

  const nextFrames = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)));
  const hasFocus = () => login.find('.group input')!.matches(':focus');

  /** Adds a form with `autofocus` to a container, which is hidden. */
  async function openIn(container: Element): Promise<void> {
    login = LoginPage.create({ ...rootAttributes, autofocus: '' });
    container.append(login.element);
    await login.attach();
    await nextFrames();
  }

  function addToPage<K extends keyof HTMLElementTagNameMap>(name: K, html = ''): HTMLElementTagNameMap[K] {
    const element = document.body.appendChild(document.createElement(name));
    element.innerHTML = html;
    return element;
  }

  it('with autofocus in a dialog has the focus each time the dialog is opened', async () => {
    const dialog = addToPage('dialog', '<button>Close</button>');
    await openIn(dialog);
    for (const open of ['showModal', 'show'] as const) {
      dialog[open]();
      await until(hasFocus, `the focus after ${open}`);
      dialog.close();
      await nextFrames();
    }
  });

  it('with autofocus in details has the focus when they are opened', async () => {
    const details = addToPage('details', '<summary>Sign in</summary>');
    await openIn(details);
    details.querySelector('summary')!.focus();
    details.open = true;
    await until(hasFocus, 'the focus');
  });

  it('with autofocus in a popover has the focus when it is shown', async () => {
    const button = addToPage('button', 'Sign in');
    const popover = addToPage('div');
    popover.popover = 'auto';
    await openIn(popover);
    button.focus();
    popover.showPopover();
    await until(hasFocus, 'the focus');
  });

  it('with autofocus in a hidden container has the focus when the container is shown', async () => {
    const container = addToPage('div');
    container.style.display = 'none';
    await openIn(container);
    container.style.display = '';
    await until(hasFocus, 'the focus');
  });

  it('does not take the focus from a field that the visitor is typing in, or without autofocus', async () => {
    const field = addToPage('input');
    const container = addToPage('div');
    container.hidden = true;
    await openIn(container);
    field.focus();
    container.hidden = false;
    await nextFrames();
    expect(field.matches(':focus')).to.equal(true);
    field.blur();
    login.element.autofocus = false;
    container.hidden = true;
    await nextFrames();
    container.hidden = false;
    await nextFrames();
    expect(hasFocus()).to.equal(false);
  });

  it('in a disabled fieldset is disabled in every part, and enabled as before', async () => {
    const fieldset = addToPage('fieldset');
    login = LoginPage.create(rootAttributes);
    fieldset.append(login.element);
    await login.attach();
    const controls = () => Array.from(login.element.renderRoot.querySelectorAll('input, select, button'));
    const enabled = () => controls().filter((control) => !control.matches(':disabled'));
    fieldset.disabled = true;
    await until(() => enabled().length === 0, 'every control is disabled');
    login.element.lang = 'de';
    await until(() => login.title === 'Anmelden', 'the German title');
    expect(enabled()).to.deep.equal([]);
    fieldset.disabled = false;
    await until(() => enabled().length === controls().length, 'every control is enabled');
    login.element.lang = '';
    await login.expectTitle('Sign in');
    await login.requestCode(newPhone());
    fieldset.disabled = true;
    await until(() => login.codeField!.matches(':disabled'), 'the code field is disabled');
    expect(enabled()).to.deep.equal([]);
    fieldset.disabled = false;
    await until(() => !login.codeField!.matches(':disabled'), 'the code field is enabled');
    expect(login.find<HTMLButtonElement>('[part=channel]')?.disabled ?? true, 'while the countdown runs').to.equal(
      true,
    );
  });

  for (const [name, isSame] of [
    ['the same element', true],
    ['a new element', false],
  ] as const) {
    it(`that keeps its session in memory survives a change of the route, with ${name}`, async () => {
      const attributes = { ...rootAttributes, persistence: 'memory' };
      login = await LoginPage.open(attributes);
      await login.typeCode(await login.requestCode(newPhone()));
      await login.expectTitle("You're signed in");
      login.element.remove();
      await new Promise((resolve) => setTimeout(resolve, 300));
      if (isSame) document.body.append(login.element);
      else login = await LoginPage.open(attributes);
      await login.expectTitle("You're signed in");
      expect((await login.element.getTokens()).accessToken.split('.')).to.have.length(3);
      await login.element.signOut();
    });
  }

  it('that keeps a sign-in with its own fetcher in memory survives a change of the route in the code step', async () => {
    const connection = new PoolConnection();
    login = LoginPage.create({ ...rootAttributes, persistence: 'memory' });
    login.element.fetcher = connection.fetch;
    await login.attach();
    const code = await login.requestCode(newPhone());
    login.element.remove();
    await new Promise((resolve) => setTimeout(resolve, 300));
    document.body.append(login.element);
    await login.expectTitle('Check your messages');
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
  });

  it('that is created in one document can be inserted into another one first', async () => {
    const frame = addToPage('iframe');
    login = LoginPage.create(rootAttributes);
    frame.contentDocument!.body.append(login.element);
    await login.attach();
    await login.element.updateComplete;
    const style = frame.contentWindow!.getComputedStyle(login.find('.main')!);
    await until(() => style.borderTopLeftRadius === '14px', 'the styles, after their transition');
    const before = (await outbox()).length;
    const field = login.find<HTMLInputElement>('.group input')!;
    field.value = newPhone();
    field.dispatchEvent(new Event('input', { bubbles: true }));
    login.button('Text me a code').click();
    await until(() => login.codeField, 'the code step');
    await login.codeSince(before);
    expect(frame.contentWindow!.getComputedStyle(login.find('.digits')!).position).to.equal('relative');
  });

  it('is :state(loading) while signing out', async () => {
    const connection = new PoolConnection();
    login = LoginPage.create(rootAttributes);
    login.element.fetcher = connection.fetch;
    await login.attach();
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    connection.requestGate.hold();
    login.button('Sign out').click();
    await until(() => login.element.step === 'signing-out', 'signing out');
    await until(() => login.element.matches(':state(loading)'), 'the state');
    // Revoking the token is done later.
    connection.requestGate.lose();
    await login.expectTitle('Sign in');
    expect(login.element.matches(':state(loading)')).to.equal(false);
  });

  it('works while the browser says that it is offline, as it may behind a VPN', async () => {
    Object.defineProperty(navigator, 'onLine', { value: false, configurable: true });
    cleanups.push(() => Reflect.deleteProperty(navigator, 'onLine'));
    login = await LoginPage.open(rootAttributes);
    expect(login.status).to.equal('');
    const before = (await outbox()).length;
    const code = await login.requestCode(newPhone());
    expect((await outbox()).length).to.equal(before + 1);
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
    expect(login.status + login.error).not.to.include('offline');
    await login.element.signOut();
    await login.expectTitle('Sign in');
  });

  it('a whole sign-in logs no warning of Lit, such as that of an update during an update', async () => {
    const messages: string[] = [];
    const { warn } = console;
    console.warn = (message: unknown) => messages.push(String(message));
    cleanups.push(() => {
      console.warn = warn;
    });
    // Lit warns once for each message and page.
    (globalThis as { litIssuedWarnings?: Set<string> }).litIssuedWarnings?.clear();
    login = await LoginPage.open(rootAttributes);
    await login.requestCode(newPhone());
    login.button('Change number').click();
    await login.expectTitle('Sign in');
    const code = await login.requestCode(newPhone());
    await login.typeCode(wrongCode(code));
    await until(() => login.error, 'the error');
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
    await login.element.signOut();
    await login.expectTitle('Sign in');
    await nextFrames();
    expect(messages.filter((message) => /lit\.dev\/msg/.test(message) && !message.includes('dev-mode'))).to.deep.equal(
      [],
    );
  });
});

describe('a browser without optional features', () => {
  let login: LoginPage;
  const restores: (() => void)[] = [];
  afterEach(() => {
    for (const each of restores.splice(0)) each();
    login.close();
    clearStorage();
  });

  /** Replaces a property until the end of the test. */
  function replace<T extends object>(target: T, name: keyof T & string, value: unknown): void {
    const original = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
    restores.push(() => {
      if (original) Object.defineProperty(target, name, original);
      else Reflect.deleteProperty(target, name);
    });
  }

  async function signInAndOut(): Promise<void> {
    login = await LoginPage.open();
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    await login.element.signOut();
    await login.expectTitle('Sign in');
    expect(login.error).to.equal('');
  }

  it('custom states with two hyphens, as in Chrome before version 125, are set', async () => {
    const { add } = CustomStateSet.prototype;
    const names = new Set<string>();
    replace(CustomStateSet.prototype, 'add', function (this: CustomStateSet, name: string) {
      if (!name.startsWith('--')) throw new DOMException(`The name '${name}' must start with '--'.`, 'SyntaxError');
      names.add(name);
      return add.call(this, name);
    });
    await signInAndOut();
    expect([...names]).to.include.members(['--loading', '--success']);
  });

  it('no custom states at all, as in Firefox before version 126', async () => {
    replace(ElementInternals.prototype, 'states', undefined);
    await signInAndOut();
  });

  it('no ElementInternals', async () => {
    replace(HTMLElement.prototype, 'attachInternals', undefined);
    await signInAndOut();
  });

  it('no URL.canParse, checkVisibility or navigator.credentials', async () => {
    replace(URL, 'canParse', undefined);
    replace(Element.prototype, 'checkVisibility', undefined);
    replace(navigator, 'credentials', undefined);
    replace(window as unknown as { OTPCredential: unknown }, 'OTPCredential', class {});
    await signInAndOut();
  });

  it('an update that fails does not reject later commands', async () => {
    login = LoginPage.create();
    Object.defineProperty(login.element, 'updateComplete', {
      get: () => Promise.reject(new Error('Simulated by the test.')),
    });
    await login.attach();
    expect(await login.element.getSession()).to.equal(null);
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    await login.element.signOut();
    await login.expectTitle('Sign in');
  });
});

describe('a sign-in in another tab', () => {
  it('moves only the tab in which the user signed in', async () => {
    clearStorage();
    const urls: string[] = [];
    const open = async () => {
      const page = LoginPage.create({ redirect: '/account' });
      // A fetch function of its own gives each form a client of its own, as in another tab.
      page.element.fetcher = (input, init) => fetch(input, init);
      await page.attach();
      return page;
    };
    const [first, second] = [await open(), await open()];
    for (const [name, page] of Object.entries({ first, second })) {
      page.element.addEventListener('cognito-otp-before-redirect', (event) => {
        event.preventDefault();
        urls.push(name);
      });
    }
    await second.typeCode(await second.requestCode(newPhone()));
    await Promise.all([first, second].map((page) => page.expectTitle("You're signed in")));
    expect(urls).to.deep.equal(['second']);
    expect(first.hasEvent('success')).to.equal(true);
    first.close();
    second.close();
    clearStorage();
  });
});
