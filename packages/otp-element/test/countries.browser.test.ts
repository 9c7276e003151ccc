/** The list of countries and calling codes of the phone field. */
import { expect } from '@open-wc/testing';
import { LoginPage, newPhone, outbox, until } from './support/login-page.js';

describe('the country of the phone number', () => {
  let login: LoginPage;
  beforeEach(() => localStorage.clear());
  afterEach(() => {
    login.close();
    localStorage.clear();
    sessionStorage.clear();
  });

  it('a single country shows its calling code before the number instead of a list', async () => {
    login = await LoginPage.open({ countries: 'GB' });
    await until(() => /\+44/.test(login.find('.group')!.textContent!), 'the calling code');
    expect(login.find('select') === null).to.equal(true);
    const before = (await outbox()).length;
    await login.typeIdentifier('+49 151 23456789');
    await login.pressEnter();
    await login.expectError("We can't send codes there");
    expect((await outbox()).length).to.equal(before);
    await login.requestCode(newPhone());
  });

  it('an unknown default country falls back to one of the allowed countries', async () => {
    login = await LoginPage.open({ 'default-country': 'ZZ', countries: 'de, at', 'preferred-countries': 'at' });
    await until(() => (login.find<HTMLSelectElement>('select')?.options.length ?? 0) === 2, 'the list');
    expect(Array.from(login.find<HTMLSelectElement>('select')!.options, ({ value }) => value)).to.deep.equal([
      'AT',
      'DE',
    ]);
    expect(['AT', 'DE']).to.include(login.find<HTMLSelectElement>('select')!.value);
  });

  it('the selected country is kept when the page changes the countries, as long as it is one of them', async () => {
    login = await LoginPage.open();
    const selected = () => login.find<HTMLSelectElement>('select')!.value;
    login.find<HTMLSelectElement>('select')!.value = 'DE';
    login.find('select')!.dispatchEvent(new Event('change', { bubbles: true }));
    for (const countries of ['AT DE CH', 'DE', '']) {
      login.element.countries = countries;
      await login.element.updateComplete;
      if (countries !== 'DE') expect(selected(), `selected among “${countries}”`).to.equal('DE');
    }
    login.element.countries = 'FR IT NO';
    await login.element.updateComplete;
    expect(selected()).to.equal('FR');
    login.element.defaultCountry = 'NO';
    await login.element.updateComplete;
    expect(selected()).to.equal('NO');
  });

  it('without a valid default country, the country of the browser language is selected', async () => {
    Object.defineProperty(navigator, 'language', { value: 'sv', configurable: true });
    try {
      login = await LoginPage.open({ 'default-country': 'UK' });
    } finally {
      Reflect.deleteProperty(navigator, 'language');
    }
    expect(login.find<HTMLSelectElement>('select')!.value).to.equal('SE');
  });

  it('an autofilled international number also selects its country', async () => {
    login = await LoginPage.open();
    const field = login.find<HTMLInputElement>('[type=tel]')!;
    const fill = () => {
      field.value = '+49 151 23456789';
      for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
    };
    fill();
    field.focus();
    field.blur();
    await until(() => {
      if (login.find<HTMLSelectElement>('select')!.value === 'DE') return true;
      // The metadata of the country loads on first use, which a visitor would not notice but a test does.
      field.focus();
      field.blur();
      return false;
    }, 'the country follows');
    expect(field.value.replace(/\D/g, '')).to.match(/15123456789$/);
  });

  it('calling codes read +44 in any text direction, and options begin with the country name', async () => {
    login = await LoginPage.open({ lang: 'ar' });
    const text = () => login.find<HTMLSelectElement>('select')!.selectedOptions[0]!.text;
    await until(() => text().endsWith('\u2066+44\u2069'), 'the isolated calling code');
    const name = new Intl.DisplayNames('ar', { type: 'region' }).of('GB')!;
    expect(text().startsWith(name)).to.equal(true);
  });

  it('a calling code that a long country name would hide is shown before the number', async () => {
    login = await LoginPage.open();
    await until(() => login.find<HTMLSelectElement>('select')!.length > 100, 'the list');
    const prefix = login.find('[part=prefix]')!;
    expect(prefix.textContent).to.equal('+44');
    const isVisible = () => prefix.getClientRects().length > 0;
    expect(isVisible(), 'visible beside a short name').to.equal(false);
    login.element.style.inlineSize = '248px';
    expect(isVisible(), 'visible on a narrow page').to.equal(true);
    login.element.style.inlineSize = '';
    login.element.lang = 'de';
    await until(isVisible, 'the calling code beside the long name Vereinigtes Königreich');
  });
});
