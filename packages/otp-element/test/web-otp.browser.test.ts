import { expect } from '@open-wc/testing';
import { readCodes } from './support/browser-environment.js';
import { everywhere, LoginPage, newEmail, newPhone, until, wrong } from './support/login-page.js';
import { Wire } from './support/pool-connection.js';

const forget = () => {
  localStorage.clear();
  sessionStorage.clear();
};

everywhere('reading codes with WebOTP', (place) => {
  let I: LoginPage;
  let wire: Wire;
  let reader: ReturnType<typeof readCodes>;
  const unhandled: unknown[] = [];
  const note = (event: PromiseRejectionEvent) => unhandled.push(event.reason);
  beforeEach(async () => {
    forget();
    addEventListener('unhandledrejection', note);
    reader = readCodes();
    wire = new Wire();
    I = LoginPage.prepare(place);
    I.element.fetcher = wire.fetch;
    await I.show();
  });
  afterEach(() => {
    I.close();
    reader.stop();
    removeEventListener('unhandledrejection', note);
    expect(unhandled.splice(0)).to.deep.equal([]);
    forget();
  });

  /** Which of the requests were given up, in order. */
  const aborted = () => reader.requests.map((each) => each.aborted);
  const asked = (times: number) => until(() => reader.requests.length === times, `the browser is asked ${times} times`);

  it('requests a code only in the code step, submits it once and then ends the request', async () => {
    const code = await I.askForCode(newPhone());
    await asked(1);
    expect(aborted()).to.deep.equal([false]);
    reader.give(code);
    await I.sees("You're signed in");
    expect(aborted()).to.deep.equal([true]);
    expect(wire.asked).to.deep.equal(['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
  });

  it('requests no code if it was sent by email', async () => {
    I.find('fieldset label:last-of-type input')!.click();
    await I.element.updateComplete;
    await I.askForCode(newEmail());
    await I.element.updateComplete;
    expect(aborted()).to.deep.equal([]);
  });

  it('starts a new request after a resend', async () => {
    wire.says = { resendAt: '0', reason: undefined };
    const code = await I.askForCode(newPhone());
    await asked(1);
    const button = await until(() => I.find('[part=resend-button]'), 'the button');
    button.click();
    await asked(2);
    expect(aborted()).to.deep.equal([true, false]);
    reader.give(code);
    await I.sees("You're signed in");
  });

  it('starts a new request after a wrong code', async () => {
    const code = await I.askForCode(newPhone());
    await asked(1);
    await I.typeCode(wrong(code));
    await I.seesError('2 tries left');
    await asked(2);
    expect(aborted()).to.deep.equal([true, false]);
  });

  it('aborts the request when the form is removed and starts a new one when it is inserted again', async () => {
    const code = await I.askForCode(newPhone());
    await asked(1);
    const { element } = I;
    element.remove();
    expect(aborted()).to.deep.equal([true]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(aborted()).to.deep.equal([true]);
    document.body.append(element);
    await asked(2);
    expect(aborted()).to.deep.equal([true, false]);
    reader.give(code);
    await I.sees("You're signed in");
  });

  it('aborts the request and ignores its code after going back', async () => {
    await I.askForCode(newPhone());
    await asked(1);
    I.button('Change number').click();
    await I.sees('Sign in');
    await I.element.updateComplete;
    expect(aborted()).to.deep.equal([true]);
    reader.give('123456');
    await I.element.updateComplete;
    expect(I.title).to.equal('Sign in');
    expect(wire.asked).to.deep.equal(['SignUp', 'InitiateAuth']);
  });
});
