/** What the views of a sign-in say and offer, in cases that a single state does not show. */
import { expect } from '@open-wc/testing';
import { clearStorage, LoginPage, newEmail, until } from './support/login-page.js';
import { PoolConnection } from './support/pool-connection.js';
import { Visitor } from './support/states.js';

describe('the views of a sign-in', () => {
  const cleanups: (() => void)[] = [];
  let visitor: Visitor;
  beforeEach(async () => {
    clearStorage();
    const connection = new PoolConnection();
    const login = LoginPage.create();
    login.element.fetcher = connection.fetch;
    await login.attach();
    visitor = new Visitor(login, connection, cleanups);
  });
  afterEach(() => {
    visitor.login.close();
    clearStorage();
  });

  for (const reason of ['locked', 'rate_limited', 'send_failed', 'not_sent', 'used_up', 'captcha'] as const) {
    it(`“${reason}”: after a reload nothing says that a code was sent or still works`, async () => {
      await visitor.startWithoutMessage({ reason, resendAt: `${Date.now() + 600_000}` });
      expect(visitor.login.hasEvent('sent')).to.equal(false);
      await visitor.reload();
      await until(() => visitor.login.find('[data-step=waiting]'), 'the waiting view');
      expect(visitor.login.status).to.equal('');
      expect(visitor.login.element.renderRoot.textContent).not.to.match(/still works|we sent|sent your/);
    });
  }

  it('after a reload with a live code the number is formatted', async () => {
    await visitor.requestCode();
    await visitor.reload();
    const hint = () => visitor.login.find('[part=hint]')?.textContent?.replace(/\s/g, ' ') ?? '';
    await until(
      () => /^Welcome back\. The code we sent to \u2068\+44 \d{4} \d{6}\u2069 still works\.$/.test(hint()),
      'the hint that the code still works',
    );
    expect(visitor.login.status.replace(/\s/g, ' ')).to.match(/to \+44 \d{4} \d{6} still/);
  });

  it('the button of the waiting view counts down, then sends the code, and the code step follows', async () => {
    await visitor.startWithoutMessage({
      reason: 'rate_limited',
      // Measured from the reply, which may take long on a busy machine.
      get resendAt() {
        return `${Date.now() + 5000}`;
      },
    });
    const button = visitor.login.find<HTMLButtonElement>('[part=submit]')!;
    expect(button.disabled).to.equal(true);
    expect(button.textContent).to.match(/^Try again in 0:0\d$/);
    await until(() => !button.disabled, 'the end of the wait', 9000);
    expect(visitor.login.title).to.equal('Get your code');
    expect([visitor.login.error, visitor.login.status]).to.deep.equal(['', 'You can request a new code now.']);
    visitor.connection.overrides = { reason: undefined };
    button.click();
    await until(() => visitor.login.find('[data-step=code] [part=hint]'), 'the code step');
  });

  it('no cell is marked as the current one while the code is verified', async () => {
    const code = await visitor.requestCode();
    await visitor.login.typeCode(code.slice(0, 5));
    expect(visitor.login.find('[part~=cell-current]')).not.to.equal(null);
    visitor.connection.requestGate.hold();
    await visitor.login.typeCode(code);
    await visitor.waitForStep('checking');
    await visitor.login.element.updateComplete;
    expect(visitor.login.find('[part~=cell-current]')).to.equal(null);
    visitor.connection.requestGate.lose();
    await until(() => visitor.login.element.step !== 'checking', 'a reply');
  });

  it('the full stop after a long address stays beside it', async () => {
    await visitor.chooseEmail();
    await visitor.requestCode(`somebody.with.a.long.name.${newEmail()}`);
    visitor.login.element.style.inlineSize = '320px';
    const address = visitor.login.find('[part=destination]')!;
    const stop = document.createRange();
    stop.setStart(address.nextSibling!, 0);
    stop.setEnd(address.nextSibling!, 1);
    const lines = Array.from(address.querySelector('b')!.getClientRects());
    expect(lines.length).to.be.above(1);
    expect(stop.getBoundingClientRect().top).to.be.closeTo(lines.at(-1)!.top, 4);
  });

  it('the success slot is above the button that signs out', async () => {
    visitor.login.element.innerHTML = '<p slot="success">Your orders are next.</p>';
    await visitor.signIn();
    const slot = visitor.login.find('slot[name=success]')!;
    expect(slot.compareDocumentPosition(visitor.login.find('[part=sign-out]')!)).to.equal(
      Node.DOCUMENT_POSITION_FOLLOWING,
    );
  });
});
