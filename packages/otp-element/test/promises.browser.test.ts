import { expect } from '@open-wc/testing';
import type { LoginEventMap } from '../src/contracts/events.js';
import { goOffline, readCodes, watchCalls } from './support/browser-environment.js';
import { everywhere, LoginPage, newPhone, outbox, pool, until } from './support/login-page.js';
import { openPage } from './support/open-page.js';

const forget = () => {
  localStorage.clear();
  sessionStorage.clear();
};
const evil = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
const signInCalls = ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge'];

everywhere('promises of the element', (place) => {
  let I: LoginPage;
  const undo: (() => void)[] = [];
  beforeEach(forget);
  afterEach(() => {
    for (const each of undo.splice(0)) each();
    I?.close();
    document.body.replaceChildren();
    forget();
  });

  it('promise 30: Enter, a double click, the automatic submission and a code read by the browser send one request', async () => {
    const reader = readCodes();
    undo.push(reader.stop);
    I = await LoginPage.open(place);
    const calls = watchCalls();
    undo.push(calls.stop);
    const phone = newPhone();
    await I.typeIdentifier(phone);
    const before = (await outbox()).length;
    // All within one turn, so that no machine is quick enough to answer in between.
    const { form } = I.find<HTMLInputElement>('[type=tel]')!;
    I.button('Text me a code').click();
    I.button('Text me a code').click();
    form!.requestSubmit();
    const code = await I.codeSince(before);
    await until(() => I.codeField && reader.requests[0], 'the code step, and the browser is asked for the code');
    I.codeField!.value = code;
    I.codeField!.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText' }));
    reader.give(code);
    I.button('Verify').click();
    I.button('Verify').click();
    I.codeField!.form!.requestSubmit();
    I.element.submitCode(code);
    await I.sees("You're signed in");
    expect(calls.made).to.deep.equal(signInCalls);
    expect((await outbox()).length - before).to.equal(1);
  });

  it('promise 30: two taps send one request and dispatch one before-send event, whichever CAPTCHA is solved first', async () => {
    I = LoginPage.prepare(place);
    I.element.fetcher = resendable;
    await I.show();
    const calls = watchCalls();
    undo.push(calls.stop);
    const solve: ((token: string) => void)[] = [];
    I.element.captcha = () => new Promise((resolve) => solve.push(resolve));
    const asked = () => I.events.filter(({ type }) => type === 'before-send').length;
    const before = (await outbox()).length;
    await I.typeIdentifier(newPhone());
    I.button('Text me a code').click();
    I.button('Text me a code').click();
    await until(() => solve[0], 'the CAPTCHA');
    I.button('Text me a code').click();
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const [index, each] of solve.reverse().entries()) each(`token ${index}`);
    await until(() => I.codeField, 'the code step');
    await I.codeSince(before);
    expect(calls.made).to.deep.equal(['SignUp', 'InitiateAuth']);
    expect(asked()).to.equal(1);

    solve.length = 0;
    const again = await until(() => I.find('[part=resend-button]'), 'the button');
    again.click();
    again.click();
    I.element.resend();
    await until(() => solve[0], 'the CAPTCHA');
    I.element.resend('sms');
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const [index, each] of solve.reverse().entries()) each(`token ${index}`);
    await until(() => calls.made.length > 2, 'a request');
    await until(() => I.element.step === 'code', 'an answer');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(calls.made).to.deep.equal(['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
    expect(asked()).to.equal(2);
  });

  it('promise 31: a second tab joins the sign-in of the first, sends nothing and accepts its code', async () => {
    I = await LoginPage.open(place);
    const code = await I.askForCode(newPhone());
    const sent = (await outbox()).length;
    const tag = `<cognito-otp-login user-pool-id="${pool.userPoolId}" client-id="${pool.clientId}" endpoint="${pool.endpoint}"></cognito-otp-login>`;
    const tab = await openPage(`<html lang="en"><body>${tag}<script type="module" src="/cdn/cognito-otp.js"></script>`);
    const element = tab.document.querySelector('cognito-otp-login')!;
    const field = await until(
      () => element.shadowRoot?.querySelector<HTMLInputElement>('input.code'),
      'the second tab asks for the code',
    );
    field.value = code;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await until(() => element.step === 'signed-in', 'the second tab is signed in');
    await I.sees("You're signed in");
    expect((await outbox()).length).to.equal(sent);
    tab.close();
  });

  it('promise 31: returning after the code has expired starts over with the number kept and sends nothing', async () => {
    I = await LoginPage.open(place);
    const phone = newPhone();
    await I.askForCode(phone);
    const sent = (await outbox()).length;
    const { now } = Date;
    Date.now = () => now() + 3_600_000;
    undo.push(() => {
      Date.now = now;
    });
    I = await I.reload();
    await I.sees('Sign in');
    const kept = () => I.find<HTMLInputElement>('[type=tel]')?.value.replace(/\s/g, '');
    await until(() => kept() === phone.replace(/\s/g, ''), 'the number, as its country writes it');
    expect((await outbox()).length).to.equal(sent);
  });

  it('promise 37: texts from servers, slots, fields, translations and the page are rendered as text, never as markup', async () => {
    I = LoginPage.prepare(place);
    I.element.messages = { codeTitleSms: evil, codeLead: `${evil} {destination}`, sent: `${evil} {destination}` };
    I.element.fields = [{ name: 'nickname', label: evil }];
    I.element.append(Object.assign(document.createElement('p'), { slot: 'footer', textContent: evil }));
    I.element.fetcher = async (input, init) => {
      const reply = await fetch(input, init);
      const text = (await reply.text()).replace(/"destination":"[^"]*"/, `"destination":${JSON.stringify(evil)}`);
      return new Response(text, reply);
    };
    await I.show();
    await I.askForCode(newPhone());
    expect(I.title).to.equal(evil);
    expect(I.find('[part=lead]')!.textContent).to.include(evil);
    expect(I.events.find(({ type }) => type === 'sent')?.detail).to.include({ destination: evil });
    I.element.fetcher = async () => new Response(JSON.stringify({ __type: evil, message: evil }), { status: 400 });
    await I.element.updateComplete;
    await I.typeCode('123456');
    await until(() => I.error, 'an error, of the client’s own words');
    expect(I.find('img, script')).to.equal(null);
    expect(I.element.querySelector('img, script')).to.equal(null);
    expect('hit' in window).to.equal(false);
  });

  it('promise 39: no code or token appears in an event, attribute, console line or URL', async () => {
    const heard: string[] = [];
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
    const note = (event: Event) => heard.push(JSON.stringify({ ...event, detail: (event as CustomEvent).detail }));
    for (const name of events) addEventListener(name, note);
    const lines: string[] = [];
    const { log, info, warn, error, debug } = console;
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      console[level] = (...line) => lines.push(line.map(String).join(' '));
    }
    undo.push(() => {
      Object.assign(console, { log, info, warn, error, debug });
      for (const name of events) removeEventListener(name, note);
    });
    const calls = watchCalls();
    undo.push(calls.stop);
    I = await LoginPage.open({ ...place, name: 'user' });
    const code = await I.askForCode(newPhone());
    await I.typeCode(code);
    await I.sees("You're signed in");
    const tokens = await I.element.getTokens();
    const everywhere = [
      ...heard,
      ...lines,
      ...calls.addresses,
      I.element.outerHTML,
      (I.element.renderRoot as HTMLElement).innerHTML,
      location.href,
      document.cookie,
      JSON.stringify(history.state),
    ].join('\n');
    expect(heard.length).to.be.greaterThan(5);
    const storedRefresh = Object.entries(localStorage).find(([key]) => key.endsWith('refreshToken'))![1];
    for (const secret of [code, tokens.accessToken, tokens.idToken, storedRefresh]) {
      expect(everywhere.includes(secret)).to.equal(false);
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
      undo.push(calls.stop);
      I = LoginPage.openBroken({ ...place, endpoint });
      await I.seesError("isn't set up correctly");
      expect(I.events.at(-1)).to.deep.include({ type: 'error' });
      await I.typeIdentifier(newPhone());
      await I.enter();
      await I.element.updateComplete;
      await I.seesError("isn't set up correctly");
      expect(calls.made).to.deep.equal([]);
    });
  }

  it('promise 41: offline in the first step: reports it, keeps the number and sends nothing automatically', async () => {
    I = await LoginPage.open(place);
    const calls = watchCalls();
    const goOnline = goOffline();
    undo.push(calls.stop, goOnline);
    const phone = newPhone();
    await I.typeIdentifier(phone);
    await I.enter();
    await I.seesError("You're offline");
    expect(I.status, 'said once').to.equal('');
    expect(I.element.matches(':state(offline)')).to.equal(true);
    expect(I.find<HTMLInputElement>('[type=tel]')!.value.replace(/\s/g, '')).to.equal(phone.replace(/\s/g, ''));
    goOnline();
    await until(() => I.status === "You're back online.", 'it says that it is back');
    expect(I.error, 'no longer true').to.equal('');
    expect(I.element.matches(':state(offline)')).to.equal(false);
    expect(calls.made).to.deep.equal([]);
    const before = (await outbox()).length;
    await I.enter();
    await until(() => I.codeField, 'the code step');
    await I.codeSince(before);
  });

  it('promise 41: offline in the code step: keeps the digits, and submits and sends nothing automatically', async () => {
    I = await LoginPage.open(place);
    const code = await I.askForCode(newPhone());
    const calls = watchCalls();
    const goOnline = goOffline();
    undo.push(calls.stop, goOnline);
    await until(() => I.status.includes('offline'), 'it says so');
    await I.typeCode(code);
    await I.seesError("You're offline");
    await I.element.resend();
    expect(I.codeField!.value).to.equal(code);
    goOnline();
    await until(() => I.status === "You're back online.", 'it says that it is back');
    expect(calls.made).to.deep.equal([]);
    await I.enter();
    await I.sees("You're signed in");
    expect(calls.made).to.deep.equal(['RespondToAuthChallenge']);
  });

  it('promise 41: offline while signed in: reports it and keeps the session', async () => {
    I = await LoginPage.open(place);
    await I.typeCode(await I.askForCode(newPhone()));
    await I.sees("You're signed in");
    const goOnline = goOffline();
    undo.push(goOnline);
    await until(() => I.status.includes('offline'), 'it says so');
    expect(I.element.step).to.equal('signed-in');
    expect(I.element.matches(':state(success):state(offline)')).to.equal(true);
    expect(await I.element.getSession()).to.not.equal(null);
  });

  it('promise 41: a page that loads without a connection reports it until there is one', async () => {
    const goOnline = goOffline();
    undo.push(goOnline);
    I = await LoginPage.open();
    await until(() => I.status.includes("You're offline"), 'it says so');
    expect(I.error).to.equal('');
    I.element.remove();
    goOnline();
    document.body.append(I.element);
    await until(() => I.status === '', 'nothing is left of it');
  });
});
/** As if the server let another message be asked for at once. */
const resendable: typeof fetch = async (input, init) => {
  const reply = await fetch(input, init);
  return new Response((await reply.text()).replace(/"(resend[A-Za-z]*)":"\d+"/, '"$1":"0"'), reply);
};
