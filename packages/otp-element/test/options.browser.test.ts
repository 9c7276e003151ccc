/** Options of the form that most pages leave at their defaults: channels, sign-up, formats, slots and states. */
import { expect } from '@open-wc/testing';
import { watchCalls } from './support/browser-environment.js';
import { clearStorage, LoginPage, newPhone, until } from './support/login-page.js';

type Body = Readonly<Record<string, unknown>>;
type Answer = Record<string, unknown> & { ChallengeParameters: Record<string, string> };

/** Calls the pool and changes its reply. If `change` returns an error name, the reply becomes that Cognito error. */
function modifyReplies(change: (body: Body, answer: Answer, operation: string) => string | undefined): typeof fetch {
  return async (input, init) => {
    const reply = await fetch(input, init);
    const answer = await reply.json();
    const operation = new Headers(init?.headers).get('x-amz-target')!.split('.')[1]!;
    const refusal = change(JSON.parse(String(init?.body)), answer, operation);
    return refusal
      ? new Response(JSON.stringify({ __type: refusal, message: refusal }), { status: 400 })
      : new Response(JSON.stringify(answer), reply);
  };
}

describe('options for pages', () => {
  let login: LoginPage;
  const cleanups: (() => void)[] = [];
  beforeEach(clearStorage);
  afterEach(() => {
    for (const each of cleanups.splice(0)) each();
    login.close();
    document.body.replaceChildren();
    clearStorage();
  });

  async function openWith(change: Parameters<typeof modifyReplies>[0], attributes = {}): Promise<void> {
    login = LoginPage.create(attributes);
    login.element.fetcher = modifyReplies(change);
    await login.attach();
  }

  it('other channel: “Email it instead” sends an email and updates the code step', async () => {
    const sends: unknown[] = [];
    await openWith((body, answer) => {
      const { request, channel } = (body['ClientMetadata'] ?? {}) as Body;
      if (request) sends.push(channel);
      if (!answer.ChallengeParameters) return undefined;
      const emailed = { channel: 'email', destination: 'a•••@example.com', expiresAt: `${Date.now() + 300_000}` };
      Object.assign(answer.ChallengeParameters, { resendAt: '0' }, request && emailed);
      if (request) delete answer.ChallengeParameters['reason'];
      return undefined;
    });
    await login.requestCode(newPhone());
    login.button('Email it instead').click();
    await login.expectTitle('Check your inbox');
    expect(sends).to.deep.equal(['email']);
    const beforeSend = login.events.filter(({ type }) => type === 'before-send').at(-1);
    expect(beforeSend?.detail).to.deep.include({ channel: 'email', again: true });
    expect(login.find('[part=destination]')!.textContent).to.equal('a•••@example.com');
    expect(login.button('Text it instead').part.contains('channel')).to.equal(true);
  });

  it('cognito-otp-session-expired: an expired Cognito session is reported, and the form starts over', async () => {
    await openWith((_, __, operation) =>
      operation === 'RespondToAuthChallenge' ? 'CodeMismatchException' : undefined,
    );
    await login.requestCode(newPhone());
    await login.typeCode('123456');
    await login.expectError('This sign-in has ended. Start again to get a new code.');
    expect(login.title).to.equal('Sign in');
    expect(login.events.filter(({ type }) => type === 'session-expired')).to.have.length(1);
  });

  it('format=as-you-type: the number is formatted in its national style while it is typed', async () => {
    login = await LoginPage.open({ format: 'as-you-type' });
    const field = login.find<HTMLInputElement>('[type=tel]')!;
    await until(async () => {
      // The metadata of the country loads when typing begins, which a visitor would not notice but a test does.
      await login.typeIdentifier('07400123456');
      return field.value === '07400 123456';
    }, 'the formatted number');
    expect(field.matches(':focus'), 'the focus is still in the field').to.equal(true);
  });

  it('code-appearance=plain: a single field without cells signs in as well', async () => {
    login = await LoginPage.open({ 'code-appearance': 'plain' });
    const code = await login.requestCode(newPhone());
    expect(getComputedStyle(login.find('.boxes')!).display).to.equal('none');
    expect(getComputedStyle(login.codeField!).borderTopStyle).to.equal('solid');
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
  });

  it('sign-up=off: no account is created', async () => {
    login = await LoginPage.open({ 'sign-up': 'off' });
    const calls = watchCalls();
    cleanups.push(calls.stop);
    await login.typeIdentifier(newPhone());
    await login.pressEnter();
    await until(() => login.codeField || login.error, 'a reply');
    expect(calls.operations).to.deep.equal(['InitiateAuth']);
  });

  it('sign-up=only: the sign-in stops if no account can be created', async () => {
    const operations: string[] = [];
    await openWith(
      (_, __, operation) => {
        operations.push(operation);
        return operation === 'SignUp' ? 'NotAuthorizedException' : undefined;
      },
      { 'sign-up': 'only' },
    );
    await login.typeIdentifier(newPhone());
    await login.pressEnter();
    await login.expectError("New accounts aren't open right now.");
    expect(operations).to.deep.equal(['SignUp']);
  });

  it('form-value=id-token: the surrounding form contains the token until the session ends', async () => {
    const form = document.body.appendChild(document.createElement('form'));
    login = LoginPage.create({ name: 'user', 'form-value': 'id-token' });
    form.append(login.element);
    await login.attach();
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    const { idToken } = await login.element.getTokens();
    const value = () => new FormData(form).get('user');
    await until(() => value() === idToken, 'the token');
    login.element.formValue = 'sub';
    await until(() => value() === login.element.controller?.client?.session?.user.sub, 'the user instead of the token');
    await login.element.signOut();
    await until(() => value() === null, 'no token');
  });

  it('the surrounding form contains the user under a name that a framework sets as a property', async () => {
    const form = document.body.appendChild(document.createElement('form'));
    login = LoginPage.create();
    login.element.name = 'visitor';
    form.append(login.element);
    await login.attach();
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    const { sub } = (await login.element.getSession())!.user;
    expect([...new FormData(form)]).to.deep.equal([['visitor', sub]]);
    login.element.name = 'other';
    await login.element.updateComplete;
    expect([...new FormData(form)]).to.deep.equal([['other', sub]]);
    Object.assign(login.element, { name: undefined });
    await login.element.updateComplete;
    expect([...new FormData(form)]).to.deep.equal([]);
  });

  it('signOut({ everywhere: true }) ends the session on all devices', async () => {
    login = await LoginPage.open();
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    const calls = watchCalls();
    cleanups.push(calls.stop);
    await login.element.signOut({ everywhere: true });
    await login.expectTitle('Sign in');
    expect(calls.operations).to.include('GlobalSignOut');
  });

  it('slots: logo replaces the symbol, support appears in every step, and success when signed in', async () => {
    login = LoginPage.create();
    login.element.innerHTML =
      '<b slot="logo">Northlight</b><a slot="support" href="#help">Help</a><p slot="success">Your orders</p>';
    await login.attach();
    const visibleSlots = () =>
      Array.from(login.element.children, (child) => child.slot).filter(
        (name) => login.element.querySelector(`[slot=${name}]`)!.getClientRects().length > 0,
      );
    expect(visibleSlots()).to.deep.equal(['logo', 'support']);
    expect(login.find('svg')!.getClientRects().length, 'the symbol').to.equal(0);
    const code = await login.requestCode(newPhone());
    expect(visibleSlots()).to.deep.equal(['logo', 'support']);
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
    await until(() => visibleSlots().includes('success'), 'the slot success');
    expect(visibleSlots()).to.deep.equal(['logo', 'support', 'success']);
  });

  it(':state(loading) while a request is pending, :state(error) until the input changes, :state(locked) after too many wrong codes', async () => {
    login = LoginPage.create();
    let release: () => void = () => undefined;
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    login.element.fetcher = async (input, init) => {
      await hold;
      return fetch(input, init);
    };
    await login.attach();
    const hasState = (name: string) => login.element.matches(`:state(${name})`);
    await login.typeIdentifier('07');
    await login.pressEnter();
    await until(() => hasState('error'), ':state(error)');
    await login.typeIdentifier(newPhone());
    await until(() => !hasState('error'), 'no :state(error)');
    await login.pressEnter();
    await until(() => hasState('loading'), ':state(loading)');
    release();
    await until(() => login.codeField && !hasState('loading'), 'the code step');
    for (const guess of ['111111', '222222', '333333']) {
      await login.element.submitCode(guess);
      await until(() => login.error && !hasState('loading'), 'an error');
    }
    await login.expectError('Too many wrong codes');
    expect(hasState('locked') && hasState('error')).to.equal(true);
  });
});
