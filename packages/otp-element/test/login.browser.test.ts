/** Signing in with the form against the local pool. */
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import {
  clearStorage,
  describeInBothRoots,
  LoginPage,
  newEmail,
  newPhone,
  outbox,
  pool,
  until,
  wrongCode,
} from './support/login-page.js';

describeInBothRoots('signing in against the local pool', (rootAttributes) => {
  let login: LoginPage;
  beforeEach(async () => {
    clearStorage();
    login = await LoginPage.open(rootAttributes);
  });
  afterEach(() => {
    login.close();
    clearStorage();
  });

  it('signs a new phone number up and in, and out again', async () => {
    const phone = newPhone();
    const code = await login.requestCode(phone);
    expect(login.title).to.equal('Check your messages');
    expect(document.activeElement).to.equal('light-dom' in rootAttributes ? login.codeField : login.element);
    expect(login.codeField!.matches(':focus')).to.equal(true);
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
    const { accessToken, idToken } = await login.element.getTokens();
    expect(accessToken.split('.')).to.have.length(3);
    expect(JSON.parse(atob(idToken.split('.')[1]!)).phone_number).to.match(/^\+4474/);

    login.button('Sign out').click();
    await login.expectTitle('Sign in');
    expect(login.hasEvent('signed-out')).to.equal(true);
    expect(login.find<HTMLInputElement>('[type=tel]')!.value, 'nothing for the next user of the device').to.equal('');
  });

  // Runs for one root only: it takes half a minute and does not depend on the root.
  if (!('light-dom' in rootAttributes))
    it('signs a known number in with a message that is requested after the cool-down', async function () {
      this.timeout(60_000);
      const phone = newPhone();
      // The first code proves the number, which then has a budget of its own.
      for (let times = 0; times < 2; times++) {
        await login.typeCode(await login.requestCode(phone));
        await login.expectTitle("You're signed in");
        login.button('Sign out').click();
        await login.expectTitle('Sign in');
      }
      const sent = (await outbox()).length;
      await login.typeIdentifier(phone);
      await login.pressEnter();
      await until(() => login.find('[part=countdown]'), 'the countdown');
      expect((await outbox()).length, 'no message during the cool-down').to.equal(sent);
      await until(() => !login.find('[part=countdown]'), 'the end of the countdown', 40_000);
      expect(login.status).to.equal('You can request a new code now.');
      login.button('Send the code').click();
      await login.typeCode(await login.codeSince(sent));
      await login.expectTitle("You're signed in");
    });

  it('signs in by email', async () => {
    login.find<HTMLInputElement>('fieldset label:last-of-type input')!.click();
    await login.element.updateComplete;
    const address = newEmail();
    const code = await login.requestCode(`  ${address} `);
    expect(login.title).to.equal('Check your inbox');
    expect(login.find('[part=destination]')!.textContent).to.equal(address);
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
  });

  it('reports a wrong code with the remaining tries, keeps the focus and then accepts the right code', async () => {
    const code = await login.requestCode(newPhone());
    const field = login.codeField;
    await login.typeCode(wrongCode(code));
    await login.expectError("That code isn't right. Check it and try again. You have 2 tries left.");
    expect(field!.getAttribute('aria-invalid')).to.equal('true');
    expect(login.codeField, 'the node is reused').to.equal(field);
    expect(field!.matches(':focus')).to.equal(true);
    expect(field!.selectionEnd! - field!.selectionStart!).to.equal(6);
    await login.typeCode(wrongCode(wrongCode(code)));
    await login.expectError('You have 1 try left.');
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
  });

  it('a wrong code can be corrected digit by digit and uses no try before it is submitted', async () => {
    const code = await login.requestCode(newPhone());
    const third = String((Number(code[2]) + 1) % 10);
    await login.typeCode(code.slice(0, 2) + third + code.slice(3));
    await login.expectError('2 tries left');
    const submissions = () => login.events.filter(({ type }) => type === 'before-verify').length;
    login.codeField!.setSelectionRange(2, 2);
    await sendKeys({ type: String((Number(third) + 1) % 10) });
    expect(login.codeField!.selectionStart).to.equal(3);
    login.codeField!.setSelectionRange(2, 2);
    await sendKeys({ type: code[2]! });
    expect(login.codeField!.value).to.equal(code);
    expect(submissions()).to.equal(1);
    await login.pressEnter();
    await login.expectTitle("You're signed in");
  });

  it('ends after three wrong codes with a message that says what to do', async () => {
    const phone = newPhone();
    const code = await login.requestCode(phone);
    for (const guess of [wrongCode(code), wrongCode(wrongCode(code)), wrongCode(wrongCode(wrongCode(code)))]) {
      await login.typeCode(guess);
      await until(() => login.error || login.title === 'Sign in', 'a reply');
    }
    await login.expectError('Too many wrong codes');
    expect(login.title).to.equal('Sign in');
    expect(login.find<HTMLInputElement>('[type=tel]')!.value.replace(/\s/g, '')).to.equal(phone.replace(/\s/g, ''));
    expect(login.hasEvent('lockout')).to.equal(true);
  });

  it('returns to the code step after a reload, sends nothing and still accepts the code', async () => {
    const code = await login.requestCode(newPhone());
    const sent = (await outbox()).length;
    login = await login.reload();
    await login.expectTitle('Check your messages');
    expect((await outbox()).length).to.equal(sent);
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
    login = await login.reload();
    await login.expectTitle("You're signed in");
  });

  it('focus() moves the focus to the field of the current step', async () => {
    login.element.focus();
    expect(login.find('[type=tel]')!.matches(':focus')).to.equal(true);
    await login.requestCode(newPhone());
    login.button('Change number').focus();
    login.element.focus();
    expect(login.codeField!.matches(':focus')).to.equal(true);
  });

  it('going back shows the number that was typed', async () => {
    const phone = newPhone();
    await login.requestCode(phone);
    login.button('Change number').click();
    await login.expectTitle('Sign in');
    const field = login.find<HTMLInputElement>('[type=tel]')!;
    expect(field.value.replace(/\s/g, '')).to.equal(phone.replace(/\s/g, ''));
    expect(field.matches(':focus')).to.equal(true);
  });

  it('shows and announces when a new code can be requested', async () => {
    await login.requestCode(newPhone());
    expect(login.find('[part=resend-button]')!.textContent).to.match(/^Send again \(0:\d\d\)$/);
    expect(login.status).to.match(/^We've sent your code to \+44 .* You can request a new code in 0:\d\d$/);
  });

  it('rejects an invalid number and an invalid address before anything is sent', async () => {
    const sent = (await outbox()).length;
    await login.typeIdentifier('0770');
    await login.pressEnter();
    await login.expectError('Some digits are missing.');
    expect(login.find('[type=tel]')!.getAttribute('aria-invalid')).to.equal('true');
    await login.typeIdentifier('07700 9');
    expect(login.error, 'the error is cleared while the number is corrected').to.equal('');
    login.find<HTMLInputElement>('fieldset label:last-of-type input')!.click();
    await login.element.updateComplete;
    await login.typeIdentifier('ada@');
    await login.pressEnter();
    await login.expectError("That email address doesn't look complete.");
    expect((await outbox()).length).to.equal(sent);
  });

  it('rejects an incomplete code and names the number of digits', async () => {
    await login.requestCode(newPhone());
    await login.typeCode('12');
    await login.pressEnter();
    await login.expectError('Enter all 6 digits of the code.');
  });

  it('promise 30: a double click, Enter, the automatic submission and a call by the page send one request', async () => {
    const code = await login.requestCode(newPhone());
    const calls = recordTargets();
    // All in one task, so that no reply can arrive in between.
    login.codeField!.value = code;
    login.codeField!.dispatchEvent(new InputEvent('input', { bubbles: true }));
    const { form } = login.codeField!;
    login.button('Verify').click();
    login.button('Verify').click();
    form!.requestSubmit();
    login.element.submitCode(code);
    await login.expectTitle("You're signed in");
    expect(calls.stop().filter((target) => target.endsWith('RespondToAuthChallenge'))).to.have.length(1);
  });

  it('the page can cancel a send and a submission', async () => {
    const sent = (await outbox()).length;
    login.element.addEventListener('cognito-otp-before-send', (event) => event.preventDefault(), { once: true });
    const phone = newPhone();
    await login.typeIdentifier(phone);
    await login.pressEnter();
    await until(() => login.hasEvent('before-send'), 'the event');
    expect(login.title).to.equal('Sign in');
    expect((await outbox()).length).to.equal(sent);
    await login.pressEnter();
    const code = await login.codeSince(sent);
    await until(() => login.codeField, 'the code step');
    const calls = recordTargets();
    login.element.addEventListener('cognito-otp-before-verify', (event) => event.preventDefault(), { once: true });
    await login.typeCode(code);
    await until(() => login.hasEvent('before-verify'), 'the event');
    await login.element.updateComplete;
    expect(login.title).to.equal('Check your messages');
    expect(login.codeField!.value).to.equal(code);
    await login.pressEnter();
    await login.expectTitle("You're signed in");
    expect(calls.stop().filter((target) => target.endsWith('RespondToAuthChallenge'))).to.have.length(1);
  });

  it('no code or token appears in an event, attribute or text', async () => {
    const code = await login.requestCode(newPhone());
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
    const { accessToken, idToken } = await login.element.getTokens();
    const shown =
      JSON.stringify(login.events) + login.element.outerHTML + (login.element.renderRoot as HTMLElement).innerHTML;
    for (const secret of [code, accessToken, idToken]) expect(shown.includes(secret)).to.equal(false);
  });

  it('reports a configuration error instead of rendering blank', async () => {
    login.close();
    login = LoginPage.openMisconfigured({ ...rootAttributes, 'user-pool-id': 'nonsense' });
    await login.expectError("This sign-in form isn't set up correctly.");
    expect(login.hasEvent('error')).to.equal(true);
    login.element.setAttribute('user-pool-id', pool.userPoolId);
    await until(() => !login.error, 'the error is cleared when the attribute is corrected');
  });
});
/** Records the targets of the Cognito calls of the page until `stop` returns them. */
function recordTargets(): { stop(): string[] } {
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
