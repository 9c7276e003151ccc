/** The form in the light DOM of the page: styles, slots, copies, and frameworks that change its children. */
import { expect } from '@open-wc/testing';
import { clearStorage, LoginPage, newPhone, until } from './support/login-page.js';

describe('a form in the light DOM', () => {
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
      await login.element.signOut();
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
    const isNested = (rules: CSSRuleList): boolean =>
      Array.from(rules).some((rule) =>
        rule instanceof CSSStyleRule
          ? (rule.cssRules?.length ?? 0) > 0 || !rule.selectorText.includes('cognito-otp-login')
          : rule instanceof CSSGroupingRule && isNested(rule.cssRules),
      );
    const sheets = document.adoptedStyleSheets.filter(({ cssRules }) => cssRules.length > 20);
    expect(sheets.length).to.be.greaterThan(0);
    expect(
      sheets.some(({ cssRules }) => isNested(cssRules)),
      'not every supported browser knows nested rules',
    ).to.equal(false);
    const outside = document.body.appendChild(document.createElement('button'));
    outside.className = 'main';
    expect(getComputedStyle(outside).borderTopLeftRadius).to.not.equal('14px');
  });
});
