import { expect } from '@open-wc/testing';
import { goOffline } from './support/browser-environment.js';
import { everywhere, LoginPage, newPhone, outbox, until } from './support/login-page.js';
import { Wire } from './support/pool-connection.js';

const forget = () => {
  localStorage.clear();
  sessionStorage.clear();
};

everywhere('promise 41: losing the connection while a request is pending', (place) => {
  let I: LoginPage;
  let wire: Wire;
  const undo: (() => void)[] = [];
  beforeEach(async () => {
    forget();
    wire = new Wire();
    I = LoginPage.prepare(place);
    I.element.fetcher = wire.fetch;
    await I.show();
  });
  afterEach(() => {
    for (const each of undo.splice(0)) each();
    I.close();
    forget();
  });

  /** The connection goes with what is under way; gives what brings it back. */
  function loseConnection(way: 'out' | 'back'): () => Promise<void> {
    const goOnline = goOffline();
    undo.push(goOnline);
    wire[way].lose();
    return async () => {
      const asked = wire.asked.length;
      const sent = (await outbox()).length;
      goOnline();
      await until(() => I.status === "You're back online.", 'it says that it is back');
      expect(I.error, 'no longer true').to.equal('');
      // Time for what nobody asked for.
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(wire.asked.length, 'nothing is asked by itself').to.equal(asked);
      expect((await outbox()).length, 'nothing is sent by itself').to.equal(sent);
    };
  }

  async function saysSo(): Promise<void> {
    await I.seesError("You're offline. Reconnect, then try again.");
    expect(I.status, 'said once').to.equal('');
    expect(I.element.matches(':state(offline):not(:state(loading))')).to.equal(true);
  }

  const bare = (text: string) => text.replace(/\s/g, '');

  it('starting: reports offline, keeps the number, sends nothing automatically, and continues at the next press', async () => {
    const phone = newPhone();
    wire.out.close();
    await I.typeIdentifier(phone);
    await I.enter();
    await until(() => I.element.step === 'starting' && wire.asked[0], 'the request is under way');
    const comeBack = loseConnection('out');
    await saysSo();
    expect(I.element.step).to.equal('identifier');
    expect(bare(I.find<HTMLInputElement>('[type=tel]')!.value)).to.equal(bare(phone));
    await comeBack();
    expect(wire.asked).to.deep.equal(['SignUp']);
    const sent = (await outbox()).length;
    I.button('Text me a code').click();
    await until(() => I.codeField, 'the code step');
    await I.typeCode(await I.codeSince(sent));
    await I.sees("You're signed in");
    expect((await outbox()).length).to.equal(sent + 1);
  });

  it('sending: reports offline, keeps the step and the digits, sends nothing automatically, and continues at the next press', async () => {
    wire.says = { resendAt: '0', reason: undefined };
    const code = await I.askForCode(newPhone());
    await I.typeCode(code.slice(0, 3));
    wire.out.close();
    const button = await until(() => I.find('[part=resend-button]'), 'the button');
    button.click();
    await until(() => I.element.step === 'sending' && wire.asked.length === 3, 'the request is under way');
    const comeBack = loseConnection('out');
    await saysSo();
    expect(I.element.step).to.equal('code');
    expect(I.codeField!.value).to.equal(code.slice(0, 3));
    expect(I.find('[part=destination]')!.textContent).to.match(/^\+44/);
    await comeBack();
    I.button('Send a new code').click();
    await until(() => I.has('sent') && I.status.includes('again'), 'the news');
    expect(wire.asked).to.deep.equal(['SignUp', 'InitiateAuth', 'RespondToAuthChallenge', 'RespondToAuthChallenge']);
    await I.typeCode(code);
    await I.sees("You're signed in");
  });

  for (const [what, way] of [
    ['request lost', 'out'],
    ['reply lost', 'back'],
  ] as const) {
    it(`checking, ${what}: reports offline, keeps the digits, sends nothing automatically, and continues at the next press`, async () => {
      const code = await I.askForCode(newPhone());
      const sent = (await outbox()).length;
      wire[way].close();
      await I.typeCode(code);
      await until(() => I.element.step === 'checking' && wire.asked.length === 3, 'the request is under way');
      if (way === 'back') await until(() => wire.answered === 3, 'Cognito has answered');
      const comeBack = loseConnection(way);
      await saysSo();
      expect(I.element.step).to.equal('code');
      expect(I.codeField!.value).to.equal(code);
      expect(I.codeField!.readOnly).to.equal(false);
      await comeBack();
      expect(I.codeField!.value).to.equal(code);
      I.button('Verify').click();
      if (way === 'out') await I.sees("You're signed in");
      else {
        // The code was taken: what there was to give for it is lost, and nobody is told that it was wrong.
        await I.seesError('This sign-in has ended. Start again to get a new code.');
        await I.sees('Sign in');
      }
      expect((await outbox()).length, 'no other message').to.equal(sent);
    });
  }
});
