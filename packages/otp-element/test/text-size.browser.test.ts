/** Sizes: independent of the page's font size and style sheets, relative to `--cognito-otp-font-size`, and legible at 200 %. */
import { expect } from '@open-wc/testing';
import { loginSnippet } from '../src/snippet.js';
import { clearStorage, describeInBothRoots, LoginPage, newPhone, pool, until } from './support/login-page.js';
import { PoolConnection } from './support/pool-connection.js';
import '../src/define-companions.js';

/** Page styles that must not change the form: sizes of the root, and what frameworks and resets set on everything. */
const pageStyles = [
  'html { font-size: 62.5% }',
  'html { font-size: 100px }',
  'html { font-size: 8px }',
  'html { font-size: calc(1vw + 30px) }',
  'body { font: 9px/1 monospace }',
  '* { line-height: 1 }',
  '* { line-height: 3; font-size: 11px }',
];
/** In a page's own DOM these would apply to the form as well, as a page that does this intends. */
const importantPageStyles = ['* { line-height: 2.5 !important }', '* { font: 8px/1 serif !important }'];

let sheet: CSSStyleSheet;

/** The size, font size and line height of every visible part of the form. */
function measure(form: Element): string[] {
  const { getComputedStyle } = form.ownerDocument.defaultView!;
  return [form, ...form.querySelectorAll<HTMLElement>('*:not(option, path)')].map((each) => {
    const { width, height } = each.getBoundingClientRect();
    const { fontSize, lineHeight } = getComputedStyle(each);
    return `${each.localName}.${each.className} ${width.toFixed(1)} × ${height.toFixed(1)}, ${fontSize}/${lineHeight}`;
  });
}

/** The font size of an element, in pixels. */
const fontSize = (element: Element): number => Number.parseFloat(getComputedStyle(element).fontSize);

/** Rows of text that lie over the text of a field, and elements that are wider than their place. */
function layoutFaults(login: LoginPage): string[] {
  const faults: string[] = [];
  const form = login.find('form')!;
  for (const label of form.querySelectorAll('.group label')) {
    const field = label.querySelector<HTMLElement>('input, select')!;
    const style = getComputedStyle(field);
    const [top, bottom, size] = [style.paddingTop, style.paddingBottom, style.fontSize].map(Number.parseFloat);
    const box = field.getBoundingClientRect();
    // The text is in the middle of the content box. A line's letters begin below its upper edge.
    const middle = (box.top + top! + box.bottom - bottom!) / 2;
    const words = label.querySelector('span')!.getBoundingClientRect();
    if (words.bottom > middle - size! / 2 + 1)
      faults.push(
        `the label “${label.textContent}” overlaps its field: ${words.top} ${words.bottom}, ${box.top} ${box.bottom} ${style.paddingTop} ${style.fontSize}`,
      );
    if (words.height === 0) faults.push('a label is hidden');
  }
  // The icon and the fields are as wide as the place for texts; a focus ring may lie outside of it.
  const edge = login.find('.field')!.getBoundingClientRect();
  for (const each of form.querySelectorAll<HTMLElement>(
    '*:not(.vh, .vh *, option, .digits *, fieldset input, svg *)',
  )) {
    const box = each.getBoundingClientRect();
    if (box.width > 0 && (box.left < edge.left - 5 || box.right > edge.right + 5))
      faults.push(`${each.outerHTML.slice(0, 60)} sticks out`);
    // The line that offers another message cuts off the dots at the beginning of a row.
    const clips = getComputedStyle(each).overflowX !== 'visible' && !each.matches('input, select, .digits, .resend');
    if (clips && each.scrollWidth > each.clientWidth + 1) faults.push(`${each.outerHTML.slice(0, 60)} is cut off`);
  }
  return faults;
}

/** Runs a check in the first step with each kind of identifier, the code step with an error, and after sign-in. */
async function inEachStep(login: LoginPage, check: (step: string) => void): Promise<void> {
  check('phone');
  login.find('fieldset label:last-of-type input')!.click();
  await until(() => login.find('[type=email]'), 'the email field');
  check('email');
  login.find('fieldset label input')!.click();
  await until(() => login.find('[type=tel]'), 'the phone field');
  const code = await login.requestCode(newPhone());
  check('code');
  await login.typeCode('1');
  await login.pressEnter();
  await until(() => login.error, 'an error');
  check('error');
  await login.typeCode(code);
  await login.expectTitle("You're signed in");
  check('signed in');
}

/** Ends all animations, so that the boxes have the sizes that they are going to have. */
const finishAnimations = (login: LoginPage): void => {
  const root = login.element.shadowRoot ?? login.element;
  for (const each of root.getAnimations({ subtree: true } as GetAnimationsOptions)) each.cancel();
};

beforeEach(() => {
  clearStorage();
  sheet = new CSSStyleSheet();
  // Inserted before the form's own style sheets, like the style sheets of a page.
  document.adoptedStyleSheets = [sheet, ...document.adoptedStyleSheets];
});
afterEach(() => {
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
  document.body.replaceChildren();
  clearStorage();
});

describeInBothRoots('the sizes of the form', (rootAttributes) => {
  let login: LoginPage;
  afterEach(() => login.close());

  it('do not depend on the font sizes and line heights of the page, in any step', async () => {
    login = await LoginPage.open(rootAttributes);
    const styles = 'light-dom' in rootAttributes ? pageStyles : [...pageStyles, ...importantPageStyles];
    await inEachStep(login, (step) => {
      finishAnimations(login);
      // Another sheet makes WebKit apply its :has() rules again, which it may do late after an error has appeared.
      sheet.replaceSync('html { --page: 1 }');
      const expected = measure(login.find('form')!);
      for (const style of styles) {
        sheet.replaceSync(style);
        expect(measure(login.find('form')!), `${step}, ${style}`).to.deep.equal(expected);
      }
      sheet.replaceSync('');
    });
  });

  it('are those of a form of 416 pixels with text of 16 pixels by default', async () => {
    login = await LoginPage.open(rootAttributes);
    for (const style of ['', ...pageStyles]) {
      sheet.replaceSync(`body { inline-size: 700px } ${style}`);
      expect(login.element.getBoundingClientRect().width, style).to.equal(416);
      for (const field of login.element.renderRoot.querySelectorAll('.group input, select'))
        expect(fontSize(field), style).to.equal(16);
      expect(fontSize(login.find('.main')!), style).to.equal(16);
    }
  });

  for (const size of [18, 20, 24, 32]) {
    it(`follow --cognito-otp-font-size: ${size}px in proportion`, async () => {
      sheet.replaceSync('body { inline-size: 1000px }');
      login = await LoginPage.open(rootAttributes);
      const { element } = login;
      const sizes = () => [
        element.getBoundingClientRect().width,
        ...['h2', '.lead', '.main', '.group input', '.group span', 'fieldset label'].map((each) =>
          fontSize(login.find(each)!),
        ),
        ...['svg', '.main', '.group input'].map((each) => login.find(each)!.getBoundingClientRect().height),
      ];
      const before = sizes();
      sheet.replaceSync(`body { inline-size: 1000px } cognito-otp-login { --cognito-otp-font-size: ${size}px }`);
      finishAnimations(login);
      const ratios = sizes().map((each, index) => each / before[index]!);
      for (const ratio of ratios) expect(ratio, ratios.join()).to.be.closeTo(size / 16, 0.02);
    });
  }

  it('stay the same with a font family of equal widths, for which browsers have another default size', async () => {
    for (const family of ['monospace', 'ui-monospace', 'sans-serif', 'serif', 'Courier, monospace']) {
      sheet.replaceSync(`* { --cognito-otp-font: ${family}; --cognito-otp-code-font: ${family} }`);
      login = await LoginPage.open(rootAttributes);
      expect(fontSize(login.find('form')!), family).to.equal(16);
      await login.requestCode(newPhone());
      const cells = login.find('.boxes')!;
      expect(fontSize(login.codeField!), family).to.equal(fontSize(cells));
      login.close();
      clearStorage();
    }
  });

  it('keep the text of fields at 16 pixels if the page or the user sets a smaller size', async () => {
    sheet.replaceSync('cognito-otp-login { --cognito-otp-font-size: 12px }');
    login = await LoginPage.open(rootAttributes);
    expect(fontSize(login.find('.main')!)).to.equal(12);
    for (const field of login.element.renderRoot.querySelectorAll('.group input, select'))
      expect(fontSize(field)).to.equal(16);
    await login.requestCode(newPhone());
    expect(fontSize(login.codeField!)).to.be.at.least(16);
  });

  for (const lang of ['en', 'de', 'fr', 'hu', 'ar', 'ja']) {
    it(`overlap nothing and cut nothing off at 200 % text size in 320 pixels: ${lang}`, async () => {
      sheet.replaceSync('body { inline-size: 320px; margin: 0 } cognito-otp-login { --cognito-otp-font-size: 32px }');
      const connection = new PoolConnection();
      connection.overrides = { channels: 'sms email' };
      login = LoginPage.create({ ...rootAttributes, lang });
      login.element.fetcher = connection.fetch;
      await login.attach();
      const check = () => {
        finishAnimations(login);
        expect(layoutFaults(login), `${lang}, ${login.element.step}`).to.deep.equal([]);
      };
      await until(() => (login.find('select') as HTMLSelectElement).options.length > 100, 'all countries are listed');
      check();
      await login.requestCode(newPhone());
      login.find('summary')!.click();
      await login.element.updateComplete;
      check();
      connection.overrides = { reason: 'locked', resendAt: `${Date.now() + 1e7}`, expiresAt: undefined };
      await login.typeCode('000000');
      await until(() => login.find('[data-step=waiting]'), 'the waiting view');
      check();
    });
  }
});

it('a server-rendered form has the same sizes at every font size of the page', async () => {
  const frame = document.createElement('iframe');
  Object.assign(frame, { width: '460', height: '700' });
  const attributes = { 'user-pool-id': pool.userPoolId, 'client-id': pool.clientId, 'default-country': 'GB' };
  frame.srcdoc = `<!doctype html><html lang="en"><style></style><body>${loginSnippet({ attributes })}</body></html>`;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  const page = frame.contentDocument!;
  const form = page.querySelector('cognito-otp-login')!.shadowRoot!.querySelector('form')!;
  const expected = measure(form);
  expect(form.getBoundingClientRect().width).to.equal(416);
  for (const style of [...pageStyles, ...importantPageStyles]) {
    // The width of the frame, and not a font size, decides between 100vw and 416 pixels.
    page.querySelector('style')!.textContent = style;
    expect(measure(form), style).to.deep.equal(expected);
  }
});

it("the companions have the page's font size, and their button is at least 24 pixels high at every font size of the page", async () => {
  const login = await LoginPage.open();
  await login.typeCode(await login.requestCode(newPhone()));
  await login.expectTitle("You're signed in");
  const logout = document.createElement('cognito-otp-logout');
  for (const name of ['user-pool-id', 'client-id', 'endpoint'])
    logout.setAttribute(name, login.element.getAttribute(name)!);
  document.body.append(logout);
  const button = await until(() => logout.shadowRoot!.querySelector('button'), 'the button');
  for (const style of pageStyles) {
    sheet.replaceSync(style);
    expect(button.getBoundingClientRect().height, style).to.be.at.least(24);
    expect(fontSize(button), style).to.equal(fontSize(logout));
  }
  login.close();
});
