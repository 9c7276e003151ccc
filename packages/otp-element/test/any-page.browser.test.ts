import { expect } from '@open-wc/testing';
import { LoginPage, newPhone, outbox, pool, until } from './support/login-page.js';
import '../src/define-companions.js';

const forget = () => {
  localStorage.clear();
  sessionStorage.clear();
};

describe('integration into any page', () => {
  let I: LoginPage;
  beforeEach(forget);
  afterEach(() => {
    I?.close();
    document.body.replaceChildren();
    forget();
  });

  it('with light-dom the form signs in, is styled and has its slots in place', async () => {
    I = LoginPage.prepare({ 'light-dom': '' });
    I.element.innerHTML = '<p slot="header">Our bank</p><p slot="footer">Legal</p>';
    await I.show();
    expect(I.element.shadowRoot).to.equal(null);
    expect(document.querySelector('cognito-otp-login input[type=tel]')).to.be.instanceOf(HTMLInputElement);
    expect(getComputedStyle(I.find('.main')!).borderTopLeftRadius).to.equal('14px');
    const header = I.element.querySelector('[slot=header]')!;
    const footer = I.element.querySelector('[slot=footer]')!;
    expect(header.closest('form')).to.equal(I.find('form'));
    const after = header.compareDocumentPosition(I.find('h2')!) & Node.DOCUMENT_POSITION_FOLLOWING;
    expect(after).to.be.greaterThan(0);
    expect(I.find('.main')!.compareDocumentPosition(footer) & Node.DOCUMENT_POSITION_FOLLOWING).to.be.greaterThan(0);
    await I.typeCode(await I.askForCode(newPhone()));
    await I.sees("You're signed in");
  });

  for (const [from, to] of [
    [false, true],
    [true, false],
  ]) {
    it(`keeps rendering into its first root when light-dom becomes ${to} later`, async () => {
      I = LoginPage.prepare();
      I.element.lightDom = from!;
      I.element.innerHTML = '<p slot="header">Our bank</p>';
      await I.show();
      I.element.lightDom = to!;
      await I.element.updateComplete;
      I.element.lang = 'de';
      await I.sees('Anmelden');
      expect(I.element.shadowRoot === null).to.equal(from);
      expect(I.element.querySelector('[slot=header]')!.checkVisibility()).to.equal(true);
      expect(getComputedStyle(I.find('.main')!).borderTopLeftRadius).to.equal('14px');
    });
  }

  for (const place of [{}, { 'light-dom': '' }]) {
    const named = 'light-dom' in place ? 'a form in the light DOM' : 'a form in a shadow root';
    it(`${named} keeps its styles and its state when it is moved, even to another document`, async () => {
      I = await LoginPage.open({ persistence: 'memory', ...place });
      const code = await I.askForCode(newPhone());
      const roots = [1, 2].map(() =>
        document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' }),
      );
      const { body } = document.body.appendChild(document.createElement('iframe')).contentDocument!;
      for (const to of [...roots, body, document.body]) {
        to.append(I.element);
        await I.element.updateComplete;
        const { getComputedStyle } = to.ownerDocument.defaultView!;
        expect(getComputedStyle(I.find('.main')!).borderTopLeftRadius).to.equal('14px');
        expect(getComputedStyle(I.find('.digits')!).position).to.equal('relative');
      }
      expect(roots.map((root) => root.adoptedStyleSheets.length)).to.deep.equal([0, 0]);
      await I.typeCode(code);
      await I.sees("You're signed in");
    });
  }

  it('a copy of a light DOM form is a single form with its slots, whatever its step', async () => {
    I = LoginPage.prepare({ 'light-dom': '' });
    I.element.innerHTML = '<p slot="header">Our bank</p><p slot="terms">Our terms</p>';
    await I.show();
    await I.askForCode(newPhone());
    const box = document.body.appendChild(document.createElement('div'));
    const html = I.element.outerHTML;
    for (const copy of [I.element.cloneNode(true), document.createRange().createContextualFragment(html)]) {
      box.replaceChildren(copy);
      const element = box.querySelector('cognito-otp-login')!;
      await until(() => element.renderRoot?.querySelector('input.code'), 'the code step');
      expect(box.querySelectorAll('form')).to.have.length(1);
      const slotted = Array.from(element.renderRoot.querySelectorAll('[slot]'), ({ textContent }) => textContent);
      expect(slotted).to.deep.equal(['Our bank', 'Our terms']);
    }
  });

  it('a framework can insert and remove the children of a light DOM form', async () => {
    I = LoginPage.prepare({ 'light-dom': '' });
    I.element.innerHTML = '<p slot="header">Our bank</p><p slot="footer">Legal</p>';
    await I.show();
    const [header, footer] = I.element.querySelectorAll('[slot]');
    const added = Object.assign(document.createElement('p'), { slot: 'support' });
    I.element.insertBefore(added, footer!);
    await until(() => I.find('slot[name=support] > p') === added, 'it is in its slot');
    I.element.removeChild(header!);
    expect(header!.isConnected).to.equal(false);
    I.element.removeChild(added);
    expect([...I.element.querySelectorAll('[slot]')]).to.deep.equal([footer]);
  });

  it('the light DOM styles do not affect other elements of the page', async () => {
    I = await LoginPage.open({ 'light-dom': '' });
    const outside = document.createElement('button');
    outside.className = 'main';
    document.body.append(outside);
    expect(getComputedStyle(outside).borderTopLeftRadius).to.not.equal('14px');
  });

  it('a light DOM form looks like one in a shadow root, including the help that WebKit excludes from @scope', async () => {
    const looks = async (place: Readonly<Record<string, string>>) => {
      I = await LoginPage.open(place);
      await I.askForCode(newPhone());
      const style = (selector: string) => {
        const { fontSize, fontWeight, color, marginTop, display } = getComputedStyle(I.find(selector)!);
        return [selector, fontSize, fontWeight, color, marginTop, display];
      };
      const seen = ['h2', '.lead', '.link', '.hint', '.main', '.resend', 'summary', 'details > p'].map(style);
      I.close();
      forget();
      return seen;
    };
    expect(await looks({ 'light-dom': '' })).to.deep.equal(await looks({}));
  });

  it('IDs of the page or of another form do not affect the accessible names and descriptions of a light DOM form', async () => {
    document.body.insertAdjacentHTML('beforeend', '<b id="code">x</b><b id="hint">x</b><b id="error">x</b>');
    const other = await LoginPage.open({ 'light-dom': '', 'client-id': 'another0client' });
    I = await LoginPage.open({ 'light-dom': '' });
    const described = (field: Element) =>
      field
        .getAttribute('aria-describedby')!
        .split(' ')
        .map((id) => document.getElementById(id)?.getAttribute('part'));
    for (const page of [other, I]) {
      const ids = page.find('[type=tel]')!.getAttribute('aria-describedby')!.split(' ');
      expect(ids.map((id) => document.getElementById(id))).to.deep.equal([page.find('[role=alert]')]);
    }
    await I.askForCode(newPhone());
    expect(I.codeField!.labels![0]!.textContent).to.equal('One-time code');
    expect(described(I.codeField!)).to.deep.equal(['hint', 'error']);
    const all = Array.from(document.querySelectorAll('[id]'), ({ id }) => id);
    expect(new Set(all).size).to.equal(all.length);
    other.close();
  });

  it('two forms with different pools and languages on one page sign in independently', async () => {
    const other = LoginPage.prepare({ lang: 'de', 'client-id': 'another0client' });
    const asked: unknown[] = [];
    other.element.fetcher = async (_input, init) => {
      asked.push(JSON.parse(String(init?.body)));
      return new Response('{"__type":"ResourceNotFoundException"}', { status: 400 });
    };
    await other.show();
    await other.sees('Anmelden');
    I = await LoginPage.open();
    const code = await I.askForCode(newPhone());
    expect(other.title).to.equal('Anmelden');
    await other.typeIdentifier('07400 123456');
    await other.enter();
    await until(() => other.error, 'an error');
    for (const each of asked) expect(each).to.include({ ClientId: 'another0client' });
    expect(I.error).to.equal('');
    await I.typeCode(code);
    await I.sees("You're signed in");
    expect(other.title).to.equal('Anmelden');
    expect(other.has('success')).to.equal(false);
    expect(await other.element.getSession()).to.equal(null);
    other.close();
    I.button('Sign out').click();
    await I.sees('Sign in');
  });

  it('a light DOM form is also styled in browsers without @scope', async () => {
    const { CSSScopeRule } = window;
    Reflect.deleteProperty(window, 'CSSScopeRule');
    try {
      I = await LoginPage.open({ 'light-dom': '', theme: 'dark' });
    } finally {
      Object.defineProperty(window, 'CSSScopeRule', { value: CSSScopeRule, configurable: true, writable: true });
    }
    expect(getComputedStyle(I.find('.main')!).borderTopLeftRadius).to.equal('14px');
    expect(getComputedStyle(I.find('.main')!).backgroundColor).to.not.equal('rgba(0, 0, 0, 0)');
    expect(getComputedStyle(I.element).colorScheme).to.equal('dark');
    await I.askForCode(newPhone());
    expect(getComputedStyle(I.find('.digits')!).direction).to.equal('ltr');
    expect(getComputedStyle(I.find('.digits')!).position).to.equal('relative');
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
    I = LoginPage.prepare({ name: 'user', required: '' });
    form.append(I.element);
    await I.show();
    expect(form.checkValidity()).to.equal(false);
    await I.typeCode(await I.askForCode(newPhone()));
    await I.sees("You're signed in");
    await I.element.updateComplete;
    expect(submitted).to.equal(0);
    expect(form.checkValidity()).to.equal(true);
    expect(new FormData(form).get('user')).to.equal((await I.element.getSession())!.user.sub);
  });

  it('makes the surrounding form invalid only while it is required', async () => {
    const form = document.body.appendChild(document.createElement('form'));
    I = LoginPage.prepare({ required: '' });
    form.append(I.element);
    await I.show();
    expect(form.checkValidity()).to.equal(false);
    I.element.required = false;
    await I.element.updateComplete;
    expect(form.checkValidity()).to.equal(true);
  });

  it('works in nested shadow roots and in a dialog', async () => {
    const outer = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
    const inner = outer.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
    const dialog = inner.appendChild(document.createElement('dialog'));
    I = LoginPage.prepare();
    dialog.append(I.element);
    dialog.showModal();
    await I.show();
    await I.typeCode(await I.askForCode(newPhone()));
    await I.sees("You're signed in");
    expect(dialog.open).to.equal(true);
  });

  it('keeps its state after being removed and inserted again', async () => {
    I = await LoginPage.open();
    const code = await I.askForCode(newPhone());
    const sent = (await outbox()).length;
    const { element } = I;
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.body.append(element);
    await I.sees('Check your messages');
    await I.typeCode(code);
    await I.sees("You're signed in");
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
    await until(() => later.renderRoot?.querySelector('[type=email]'), 'the e-mail field');
    expect(later.renderRoot.querySelector('fieldset')).to.equal(null);
  });

  it('follows the lang property that frameworks set, including its text direction', async () => {
    I = await LoginPage.open();
    I.element.lang = 'ar';
    await I.sees('تسجيل الدخول');
    expect(I.element.getAttribute('lang')).to.equal('ar');
    expect(getComputedStyle(I.find('[type=tel]')!).textAlign).to.equal('end');
    I.element.lang = 'de';
    await I.sees('Anmelden');
    expect(I.find('form')!.matches(':dir(ltr)')).to.equal(true);
  });

  it('renders every text from the page, an attribute or a translation as text', async () => {
    const evil = '<img src=x onerror="window.hit=1">';
    I = LoginPage.prepare({ 'default-country': evil, countries: evil, redirect: 'javascript:window.hit=1' });
    I.element.messages = { title: evil, leadPhone: evil };
    I.element.errorTransformer = () => evil;
    document.body.append(I.element);
    await until(() => I.title === evil, 'the title');
    await I.typeIdentifier('07');
    await I.enter();
    await until(() => I.error === evil, 'the error');
    expect(I.element.renderRoot.querySelector('img')).to.equal(null);
    expect('hit' in window).to.equal(false);
  });

  it('accepts input before it looks up country names, which takes long', async () => {
    const intl: { DisplayNames: typeof Intl.DisplayNames } = Intl;
    const { DisplayNames } = intl;
    let asked = 0;
    intl.DisplayNames = class extends DisplayNames {
      constructor(...options: ConstructorParameters<typeof DisplayNames>) {
        super(...options);
        asked++;
      }
    } as typeof DisplayNames;
    try {
      const page = LoginPage.openBroken({ 'default-country': 'GB' });
      await page.element.updateComplete;
      expect(page.find('[type=tel]')!.getBoundingClientRect().width).to.be.greaterThan(0);
      expect(asked).to.equal(0);
      const chosen = () => page.find<HTMLSelectElement>('select')!.selectedOptions[0]!.text;
      await until(() => chosen().startsWith('United Kingdom'), 'the country is named');
      page.close();
    } finally {
      intl.DisplayNames = DisplayNames;
    }
  });

  it('never throws and never renders blank, whatever the value of an attribute', async () => {
    const nonsense = [
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
    const note = (event: Event) =>
      thrown.push('reason' in event ? event.reason : (event as globalThis.ErrorEvent).message);
    addEventListener('error', note);
    addEventListener('unhandledrejection', note);
    for (const name of names) {
      for (const value of nonsense) {
        const page = LoginPage.openBroken({ [name]: value });
        await page.element.updateComplete;
        await page.element.whenReady();
        await page.element.updateComplete;
        const named = `${name}=${value.slice(0, 20)}`;
        const inert = () => page.find<HTMLFormElement>('form')!.inert;
        await until(() => !inert(), `the form can be used, ${named}`);
        for (const each of ['h2', '.group input', '.main']) {
          expect(page.find(each)!.checkVisibility({ visibilityProperty: true }), `${each}, ${named}`).to.equal(true);
        }
        const told = page.events.filter(({ type }) => type === 'error');
        expect(told.length > 0, `${named}: an event where there is a text, and no other`).to.equal(page.error !== '');
        const refused = ['user-pool-id', 'client-id', 'endpoint', 'sign-up', 'persistence', 'flow'].includes(name);
        if (refused && value === '<b>') {
          expect(told[0]!.detail).to.include({ code: 'configuration', retryable: false });
          expect(page.error).to.include('set up correctly');
        }
        page.close();
      }
    }
    removeEventListener('error', note);
    removeEventListener('unhandledrejection', note);
    expect(thrown).to.deep.equal([]);
  });

  it('the companion elements show the user and sign out', async () => {
    const common = `user-pool-id="${pool.userPoolId}" client-id="${pool.clientId}" endpoint="${pool.endpoint}"`;
    const place = document.body.appendChild(document.createElement('div'));
    place.innerHTML = `<cognito-otp-session ${common}><b slot="signed-out">Nobody</b></cognito-otp-session><cognito-otp-logout ${common}></cognito-otp-logout>`;
    const session = place.querySelector('cognito-otp-session')!;
    const logout = place.querySelector('cognito-otp-logout')!;
    await logout.updateComplete;
    expect(logout.shadowRoot!.querySelector('button')).to.equal(null);
    I = await LoginPage.open();
    await I.typeCode(await I.askForCode(newPhone()));
    await I.sees("You're signed in");
    const user = await until(() => session.shadowRoot!.querySelector('[part=user]')?.textContent, 'the name');
    expect(user).to.match(/^\+4474/);
    const button = await until(() => logout.shadowRoot!.querySelector('button'), 'the button');
    button.click();
    await I.sees('Sign in');
    await until(() => !logout.shadowRoot!.querySelector('button'), 'the button goes');
  });

  it('companion elements that connect before the form follow a session that is kept only in memory', async () => {
    const common = `user-pool-id="${pool.userPoolId}" client-id="${pool.clientId}" endpoint="${pool.endpoint}" persistence="memory"`;
    const place = document.body.appendChild(document.createElement('div'));
    place.innerHTML = `<cognito-otp-session ${common}></cognito-otp-session><cognito-otp-logout ${common}></cognito-otp-logout>`;
    const session = place.querySelector('cognito-otp-session')!;
    const logout = place.querySelector('cognito-otp-logout')!;
    await logout.updateComplete;
    I = await LoginPage.open({ persistence: 'memory' });
    await I.typeCode(await I.askForCode(newPhone()));
    await I.sees("You're signed in");
    await until(() => session.shadowRoot!.querySelector('[part=user]')?.textContent?.startsWith('+4474'), 'the name');
    const button = await until(() => logout.shadowRoot!.querySelector('button'), 'the button');
    button.click();
    await I.sees('Sign in');
  });

  it('the sign-out button reports a failure and can be pressed again', async () => {
    I = await LoginPage.open();
    const logout = document.createElement('cognito-otp-logout');
    for (const name of ['user-pool-id', 'client-id', 'endpoint'])
      logout.setAttribute(name, I.element.getAttribute(name)!);
    const told: unknown[] = [];
    logout.addEventListener('cognito-otp-error', ({ detail }) => told.push(detail));
    document.body.append(logout);
    await I.typeCode(await I.askForCode(newPhone()));
    const button = await until(() => logout.shadowRoot!.querySelector('button'), 'the button');
    const { client } = I.element.controller!;
    const { signOut } = client!;
    Object.assign(client!, { signOut: () => Promise.reject(new Error('no storage')) });
    button.click();
    await until(() => told.length, 'an event');
    expect(told[0]).to.include({ code: 'service', message: 'no storage', retryable: true });
    await logout.updateComplete;
    expect(button.getAttribute('aria-busy')).to.equal('false');
    Object.assign(client!, { signOut });
    button.click();
    await I.sees('Sign in');
  });
});
