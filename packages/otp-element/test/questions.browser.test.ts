/** Questions for new users: asked after the code, reported in the form's own words, and kept until they are answered. */
import { expect } from '@open-wc/testing';
import { watchCalls } from './support/browser-environment.js';
import { clearStorage, describeInBothRoots, LoginPage, newPhone, until } from './support/login-page.js';

const QUESTIONS = `
  <label slot="questions">Full name: <input name="name" required></label>
  <label slot="questions">Newsletter <input name="newsletter" type="checkbox"></label>
  <label slot="questions"><input type="checkbox" required> I accept the terms</label>`;

describeInBothRoots('questions for new users', (rootAttributes) => {
  let login: LoginPage;
  beforeEach(clearStorage);
  afterEach(() => {
    login.close();
    clearStorage();
  });

  async function openWith(html = QUESTIONS, attributes = {}): Promise<void> {
    login = LoginPage.create({ ...rootAttributes, ...attributes });
    login.element.innerHTML = html;
    await login.attach();
  }
  const control = (selector: string) => login.element.querySelector<HTMLInputElement>(selector)!;
  const signIn = async (phone = newPhone()) => {
    await login.typeCode(await login.requestCode(phone));
    return phone;
  };
  const isShown = () => control('[name=name]').checkVisibility();
  const type = (selector: string, value: string) => {
    control(selector).value = value;
    control(selector).dispatchEvent(new Event('input', { bubbles: true }));
  };

  it('are asked of new users only, after the code, and become attributes; success comes after them', async () => {
    await openWith();
    expect(isShown(), 'the first step').to.equal(false);
    const calls = watchCalls();
    const code = await login.requestCode(newPhone());
    expect(isShown(), 'the code step').to.equal(false);
    await login.typeCode(code);
    await login.expectTitle('Almost done');
    expect(isShown()).to.equal(true);
    expect(login.hasEvent('success')).to.equal(false);
    type('[name=name]', 'Ada Lovelace');
    control('label:last-of-type [type=checkbox]').click();
    login.button('Continue').click();
    await login.expectTitle("You're signed in");
    expect(isShown()).to.equal(false);
    expect(login.hasEvent('success')).to.equal(true);
    expect(login.find('[part=user]')!.textContent).to.equal('Ada Lovelace');
    expect(calls.operations.filter((operation) => operation === 'UpdateUserAttributes').length).to.equal(1);
    expect((await login.element.getSession())!.user.claims['name']).to.equal('Ada Lovelace');
    calls.stop();
  });

  it('are not asked of a user who has an account', async () => {
    await openWith('');
    const phone = await signIn();
    await login.expectTitle("You're signed in");
    await login.element.signOut();
    login.close();
    await fetchClock();
    await openWith();
    await signIn(phone);
    await login.expectTitle("You're signed in");
    expect(login.hasEvent('success')).to.equal(true);
    expect(isShown()).to.equal(false);
  });

  it('without an answer are named in the form, marked and focused, in the language of the page, until they are answered', async () => {
    for (const [lang, name, terms] of [
      ['en', 'Full name: This needs an answer.', 'I accept the terms: Tick this to go on.'],
      [
        'de',
        'Full name: Hier fehlt eine Antwort.',
        'I accept the terms: Setzen Sie hier ein Häkchen, um fortzufahren.',
      ],
      ['ar', 'Full name: هذا السؤال يحتاج إلى إجابة.', 'I accept the terms: ضع علامة هنا للمتابعة.'],
      ['pt-BR', 'Full name: Falta uma resposta aqui.', 'I accept the terms: Marque esta caixa para continuar.'],
    ] as const) {
      await openWith(QUESTIONS, { lang });
      await signIn();
      await until(isShown, 'the questions');
      const calls = watchCalls();
      login.find<HTMLButtonElement>('[part=submit]')!.click();
      await login.expectError(terms);
      expect(login.error.split('\n')).to.deep.equal([name, terms]);
      expect(control('[name=name]').matches(':focus')).to.equal(true);
      expect(control('[name=name]').getAttribute('aria-invalid')).to.equal('true');
      expect(control('[name=newsletter]').hasAttribute('aria-invalid')).to.equal(false);
      for (const each of login.find('form')!.getAnimations({ subtree: true })) each.cancel();
      await expect(login.element).to.be.accessible();
      type('[name=name]', 'Ada');
      await until(() => login.error === terms, 'the answered question is no longer named');
      expect(control('[name=name]').hasAttribute('aria-invalid')).to.equal(false);
      control('label:last-of-type [type=checkbox]').click();
      await until(() => login.error === '', 'no error');
      expect(calls.operations).to.deep.equal([]);
      calls.stop();
      await login.element.signOut();
      login.close();
      clearStorage();
    }
  });

  it('keep their answers when the page is loaded again, and store nothing after a sign-out', async () => {
    await openWith();
    await signIn();
    await until(isShown, 'the questions');
    type('[name=name]', 'Ada Lovelace');
    control('[name=newsletter]').click();
    login.close();
    await openWith();
    await until(isShown, 'the questions after a reload');
    await until(() => control('[name=name]').value === 'Ada Lovelace', 'the answer');
    expect(control('[name=newsletter]').checked).to.equal(true);
    expect(login.hasEvent('success')).to.equal(false);
    login.button('Sign out').click();
    await login.expectTitle('Sign in');
    expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.to.contain('Ada');
  });

  it('can be corrected if Cognito refuses an answer; an attribute that the page may not write is a configuration error', async () => {
    await openWith(`${QUESTIONS}<label slot="questions">Site <input name="nonsense"></label>`);
    await signIn();
    await until(isShown, 'the questions');
    control('label:nth-of-type(3) [type=checkbox]').click();
    for (const [name, site, error] of [
      ['x'.repeat(3000), '', 'Check this answer.'],
      ['Ada', 'x', "This sign-in form isn't set up correctly."],
    ] as const) {
      type('[name=name]', name);
      type('[name=nonsense]', site);
      login.button('Continue').click();
      await login.expectError(error);
      expect(login.title).to.equal('Almost done');
      expect(login.hasEvent('success')).to.equal(false);
    }
    type('[name=nonsense]', '');
    await until(() => !login.error, 'the error is gone');
    login.button('Continue').click();
    await login.expectTitle("You're signed in");
  });

  it('delay the redirect and the value in a form until they are answered', async () => {
    await openWith(QUESTIONS, { redirect: '/next', required: '', name: 'user' });
    const targets: string[] = [];
    login.element.addEventListener('cognito-otp-before-redirect', (event) => {
      event.preventDefault();
      targets.push(event.detail.url);
    });
    await signIn();
    await until(isShown, 'the questions');
    expect(targets).to.deep.equal([]);
    expect(login.element.matches(':state(success)')).to.equal(false);
    type('[name=name]', 'Ada');
    control('label:last-of-type [type=checkbox]').click();
    login.button('Continue').click();
    await until(() => targets.length, 'the redirect');
    expect(targets).to.deep.equal([`${location.origin}/next`]);
  });
});

describe('questions of the first step', () => {
  let login: LoginPage;
  beforeEach(clearStorage);
  afterEach(() => login.close());

  it('without an answer are named in the form, too', async () => {
    login = LoginPage.create({ lang: 'fr' });
    login.element.fields = [{ name: 'given_name', label: 'Prénom', required: true }];
    login.element.innerHTML = `
      <select slot="fields" name="custom:plan" aria-label="Offre" required><option value="">–</option><option>A</option></select>
      <label slot="fields"><input type="radio" name="x" required> A</label><label slot="fields"><input type="radio" name="x" required> B</label>
      <label slot="fields">Site <input type="url" name="website" value="nope"></label>
      <label slot="terms"><input type="checkbox" required> J’accepte</label>`;
    await login.attach();
    const calls = watchCalls();
    await login.typeIdentifier(newPhone());
    await login.pressEnter();
    await login.expectError('Prénom: Une réponse est nécessaire ici.');
    expect(login.error.split('\n')).to.deep.equal([
      'Prénom: Une réponse est nécessaire ici.',
      'Offre: Une réponse est nécessaire ici.',
      'A: Une réponse est nécessaire ici.',
      'Site: Vérifiez cette réponse.',
      'J’accepte: Cochez cette case pour continuer.',
    ]);
    expect(login.find('[data-field]')!.matches(':focus')).to.equal(true);
    expect(calls.operations).to.deep.equal([]);
    calls.stop();
  });
});

/** Moves the pool's clock, so that a number may get another code. */
async function fetchClock(): Promise<void> {
  const { endpoint } = await (await fetch('/pool.json')).json();
  await fetch(`${endpoint}/clock`, { method: 'POST', body: JSON.stringify({ advanceMs: 31_000 }) });
}
