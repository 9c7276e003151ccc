/** The element in surroundings that pages and frameworks create: both roots, moves, other forms, dialogs and companions. */
import { expect } from '@open-wc/testing';
import { clearStorage, LoginPage, newPhone, outbox, pool, until } from './support/login-page.js';
import '../src/define-companions.js';

describe('integration into any page', () => {
  let login: LoginPage;
  beforeEach(clearStorage);
  afterEach(() => {
    login?.close();
    document.body.replaceChildren();
    clearStorage();
  });

  it('with light-dom the form signs in, is styled and has its slots in place', async () => {
    login = LoginPage.create({ 'light-dom': '' });
    login.element.innerHTML = '<p slot="header">Our bank</p><p slot="footer">Legal</p>';
    await login.attach();
    expect(login.element.shadowRoot).to.equal(null);
    expect(document.querySelector('cognito-otp-login input[type=tel]')).to.be.instanceOf(HTMLInputElement);
    expect(getComputedStyle(login.find('.main')!).borderTopLeftRadius).to.equal('14px');
    const header = login.element.querySelector('[slot=header]')!;
    const footer = login.element.querySelector('[slot=footer]')!;
    expect(header.closest('form')).to.equal(login.find('form'));
    const after = header.compareDocumentPosition(login.find('h2')!) & Node.DOCUMENT_POSITION_FOLLOWING;
    expect(after).to.be.greaterThan(0);
    expect(login.find('.main')!.compareDocumentPosition(footer) & Node.DOCUMENT_POSITION_FOLLOWING).to.be.greaterThan(
      0,
    );
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
  });

  for (const [from, to] of [
    [false, true],
    [true, false],
  ]) {
    it(`keeps rendering into its first root when light-dom becomes ${to} later`, async () => {
      login = LoginPage.create();
      login.element.lightDom = from!;
      login.element.innerHTML = '<p slot="header">Our bank</p>';
      await login.attach();
      login.element.lightDom = to!;
      await login.element.updateComplete;
      login.element.lang = 'de';
      await login.expectTitle('Anmelden');
      expect(login.element.shadowRoot === null).to.equal(from);
      expect(login.element.querySelector('[slot=header]')!.checkVisibility()).to.equal(true);
      expect(getComputedStyle(login.find('.main')!).borderTopLeftRadius).to.equal('14px');
    });
  }

  for (const place of [{}, { 'light-dom': '' }]) {
    const name = 'light-dom' in place ? 'a form in the light DOM' : 'a form in a shadow root';
    it(`${name} keeps its styles and its state when it is moved, even to another document`, async () => {
      login = await LoginPage.open({ persistence: 'memory', ...place });
      const code = await login.requestCode(newPhone());
      const roots = [1, 2].map(() =>
        document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' }),
      );
      const { body } = document.body.appendChild(document.createElement('iframe')).contentDocument!;
      for (const to of [...roots, body, document.body]) {
        to.append(login.element);
        await login.element.updateComplete;
        const { getComputedStyle } = to.ownerDocument.defaultView!;
        expect(getComputedStyle(login.find('.main')!).borderTopLeftRadius).to.equal('14px');
        expect(getComputedStyle(login.find('.digits')!).position).to.equal('relative');
      }
      expect(roots.map((root) => root.adoptedStyleSheets.length)).to.deep.equal([0, 0]);
      await login.typeCode(code);
      await login.expectTitle("You're signed in");
    });
  }

  it('a copy of a light DOM form is a single form with its slots, whatever its step', async () => {
    login = LoginPage.create({ 'light-dom': '' });
    login.element.innerHTML = '<p slot="header">Our bank</p><p slot="terms">Our terms</p>';
    await login.attach();
    await login.requestCode(newPhone());
    const box = document.body.appendChild(document.createElement('div'));
    const html = login.element.outerHTML;
    for (const copy of [login.element.cloneNode(true), document.createRange().createContextualFragment(html)]) {
      box.replaceChildren(copy);
      const element = box.querySelector('cognito-otp-login')!;
      await until(() => element.renderRoot?.querySelector('input.code'), 'the code step');
      expect(box.querySelectorAll('form')).to.have.length(1);
      const slotted = Array.from(element.renderRoot.querySelectorAll('[slot]'), ({ textContent }) => textContent);
      expect(slotted).to.deep.equal(['Our bank', 'Our terms']);
    }
  });

  it('a framework can insert and remove the children of a light DOM form', async () => {
    login = LoginPage.create({ 'light-dom': '' });
    login.element.innerHTML = '<p slot="header">Our bank</p><p slot="footer">Legal</p>';
    await login.attach();
    const [header, footer] = login.element.querySelectorAll('[slot]');
    const added = Object.assign(document.createElement('p'), { slot: 'support' });
    login.element.insertBefore(added, footer!);
    await until(() => login.find('slot[name=support] > p') === added, 'the child is in its slot');
    login.element.removeChild(header!);
    expect(header!.isConnected).to.equal(false);
    login.element.removeChild(added);
    expect([...login.element.querySelectorAll('[slot]')]).to.deep.equal([footer]);
  });

  it('the light DOM styles do not affect other elements of the page', async () => {
    login = await LoginPage.open({ 'light-dom': '' });
    const outside = document.createElement('button');
    outside.className = 'main';
    document.body.append(outside);
    expect(getComputedStyle(outside).borderTopLeftRadius).to.not.equal('14px');
  });

  it('a light DOM form looks like one in a shadow root, including the help that WebKit excludes from @scope', async () => {
    const styles = async (place: Readonly<Record<string, string>>) => {
      login = await LoginPage.open(place);
      await login.requestCode(newPhone());
      const style = (selector: string) => {
        const { fontSize, fontWeight, color, marginTop, display } = getComputedStyle(login.find(selector)!);
        return [selector, fontSize, fontWeight, color, marginTop, display];
      };
      const seen = ['h2', '.lead', '.link', '.hint', '.main', '.resend', 'summary', 'details > p'].map(style);
      login.close();
      clearStorage();
      return seen;
    };
    expect(await styles({ 'light-dom': '' })).to.deep.equal(await styles({}));
  });

  it('IDs of the page or of another form do not affect the accessible names and descriptions of a light DOM form', async () => {
    document.body.insertAdjacentHTML('beforeend', '<b id="code">x</b><b id="hint">x</b><b id="error">x</b>');
    const other = await LoginPage.open({ 'light-dom': '', 'client-id': 'another0client' });
    login = await LoginPage.open({ 'light-dom': '' });
    const described = (field: Element) =>
      field
        .getAttribute('aria-describedby')!
        .split(' ')
        .map((id) => document.getElementById(id)?.getAttribute('part'));
    for (const page of [other, login]) {
      const ids = page.find('[type=tel]')!.getAttribute('aria-describedby')!.split(' ');
      expect(ids.map((id) => document.getElementById(id))).to.deep.equal([page.find('[role=alert]')]);
    }
    await login.requestCode(newPhone());
    expect(login.codeField!.labels![0]!.textContent).to.equal('One-time code');
    expect(described(login.codeField!)).to.deep.equal(['hint', 'error']);
    const all = Array.from(document.querySelectorAll('[id]'), ({ id }) => id);
    expect(new Set(all).size).to.equal(all.length);
    other.close();
  });

  it('two forms with different pools and languages on one page sign in independently', async () => {
    const other = LoginPage.create({ lang: 'de', 'client-id': 'another0client' });
    const requests: unknown[] = [];
    other.element.fetcher = async (_input, init) => {
      requests.push(JSON.parse(String(init?.body)));
      return new Response('{"__type":"ResourceNotFoundException"}', { status: 400 });
    };
    await other.attach();
    await other.expectTitle('Anmelden');
    login = await LoginPage.open();
    const code = await login.requestCode(newPhone());
    expect(other.title).to.equal('Anmelden');
    await other.typeIdentifier('07400 123456');
    await other.pressEnter();
    await until(() => other.error, 'an error');
    for (const each of requests) expect(each).to.include({ ClientId: 'another0client' });
    expect(login.error).to.equal('');
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
    expect(other.title).to.equal('Anmelden');
    expect(other.hasEvent('success')).to.equal(false);
    expect(await other.element.getSession()).to.equal(null);
    other.close();
    login.button('Sign out').click();
    await login.expectTitle('Sign in');
  });

  it('a light DOM form is also styled in browsers without @scope', async () => {
    const { CSSScopeRule } = window;
    Reflect.deleteProperty(window, 'CSSScopeRule');
    try {
      login = await LoginPage.open({ 'light-dom': '', theme: 'dark' });
    } finally {
      Object.defineProperty(window, 'CSSScopeRule', { value: CSSScopeRule, configurable: true, writable: true });
    }
    expect(getComputedStyle(login.find('.main')!).borderTopLeftRadius).to.equal('14px');
    expect(getComputedStyle(login.find('.main')!).backgroundColor).to.not.equal('rgba(0, 0, 0, 0)');
    expect(getComputedStyle(login.element).colorScheme).to.equal('dark');
    await login.requestCode(newPhone());
    expect(getComputedStyle(login.find('.digits')!).direction).to.equal('ltr');
    expect(getComputedStyle(login.find('.digits')!).position).to.equal('relative');
    const outside = document.body.appendChild(document.createElement('button'));
    outside.className = 'main';
    expect(getComputedStyle(outside).borderTopLeftRadius).to.not.equal('14px');
  });

  it('never submits the surrounding form, and contributes the user as a form value if it has a name', async () => {
    const form = document.createElement('form');
    let submitted = 0;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submitted++;
    });
    document.body.append(form);
    login = LoginPage.create({ name: 'user', required: '' });
    form.append(login.element);
    await login.attach();
    expect(form.checkValidity()).to.equal(false);
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    await login.element.updateComplete;
    expect(submitted).to.equal(0);
    expect(form.checkValidity()).to.equal(true);
    expect(new FormData(form).get('user')).to.equal((await login.element.getSession())!.user.sub);
  });

  it('makes the surrounding form invalid only while it is required', async () => {
    const form = document.body.appendChild(document.createElement('form'));
    login = LoginPage.create({ required: '' });
    form.append(login.element);
    await login.attach();
    expect(form.checkValidity()).to.equal(false);
    login.element.required = false;
    await login.element.updateComplete;
    expect(form.checkValidity()).to.equal(true);
  });

  it('works in nested shadow roots and in a dialog', async () => {
    const outer = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
    const inner = outer.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
    const dialog = inner.appendChild(document.createElement('dialog'));
    login = LoginPage.create();
    dialog.append(login.element);
    dialog.showModal();
    await login.attach();
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    expect(dialog.open).to.equal(true);
  });

  it('keeps its state after being removed and inserted again', async () => {
    login = await LoginPage.open();
    const code = await login.requestCode(newPhone());
    const sent = (await outbox()).length;
    const { element } = login;
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.body.append(element);
    await login.expectTitle('Check your messages');
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
    expect((await outbox()).length).to.equal(sent);
  });

  it('applies properties that were set before the element was defined', async () => {
    const later = document.createElement('cognito-otp-later') as LoginPage['element'];
    Object.assign(later, {
      userPoolId: pool.userPoolId,
      clientId: pool.clientId,
      endpoint: pool.endpoint,
      identifiers: 'email',
    });
    document.body.append(later);
    const Base = customElements.get('cognito-otp-login')!;
    customElements.define('cognito-otp-later', class extends Base {});
    await until(() => later.renderRoot?.querySelector('[type=email]'), 'the email field');
    expect(later.renderRoot.querySelector('fieldset')).to.equal(null);
  });

  it('follows the lang property that frameworks set, including its text direction', async () => {
    login = await LoginPage.open();
    login.element.lang = 'ar';
    await login.expectTitle('تسجيل الدخول');
    expect(login.element.getAttribute('lang')).to.equal('ar');
    expect(getComputedStyle(login.find('[type=tel]')!).textAlign).to.equal('end');
    login.element.lang = 'de';
    await login.expectTitle('Anmelden');
    expect(login.find('form')!.matches(':dir(ltr)')).to.equal(true);
  });

  it('renders every text from the page, an attribute or a translation as text', async () => {
    const injectedMarkup = '<img src=x onerror="window.hit=1">';
    login = LoginPage.create({
      'default-country': injectedMarkup,
      countries: injectedMarkup,
      redirect: 'javascript:window.hit=1',
    });
    login.element.messages = { title: injectedMarkup, leadPhone: injectedMarkup };
    login.element.errorTransformer = () => injectedMarkup;
    document.body.append(login.element);
    await until(() => login.title === injectedMarkup, 'the title');
    await login.typeIdentifier('07');
    await login.pressEnter();
    await until(() => login.error === injectedMarkup, 'the error');
    expect(login.element.renderRoot.querySelector('img')).to.equal(null);
    expect('hit' in window).to.equal(false);
  });

  it('accepts input before it looks up country names, which takes long', async () => {
    const intl: { DisplayNames: typeof Intl.DisplayNames } = Intl;
    const { DisplayNames } = intl;
    let lookups = 0;
    intl.DisplayNames = class extends DisplayNames {
      constructor(...options: ConstructorParameters<typeof DisplayNames>) {
        super(...options);
        lookups++;
      }
    } as typeof DisplayNames;
    try {
      const page = LoginPage.openMisconfigured({ 'default-country': 'GB' });
      await page.element.updateComplete;
      expect(page.find('[type=tel]')!.getBoundingClientRect().width).to.be.greaterThan(0);
      expect(lookups).to.equal(0);
      const selected = () => page.find<HTMLSelectElement>('select')!.selectedOptions[0]!.text;
      await until(() => selected().startsWith('United Kingdom'), 'the name of the country');
      page.close();
    } finally {
      intl.DisplayNames = DisplayNames;
    }
  });

  it('never throws and never renders blank, whatever the value of an attribute', async () => {
    const invalidValues = [
      '',
      ' ',
      'x'.repeat(1_000_000),
      '<b>',
      'javascript:alert(1)',
      '\u0000',
      '🙂',
      '-1',
      'http://example.com',
    ];
    const names = [
      'user-pool-id',
      'client-id',
      'region',
      'endpoint',
      'identifiers',
      'sign-up',
      'default-country',
      'countries',
      'preferred-countries',
      'code-appearance',
      'format',
      'lang',
      'dir',
      'theme',
      'persistence',
      'redirect',
      'flow',
    ];
    const thrown: unknown[] = [];
    const recordError = (event: Event) =>
      thrown.push('reason' in event ? event.reason : (event as globalThis.ErrorEvent).message);
    addEventListener('error', recordError);
    addEventListener('unhandledrejection', recordError);
    for (const name of names) {
      for (const value of invalidValues) {
        const page = LoginPage.openMisconfigured({ [name]: value });
        await page.element.updateComplete;
        await page.element.whenReady();
        await page.element.updateComplete;
        const setting = `${name}=${value.slice(0, 20)}`;
        const inert = () => page.find<HTMLFormElement>('form')!.inert;
        await until(() => !inert(), `the form is usable, ${setting}`);
        for (const each of ['h2', '.group input', '.main']) {
          expect(page.find(each)!.checkVisibility({ visibilityProperty: true }), `${each}, ${setting}`).to.equal(true);
        }
        const errors = page.events.filter(({ type }) => type === 'error');
        expect(errors.length > 0, `${setting}: an error event if and only if an error is shown`).to.equal(
          page.error !== '',
        );
        const isRejected = ['user-pool-id', 'client-id', 'endpoint', 'sign-up', 'persistence', 'flow'].includes(name);
        if (isRejected && value === '<b>') {
          expect(errors[0]!.detail).to.include({ code: 'configuration', retryable: false });
          expect(page.error).to.include('set up correctly');
        }
        page.close();
      }
    }
    removeEventListener('error', recordError);
    removeEventListener('unhandledrejection', recordError);
    expect(thrown).to.deep.equal([]);
  });

  it('the companion elements show the user and sign out', async () => {
    const common = `user-pool-id="${pool.userPoolId}" client-id="${pool.clientId}" endpoint="${pool.endpoint}"`;
    const place = document.body.appendChild(document.createElement('div'));
    place.innerHTML = `<cognito-otp-session ${common}><b slot="signed-out">Signed out</b></cognito-otp-session><cognito-otp-logout ${common}></cognito-otp-logout>`;
    const session = place.querySelector('cognito-otp-session')!;
    const logout = place.querySelector('cognito-otp-logout')!;
    await logout.updateComplete;
    expect(logout.shadowRoot!.querySelector('button')).to.equal(null);
    login = await LoginPage.open();
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    const user = await until(
      () => session.shadowRoot!.querySelector('[part=user]')?.textContent,
      'the name of the user',
    );
    expect(user).to.match(/^\+4474/);
    const button = await until(() => logout.shadowRoot!.querySelector('button'), 'the button');
    button.click();
    await login.expectTitle('Sign in');
    await until(() => !logout.shadowRoot!.querySelector('button'), 'the button is removed');
  });

  it('companion elements that connect before the form follow a session that is kept only in memory', async () => {
    const common = `user-pool-id="${pool.userPoolId}" client-id="${pool.clientId}" endpoint="${pool.endpoint}" persistence="memory"`;
    const place = document.body.appendChild(document.createElement('div'));
    place.innerHTML = `<cognito-otp-session ${common}></cognito-otp-session><cognito-otp-logout ${common}></cognito-otp-logout>`;
    const session = place.querySelector('cognito-otp-session')!;
    const logout = place.querySelector('cognito-otp-logout')!;
    await logout.updateComplete;
    login = await LoginPage.open({ persistence: 'memory' });
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    await until(
      () => session.shadowRoot!.querySelector('[part=user]')?.textContent?.startsWith('+4474'),
      'the name of the user',
    );
    const button = await until(() => logout.shadowRoot!.querySelector('button'), 'the button');
    button.click();
    await login.expectTitle('Sign in');
  });

  it('the sign-out button reports a failure and can be pressed again', async () => {
    login = await LoginPage.open();
    const logout = document.createElement('cognito-otp-logout');
    for (const name of ['user-pool-id', 'client-id', 'endpoint'])
      logout.setAttribute(name, login.element.getAttribute(name)!);
    const errors: unknown[] = [];
    logout.addEventListener('cognito-otp-error', ({ detail }) => errors.push(detail));
    document.body.append(logout);
    await login.typeCode(await login.requestCode(newPhone()));
    const button = await until(() => logout.shadowRoot!.querySelector('button'), 'the button');
    const { client } = login.element.controller!;
    const { signOut } = client!;
    Object.assign(client!, { signOut: () => Promise.reject(new Error('no storage')) });
    button.click();
    await until(() => errors.length, 'an error event');
    expect(errors[0]).to.include({ code: 'service', message: 'no storage', retryable: true });
    await logout.updateComplete;
    expect(button.getAttribute('aria-busy')).to.equal('false');
    Object.assign(client!, { signOut });
    button.click();
    await login.expectTitle('Sign in');
  });
});
