/** axe in every state of the form, and what its live regions announce. */
import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import 'axe-core';
import { loadMessages } from '../src/i18n/messages/languages.js';
import { questionTexts } from '../src/i18n/question-texts.js';
import { clearStorage, describeInBothRoots, LoginPage, newPhone, until, wrongCode } from './support/login-page.js';
import { PoolConnection } from './support/pool-connection.js';
import { states, type TextKey, Visitor } from './support/states.js';

// axe-core is a classic script that defines a global.
const { axe } = window as unknown as { axe: typeof import('axe-core') };

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The violations that axe finds in the form once all finite animations have ended. */
async function axeViolations(login: LoginPage): Promise<string[]> {
  await Promise.all(
    (login.element.shadowRoot ?? login.element)
      .getAnimations({ subtree: true } as GetAnimationsOptions)
      // The progress indicator is animated as long as a request is pending.
      .filter((each) => each.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
      .map((each) => each.finished.catch(() => each)),
  );
  const { violations } = await axe.run(login.element, {
    runOnly: { type: 'tag', values: rules },
    resultTypes: ['violations'],
    // These rules concern the page around the form.
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

/**
 * Records what the live regions announce. A text inside a busy element is recorded as `Ignored`, since screen readers may
 * ignore it.
 */
function recordAnnouncements(login: LoginPage): string[] {
  const announcements: string[] = [];
  for (const region of login.element.renderRoot.querySelectorAll('[role=status], [role=alert]')) {
    let previous = '';
    new MutationObserver(() => {
      // An unchanged text is not announced again.
      if (region.textContent === previous) return;
      previous = region.textContent!;
      const text = region.closest('[aria-busy=true]') ? 'Ignored' : previous.trim();
      if (text) announcements.push(text.replace(/\u2068\d:\d\d\u2069/, 'T').replace(/\u2068\+[\d ]+\u2069/, 'N'));
    }).observe(region, { childList: true, characterData: true, subtree: true });
  }
  return announcements;
}

interface Appearance {
  readonly scheme: 'light' | 'dark';
  readonly lang: string;
  readonly width: number;
}

/**
 * The appearance of the page around a form in each root: together both color schemes, both text directions, and the widths of a small
 * phone and of a desk. axe takes half a second for each.
 */
const appearanceFor = (rootAttributes: object): Appearance =>
  'light-dom' in rootAttributes
    ? { scheme: 'light', lang: 'en', width: 1280 }
    : { scheme: 'dark', lang: 'ar', width: 280 };

const defaultAppearance: Appearance = { scheme: 'light', lang: 'en', width: 800 };

async function applyAppearance({ scheme, lang, width }: Appearance): Promise<void> {
  if (width !== innerWidth) await setViewport({ width, height: 600 });
  const { documentElement } = document;
  documentElement.style.colorScheme = scheme;
  documentElement.style.background = scheme === 'dark' ? '#0b0d12' : '#fff';
  documentElement.dir = lang === 'ar' ? 'rtl' : 'ltr';
  documentElement.lang = lang;
}

/** Whether a text is visible in the form, with any content in place of its placeholders. */
async function showsText(login: LoginPage, key: TextKey, lang: string): Promise<boolean> {
  const plain = (text: string) =>
    text
      .replace(/[\u2066-\u2069]/g, '')
      .replace(/\s+/g, ' ')
      .trim();
  const visible = plain(login.find('form')?.innerText ?? '');
  const words = { ...(await loadMessages(lang)), ...questionTexts[lang]! }[key];
  return words.split(/\{\w+\}/).every((part) => visible.includes(plain(part)));
}

describeInBothRoots('axe in every state of the form', (rootAttributes) => {
  const cleanups: (() => void)[] = [];
  let login: LoginPage;
  beforeEach(async () => {
    document.title = 'Sign in';
    await applyAppearance(defaultAppearance);
    clearStorage();
  });
  afterEach(async () => {
    for (const each of cleanups.splice(0)) each();
    login.close();
    document.documentElement.removeAttribute('style');
    await applyAppearance(defaultAppearance);
    clearStorage();
  });

  for (const [name, { step, text, selector, misconfigured, attributes, markup, properties, reach }] of Object.entries(
    states,
  )) {
    it(`finds no violation: ${name}`, async () => {
      const connection = new PoolConnection();
      // Only one state lists all countries, because axe checks each option, which takes minutes.
      const few = name === Object.keys(states)[0] ? {} : { countries: 'GB US' };
      login = LoginPage.create({ ...few, ...rootAttributes, ...attributes });
      login.element.innerHTML = markup ?? '';
      Object.assign(login.element, { fetcher: connection.fetch, ...properties });
      if (misconfigured) document.body.append(login.element);
      else await login.attach();
      const visitor = new Visitor(login, connection, cleanups);
      await reach?.(visitor);
      login = visitor.login;
      const appearance = appearanceFor(rootAttributes);
      await applyAppearance(appearance);
      await until(
        () => showsText(login, text, appearance.lang),
        `the text “${text}”; found “${login.title}”, “${login.error}”, “${login.status}”`,
      );
      expect(login.element.step).to.equal(step);
      if (selector)
        expect(login.element.querySelector(selector) ?? login.find(selector), selector).to.satisfy((found: Element) =>
          found?.checkVisibility(),
        );
      expect(await axeViolations(login)).to.deep.equal([]);
    });
  }
});

describe('live region announcements', () => {
  it('announce each event of a sign-in once, from the first step to the last', async () => {
    localStorage.clear();
    const login = await LoginPage.open();
    const announcements = recordAnnouncements(login);
    const code = await login.requestCode(newPhone());
    await login.typeCode('1');
    await login.pressEnter();
    await until(() => login.error, 'an error');
    await login.typeCode(wrongCode(code));
    await login.expectError("isn't right");
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
    login.button('Sign out').click();
    await login.expectTitle('Sign in');
    await login.element.updateComplete;
    expect(announcements.filter((line) => !/^(Sending|Checking|Signing)/.test(line))).to.deep.equal([
      "We've sent your code to N. You can request a new code in T",
      'Enter all 6 digits of the code.',
      "That code isn't right. Check it and try again. You have 2 tries left.",
      "You're signed in",
      "You've signed out.",
    ]);
    expect(announcements).to.include('Sending your code…');
    expect(announcements).to.include('Checking your code…');
    login.close();
    localStorage.clear();
  });

  it('repeat an error message when the same error occurs again', async () => {
    localStorage.clear();
    const login = await LoginPage.open();
    const announcements = recordAnnouncements(login);
    await login.typeIdentifier('12');
    for (const times of [1, 2, 3]) {
      await login.pressEnter();
      await until(
        () => announcements.length === times,
        `${times} announcements, found ${JSON.stringify(announcements)}`,
      );
    }
    const [first] = announcements;
    expect(first).to.match(/number/);
    expect(announcements).to.deep.equal([first, first, first]);
    const code = await login.requestCode(newPhone());
    const before = announcements.length;
    await login.typeCode(wrongCode(code));
    await login.expectError("isn't right");
    const announced = announcements.length;
    expect(announced).to.be.above(before);
    await login.pressEnter();
    await until(() => announcements.length === announced + 1, 'the repeated announcement');
    expect(announcements.at(-1)).to.equal(announcements.at(-2));
    login.close();
    localStorage.clear();
  });
});
