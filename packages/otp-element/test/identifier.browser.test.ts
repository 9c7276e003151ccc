/** The identifier step: reasons for which a number is refused, the switch to the other kind, and suggested addresses. */
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

let login: LoginPage;
afterEach(() => {
  login?.close();
  clearStorage();
});

const field = () => login.find<HTMLInputElement>('.group :is([name=phone], [name=email])')!;
const kindSelected = () => login.find<HTMLInputElement>('[name=kind]:checked')?.parentElement?.textContent;

/** Enters a text at once, as pasting it or autofill does. */
function fillIn(text: string): void {
  field().focus();
  field().value = text;
  field().dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertFromPaste' }));
}

/** Inserts a text at the caret's position, as typing does; email fields tell nothing of their caret. */
async function typeAt(caret: number, text: string): Promise<void> {
  field().focus();
  await sendKeys({ press: 'Home' });
  for (let index = 0; index < caret; index++) await sendKeys({ press: 'ArrowRight' });
  await sendKeys({ type: text });
}

describe('an invalid phone number', () => {
  const reasons: readonly (readonly [typed: string, text: string, problem: string])[] = [
    ['ann@example.com', 'Enter a phone number, not an email address.', 'email_address'],
    ['07700900123@', 'Enter a phone number, not an email address.', 'email_address'],
    ['07700', 'Some digits are missing.', 'too_short'],
    ['+44 7700', 'Some digits are missing.', 'too_short'],
    ['07700 900123 900123', 'There are too many digits.', 'too_long'],
    ['+1 201 555 0123 4567 890', 'There are too many digits.', 'too_long'],
    ['call me', "That's not a phone number.", 'not_a_number'],
    ['*123#', "That's not a phone number.", 'not_a_number'],
    ['+999 123 4567', "That country code isn't known.", 'unknown_calling_code'],
    ['   ', "That phone number doesn't look complete.", 'empty'],
  ];

  it('is refused with the reason, which events and errorTransformer carry too', async () => {
    login = await LoginPage.open({ identifiers: 'phone' });
    const seen: unknown[] = [];
    login.element.errorTransformer = (error, text) => {
      seen.push('problem' in error ? error.problem : undefined);
      return text;
    };
    for (const [typed, text, problem] of reasons) {
      fillIn(typed);
      await login.element.updateComplete;
      login.button('Text me a code').click();
      await login.expectError(text);
      expect(field().name, 'never switches to a kind that the page does not accept').to.equal('phone');
      expect(field().value, 'what was typed stays').to.equal(typed);
      expect(field().getAttribute('aria-invalid')).to.equal('true');
      expect(login.events.at(-1)).to.deep.include({ type: 'error' });
      expect(login.events.at(-1)!.detail).to.include({ code: 'invalid_phone', problem });
      expect(seen.at(-1)).to.equal(problem);
    }
  });

  it('typed as an email address is refused with the reason where only addresses are accepted', async () => {
    login = await LoginPage.open({ identifiers: 'email' });
    for (const typed of ['07700 900123', '+447700900123', '(020) 7946-0018']) {
      fillIn(typed);
      await login.element.updateComplete;
      login.button('Email me a code').click();
      await login.expectError('Enter an email address, not a phone number.');
      expect([field().name, field().value]).to.deep.equal(['email', typed]);
    }
  });
});

describe('a number with an international prefix that is longer than 00', () => {
  for (const [country, prefix] of [
    ['AU', '0011 '],
    ['HK', '001 '],
    ['SG', '002'],
    ['BR', '0014 '],
  ] as const) {
    for (const format of ['blur', 'as-you-type']) {
      it(`${prefix.trim()} in ${country} is read as its owner wrote it, formatted ${format}`, async () => {
        login = await LoginPage.open({ 'default-country': country, format });
        await login.typeIdentifier('0');
        await login.element.controller!.phone.load();
        const phone = newPhone();
        const before = (await outbox()).length;
        await login.typeIdentifier(`${prefix}44 ${phone.slice(1)}`);
        expect(login.element.country).to.equal(country);
        await login.pressEnter();
        await login.expectTitle('Check your messages');
        expect((await outbox())[before]!.to).to.equal(`+44${phone.replace(/^0|\s/g, '')}`);
      });
    }
  }
});

describeInBothRoots('an identifier typed into the field for the other kind', (rootAttributes) => {
  const open = async (attributes: Readonly<Record<string, string>> = {}) => {
    login = await LoginPage.open({ ...rootAttributes, ...attributes });
  };
  const isFocused = () => field().matches(':focus');

  it('an address that is typed under Phone moves to Email, with every character and the focus', async () => {
    await open();
    await login.typeIdentifier('ann.o-1@example.com');
    expect([field().name, field().value, kindSelected()]).to.deep.equal(['email', 'ann.o-1@example.com', 'Email']);
    expect(isFocused()).to.equal(true);
    expect(login.status).to.equal('Switched to email.');
    expect(login.element.typed.phone).to.equal('');
  });

  it('the caret stays where the @ was typed', async () => {
    await open();
    await login.typeIdentifier('annexample.com');
    await typeAt(3, '@mail.');
    await until(() => field().value === 'ann@mail.example.com', 'the characters in order').catch(() => {
      throw new Error(`Found “${field().value}”.`);
    });
  });

  it('a number with a plus sign that is typed under Email moves to Phone, and selects its country', async () => {
    await open({ identifiers: 'email phone' });
    expect(field().name).to.equal('email');
    await login.element.controller!.phone.load();
    await login.typeIdentifier('+33 6 12 34 56 78');
    expect([field().name, field().value, kindSelected()]).to.deep.equal(['phone', '+33 6 12 34 56 78', 'Phone']);
    expect(isFocused()).to.equal(true);
    expect(login.status).to.equal('Switched to phone number.');
    expect(login.element.country).to.equal('FR');
  });

  it('no character is lost when the kind changes twice, and digits alone do not change it', async () => {
    await open();
    await login.typeIdentifier('123456789');
    expect(field().name).to.equal('phone');
    await sendKeys({ type: '@qq.com' });
    expect([field().name, field().value]).to.deep.equal(['email', '123456789@qq.com']);
    field().select();
    await sendKeys({ type: '447700900123' });
    expect([field().name, field().value], 'may become an address').to.deep.equal(['email', '447700900123']);
    field().select();
    await sendKeys({ type: '(020) 7946 0018' });
    expect([field().name, field().value]).to.deep.equal(['phone', '(020) 7946 0018']);
    login.find<HTMLInputElement>('[part~=kind]:last-child input')!.click();
    await login.element.updateComplete;
    expect([field().name, field().value], 'a choice of the visitor is kept').to.deep.equal(['email', '']);
  });

  for (const [from, pasted, to] of [
    ['phone email', 'ann@example.com', 'email'],
    ['phone email', 'ａｎｎ＠example.com', 'email'],
    ['email phone', '07700900123', 'phone'],
    ['email phone', '٠٧٧٠٠٩٠٠١٢٣', 'phone'],
    ['email phone', '1234', 'email'],
    ['email phone', 'ann.1234567', 'email'],
    ['email', '+447700900123', 'email'],
    ['phone', 'ann@example.com', 'phone'],
  ] as const) {
    it(`“${pasted}” pasted into a form for ${from} is in the field for ${to}`, async () => {
      await open({ identifiers: from });
      fillIn(pasted);
      await login.element.updateComplete;
      expect([field().name, field().value]).to.deep.equal([to, pasted]);
      expect(isFocused()).to.equal(true);
    });
  }

  it('nothing switches while a text is composed', async () => {
    await open();
    field().focus();
    field().dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true, composed: true }));
    for (const text of ['ａ', 'ａｎ', 'ａｎ＠', 'ａｎ＠ｂ.io']) {
      field().value = text;
      field().dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, isComposing: true }));
      await login.element.updateComplete;
      expect([field().name, field().value]).to.deep.equal(['phone', text]);
    }
    field().dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, composed: true }));
    await until(() => field().name === 'email', 'the switch');
    expect(field().value).to.equal('ａｎ＠ｂ.io');
  });

  it('a number that was typed under Email without a plus sign is sent a text message', async () => {
    await open({ identifiers: 'email phone' });
    const before = (await outbox()).length;
    const phone = newPhone();
    await login.typeIdentifier(phone.replace(' ', ''));
    expect(field().name).to.equal('email');
    await login.pressEnter();
    await until(() => login.codeField, 'the code step');
    expect((await outbox())[before]!.to).to.equal(`+44${phone.replace(/^0|\s/g, '')}`);
  });
});

describeInBothRoots('a mistyped mail domain', (rootAttributes) => {
  const suggestion = () => login.find('[part=suggestion]');

  it('is suggested after a pause, and one press corrects it', async () => {
    login = await LoginPage.open({ ...rootAttributes, identifiers: 'email' });
    await login.typeIdentifier('ann@gmial.com');
    await until(suggestion, 'the suggestion');
    expect(suggestion()!.textContent).to.equal('Did you mean ann@gmail.com?');
    expect(login.status, 'announced').to.equal('Did you mean ann@gmail.com?');
    await sendKeys({ press: 'Tab' });
    expect(login.find('[part=suggestion-button]')!.matches(':focus')).to.equal(true);
    await sendKeys({ press: 'Enter' });
    await until(() => field().value === 'ann@gmail.com', 'the address');
    await login.element.updateComplete;
    expect(suggestion()).to.equal(null);
    expect(login.status).to.equal('');
    expect(field().matches(':focus')).to.equal(true);
    await sendKeys({ type: '.au' });
    expect(field().value, 'the caret is at the end').to.equal('ann@gmail.com.au');
  });

  it('never delays a submission, and disappears when its text changes', async () => {
    login = await LoginPage.open({ ...rootAttributes, identifiers: 'email' });
    await login.typeIdentifier('ann@hotmial.com');
    await until(suggestion, 'the suggestion');
    await sendKeys({ type: '.example' });
    await login.element.updateComplete;
    expect(suggestion()).to.equal(null);
    const before = (await outbox()).length;
    const [name] = newEmail().split('@');
    await login.typeIdentifier(`${name}@gmial.com`);
    await login.pressEnter();
    await until(() => login.codeField, 'the code step');
    expect((await outbox())[before]!.to).to.equal(`${name}@gmial.com`);
    expect(suggestion()).to.equal(null);
  });
});
