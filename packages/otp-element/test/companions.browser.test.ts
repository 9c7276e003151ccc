/** The companion elements, which show the user and sign out. */
import { expect } from '@open-wc/testing';
import { clearStorage, LoginPage, newPhone, pool, until } from './support/login-page.js';
import '../src/define-companions.js';

describe('companions', () => {
  let login: LoginPage;
  beforeEach(clearStorage);
  afterEach(() => {
    login?.close();
    document.body.replaceChildren();
    clearStorage();
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

  it('the sign-out button follows the language of the page, and its own, when they change later', async () => {
    login = await LoginPage.open();
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    const logout = document.body.appendChild(document.createElement('cognito-otp-logout'));
    for (const [name, value] of Object.entries({ ...pool })) {
      if (typeof value === 'string')
        logout.setAttribute(
          name.replace(/[A-Z]/g, (each) => `-${each.toLowerCase()}`),
          value,
        );
    }
    const shows = (text: string) => until(() => logout.shadowRoot!.textContent === text, text);
    try {
      await shows('Sign out');
      document.documentElement.lang = 'de';
      await shows('Abmelden');
      logout.lang = 'it';
      await shows('Esci');
      logout.removeAttribute('lang');
      await shows('Abmelden');
      document.documentElement.lang = 'ja';
      await shows('ログアウト');
    } finally {
      document.documentElement.lang = 'en';
    }
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

  it('companion elements that are created in one document can be inserted into another one first, and moved between them', async () => {
    login = await LoginPage.open();
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    const attributes = { 'user-pool-id': pool.userPoolId, 'client-id': pool.clientId, endpoint: pool.endpoint };
    const [session, logout] = (['cognito-otp-session', 'cognito-otp-logout'] as const).map((name) => {
      const element = document.createElement(name);
      for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
      return element;
    });
    const frames = [0, 1].map(() => document.body.appendChild(document.createElement('iframe')));
    const [first, second] = frames.map(({ contentDocument }) => contentDocument!);
    // First another document, then a third one, and finally this one, where Lit adds the styles.
    for (const target of [first!, second!, document, first!]) {
      target.body.append(session!, logout!);
      const shown = await until(() => session!.shadowRoot?.querySelector('[part=user]')?.textContent, 'the user');
      expect(shown).to.match(/^\+4474/);
      const button = await until(() => logout!.shadowRoot?.querySelector('button'), 'the button');
      const view = target.defaultView!;
      expect(view.getComputedStyle(session!).display).to.equal('inline-block');
      expect(view.getComputedStyle(button).cursor).to.equal('pointer');
      expect(view.getComputedStyle(session!.shadowRoot!.querySelector('[hidden]')!).display).to.equal('none');
    }
    logout!.shadowRoot!.querySelector('button')!.click();
    await until(() => !logout!.shadowRoot!.querySelector('button'), 'the button is removed');
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
    expect(errors[0]).to.include({ code: 'unexpected', message: 'no storage', retryable: true });
    await logout.updateComplete;
    expect(button.getAttribute('aria-busy')).to.equal('false');
    Object.assign(client!, { signOut });
    button.click();
    await login.expectTitle('Sign in');
  });
});
