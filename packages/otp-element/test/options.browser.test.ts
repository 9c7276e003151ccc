import { expect } from '@open-wc/testing';
import { watchCalls } from './support/browser-environment.js';
import { LoginPage, newPhone, until } from './support/login-page.js';

type Body = Readonly<Record<string, unknown>>;
type Answer = Record<string, unknown> & { ChallengeParameters: Record<string, string> };

/** Lets the pool answer, and changes what it says: by its body, or to a refusal of Cognito's. */
function changed(change: (asked: Body, answer: Answer, operation: string) => string | undefined): typeof fetch {
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
  let I: LoginPage;
  const undo: (() => void)[] = [];
  const forget = () => {
    localStorage.clear();
    sessionStorage.clear();
  };
  beforeEach(forget);
  afterEach(() => {
    for (const each of undo.splice(0)) each();
    I.close();
    document.body.replaceChildren();
    forget();
  });

  async function openWith(change: Parameters<typeof changed>[0], attributes = {}): Promise<void> {
    I = LoginPage.prepare(attributes);
    I.element.fetcher = changed(change);
    await I.show();
  }

  it('other channel: “Email me the code instead” sends an email and updates the code step', async () => {
    const sends: unknown[] = [];
    await openWith((asked, answer) => {
      const { request, channel } = (asked['ClientMetadata'] ?? {}) as Body;
      if (request) sends.push(channel);
      if (!answer.ChallengeParameters) return undefined;
      const emailed = { channel: 'email', destination: 'a•••@example.com', expiresAt: `${Date.now() + 300_000}` };
      Object.assign(answer.ChallengeParameters, { resendAt: '0' }, request && emailed);
      if (request) delete answer.ChallengeParameters['reason'];
      return undefined;
    });
    await I.askForCode(newPhone());
    I.find('summary')!.click();
    I.button('Email me the code instead').click();
    await I.sees('Check your inbox');
    expect(sends).to.deep.equal(['email']);
    const asked = I.events.filter(({ type }) => type === 'before-send').at(-1);
    expect(asked?.detail).to.deep.include({ channel: 'email', again: true });
    expect(I.find('[part=destination]')!.textContent).to.equal('a•••@example.com');
    expect(I.button('Text me the code instead').part.contains('channel')).to.equal(true);
  });

  it('cognito-otp-session-expired: an expired Cognito session is reported, and the form starts over', async () => {
    await openWith((_, __, operation) =>
      operation === 'RespondToAuthChallenge' ? 'CodeMismatchException' : undefined,
    );
    await I.askForCode(newPhone());
    await I.typeCode('123456');
    await I.seesError('This sign-in has ended. Start again to get a new code.');
    expect(I.title).to.equal('Sign in');
    expect(I.events.filter(({ type }) => type === 'session-expired')).to.have.length(1);
  });

  it('format=as-you-type: the number is formatted in its national style while it is typed', async () => {
    I = await LoginPage.open({ format: 'as-you-type' });
    const field = I.find<HTMLInputElement>('[type=tel]')!;
    await until(async () => {
      // Its metadata comes when the first sign is typed; a person types more slowly than a test.
      await I.typeIdentifier('07400123456');
      return field.value === '07400 123456';
    }, 'it is written in groups');
    expect(field.matches(':focus'), 'before the field is left').to.equal(true);
  });

  it('code-appearance=plain: a single field without cells signs in as well', async () => {
    I = await LoginPage.open({ 'code-appearance': 'plain' });
    const code = await I.askForCode(newPhone());
    expect(getComputedStyle(I.find('.boxes')!).display).to.equal('none');
    expect(getComputedStyle(I.codeField!).borderTopStyle).to.equal('solid');
    await I.typeCode(code);
    await I.sees("You're signed in");
  });

  it('sign-up=off: no account is created', async () => {
    I = await LoginPage.open({ 'sign-up': 'off' });
    const calls = watchCalls();
    undo.push(calls.stop);
    await I.typeIdentifier(newPhone());
    await I.enter();
    await until(() => I.codeField || I.error, 'an answer');
    expect(calls.made).to.deep.equal(['InitiateAuth']);
  });

  it('sign-up=only: the sign-in stops if no account can be created', async () => {
    const made: string[] = [];
    await openWith(
      (_, __, operation) => {
        made.push(operation);
        return operation === 'SignUp' ? 'NotAuthorizedException' : undefined;
      },
      { 'sign-up': 'only' },
    );
    await I.typeIdentifier(newPhone());
    await I.enter();
    await I.seesError("New accounts aren't open right now.");
    expect(made).to.deep.equal(['SignUp']);
  });

  it('form-value=id-token: the surrounding form contains the token until the session ends', async () => {
    const form = document.body.appendChild(document.createElement('form'));
    I = LoginPage.prepare({ name: 'user', 'form-value': 'id-token' });
    form.append(I.element);
    await I.show();
    await I.typeCode(await I.askForCode(newPhone()));
    await I.sees("You're signed in");
    const { idToken } = await I.element.getTokens();
    const value = () => new FormData(form).get('user');
    await until(() => value() === idToken, 'the token');
    I.element.formValue = 'sub';
    await until(() => value() === I.element.controller?.client?.session?.user.sub, 'the user, once that is asked for');
    await I.element.signOut();
    await until(() => value() === null, 'no token');
  });

  it('signOut({ everywhere: true }) ends the session on all devices', async () => {
    I = await LoginPage.open();
    await I.typeCode(await I.askForCode(newPhone()));
    await I.sees("You're signed in");
    const calls = watchCalls();
    undo.push(calls.stop);
    await I.element.signOut({ everywhere: true });
    await I.sees('Sign in');
    expect(calls.made).to.include('GlobalSignOut');
  });

  it('slots: logo replaces the symbol, support appears in every step, and success when signed in', async () => {
    I = LoginPage.prepare();
    I.element.innerHTML =
      '<b slot="logo">Northlight</b><a slot="support" href="#help">Help</a><p slot="success">Your orders</p>';
    await I.show();
    const seen = () =>
      Array.from(I.element.children, (child) => child.slot).filter(
        (name) => I.element.querySelector(`[slot=${name}]`)!.getClientRects().length > 0,
      );
    expect(seen()).to.deep.equal(['logo', 'support']);
    expect(I.find('svg')!.getClientRects().length, 'the symbol').to.equal(0);
    const code = await I.askForCode(newPhone());
    expect(seen()).to.deep.equal(['logo', 'support']);
    await I.typeCode(code);
    await I.sees("You're signed in");
    await until(() => seen().includes('success'), 'what is for who is signed in');
    expect(seen()).to.deep.equal(['logo', 'support', 'success']);
  });

  it(':state(loading) while a request is pending, :state(error) until the input changes, :state(locked) after too many wrong codes', async () => {
    I = LoginPage.prepare();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    I.element.fetcher = async (input, init) => {
      await held;
      return fetch(input, init);
    };
    await I.show();
    const is = (name: string) => I.element.matches(`:state(${name})`);
    await I.typeIdentifier('07');
    await I.enter();
    await until(() => is('error'), 'the error');
    await I.typeIdentifier(newPhone());
    await until(() => !is('error'), 'it is being answered');
    await I.enter();
    await until(() => is('loading'), 'it is waited for');
    letGo();
    await until(() => I.codeField && !is('loading'), 'the answer is there');
    for (const guess of ['111111', '222222', '333333']) {
      await I.element.submitCode(guess);
      await until(() => I.error && !is('loading'), 'it is refused');
    }
    await I.seesError('wrong too often');
    expect(is('locked') && is('error')).to.equal(true);
  });
});
