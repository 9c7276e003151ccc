/** Promises 30 to 41 of the security documentation, for the element. */
import { expect } from '@open-wc/testing';
import type { LoginEventMap } from '../src/contracts/events.js';
import { goOffline, simulateWebOtp, watchCalls } from './support/browser-environment.js';
import { clearStorage, describeInBothRoots, LoginPage, newPhone, outbox, pool, until } from './support/login-page.js';
import { openPage } from './support/open-page.js';

const INJECTED_MARKUP = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
const signInCalls = ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge'];

describeInBothRoots('promises of the element', (rootAttributes) => {
  let login: LoginPage;
  const cleanups: (() => void)[] = [];
  beforeEach(clearStorage);
  afterEach(() => {
    for (const each of cleanups.splice(0)) each();
    login?.close();
    document.body.replaceChildren();
    clearStorage();
  });

  it('promise 30: Enter, a double click, the automatic submission and a code read by the browser send one request', async () => {
    const webOtp = simulateWebOtp();
    cleanups.push(webOtp.stop);
    login = await LoginPage.open(rootAttributes);
    const calls = watchCalls();
    cleanups.push(calls.stop);
    const phone = newPhone();
    await login.typeIdentifier(phone);
    const before = (await outbox()).length;
    // All in one task, so that no reply can arrive in between.
    const { form } = login.find<HTMLInputElement>('[type=tel]')!;
    login.button('Text me a code').click();
    login.button('Text me a code').click();
    form!.requestSubmit();
    const code = await login.codeSince(before);
    await until(() => login.codeField && webOtp.requests[0], 'the code step with a WebOTP request');
    login.codeField!.value = code;
    login.codeField!.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText' }));
    webOtp.deliver(code);
    login.button('Verify').click();
    login.button('Verify').click();
    login.codeField!.form!.requestSubmit();
    login.element.submitCode(code);
    await login.expectTitle("You're signed in");
    expect(calls.operations).to.deep.equal(signInCalls);
    expect((await outbox()).length - before).to.equal(1);
  });

  it('promise 30: two taps send one request and dispatch one before-send event, whichever CAPTCHA is solved first', async () => {
    login = LoginPage.create(rootAttributes);
    login.element.fetcher = withImmediateResend;
    await login.attach();
    const calls = watchCalls();
    cleanups.push(calls.stop);
    const solve: ((token: string) => void)[] = [];
    login.element.captcha = () => new Promise((resolve) => solve.push(resolve));
    const beforeSendEvents = () => login.events.filter(({ type }) => type === 'before-send').length;
    const before = (await outbox()).length;
    await login.typeIdentifier(newPhone());
    login.button('Text me a code').click();
    login.button('Text me a code').click();
    await until(() => solve[0], 'the CAPTCHA');
    login.button('Text me a code').click();
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const [index, each] of solve.reverse().entries()) each(`token ${index}`);
    await until(() => login.codeField, 'the code step');
    await login.codeSince(before);
    expect(calls.operations).to.deep.equal(['SignUp', 'InitiateAuth']);
    expect(beforeSendEvents()).to.equal(1);

    solve.length = 0;
    const again = await until(() => login.find('[part=resend-button]:enabled'), 'the resend button');
    again.click();
    again.click();
    login.element.resend();
    await until(() => solve[0], 'the CAPTCHA');
    login.element.resend('sms');
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const [index, each] of solve.reverse().entries()) each(`token ${index}`);
    await until(() => calls.operations.length > 2, 'a request');
    await until(() => login.element.step === 'code', 'a reply');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(calls.operations).to.deep.equal(['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
    expect(beforeSendEvents()).to.equal(2);
  });

  it('promise 31: a second tab joins the sign-in of the first, sends nothing and accepts its code', async () => {
    login = await LoginPage.open(rootAttributes);
    const code = await login.requestCode(newPhone());
    const sent = (await outbox()).length;
    const tag = `<cognito-otp-login user-pool-id="${pool.userPoolId}" client-id="${pool.clientId}" endpoint="${pool.endpoint}"></cognito-otp-login>`;
    const tab = await openPage(`<html lang="en"><body>${tag}<script type="module" src="/cdn/cognito-otp.js"></script>`);
    const element = tab.document.querySelector('cognito-otp-login')!;
    const field = await until(
      () => element.shadowRoot?.querySelector<HTMLInputElement>('input.code'),
      'the code step of the second tab',
    );
    field.value = code;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await until(() => element.step === 'signed-in', 'the signed-in step of the second tab');
    await login.expectTitle("You're signed in");
    expect((await outbox()).length).to.equal(sent);
    tab.close();
  });

  it('promise 31: returning after the code has expired starts over with the number kept and sends nothing', async () => {
    login = await LoginPage.open(rootAttributes);
    const phone = newPhone();
    await login.requestCode(phone);
    const sent = (await outbox()).length;
    const { now } = Date;
    Date.now = () => now() + 3_600_000;
    cleanups.push(() => {
      Date.now = now;
    });
    login = await login.reload();
    await login.expectTitle('Sign in');
    const shownPhone = () => login.find<HTMLInputElement>('[type=tel]')?.value.replace(/\s/g, '');
    await until(() => shownPhone() === phone.replace(/\s/g, ''), 'the formatted number');
    expect((await outbox()).length).to.equal(sent);
  });

  it('promise 37: texts from servers, slots, fields, translations and the page are rendered as text, never as markup', async () => {
    login = LoginPage.create(rootAttributes);
    login.element.messages = {
      codeTitleSms: INJECTED_MARKUP,
      codeLead: `${INJECTED_MARKUP} {destination}`,
      sent: `${INJECTED_MARKUP} {destination}`,
    };
    login.element.fields = [{ name: 'nickname', label: INJECTED_MARKUP }];
    login.element.append(Object.assign(document.createElement('p'), { slot: 'footer', textContent: INJECTED_MARKUP }));
    login.element.fetcher = async (input, init) => {
      const reply = await fetch(input, init);
      const text = (await reply.text()).replace(
        /"destination":"[^"]*"/,
        `"destination":${JSON.stringify(INJECTED_MARKUP)}`,
      );
      return new Response(text, reply);
    };
    await login.attach();
    await login.requestCode(newPhone());
    expect(login.title).to.equal(INJECTED_MARKUP);
    expect(login.find('[part=lead]')!.textContent).to.include(INJECTED_MARKUP);
    expect(login.events.find(({ type }) => type === 'sent')?.detail).to.include({ destination: INJECTED_MARKUP });
    login.element.fetcher = async () =>
      new Response(JSON.stringify({ __type: INJECTED_MARKUP, message: INJECTED_MARKUP }), { status: 400 });
    await login.element.updateComplete;
    await login.typeCode('123456');
    await until(() => login.error, 'an error text of the client');
    expect(login.find('img, script')).to.equal(null);
    expect(login.element.querySelector('img, script')).to.equal(null);
    expect('hit' in window).to.equal(false);
  });

  it('promise 39: no code or token appears in an event, attribute, console line or URL', async () => {
    const eventTexts: string[] = [];
    const events: (keyof LoginEventMap)[] = [
      'cognito-otp-ready',
      'cognito-otp-step',
      'cognito-otp-before-send',
      'cognito-otp-sent',
      'cognito-otp-before-verify',
      'cognito-otp-invalid-code',
      'cognito-otp-lockout',
      'cognito-otp-success',
      'cognito-otp-before-redirect',
      'cognito-otp-error',
      'cognito-otp-session-expired',
      'cognito-otp-signed-out',
    ];
    const recordEvent = (event: Event) =>
      eventTexts.push(JSON.stringify({ ...event, detail: (event as CustomEvent).detail }));
    for (const name of events) addEventListener(name, recordEvent);
    const consoleLines: string[] = [];
    const { log, info, warn, error, debug } = console;
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      console[level] = (...line) => consoleLines.push(line.map(String).join(' '));
    }
    cleanups.push(() => {
      Object.assign(console, { log, info, warn, error, debug });
      for (const name of events) removeEventListener(name, recordEvent);
    });
    const calls = watchCalls();
    cleanups.push(calls.stop);
    login = await LoginPage.open({ ...rootAttributes, name: 'user' });
    const code = await login.requestCode(newPhone());
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
    const tokens = await login.element.getTokens();
    const observable = [
      ...eventTexts,
      ...consoleLines,
      ...calls.urls,
      login.element.outerHTML,
      (login.element.renderRoot as HTMLElement).innerHTML,
      location.href,
      document.cookie,
      JSON.stringify(history.state),
    ].join('\n');
    expect(eventTexts.length).to.be.greaterThan(5);
    const storedRefresh = Object.entries(localStorage).find(([key]) => key.endsWith('refreshToken'))![1];
    for (const secret of [code, tokens.accessToken, tokens.idToken, storedRefresh]) {
      expect(observable.includes(secret)).to.equal(false);
    }
  });

  for (const endpoint of [
    'http://cognito-idp.eu-west-1.amazonaws.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'https://user:password@example.com',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://example.com',
    '/relative',
    '//example.com',
  ]) {
    it(`promise 40: no request is sent to ${endpoint}, and the form reports a configuration error`, async () => {
      const calls = watchCalls();
      cleanups.push(calls.stop);
      login = LoginPage.openMisconfigured({ ...rootAttributes, endpoint });
      await login.expectError("isn't set up correctly");
      expect(login.events.at(-1)).to.deep.include({ type: 'error' });
      await login.typeIdentifier(newPhone());
      await login.pressEnter();
      await login.element.updateComplete;
      await login.expectError("isn't set up correctly");
      expect(calls.operations).to.deep.equal([]);
    });
  }

  it('promise 41: offline in the first step: reports it, keeps the number and sends nothing automatically', async () => {
    login = await LoginPage.open(rootAttributes);
    const calls = watchCalls();
    const goOnline = goOffline();
    cleanups.push(calls.stop, goOnline);
    const phone = newPhone();
    await login.typeIdentifier(phone);
    await login.pressEnter();
    await login.expectError("You're offline");
    expect(login.status, 'reported only once').to.equal('');
    expect(login.element.matches(':state(offline)')).to.equal(true);
    expect(login.find<HTMLInputElement>('[type=tel]')!.value.replace(/\s/g, '')).to.equal(phone.replace(/\s/g, ''));
    goOnline();
    await until(() => login.status === "You're back online.", 'the online status');
    expect(login.error, 'the error is cleared').to.equal('');
    expect(login.element.matches(':state(offline)')).to.equal(false);
    expect(calls.operations).to.deep.equal([]);
    const before = (await outbox()).length;
    await login.pressEnter();
    await until(() => login.codeField, 'the code step');
    await login.codeSince(before);
  });

  it('promise 41: offline in the code step: keeps the digits, and submits and sends nothing automatically', async () => {
    login = await LoginPage.open(rootAttributes);
    const code = await login.requestCode(newPhone());
    const calls = watchCalls();
    const goOnline = goOffline();
    cleanups.push(calls.stop, goOnline);
    await until(() => login.status.includes('offline'), 'the offline status');
    await login.typeCode(code);
    await login.expectError("You're offline");
    await login.element.resend();
    expect(login.codeField!.value).to.equal(code);
    goOnline();
    await until(() => login.status === "You're back online.", 'the online status');
    expect(calls.operations).to.deep.equal([]);
    await login.pressEnter();
    await login.expectTitle("You're signed in");
    expect(calls.operations).to.deep.equal(['RespondToAuthChallenge']);
  });

  it('promise 41: offline while signed in: reports it and keeps the session', async () => {
    login = await LoginPage.open(rootAttributes);
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    const goOnline = goOffline();
    cleanups.push(goOnline);
    await until(() => login.status.includes('offline'), 'the offline status');
    expect(login.element.step).to.equal('signed-in');
    expect(login.element.matches(':state(success):state(offline)')).to.equal(true);
    expect(await login.element.getSession()).to.not.equal(null);
  });

  it('promise 41: a page that loads without a connection reports it when a request has failed', async () => {
    const goOnline = goOffline();
    cleanups.push(goOnline);
    login = await LoginPage.open(rootAttributes);
    expect(login.status, 'only a hint of the browser').to.equal('');
    await login.typeIdentifier(newPhone());
    await login.pressEnter();
    await login.expectError("You're offline");
    goOnline();
    await until(() => login.status === "You're back online.", 'the online status');
  });
});
/** Lets another message be requested at once. */
const withImmediateResend: typeof fetch = async (input, init) => {
  const reply = await fetch(input, init);
  return new Response((await reply.text()).replace(/"(resend[A-Za-z]*)":"\d+"/, '"$1":"0"'), reply);
};
