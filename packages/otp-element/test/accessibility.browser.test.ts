import { expect } from '@open-wc/testing';
import 'axe-core';
import { loadMessages } from '../src/i18n/messages/languages.js';
import { everywhere, LoginPage, newPhone, until, wrong } from './support/login-page.js';
import { Wire } from './support/pool-connection.js';
import { states, type TextKey, Visit } from './support/states.js';

// A script of the old kind: it puts itself on the window.
const { axe } = window as unknown as { axe: typeof import('axe-core') };

const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };

const forget = () => {
  localStorage.clear();
  sessionStorage.clear();
};

/** What axe finds in the form, in words, once everything that moves has come to rest. */
async function faults(I: LoginPage): Promise<string[]> {
  await Promise.all(
    (I.element.shadowRoot ?? I.element)
      .getAnimations({ subtree: true } as GetAnimationsOptions)
      // A sign of waiting turns for as long as the wait is.
      .filter((each) => each.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
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

/** What the live regions have said, in order, each once. Screen readers may pass over what is in a busy part. */
function listen(I: LoginPage): string[] {
  const said: string[] = [];
  for (const region of I.element.renderRoot.querySelectorAll('[role=status], [role=alert]')) {
    let stood = '';
    new MutationObserver(() => {
      // What stands there already is not said again.
      if (region.textContent === stood) return;
      stood = region.textContent!;
      const text = region.closest('[aria-busy=true]') ? 'Passed over' : stood.trim();
      if (text) said.push(text.replace(/\d:\d\d/, 'T').replace(/\+[\d ]+/, 'N'));
    }).observe(region, { childList: true, characterData: true, subtree: true });
  }
  return said;
}

/** How the page around the form looks: each colour in each direction, shared out between the two places of a form. */
const looks = (place: object) => {
  const [one, other] = 'light-dom' in place ? ['ar', 'en'] : ['en', 'ar'];
  const all = [
    { scheme: 'light', lang: one! },
    { scheme: 'dark', lang: other! },
  ];
  // What axe finds in the dark is the same everywhere, and it takes minutes.
  return navigator.userAgent.includes('Chrome/') ? all : all.slice(0, 1);
};

const usual = { scheme: 'light', lang: 'en' };

function dress({ scheme, lang }: { scheme: string; lang: string }): void {
  const { documentElement } = document;
  documentElement.style.colorScheme = scheme;
  documentElement.style.background = scheme === 'dark' ? '#0b0d12' : '#fff';
  documentElement.dir = lang === 'ar' ? 'rtl' : 'ltr';
  documentElement.lang = lang;
}

/** Whether a text is seen in the form, whatever stands where it has a gap. */
async function shows(I: LoginPage, key: TextKey, lang: string): Promise<boolean> {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
  const seen = plain(I.find('form')?.innerText ?? '');
  const words = (await loadMessages(lang))[key];
  return words.split(/\{\w+\}/).every((part) => seen.includes(plain(part)));
}

everywhere('axe in every state of the form', (place) => {
  const undo: (() => void)[] = [];
  let I: LoginPage;
  beforeEach(() => {
    document.title = 'Sign in';
    dress(usual);
    forget();
  });
  afterEach(() => {
    for (const each of undo.splice(0)) each();
    I.close();
    document.documentElement.removeAttribute('style');
    dress(usual);
    forget();
  });

  for (const [named, { step, sees, has, broken, attributes, markup, properties, reach }] of Object.entries(states)) {
    it(`finds no violation: ${named}`, async () => {
      const wire = new Wire();
      // All countries once: axe looks at each, which says nothing new and takes minutes.
      const few = named === Object.keys(states)[0] ? {} : { countries: 'GB US' };
      I = LoginPage.prepare({ ...few, ...place, ...attributes });
      I.element.innerHTML = markup ?? '';
      Object.assign(I.element, { fetcher: wire.fetch, ...properties });
      if (broken) document.body.append(I.element);
      else await I.show();
      await reach?.(new Visit(I, wire, undo));
      for (const look of looks(place)) {
        dress(look);
        await until(
          () => shows(I, sees, look.lang),
          `“${sees}” is seen; it says “${I.title}”, “${I.error}”, “${I.status}”`,
        );
        expect(I.element.step).to.equal(step);
        if (has)
          expect(I.element.querySelector(has) ?? I.find(has), has).to.satisfy((found: Element) =>
            found?.checkVisibility(),
          );
        expect(await faults(I), `${look.scheme}, ${look.lang}`).to.deep.equal([]);
      }
    });
  }
});

describe('live region announcements', () => {
  it('announce each event of a sign-in once, from the first step to the last', async () => {
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

  it('repeat an error message when the same error occurs again', async () => {
    localStorage.clear();
    const I = await LoginPage.open();
    const said = listen(I);
    await I.typeIdentifier('12');
    for (const times of [1, 2, 3]) {
      await I.enter();
      await until(() => said.length === times, `said ${times} times, not ${JSON.stringify(said)}`);
    }
    const [first] = said;
    expect(first).to.match(/number/);
    expect(said).to.deep.equal([first, first, first]);
    const code = await I.askForCode(newPhone());
    const asked = said.length;
    await I.typeCode(wrong(code));
    await I.seesError("isn't right");
    const heard = said.length;
    expect(heard).to.be.above(asked);
    await I.enter();
    await until(() => said.length === heard + 1, 'the same answer, refused again');
    expect(said.at(-1)).to.equal(said.at(-2));
    I.close();
    localStorage.clear();
  });
});
