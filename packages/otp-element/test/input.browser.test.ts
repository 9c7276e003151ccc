/** What reaches the form's fields: input methods, extensions, deletions, and the country that a visitor's languages point to. */
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import {
  clearStorage,
  describeInBothRoots,
  LoginPage,
  newEmail,
  newPhone,
  outbox,
  until,
} from './support/login-page.js';
import { PoolConnection } from './support/pool-connection.js';

/** Composes a text as an input method does: each element of `steps` is what the field contains after a key. */
function compose(field: HTMLInputElement, steps: readonly string[]): void {
  field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true, composed: true }));
  for (const text of steps) {
    field.value = text;
    field.dispatchEvent(new CompositionEvent('compositionupdate', { bubbles: true, composed: true, data: text }));
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, isComposing: true, data: text }));
    expect(field.value, 'nothing is rewritten').to.equal(text);
  }
}

/** Ends a composition in the order of events of Chromium, or of Firefox, where another input event follows. */
function endComposition(field: HTMLInputElement, inputFollows: boolean): void {
  field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, composed: true, data: field.value }));
  if (inputFollows) field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, isComposing: false }));
}

const fullWidth = (digits: string): string =>
  digits.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));

describeInBothRoots('input from unusual sources', (rootAttributes) => {
  let login: LoginPage;
  let connection: PoolConnection;
  beforeEach(() => {
    clearStorage();
    connection = new PoolConnection();
  });
  afterEach(() => {
    login.close();
    clearStorage();
  });

  async function open(attributes: Readonly<Record<string, string>> = {}): Promise<void> {
    login = LoginPage.create({ ...rootAttributes, ...attributes });
    login.element.fetcher = connection.fetch;
    await login.attach();
  }

  const phoneField = () => login.find<HTMLInputElement>('[type=tel]')!;

  for (const inputFollows of [false, true]) {
    it(`a code that is composed is submitted once, when the composition ends${inputFollows ? ' and an input event follows' : ''}`, async () => {
      await open();
      const code = await login.requestCode(newPhone());
      const before = connection.operations.length;
      const field = login.codeField!;
      field.focus();
      compose(
        field,
        Array.from(code, (_, index) => fullWidth(code.slice(0, index + 1))),
      );
      await login.element.updateComplete;
      expect(connection.operations.length, 'nothing is submitted').to.equal(before);
      endComposition(field, inputFollows);
      await login.expectTitle("You're signed in");
      expect(connection.operations.slice(before)).to.deep.equal(['RespondToAuthChallenge']);
    });
  }

  it('a code of which only a part is composed counts with the digits that were typed', async () => {
    await open();
    const code = await login.requestCode(newPhone());
    await login.typeCode(code.slice(0, 3));
    compose(login.codeField!, [
      code.slice(0, 3) + fullWidth(code.slice(3, 4)),
      code.slice(0, 3) + fullWidth(code.slice(3)),
    ]);
    expect(login.element.step).to.equal('code');
    endComposition(login.codeField!, false);
    await login.expectTitle("You're signed in");
  });

  it('a number that is composed is formatted only when the composition ends', async () => {
    await open({ format: 'as-you-type', 'default-country': 'US' });
    await login.typeIdentifier('2');
    await until(async () => {
      await login.typeIdentifier('2015');
      return phoneField().value === '(201) 5';
    }, 'the metadata is loaded');
    phoneField().value = '';
    compose(phoneField(), ['２', '２０', '２０１', '２０１５', '２０１５５５']);
    endComposition(phoneField(), false);
    expect(phoneField().value).to.equal('(201) 555');
  });

  it('a submission ends the composition and uses all of its text', async () => {
    await open();
    const code = await login.requestCode(newPhone());
    login.codeField!.focus();
    compose(login.codeField!, [fullWidth(code)]);
    login.button('Verify').click();
    await login.expectTitle("You're signed in");
  });

  it('a code that an extension fills in without an event is verified by the button', async () => {
    await open();
    const code = await login.requestCode(newPhone());
    login.codeField!.value = code;
    login.button('Verify').click();
    await login.expectTitle("You're signed in");
  });

  it('a code with spaces that an extension fills in without an event is verified by Enter', async () => {
    await open({ 'no-auto-submit': '' });
    const code = await login.requestCode(newPhone());
    login.codeField!.focus();
    login.codeField!.value = `${code.slice(0, 3)} ${code.slice(3)}`;
    await login.pressEnter();
    await login.expectTitle("You're signed in");
  });

  it('a code replaced without an event after a wrong one is the one that is verified', async () => {
    await open();
    const code = await login.requestCode(newPhone());
    await login.typeCode(code === '000000' ? '111111' : '000000');
    await login.expectError('2 tries left');
    login.codeField!.value = code;
    login.button('Verify').click();
    await login.expectTitle("You're signed in");
  });

  it('a code that is filled in with a change event only is submitted', async () => {
    await open();
    const code = await login.requestCode(newPhone());
    login.codeField!.value = code;
    login.codeField!.dispatchEvent(new Event('change', { bubbles: true }));
    await login.expectTitle("You're signed in");
  });

  it('a number and a country that are filled in without events are the ones that are used', async () => {
    await open({ 'default-country': 'DE' });
    await until(() => login.find<HTMLSelectElement>('select')!.options.length > 2, 'the list');
    await login.element.updateComplete;
    const before = (await outbox()).length;
    login.find<HTMLSelectElement>('select')!.value = 'GB';
    const phone = newPhone();
    phoneField().value = phone;
    login.button('Text me a code').click();
    await login.expectTitle('Check your messages');
    expect((await outbox())[before]!.to).to.equal(`+44${phone.replace(/^0|\s/g, '')}`);
  });

  it('an email address that is filled in with a change event only is used', async () => {
    await open({ identifiers: 'email' });
    const before = (await outbox()).length;
    const email = newEmail();
    const field = login.find<HTMLInputElement>('[type=email]')!;
    field.value = email;
    field.dispatchEvent(new Event('change', { bubbles: true }));
    login.button('Email me a code').click();
    await until(() => login.codeField, 'the code step');
    expect((await outbox())[before]!.to).to.equal(email);
  });

  const numbers = {
    US: '2015550123',
    GB: '07400123456',
    DE: '015123456789',
    BR: '11961234567',
    FR: '0612345678',
    JP: '09012345678',
  };
  for (const [country, digits] of Object.entries({ ...numbers, RU: '+12015550123', CN: '+447400123456' })) {
    it(`formatted as it is typed, ${digits} in ${country} can be deleted with Backspace`, async () => {
      await open({ format: 'as-you-type', 'default-country': country });
      await login.typeIdentifier(digits.slice(0, 1));
      await login.element.controller!.phone.load();
      await login.typeIdentifier(digits);
      expect(phoneField().value).to.match(/\d[ ()-]+\d/);
      for (let pressed = 0; pressed < 20; pressed++) await sendKeys({ press: 'Backspace' });
      expect(phoneField().value).to.equal('');
    });
  }

  it('an email address typed as a phone number is taken for an email address', async () => {
    await open();
    const before = (await outbox()).length;
    const email = newEmail();
    await login.typeIdentifier(email);
    await login.pressEnter();
    await until(() => login.codeField, 'the code step');
    expect((await outbox())[before]!.to).to.equal(email);
    login.button('Change email').click();
    await until(() => login.find<HTMLInputElement>('[type=email]')?.value === email, 'the address is kept');
  });
});

describe('the country that is selected first', () => {
  let login: LoginPage;
  afterEach(() => {
    login.close();
    for (const name of ['language', 'languages']) Reflect.deleteProperty(navigator, name);
    clearStorage();
  });

  async function selectedFor(
    languages: readonly string[],
    attributes: Readonly<Record<string, string>>,
  ): Promise<string> {
    Object.defineProperty(navigator, 'languages', { value: languages, configurable: true });
    Object.defineProperty(navigator, 'language', { value: languages[0], configurable: true });
    login = await LoginPage.open({ 'default-country': '', ...attributes });
    await until(() => login.find('[value=GB], [value=FR]'), 'the list');
    return login.find<HTMLSelectElement>('select')!.value;
  }

  const cases: readonly (readonly [languages: readonly string[], country: string])[] = [
    [['es-419'], 'ES'],
    [['es-419', 'es-MX', 'en-US'], 'MX'],
    [['de', 'en-US'], 'DE'],
    [['en-001', 'sv'], 'SE'],
    [['ar-001'], 'EG'],
    [['zh-Hant'], 'TW'],
    [['en-150', 'en-IE'], 'IE'],
    [['fr-AQ', 'fr-CA'], 'CA'],
    [['eo'], ''],
    [['und', 'x-private'], ''],
  ];
  for (const [languages, country] of cases) {
    it(`for ${languages.join(', ')} is ${country || 'none'}`, async () => {
      expect(await selectedFor(languages, {})).to.equal(country);
    });
  }

  it("is the first language's country that the page allows", async () => {
    expect(await selectedFor(['en-US', 'fr-419', 'fr'], { countries: 'DE FR' })).to.equal('FR');
  });

  it('is never an arbitrary one; a number that needs it is refused until the visitor selects it', async () => {
    expect(await selectedFor(['eo'], { 'default-country': 'ZZ' })).to.equal('');
    expect(login.find('[part=prefix]')).to.equal(null);
    const phone = newPhone();
    await login.typeIdentifier(phone);
    await login.pressEnter();
    await login.expectError('choose the country');
    const select = login.find<HTMLSelectElement>('select')!;
    select.value = 'GB';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await login.element.updateComplete;
    expect(select.value).to.equal('GB');
    expect(select.querySelector('[value=""]')).to.equal(null);
    await login.requestCode(phone);
  });

  it('follows the calling code that is typed', async () => {
    expect(await selectedFor(['eo'], {})).to.equal('');
    await login.requestCode(`+44 ${newPhone().slice(1)}`);
    login.button('Change number').click();
    await until(() => login.find<HTMLSelectElement>('select')?.value === 'GB', 'the country');
  });
});

describe('the order of identifiers', () => {
  let login: LoginPage;
  afterEach(() => {
    login.close();
    clearStorage();
  });
  for (const [identifiers, first] of [
    ['email phone', 'email'],
    ['email, phone', 'email'],
    ['phone email', 'phone'],
    ['phone', 'phone'],
    ['', 'phone'],
  ] as const) {
    it(`“${identifiers}” opens with ${first}`, async () => {
      login = await LoginPage.open({ identifiers });
      expect(login.find<HTMLInputElement>('.group input')!.name).to.equal(first);
      const chosen = login.find<HTMLInputElement>('[name=kind]:checked');
      if (identifiers.length > 6) expect(chosen!.parentElement === login.find('fieldset label')).to.equal(true);
    });
  }
});
