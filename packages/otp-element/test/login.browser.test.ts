import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { everywhere, LoginPage, newEmail, newPhone, outbox, pool, until, wrong } from './support/login-page.js';

everywhere('signing in against the local pool', (place) => {
  let I: LoginPage;
  const forget = () => {
    localStorage.clear();
    sessionStorage.clear();
  };
  beforeEach(async () => {
    forget();
    I = await LoginPage.open(place);
  });
  afterEach(() => {
    I.close();
    forget();
  });

  it('signs a new phone number up and in, and out again', async () => {
    const phone = newPhone();
    const code = await I.askForCode(phone);
    expect(I.title).to.equal('Check your messages');
    expect(document.activeElement).to.equal('light-dom' in place ? I.codeField : I.element);
    expect(I.codeField!.matches(':focus')).to.equal(true);
    await I.typeCode(code);
    await I.sees("You're signed in");
    const { accessToken, idToken } = await I.element.getTokens();
    expect(accessToken.split('.')).to.have.length(3);
    expect(JSON.parse(atob(idToken.split('.')[1]!)).phone_number).to.match(/^\+4474/);

    I.button('Sign out').click();
    await I.sees('Sign in');
    expect(I.has('signed-out')).to.equal(true);
  });

  // Half a minute, and nothing in it knows where the form is drawn.
  if (!('light-dom' in place))
    it('signs a known number in with a message that is requested after the cool-down', async function () {
      this.timeout(60_000);
      const phone = newPhone();
      await I.typeCode(await I.askForCode(phone));
      await I.sees("You're signed in");
      I.button('Sign out').click();
      await I.sees('Sign in');
      const sent = (await outbox()).length;
      await I.typeIdentifier(phone);
      await I.enter();
      await until(() => I.find('[part=countdown]'), 'the wait is shown');
      expect((await outbox()).length, 'nothing within the wait').to.equal(sent);
      await until(() => !I.find('[part=countdown]'), 'the wait is over', 40_000);
      expect(I.status).to.equal('You can request a new code now.');
      I.button('Send the code').click();
      await I.typeCode(await I.codeSince(sent));
      await I.sees("You're signed in");
    });

  it('signs in by email', async () => {
    I.find<HTMLInputElement>('fieldset label:last-of-type input')!.click();
    await I.element.updateComplete;
    const address = newEmail();
    const code = await I.askForCode(`  ${address} `);
    expect(I.title).to.equal('Check your inbox');
    expect(I.find('[part=destination]')!.textContent).to.equal(address);
    await I.typeCode(code);
    await I.sees("You're signed in");
  });

  it('reports a wrong code with the remaining tries, keeps the focus and then accepts the right code', async () => {
    const code = await I.askForCode(newPhone());
    const field = I.codeField;
    await I.typeCode(wrong(code));
    await I.seesError("That code isn't right. Check it and try again. You have 2 tries left.");
    expect(field!.getAttribute('aria-invalid')).to.equal('true');
    expect(I.codeField, 'the very same node').to.equal(field);
    expect(field!.matches(':focus')).to.equal(true);
    expect(field!.selectionEnd! - field!.selectionStart!).to.equal(6);
    await I.typeCode(wrong(wrong(code)));
    await I.seesError('You have 1 try left.');
    await I.typeCode(code);
    await I.sees("You're signed in");
  });

  it('a wrong code can be corrected digit by digit and uses no try before it is submitted', async () => {
    const code = await I.askForCode(newPhone());
    const third = String((Number(code[2]) + 1) % 10);
    await I.typeCode(code.slice(0, 2) + third + code.slice(3));
    await I.seesError('2 tries left');
    const tries = () => I.events.filter(({ type }) => type === 'before-verify').length;
    I.codeField!.setSelectionRange(2, 2);
    await sendKeys({ type: String((Number(third) + 1) % 10) });
    expect(I.codeField!.selectionStart).to.equal(3);
    I.codeField!.setSelectionRange(2, 2);
    await sendKeys({ type: code[2]! });
    expect(I.codeField!.value).to.equal(code);
    expect(tries()).to.equal(1);
    await I.enter();
    await I.sees("You're signed in");
  });

  it('ends after three wrong codes with a message that says what to do', async () => {
    const phone = newPhone();
    const code = await I.askForCode(phone);
    for (const guess of [wrong(code), wrong(wrong(code)), wrong(wrong(wrong(code)))]) {
      await I.typeCode(guess);
      await until(() => I.error || I.title === 'Sign in', 'an answer');
    }
    await I.seesError('wrong too often');
    expect(I.title).to.equal('Sign in');
    expect(I.find<HTMLInputElement>('[type=tel]')!.value.replace(/\s/g, '')).to.equal(phone.replace(/\s/g, ''));
    expect(I.has('lockout')).to.equal(true);
  });

  it('returns to the code step after a reload, sends nothing and still accepts the code', async () => {
    const code = await I.askForCode(newPhone());
    const sent = (await outbox()).length;
    I = await I.reload();
    await I.sees('Check your messages');
    expect((await outbox()).length).to.equal(sent);
    await I.typeCode(code);
    await I.sees("You're signed in");
    I = await I.reload();
    await I.sees("You're signed in");
  });

  it('focus() moves the focus to the field of the current step', async () => {
    I.element.focus();
    expect(I.find('[type=tel]')!.matches(':focus')).to.equal(true);
    await I.askForCode(newPhone());
    I.button('Change number').focus();
    I.element.focus();
    expect(I.codeField!.matches(':focus')).to.equal(true);
  });

  it('going back shows the number that was typed', async () => {
    const phone = newPhone();
    await I.askForCode(phone);
    I.button('Change number').click();
    await I.sees('Sign in');
    const field = I.find<HTMLInputElement>('[type=tel]')!;
    expect(field.value.replace(/\s/g, '')).to.equal(phone.replace(/\s/g, ''));
    expect(field.matches(':focus')).to.equal(true);
  });

  it('shows and announces when a new code can be requested', async () => {
    await I.askForCode(newPhone());
    expect(I.find('[part=countdown]')!.textContent).to.match(/^You can request a new code in 0:\d\d$/);
    expect(I.status).to.match(/^We've sent your code to \+44 .* You can request a new code in 0:\d\d$/);
  });

  it('rejects an invalid number and an invalid address before anything is sent', async () => {
    const sent = (await outbox()).length;
    await I.typeIdentifier('0770');
    await I.enter();
    await I.seesError("That phone number doesn't look complete.");
    expect(I.find('[type=tel]')!.getAttribute('aria-invalid')).to.equal('true');
    await I.typeIdentifier('07700 9');
    expect(I.error, 'goes away as it is answered').to.equal('');
    I.find<HTMLInputElement>('fieldset label:last-of-type input')!.click();
    await I.element.updateComplete;
    await I.typeIdentifier('ada@');
    await I.enter();
    await I.seesError("That email address doesn't look complete.");
    expect((await outbox()).length).to.equal(sent);
  });

  it('rejects an incomplete code and names the number of digits', async () => {
    await I.askForCode(newPhone());
    await I.typeCode('12');
    await I.enter();
    await I.seesError('Enter all 6 numbers of the code.');
  });

  it('promise 30: a double click, Enter, the automatic submission and a call by the page send one request', async () => {
    const code = await I.askForCode(newPhone());
    const calls = countCalls();
    // All within one turn, so that no machine is quick enough to answer in between.
    I.codeField!.value = code;
    I.codeField!.dispatchEvent(new InputEvent('input', { bubbles: true }));
    const { form } = I.codeField!;
    I.button('Verify').click();
    I.button('Verify').click();
    form!.requestSubmit();
    I.element.submitCode(code);
    await I.sees("You're signed in");
    expect(calls.stop().filter((target) => target.endsWith('RespondToAuthChallenge'))).to.have.length(1);
  });

  it('the page can cancel a send and a submission', async () => {
    const sent = (await outbox()).length;
    I.element.addEventListener('cognito-otp-before-send', (event) => event.preventDefault(), { once: true });
    const phone = newPhone();
    await I.typeIdentifier(phone);
    await I.enter();
    await until(() => I.has('before-send'), 'the question');
    expect(I.title).to.equal('Sign in');
    expect((await outbox()).length).to.equal(sent);
    await I.enter();
    const code = await I.codeSince(sent);
    await until(() => I.codeField, 'the code step');
    const calls = countCalls();
    I.element.addEventListener('cognito-otp-before-verify', (event) => event.preventDefault(), { once: true });
    await I.typeCode(code);
    await until(() => I.has('before-verify'), 'the question');
    await I.element.updateComplete;
    expect(I.title).to.equal('Check your messages');
    expect(I.codeField!.value).to.equal(code);
    await I.enter();
    await I.sees("You're signed in");
    expect(calls.stop().filter((target) => target.endsWith('RespondToAuthChallenge'))).to.have.length(1);
  });

  it('no code or token appears in an event, attribute or text', async () => {
    const code = await I.askForCode(newPhone());
    await I.typeCode(code);
    await I.sees("You're signed in");
    const { accessToken, idToken } = await I.element.getTokens();
    const shown = JSON.stringify(I.events) + I.element.outerHTML + (I.element.renderRoot as HTMLElement).innerHTML;
    for (const secret of [code, accessToken, idToken]) expect(shown.includes(secret)).to.equal(false);
  });

  it('reports a configuration error instead of rendering blank', async () => {
    I.close();
    I = LoginPage.openBroken({ ...place, 'user-pool-id': 'nonsense' });
    await I.seesError("This sign-in form isn't set up correctly.");
    expect(I.has('error')).to.equal(true);
    I.element.setAttribute('user-pool-id', pool.userPoolId);
    await until(() => !I.error, 'the error goes when it is put right');
  });
});
/** Watches which of Cognito's operations the page calls. */
function countCalls(): { stop(): string[] } {
  const targets: string[] = [];
  const original = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const target = new Headers(init?.headers).get('x-amz-target');
    if (target) targets.push(target);
    return original(input, init);
  };
  return {
    stop: () => {
      globalThis.fetch = original;
      return targets;
    },
  };
}
