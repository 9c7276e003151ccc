/** The form in surroundings that pages and frameworks create: other forms, dialogs and moves. */
import { expect } from '@open-wc/testing';
import { clearStorage, LoginPage, newPhone, outbox, pool, until } from './support/login-page.js';

describe('integration into any page', () => {
  let login: LoginPage;
  beforeEach(clearStorage);
  afterEach(() => {
    login?.close();
    document.body.replaceChildren();
    clearStorage();
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
});
