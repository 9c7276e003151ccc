/** `remember`: storing, offering and removing the account that signed in last on this device. */
import { createOtpClient } from '@cognito-otp/client';
import { codeIn } from '@cognito-otp/test-kit/codes';
import { expect } from '@open-wc/testing';
import { openRememberedAccount, REMEMBERED_FOR_MS } from '../src/client/remembered-account.js';
import { rememberedKey } from '../src/client/remembered-key.js';
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
import '../src/define-companions.js';

const KEY = rememberedKey(pool.clientId);
const stored = () => JSON.parse(localStorage.getItem(KEY) ?? 'null');
const remember = (identifier: object, until = Date.now() + 60_000) =>
  localStorage.setItem(KEY, JSON.stringify({ ...identifier, until }));
const PHONE = { phone: '+447700900778' };
const EMAIL = { email: 'ann@example.com' };

let login: LoginPage;
beforeEach(clearStorage);
afterEach(() => {
  login?.close();
  clearStorage();
});

const open = async (attributes: Readonly<Record<string, string>> = {}) => {
  login = await LoginPage.open({ remember: '', ...attributes });
};
const offersToContinue = () => !!login.find('[part=remembered]');
const field = () => login.find<HTMLInputElement>('.group input');

async function signIn(identifier: string): Promise<void> {
  await login.typeCode(await login.requestCode(identifier));
  await login.expectTitle("You're signed in");
}

describeInBothRoots('a remembered account', (rootAttributes) => {
  it('continues after a sign-out and a reload with one press, and “Not you?” forgets it', async () => {
    await open({ ...rootAttributes, 'app-name': 'Northlight' });
    const phone = newPhone();
    const e164 = `+44${phone.replace(/^0|\s/g, '')}`;
    const label = `Continue as +44 ••• ${e164.slice(-3)}`;
    await signIn(phone);
    expect(stored().phone).to.equal(e164);
    expect(stored().until).to.be.within(Date.now() + REMEMBERED_FOR_MS - 60_000, Date.now() + REMEMBERED_FOR_MS);
    await login.element.signOut();
    await until(offersToContinue, 'the account');
    expect(login.title).to.equal('Sign in to Northlight');
    login = await login.reload();
    expect(login.find('.lead')!.textContent).to.equal("Welcome back. We'll text you a code.");
    expect(field()).to.equal(null);
    login.element.focus();
    expect(login.button(label).matches(':focus'), 'the button, since there is no field').to.equal(true);
    login.button(label).click();
    await login.expectTitle('Check your messages');
    expect(login.events.find(({ type }) => type === 'before-send')!.detail).to.include({
      kind: 'phone',
      identifier: e164,
    });
    login.button('Change number').click();
    await until(() => field()?.value, 'the number can be changed');
    login = await login.reload();
    // The number is still the one that was entered last.
    expect(stored().phone).to.equal(e164);
    await until(offersToContinue, 'the account');
    login.button('Not you?').click();
    await until(() => field()?.matches(':focus'), 'the empty field has the focus');
    expect([field()!.name, field()!.value, stored()]).to.deep.equal(['phone', '', null]);
    login = await login.reload();
    expect(offersToContinue()).to.equal(false);
  });

  it('that is an address opens the form for addresses, and shows where the code is sent', async () => {
    remember(EMAIL);
    await open({ ...rootAttributes, autofocus: '' });
    expect(login.find('.main')!.matches(':focus'), 'the focus on arrival').to.equal(true);
    expect(login.find('.main')!.textContent).to.equal('Continue as a•••@example.com');
    expect(login.find('.lead')!.textContent).to.equal("Welcome back. We'll email you a code.");
    login.button('Not you?').click();
    await until(() => field(), 'the field');
    expect(field()!.name, 'the kind that was used last').to.equal('email');
  });
});

describe('what is remembered', () => {
  it('nothing without the attribute, and a record of another form is removed', async () => {
    login = await LoginPage.open();
    await signIn(newPhone());
    expect(stored()).to.equal(null);
    await login.element.signOut();
    await login.expectTitle('Sign in');
    expect(Object.keys(localStorage).filter((key) => key.includes(pool.clientId))).to.deep.equal([]);
    login.close();
    remember(PHONE);
    login = await LoginPage.open();
    expect([stored(), offersToContinue()]).to.deep.equal([null, false]);
  });

  it('nothing with persistence="memory", and for the tab alone with persistence="session"', async () => {
    await open({ persistence: 'memory' });
    await signIn(newPhone());
    expect(stored()).to.equal(null);
    await login.element.signOut();
    await login.expectTitle('Sign in');
    expect(offersToContinue()).to.equal(false);
    login.close();
    await open({ persistence: 'session' });
    await signIn(newEmail());
    expect(stored()).to.equal(null);
    expect(sessionStorage.getItem(KEY)).to.include('@');
    await login.element.signOut();
    await until(offersToContinue, 'the account');
  });

  it('in a storage of the page, which may be asynchronous', async () => {
    const values = new Map([[KEY, JSON.stringify({ ...EMAIL, until: Date.now() + 60_000 })]]);
    login = LoginPage.create({ remember: '' });
    login.element.storage = {
      getItem: async (key) => values.get(key) ?? null,
      setItem: async (key, value) => void values.set(key, value),
      removeItem: async (key) => void values.delete(key),
    };
    await login.attach();
    await until(offersToContinue, 'the account');
    login.button('Not you?').click();
    await until(() => field(), 'the field');
    expect(values.has(KEY)).to.equal(false);
  });

  it('not for another app client', async () => {
    localStorage.setItem(rememberedKey('another'), JSON.stringify({ ...PHONE, until: Date.now() + 60_000 }));
    await open();
    expect(offersToContinue()).to.equal(false);
    expect(localStorage.getItem(rememberedKey('another'))).not.to.equal(null);
  });

  it('not offered if the form no longer accepts it, or if something was typed', async () => {
    remember(PHONE);
    await open({ identifiers: 'email' });
    expect([offersToContinue(), field()!.name]).to.deep.equal([false, 'email']);
    login.element.identifiers = 'email phone';
    await until(offersToContinue, 'the account, once numbers are accepted');
    login.element.countries = 'FR DE';
    await until(() => !offersToContinue(), 'no account of another country');
    login.element.countries = 'GB IE';
    await until(offersToContinue, 'the account of a country that is allowed');
  });

  it('follows what other tabs store and remove', async () => {
    remember(PHONE);
    await open();
    expect(offersToContinue()).to.equal(true);
    // Another tab removes the account, and later stores that of another user: this page gets storage events.
    localStorage.removeItem(KEY);
    dispatchEvent(new StorageEvent('storage', { key: KEY }));
    await until(() => field(), 'the field');
    remember(EMAIL);
    dispatchEvent(new StorageEvent('storage', { key: KEY }));
    await until(offersToContinue, 'the account of the other tab');
    expect(login.find('[part=remembered]')!.textContent).to.equal('a•••@example.com');
    localStorage.clear();
    dispatchEvent(new StorageEvent('storage', { key: null }));
    await until(() => !offersToContinue(), 'nothing');
  });
});

describe('forgetting an account', () => {
  it('signOut({ forget: true }) removes it, with and without a signed-in user', async () => {
    await open();
    await signIn(newPhone());
    await login.element.signOut({ forget: true });
    await login.expectTitle('Sign in');
    expect([stored(), offersToContinue()]).to.deep.equal([null, false]);
    remember(PHONE);
    login = await login.reload();
    expect(offersToContinue()).to.equal(true);
    await login.element.signOut({ forget: true });
    await until(() => field(), 'the field');
    expect(stored()).to.equal(null);
    expect(login.error).to.equal('');
  });

  it('<cognito-otp-logout forget> removes it, and without the attribute it stays', async () => {
    await open();
    const logout = document.createElement('cognito-otp-logout');
    for (const name of ['user-pool-id', 'client-id', 'endpoint'])
      logout.setAttribute(name, login.element.getAttribute(name)!);
    document.body.append(logout);
    const press = async () => {
      (await until(() => logout.shadowRoot!.querySelector('button'), 'the button')).click();
      await login.expectTitle('Sign in');
    };
    await signIn(newPhone());
    await press();
    await until(offersToContinue, 'the account');
    login.button('Not you?').click();
    await until(() => field(), 'the field');
    await signIn(newPhone());
    logout.toggleAttribute('forget', true);
    await press();
    expect([stored(), offersToContinue()]).to.deep.equal([null, false]);
    logout.remove();
  });
});

describe('a record that this element has not written', () => {
  const soon = Date.now() + 60_000;
  const records: Readonly<Record<string, string>> = {
    expired: JSON.stringify({ ...PHONE, until: Date.now() - 1 }),
    'of a far future': JSON.stringify({ ...PHONE, until: Date.now() + 10 * REMEMBERED_FOR_MS }),
    'without an end': JSON.stringify(PHONE),
    'with a text as its end': JSON.stringify({ ...PHONE, until: 'never' }),
    'that is no JSON': '{"phone"',
    null: 'null',
    'an array': '[]',
    'with both kinds': JSON.stringify({ ...PHONE, ...EMAIL, until: soon }),
    'with an object as its number': JSON.stringify({ phone: { length: 9 }, until: soon }),
    'with markup as its number': JSON.stringify({ phone: '+44<img src=x>', until: soon }),
    'with a number that is too long': JSON.stringify({ phone: `+${'4'.repeat(40)}`, until: soon }),
    'with an address without @': JSON.stringify({ email: 'ann', until: soon }),
    'with control characters': JSON.stringify({ email: 'ann\u202e@example.com', until: soon }),
    'of 2 MB': JSON.stringify({ email: `${'a'.repeat(2e6)}@example.com`, until: soon }),
    'with a prototype': '{"__proto__":{"phone":"+447700900778","until":9e15}}',
  };
  for (const [what, text] of Object.entries(records)) {
    it(`${what} is ignored`, () => {
      const values: unknown[] = [];
      const storage = { getItem: () => text, setItem: () => undefined, removeItem: () => undefined };
      openRememberedAccount({ clientId: 'c', storage }).read((identifier) => values.push(identifier));
      expect(values).to.deep.equal([undefined]);
    });
  }

  it('and markup in an address is shown as text', async () => {
    remember({ email: '<img/src=x>@<b>example.com' });
    await open();
    expect(login.find('[part=remembered]')!.textContent).to.equal('<•••@<b>example.com');
    expect(login.find('[part=remembered]')!.children.length).to.equal(0);
  });

  it('a storage that throws, rejects or is missing remembers nothing', async () => {
    const fail = () => {
      throw new Error('Simulated by the test.');
    };
    const reject = () => Promise.reject(new Error('Simulated by the test.'));
    for (const storage of [
      { getItem: fail, setItem: fail, removeItem: fail },
      { getItem: reject, setItem: reject, removeItem: reject },
    ]) {
      const record = openRememberedAccount({ clientId: 'c', storage });
      record.write(PHONE);
      record.remove();
      expect(await new Promise((resolve) => record.read(resolve))).to.equal(undefined);
    }
    openRememberedAccount({ clientId: '' }).write(PHONE);
    expect(localStorage.length).to.equal(0);
  });
});

describe('the id of a remembered device', () => {
  let bodies: string[];
  const original = globalThis.fetch;
  beforeEach(() => {
    bodies = [];
    globalThis.fetch = (input, init) => {
      if (typeof init?.body === 'string') bodies.push(init.body);
      return original(input, init);
    };
  });
  afterEach(() => {
    globalThis.fetch = original;
  });
  const devicesSent = () => new Set(bodies.flatMap((body) => JSON.parse(body).ClientMetadata?.device ?? []));
  const advanceClock = () =>
    original(`${pool.endpoint}/clock`, { method: 'POST', body: JSON.stringify({ advanceMs: 31_000 }) });

  /** A stranger on another device answers wrong until the account is locked. */
  async function lockAccount(phone: string): Promise<void> {
    const storage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
    for (let session = 0; session < 3; session++) {
      await advanceClock();
      const stranger = createOtpClient({ ...pool, storage, signUp: 'off' });
      const before = (await outbox()).length;
      let state = await stranger.start({ phone });
      const code = state.error?.code === 'locked' ? '' : codeIn((await outbox())[before]!.body);
      for (let by = 1; by <= 3 && state.step === 'code' && state.error?.code !== 'locked'; by++) {
        state = await stranger.submit(wrongCode(code, session * 3 + by));
      }
      stranger.close();
    }
    await advanceClock();
  }

  it('lets its owner sign in while strangers keep the account locked for every other device', async () => {
    await open();
    const phone = newPhone();
    const e164 = `+44${phone.replace(/^0|\s/g, '')}`;
    await signIn(phone);
    const { device } = stored();
    expect(device).to.match(/^[\w-]{22}$/);
    expect([...devicesSent()]).to.deep.equal([device]);
    await login.element.signOut();
    await until(offersToContinue, 'the account');
    await lockAccount(e164);
    login = await login.reload();
    bodies.length = 0;
    const before = (await outbox()).length;
    login.button(`Continue as +44 ••• ${e164.slice(-3)}`).click();
    await login.expectTitle('Check your messages');
    await login.typeCode(await login.codeSince(before));
    await login.expectTitle("You're signed in");
    expect([...devicesSent()]).to.deep.equal([device]);
    // The same number in a form that remembers nothing is locked.
    await login.element.signOut();
    login.close();
    login = await LoginPage.open();
    await advanceClock();
    await login.typeIdentifier(phone);
    await login.pressEnter();
    await login.expectTitle('Sign-in is paused');
  });

  it('is kept only after a right code, also of another user, and replaced by “Not you?” and signOut({ forget: true })', async () => {
    await open();
    const code = await login.requestCode(newPhone());
    expect(stored(), 'before a right code').to.equal(null);
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
    const { device: first } = stored();
    await login.element.signOut();
    await until(offersToContinue, 'the account');
    login.button('Not you?').click();
    await until(() => field(), 'the field');
    expect(stored()).to.equal(null);
    await signIn(newPhone());
    const { device: second } = stored();
    expect(second).not.to.equal(first);
    await login.element.signOut();
    await until(offersToContinue, 'the account');
    await login.element.signOut({ forget: true });
    await until(() => field(), 'the field');
    await signIn(newPhone());
    expect([first, second]).not.to.include(stored().device);
    expect(devicesSent().size).to.equal(3);
  });

  for (const [what, attributes] of [
    ['without the attribute', { remember: null }],
    ['with persistence="memory"', { remember: '', persistence: 'memory' }],
  ] as const) {
    it(`is neither sent nor kept ${what}`, async () => {
      login = LoginPage.create();
      for (const [name, value] of Object.entries(attributes)) {
        if (value !== null) login.element.setAttribute(name, value);
      }
      await login.attach();
      await signIn(newPhone());
      expect(devicesSent().size).to.equal(0);
      expect(Object.values({ ...localStorage, ...sessionStorage }).join()).not.to.include('device');
    });
  }

  it('is not sent once the attribute is removed', async () => {
    await open();
    login.element.removeAttribute('remember');
    await signIn(newPhone());
    expect(devicesSent().size).to.equal(0);
    expect(stored()).to.equal(null);
  });

  it('that is stored is used only if it is valid', async () => {
    for (const planted of ['x', 'a'.repeat(23), 7, null, { length: 22 }, '<script>alert(1)</script>']) {
      localStorage.setItem(KEY, JSON.stringify({ ...PHONE, device: planted, until: Date.now() + 60_000 }));
      const read = await new Promise<unknown>((resolve) =>
        openRememberedAccount({ clientId: pool.clientId }).read((_, device) => resolve(device)),
      );
      expect(read).to.match(/^[\w-]{22}$/);
      expect(read).not.to.equal(planted);
    }
  });
});
