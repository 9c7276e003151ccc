import { expect } from '@open-wc/testing';
import 'axe-core';
import { LoginPage, newPhone, until, wrong } from './login-page.js';

// A script of the old kind: it puts itself on the window.
const { axe } = window as unknown as { axe: typeof import('axe-core') };

const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };

/** What axe finds in the form, in words. */
async function faults(I: LoginPage): Promise<string[]> {
  await Promise.all(
    (I.element.shadowRoot ?? I.element)
      .getAnimations({ subtree: true } as GetAnimationsOptions)
      .map((each) => each.finished.catch(() => each)),
  );
  const { violations } = await axe.run(I.element, {
    runOnly: { type: 'tag', values: rules.runOnly },
    // The page around the form is not the form's.
    rules: {
      region: { enabled: false },
      'page-has-heading-one': { enabled: false },
      'landmark-one-main': { enabled: false },
    },
  });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join('; ')}`,
  );
}

/** What the live regions have said, in order, each once. */
function listen(I: LoginPage): string[] {
  const said: string[] = [];
  for (const region of I.element.renderRoot.querySelectorAll('[role=status], [role=alert]')) {
    new MutationObserver(() => {
      const text = region.textContent?.trim();
      if (text && said.at(-1) !== text) said.push(text.replace(/\d:\d\d/, 'T').replace(/\+[\d ]+/, 'N'));
    }).observe(region, { childList: true, characterData: true, subtree: true });
  }
  return said;
}

const looks: { scheme: string; dir: string; place: Readonly<Record<string, string>> }[] = [
  ...['light', 'dark'].flatMap((scheme) => ['ltr', 'rtl'].map((dir) => ({ scheme, dir, place: {} }))),
  { scheme: 'light', dir: 'ltr', place: { 'light-dom': '' } },
];

for (const { scheme, dir, place } of looks) {
  describe(`axe, ${[scheme, dir, ...Object.keys(place)].join(', ')}`, () => {
    let I: LoginPage;
    before(() => {
      document.documentElement.style.colorScheme = scheme;
      document.documentElement.style.background = scheme === 'dark' ? '#0b0d12' : '#fff';
      document.documentElement.dir = dir;
      document.documentElement.lang = dir === 'rtl' ? 'ar' : 'en';
      document.title = 'Sign in';
      localStorage.clear();
    });
    after(() => {
      I.close();
      localStorage.clear();
      document.documentElement.removeAttribute('style');
      document.documentElement.dir = 'ltr';
      document.documentElement.lang = 'en';
    });

    it('finds nothing in the first step, with and without an error, for phone and e-mail', async () => {
      I = await LoginPage.open(place);
      expect(await faults(I)).to.deep.equal([]);
      await I.typeIdentifier('07');
      await I.enter();
      await until(() => I.error, 'an error');
      expect(await faults(I)).to.deep.equal([]);
      I.find('fieldset label:last-of-type input')!.click();
      await I.element.updateComplete;
      expect(await faults(I)).to.deep.equal([]);
      I.find('fieldset label:first-of-type input')!.click();
      await I.element.updateComplete;
    });

    it('finds nothing in the code step, with help open, and with an error', async () => {
      const code = await I.askForCode(newPhone());
      expect(await faults(I)).to.deep.equal([]);
      I.find('summary')!.click();
      expect(await faults(I)).to.deep.equal([]);
      await I.typeCode(wrong(code));
      await until(() => I.error, 'an error');
      expect(await faults(I)).to.deep.equal([]);
      await I.typeCode(code);
      await until(() => I.element.step === 'signed-in', 'signed in');
      expect(await faults(I)).to.deep.equal([]);
    });
  });
}

describe('what is announced', () => {
  it('is one line for each thing that happens, from the first step to the last', async () => {
    localStorage.clear();
    const I = await LoginPage.open();
    const said = listen(I);
    const code = await I.askForCode(newPhone());
    await I.typeCode('1');
    await I.enter();
    await until(() => I.error, 'an error');
    await I.typeCode(wrong(code));
    await I.seesError("isn't right");
    await I.typeCode(code);
    await I.sees("You're signed in");
    I.button('Sign out').click();
    await I.sees('Sign in');
    await I.element.updateComplete;
    expect(said.filter((line) => !/^(Sending|Checking|Signing)/.test(line))).to.deep.equal([
      "We've sent your code to N. You can request a new code in T",
      'Enter all 6 numbers of the code.',
      "That code isn't right. Check it and try again. You have 2 tries left.",
      "You're signed in",
      "You've signed out.",
    ]);
    expect(said).to.include('Sending your code…');
    expect(said).to.include('Checking your code…');
    I.close();
    localStorage.clear();
  });
});
