/** A connection that is lost during a request, in each step that waits for one. */
import { expect } from '@open-wc/testing';
import { goOffline } from './support/browser-environment.js';
import { clearStorage, describeInBothRoots, LoginPage, newPhone, outbox, until } from './support/login-page.js';
import { PoolConnection } from './support/pool-connection.js';

describeInBothRoots('promise 41: losing the connection while a request is pending', (rootAttributes) => {
  let login: LoginPage;
  let connection: PoolConnection;
  const cleanups: (() => void)[] = [];
  beforeEach(async () => {
    clearStorage();
    connection = new PoolConnection();
    login = LoginPage.create(rootAttributes);
    login.element.fetcher = connection.fetch;
    await login.attach();
  });
  afterEach(() => {
    for (const each of cleanups.splice(0)) each();
    login.close();
    clearStorage();
  });

  /** Loses the connection and the pending exchange. The returned function reconnects and checks that nothing is sent. */
  function loseConnection(gate: 'requestGate' | 'replyGate'): () => Promise<void> {
    const goOnline = goOffline();
    cleanups.push(goOnline);
    connection[gate].lose();
    return async () => {
      const called = connection.operations.length;
      const sent = (await outbox()).length;
      goOnline();
      await until(() => login.status === "You're back online.", 'the online status');
      expect(login.error, 'the error is cleared').to.equal('');
      // Leaves time for requests that must not happen.
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(connection.operations.length, 'no automatic request').to.equal(called);
      expect((await outbox()).length, 'no automatic message').to.equal(sent);
    };
  }

  async function expectOfflineReport(): Promise<void> {
    await login.expectError("You're offline. Reconnect, then try again.");
    expect(login.status, 'reported only once').to.equal('');
    expect(login.element.matches(':state(offline):not(:state(loading))')).to.equal(true);
  }

  const withoutSpaces = (text: string) => text.replace(/\s/g, '');

  it('starting: reports offline, keeps the number, sends nothing automatically, and continues at the next press', async () => {
    const phone = newPhone();
    connection.requestGate.hold();
    await login.typeIdentifier(phone);
    await login.pressEnter();
    await until(() => login.element.step === 'starting' && connection.operations[0], 'the request is pending');
    const reconnect = loseConnection('requestGate');
    await expectOfflineReport();
    expect(login.element.step).to.equal('identifier');
    expect(withoutSpaces(login.find<HTMLInputElement>('[type=tel]')!.value)).to.equal(withoutSpaces(phone));
    await reconnect();
    expect(connection.operations).to.deep.equal(['SignUp']);
    const sent = (await outbox()).length;
    login.button('Text me a code').click();
    await until(() => login.codeField, 'the code step');
    await login.typeCode(await login.codeSince(sent));
    await login.expectTitle("You're signed in");
    expect((await outbox()).length).to.equal(sent + 1);
  });

  it('sending: reports offline, keeps the step and the digits, sends nothing automatically, and continues at the next press', async () => {
    connection.overrides = { resendAt: '0', reason: undefined };
    const code = await login.requestCode(newPhone());
    await login.typeCode(code.slice(0, 3));
    connection.requestGate.hold();
    const button = await until(() => login.find('[part=resend-button]:enabled'), 'the resend button');
    button.click();
    await until(() => login.element.step === 'sending' && connection.operations.length === 3, 'the request is pending');
    const reconnect = loseConnection('requestGate');
    await expectOfflineReport();
    expect(login.element.step).to.equal('code');
    expect(login.codeField!.value).to.equal(code.slice(0, 3));
    expect(login.find('[part=destination]')!.textContent).to.match(/^\+44/);
    await reconnect();
    login.button('Send again').click();
    await until(() => login.hasEvent('sent') && login.status.includes('again'), 'the announcement');
    expect(connection.operations).to.deep.equal([
      'SignUp',
      'InitiateAuth',
      'RespondToAuthChallenge',
      'RespondToAuthChallenge',
    ]);
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
  });

  for (const [what, gate] of [
    ['request lost', 'requestGate'],
    ['reply lost', 'replyGate'],
  ] as const) {
    it(`checking, ${what}: reports offline, keeps the digits, sends nothing automatically, and continues at the next press`, async () => {
      const code = await login.requestCode(newPhone());
      const sent = (await outbox()).length;
      connection[gate].hold();
      await login.typeCode(code);
      await until(
        () => login.element.step === 'checking' && connection.operations.length === 3,
        'the request is pending',
      );
      if (gate === 'replyGate') await until(() => connection.replies === 3, 'Cognito has answered');
      const reconnect = loseConnection(gate);
      await expectOfflineReport();
      expect(login.element.step).to.equal('code');
      expect(login.codeField!.value).to.equal(code);
      expect(login.codeField!.readOnly).to.equal(false);
      await reconnect();
      expect(login.codeField!.value).to.equal(code);
      login.button('Verify').click();
      if (gate === 'requestGate') await login.expectTitle("You're signed in");
      else {
        // Cognito has accepted the code, but the reply with the tokens is lost. The code is not called wrong.
        await login.expectError('This sign-in has ended. Start again to get a new code.');
        await login.expectTitle('Sign in');
      }
      expect((await outbox()).length, 'no further message').to.equal(sent);
    });
  }
});
