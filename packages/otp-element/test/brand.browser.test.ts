/** The application's name and logo in the heading of the form. */
import { expect } from '@open-wc/testing';
import { clearStorage, describeInBothRoots, LoginPage, newPhone, until } from './support/login-page.js';

/** A picture of 1 × 1 pixels. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
/** A picture whose width browsers report as 0. */
const WITHOUT_SIZE =
  "data:image/svg+xml,%3Csvg xmlns='http%3A//www.w3.org/2000/svg' viewBox='0 0 4 1'%3E%3Cpath d='M0 0h4v1H0z'/%3E%3C/svg%3E";

describeInBothRoots('the brand of the page', (rootAttributes) => {
  let login: LoginPage;
  afterEach(() => {
    login.close();
    clearStorage();
  });

  it('is loaded only on pages that set it', async () => {
    const loaded = () =>
      performance.getEntriesByType('resource').some(({ name }) => /\/login\/brand\.[jt]s/.test(name));
    const before = loaded();
    login = await LoginPage.open(rootAttributes);
    expect([loaded(), login.title]).to.deep.equal([before, 'Sign in']);
    login.element.setAttribute('app-name', 'Northlight');
    await login.expectTitle('Sign in to Northlight');
    expect(loaded()).to.equal(true);
    login.element.setAttribute('logo', PICTURE);
    await until(() => login.find('img[part=logo]'), 'the logo');
    login.element.removeAttribute('app-name');
    await login.expectTitle('Sign in');
  });

  it('its name is in the first heading that is not blank, as text, and in no other step', async () => {
    login = LoginPage.create({ ...rootAttributes, 'app-name': '<b>Nord$&licht</b>', lang: 'de' });
    const titles = new Set<string>();
    const observer = new MutationObserver(() => {
      const isShown = login.element.renderRoot?.querySelector('form:not([inert])');
      if (isShown && login.title) titles.add(login.title);
    });
    observer.observe(login.element.shadowRoot ?? login.element.renderRoot ?? login.element, {
      subtree: true,
      childList: true,
    });
    await login.attach();
    observer.disconnect();
    titles.add(login.title);
    expect([...titles]).to.deep.equal(['Bei <b>Nord$&licht</b> anmelden']);
    expect(login.find('h2')!.textContent).to.include('\u2068<b>Nord$&licht</b>\u2069');
    login.element.lang = 'en';
    await login.expectTitle('Sign in to <b>Nord$&licht</b>');
    login.element.setAttribute('app-name', 'نورث لايت');
    login.element.lang = 'ar';
    await login.expectTitle('تسجيل الدخول إلى نورث لايت');
    login.element.removeAttribute('app-name');
    login.element.lang = 'en';
    login.element.setAttribute('app-name', '');
    await login.expectTitle('Sign in');
    login.element.setAttribute('app-name', 'Northlight');
    await login.element.updateComplete;
    await login.requestCode(newPhone());
    expect(login.title).to.equal('Check your messages');
  });

  it('its heading is empty until the name can be shown, with the height of a line', async () => {
    login = LoginPage.create({ ...rootAttributes, 'app-name': 'Northlight' });
    const attached = login.attach();
    await login.element.updateComplete;
    const height = () => login.find('h2')!.offsetHeight;
    const [title, before] = [login.title, height()];
    await attached;
    expect([title, login.title]).to.deep.equal(['', 'Sign in to Northlight']);
    expect(before).to.equal(height()).and.to.be.above(20);
  });

  it('its logo replaces the icon, and nothing is shown if it cannot be loaded', async () => {
    login = await LoginPage.open({ ...rootAttributes, logo: PICTURE });
    const image = () => login.find<HTMLImageElement>('img[part=logo]');
    expect(login.find('[part=icon]')).to.equal(null);
    expect(image()!.alt, 'the heading names the application').to.equal('');
    expect(image()!.hidden).to.equal(false);
    expect(image()!.getBoundingClientRect().height).to.equal(44);
    login.element.setAttribute('logo', '/no-such-picture.png');
    await until(() => image()!.hidden, 'the broken image is hidden');
    login.element.setAttribute('logo', WITHOUT_SIZE);
    await login.element.updateComplete;
    await image()!
      .decode()
      .catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(image()!.hidden, 'an image without a size').to.equal(false);
    expect(login.hasEvent('error')).to.equal(false);
    for (const [index, address] of ['http://example.com/l.png', '//example.com/l.png', 'javascript:0'].entries()) {
      login.element.setAttribute('logo', address);
      await until(() => login.events.filter(({ type }) => type === 'error').length === index + 1, 'the error');
      expect(login.events.at(-1)!.detail).to.include({ code: 'configuration', retryable: false });
      expect(image()).to.equal(null);
      expect(login.find('[part=icon]')).not.to.equal(null);
    }
    expect(login.error, 'visitors see nothing of it').to.equal('');
    login.element.setAttribute('logo', `${location.origin}/no-such-picture.png`);
    await until(() => image()?.hidden, 'an address of the same origin is allowed');
  });
});
