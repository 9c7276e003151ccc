/** Browsers that lack a platform API: each one is removed before the script loads, and then a user signs in. */
import { codeIn, wrongCode } from '@cognito-otp/test-kit/codes';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { expect } from '@open-wc/testing';
import type { CognitoOtpLogin } from '../src/elements/cognito-otp-login.js';
import { clearStorage, outbox, pool, until } from './support/login-page.js';

/**
 * APIs on which a sign-in must not depend, because they are newer than the oldest supported browsers, switched off by some
 * pages and privacy modes, or for convenience only. Each entry is a script that removes one.
 */
const OPTIONAL: Readonly<Record<string, string>> = {
  'navigator.locks': 'delete Navigator.prototype.locks',
  'navigator.locks that refuses':
    'LockManager.prototype.request = () => Promise.reject(new DOMException("", "SecurityError"))',
  BroadcastChannel: 'delete window.BroadcastChannel',
  'BroadcastChannel that throws':
    'window.BroadcastChannel = function () { throw new DOMException("", "SecurityError") }',
  attachInternals: 'delete HTMLElement.prototype.attachInternals',
  'setFormValue and setValidity that throw':
    'ElementInternals.prototype.setFormValue = ElementInternals.prototype.setValidity = () => { throw new TypeError("planted") }',
  'ElementInternals.states': 'delete ElementInternals.prototype.states',
  'states without plain names':
    'if (window.CustomStateSet) { const add = CustomStateSet.prototype.add; CustomStateSet.prototype.add = function (n) { if (!n.startsWith("--")) throw new SyntaxError(n); return add.call(this, n) } }',
  'states that throw':
    'if (window.CustomStateSet) CustomStateSet.prototype.add = CustomStateSet.prototype.delete = () => { throw new TypeError("planted") }',
  'constructable style sheets':
    'delete Document.prototype.adoptedStyleSheets; delete ShadowRoot.prototype.adoptedStyleSheets; delete CSSStyleSheet.prototype.replace; delete CSSStyleSheet.prototype.replaceSync; window.CSSStyleSheet = function () { throw new TypeError("Illegal constructor") }',
  'Element.checkVisibility': 'delete Element.prototype.checkVisibility',
  'focus options':
    'const focus = HTMLElement.prototype.focus; HTMLElement.prototype.focus = function (o) { if (o) throw new TypeError("planted"); focus.call(this) }',
  'setSelectionRange that throws':
    'HTMLInputElement.prototype.setSelectionRange = () => { throw new DOMException("", "InvalidStateError") }',
  ResizeObserver: 'delete window.ResizeObserver',
  matchMedia: 'delete window.matchMedia',
  'localStorage that throws':
    'Object.defineProperty(window, "localStorage", { get() { throw new DOMException("", "SecurityError") } })',
  'no localStorage': 'Object.defineProperty(window, "localStorage", { value: null })',
  'sessionStorage that throws':
    'Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("", "SecurityError") } })',
  'a full localStorage': 'Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError") }',
  'navigator.credentials': 'delete Navigator.prototype.credentials; window.OTPCredential = function () {}',
  'credentials that throw':
    'window.OTPCredential = function () {}; Object.defineProperty(navigator, "credentials", { value: { get() { throw new TypeError("planted") } } })',
  'navigator.onLine': 'delete Navigator.prototype.onLine',
  'navigator.languages': 'delete Navigator.prototype.languages',
  'Intl.Segmenter': 'delete Intl.Segmenter',
  'Intl.ListFormat': 'delete Intl.ListFormat',
  'Intl.PluralRules': 'delete Intl.PluralRules',
  'units of Intl.NumberFormat': 'Intl.NumberFormat = function () { throw new RangeError("planted") }',
  TextEncoder: 'delete window.TextEncoder',
  'Performance.mark': 'delete Performance.prototype.mark; delete Performance.prototype.measure',
  'declarative shadow roots': 'delete HTMLTemplateElement.prototype.shadowRootMode',
  'the selector :has': 'CSS.supports = () => false',
};

/** What the code does not use at all: one page lacks all of it. */
const UNUSED: readonly string[] = [
  'delete AbortSignal.any',
  'delete AbortSignal.timeout',
  'delete Promise.withResolvers',
  'for (const n of ["union","intersection","difference","isSubsetOf"]) delete Set.prototype[n]',
  'delete Object.groupBy; delete Map.groupBy',
  'delete Array.fromAsync',
  'delete URL.canParse; delete URL.parse',
  'delete Iterator.prototype.map; delete Iterator.from',
  'delete String.prototype.isWellFormed; delete String.prototype.toWellFormed',
  'delete Uint8Array.fromBase64; delete Uint8Array.prototype.toBase64',
  'for (const n of ["toSorted","toReversed","toSpliced","with"]) delete Array.prototype[n]',
  'delete Array.prototype.findLast; delete Array.prototype.findLastIndex',
  'delete window.structuredClone',
  'delete Crypto.prototype.randomUUID',
  'delete window.requestIdleCallback',
  'delete window.scheduler',
  'delete window.IntersectionObserver',
  'delete HTMLElement.prototype.popover; delete HTMLElement.prototype.showPopover',
  'delete window.HTMLDialogElement',
  'delete window.trustedTypes',
  'delete HTMLElement.prototype.inert',
  'delete Crypto.prototype.subtle',
  'delete HTMLFormElement.prototype.requestSubmit',
];

const tag = (lang: string) =>
  `<cognito-otp-login user-pool-id="${pool.userPoolId}" client-id="${pool.clientId}" endpoint="${pool.endpoint}" lang="${lang}" autofocus name="user" required persistence="PERSISTENCE"></cognito-otp-login>`;

interface Page {
  readonly frame: HTMLIFrameElement;
  readonly faults: readonly string[];
  readonly element: CognitoOtpLogin;
}

/** Opens a page whose first script takes something away, and records the errors of the page. */
async function openWithout(removal: string, lang = 'en', persistence = 'memory'): Promise<Page> {
  const frame = document.createElement('iframe');
  frame.width = '420';
  frame.height = '700';
  const html = `<!doctype html><html lang="${lang}"><body><script>window.faults = [];
    addEventListener('error', (event) => faults.push(event.message));
    addEventListener('unhandledrejection', (event) => faults.push(String(event.reason)));
    try { ${removal} } catch (error) {}</script>
    <script type="module" src="/cdn/cognito-otp.js"></script>${tag(lang).replace('PERSISTENCE', persistence)}</body></html>`;
  frame.src = `/page?${new URLSearchParams({ html })}`;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  const { faults } = frame.contentWindow as unknown as { readonly faults: readonly string[] };
  return { frame, faults, element: frame.contentDocument!.querySelector('cognito-otp-login')! };
}

function type(field: HTMLInputElement, text: string): void {
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Signs in as a visitor does, and out again. */
async function signInAndOut({ element, faults }: Page): Promise<void> {
  const phone = newPhoneNumber();
  const find = <E extends HTMLElement>(selector: string) => element.shadowRoot?.querySelector<E>(selector);
  const shown = () => `${find('h2')?.textContent} ${find('[role=alert]')?.textContent} ${faults.join(' ')}`;
  const wait = async <T>(condition: () => T, what: string) =>
    until(condition, what, 20_000).catch(() => {
      throw new Error(`${what}: ${shown()}`);
    });
  type((await wait(() => find<HTMLInputElement>('[type=tel]'), 'the phone field'))!, phone);
  find('button.main')!.click();
  const field = (await wait(() => find<HTMLInputElement>('input.code'), 'the code field'))!;
  const sent = await until(async () => (await outbox()).find(({ to }) => to === phone), 'a message arrives');
  type(field, wrongCode(codeIn(sent.body)));
  await wait(() => find('[role=alert]')?.textContent, 'the error');
  await wait(() => !field.readOnly, 'another try');
  type(field, codeIn(sent.body));
  await wait(() => element.step === 'signed-in', 'signed in');
  await element.signOut();
  await wait(() => element.step === 'identifier', 'signed out');
}

/** A page: what it lacks, and where it keeps the session. */
interface Case {
  readonly names: readonly string[];
  readonly persistence: 'memory' | 'local';
}

/**
 * Pages that are opened one group after another, those of a group at the same time. A page lacks many APIs at once, unless
 * the absence of one would hide the effect of another. At most one page of a group has a storage that works, because pages
 * share it.
 */
const GROUPS: readonly (readonly Case[])[] = [
  [
    {
      persistence: 'local',
      names: [
        'navigator.locks',
        'BroadcastChannel',
        'attachInternals',
        'constructable style sheets',
        'Element.checkVisibility',
        'ResizeObserver',
        'navigator.credentials',
        'navigator.languages',
        'Intl.Segmenter',
        'Intl.ListFormat',
        'Intl.PluralRules',
        'TextEncoder',
        'Performance.mark',
        'declarative shadow roots',
        'the selector :has',
      ],
    },
    { persistence: 'local', names: ['localStorage that throws', 'states without plain names'] },
    { persistence: 'local', names: ['no localStorage', 'states that throw'] },
  ],
  [
    {
      persistence: 'local',
      names: [
        'navigator.locks that refuses',
        'BroadcastChannel that throws',
        'setFormValue and setValidity that throw',
        'ElementInternals.states',
        'focus options',
        'setSelectionRange that throws',
        'credentials that throw',
        'matchMedia',
        'navigator.onLine',
        'units of Intl.NumberFormat',
      ],
    },
    { persistence: 'memory', names: ['sessionStorage that throws', 'everything that is not used'] },
    { persistence: 'memory', names: ['a full localStorage'] },
  ],
];

describe('without an optional platform API, a user signs in and out', function () {
  this.timeout(60_000);

  const unused = UNUSED.map((removal) => `try { ${removal} } catch {}`).join('; ');
  const removals: Readonly<Record<string, string>> = { 'everything that is not used': unused, ...OPTIONAL };

  async function failuresWithout({ names, persistence }: Case): Promise<readonly string[]> {
    const removal = names.map((name) => `try { ${removals[name]} } catch {}`).join('; ');
    const page = await openWithout(removal, 'en', persistence);
    try {
      await signInAndOut(page);
      return page.faults;
    } catch (error) {
      return [(error as Error).message];
    } finally {
      page.frame.remove();
    }
  }

  it('every entry of the list is in one page', () => {
    const listed = GROUPS.flat().flatMap(({ names }) => names);
    expect([...listed].sort()).to.deep.equal(Object.keys(removals).sort());
  });

  for (const [index, group] of GROUPS.entries()) {
    it(`group ${index + 1}: ${group.flatMap(({ names }) => names).join(', ')}`, async () => {
      const failures = await Promise.all(
        group.map(async (each) => (await failuresWithout(each)).map((failure) => `${each.names}: ${failure}`)),
      );
      clearStorage();
      expect(failures.flat()).to.deep.equal([]);
    });
  }
});

/** APIs that a sign-in needs. Without them the element shows a message in the page's language. */
const REQUIRED: Readonly<Record<string, string>> = {
  fetch: 'delete window.fetch',
  AbortController: 'delete window.AbortController',
  TextDecoder: 'delete window.TextDecoder',
  'window.crypto': 'delete window.crypto; delete Window.prototype.crypto',
};

/** The form of a page without an API says so, before and after a click. */
async function expectMessage(name: string, removal: string, lang: string, text: string): Promise<void> {
  const page = await openWithout(removal, lang);
  const shown = () => page.element.shadowRoot!.querySelector('[role=alert]')?.textContent ?? '';
  await until(() => shown().includes(text), `${name}: ${text}`).catch((error) => {
    throw new Error(`${error.message} The page says “${shown()}”; ${page.faults.join(' ')}`);
  });
  page.element.shadowRoot!.querySelector<HTMLElement>('button.main')!.click();
  expect(page.faults, name).to.deep.equal([]);
  expect(shown(), name).to.include(text);
  page.frame.remove();
}

describe('without a platform API that a sign-in needs, the form says that the browser is too old', () => {
  for (const [lang, text] of [
    ['en', 'This browser is too old'],
    ['de', 'Dieser Browser ist zu alt'],
    ['ar', 'هذا المتصفح قديم'],
  ] as const) {
    it(`in the page's language: ${lang}`, async () => {
      const entries = Object.entries(REQUIRED);
      await Promise.all(entries.map(([name, removal]) => expectMessage(name, removal, lang, text)));
    });
  }
});
