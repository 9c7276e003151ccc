/** Codes that the browser reads from text messages (WebOTP). */
import { expect } from '@open-wc/testing';
import { simulateWebOtp } from './support/browser-environment.js';
import {
  clearStorage,
  describeInBothRoots,
  LoginPage,
  newEmail,
  newPhone,
  until,
  wrongCode,
} from './support/login-page.js';
import { PoolConnection } from './support/pool-connection.js';

describeInBothRoots('reading codes with WebOTP', (rootAttributes) => {
  let login: LoginPage;
  let connection: PoolConnection;
  let webOtp: ReturnType<typeof simulateWebOtp>;
  const unhandled: unknown[] = [];
  const recordRejection = (event: PromiseRejectionEvent) => unhandled.push(event.reason);
  beforeEach(async () => {
    clearStorage();
    addEventListener('unhandledrejection', recordRejection);
    webOtp = simulateWebOtp();
    connection = new PoolConnection();
    login = LoginPage.create(rootAttributes);
    login.element.fetcher = connection.fetch;
    await login.attach();
  });
  afterEach(() => {
    login.close();
    webOtp.stop();
    removeEventListener('unhandledrejection', recordRejection);
    expect(unhandled.splice(0)).to.deep.equal([]);
    clearStorage();
  });

  /** Whether each request was aborted, in order. */
  const aborted = () => webOtp.requests.map((each) => each.aborted);
  const requested = (times: number) => until(() => webOtp.requests.length === times, `${times} WebOTP requests`);

  it('requests a code only in the code step, submits it once and then ends the request', async () => {
    const code = await login.requestCode(newPhone());
    await requested(1);
    expect(aborted()).to.deep.equal([false]);
    webOtp.deliver(code);
    await login.expectTitle("You're signed in");
    expect(aborted()).to.deep.equal([true]);
    expect(connection.operations).to.deep.equal(['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
  });

  it('requests no code if it was sent by email', async () => {
    login.find('fieldset label:last-of-type input')!.click();
    await login.element.updateComplete;
    await login.requestCode(newEmail());
    await login.element.updateComplete;
    expect(aborted()).to.deep.equal([]);
  });

  it('starts a new request after a resend', async () => {
    connection.overrides = { resendAt: '0', reason: undefined };
    const code = await login.requestCode(newPhone());
    await requested(1);
    const button = await until(() => login.find('[part=resend-button]:enabled'), 'the resend button');
    button.click();
    await requested(2);
    expect(aborted()).to.deep.equal([true, false]);
    webOtp.deliver(code);
    await login.expectTitle("You're signed in");
  });

  it('starts a new request after a wrong code', async () => {
    const code = await login.requestCode(newPhone());
    await requested(1);
    await login.typeCode(wrongCode(code));
    await login.expectError('2 tries left');
    await requested(2);
    expect(aborted()).to.deep.equal([true, false]);
  });

  it('aborts the request when the form is removed and starts a new one when it is inserted again', async () => {
    const code = await login.requestCode(newPhone());
    await requested(1);
    const { element } = login;
    element.remove();
    expect(aborted()).to.deep.equal([true]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(aborted()).to.deep.equal([true]);
    document.body.append(element);
    await requested(2);
    expect(aborted()).to.deep.equal([true, false]);
    webOtp.deliver(code);
    await login.expectTitle("You're signed in");
  });

  it('aborts the request and ignores its code after going back', async () => {
    await login.requestCode(newPhone());
    await requested(1);
    login.button('Change number').click();
    await login.expectTitle('Sign in');
    await login.element.updateComplete;
    expect(aborted()).to.deep.equal([true]);
    webOtp.deliver('123456');
    await login.element.updateComplete;
    expect(login.title).to.equal('Sign in');
    expect(connection.operations).to.deep.equal(['SignUp', 'InitiateAuth']);
  });
});
