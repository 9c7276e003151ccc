/** `<cognito-otp-session sessions>`: the list of the user's sessions, and ending them. */
import { createOtpClient, type OtpClient } from '@cognito-otp/client';
import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import 'axe-core';
import { messages } from '../src/i18n/messages/en.js';
import { sessionTexts } from '../src/i18n/session-texts.js';
import { goOffline, watchCalls } from './support/browser-environment.js';
import { clearStorage, LoginPage, newPhone, outbox, pool, until } from './support/login-page.js';
import '../src/define-companions.js';

/** Turns the tracking of sessions on or off, as the owner of the pool does. */
async function track(UserSessionTracking: 'ENABLED' | 'DISABLED'): Promise<void> {
  const region = pool.userPoolId.split('_')[0];
  const reply = await fetch(pool.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.SetUserPoolSessionConfiguration',
      authorization: `AWS4-HMAC-SHA256 Credential=own/20260101/${region}/cognito-idp/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ UserPoolId: pool.userPoolId, UserSessionTracking, TokenSession: { MaxPerUser: 20 } }),
  });
  expect(reply.status, await reply.text()).to.equal(200);
}

/** What Cognito would know of two devices besides the current one, which the local pool does not. */
const KNOWN = [
  {},
  { DeviceType: 'Safari 18 / iOS 18.1', LastLocation: { City: 'Lyon', Country: 'France' } },
  { DeviceType: 'Chrome 131 / Windows 11', LastLocation: { City: 'München', Country: 'Germany' } },
];

/** Completes the pool's lists of sessions with devices, places and times, as Cognito does. */
function completeLists(): () => void {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const reply = await original(input, init);
    if (!new Headers(init?.headers).get('x-amz-target')?.endsWith('.ListUserSessions') || !reply.ok) return reply;
    const body = await reply.json();
    const others = body.Sessions.filter((each: { IsCurrentSession: boolean }) => !each.IsCurrentSession);
    for (const [index, session] of others.entries()) {
      Object.assign(session, KNOWN[index + 1], { LastActiveDate: Date.now() / 1000 - (2 * index + 3) * 3600 - 5 });
    }
    return new Response(JSON.stringify(body), reply);
  };
  return () => {
    globalThis.fetch = original;
  };
}

/** Holds requests to the pool until the returned function is called; they then take the way that requests take by then. */
function holdRequests(): () => void {
  const original = globalThis.fetch;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const holding: typeof fetch = async (input, init) => {
    if (new Headers(init?.headers).has('x-amz-target')) await held;
    return (globalThis.fetch === holding ? original : globalThis.fetch)(input, init);
  };
  globalThis.fetch = holding;
  return () => {
    if (globalThis.fetch === holding) globalThis.fetch = original;
    release();
  };
}

// axe-core is a classic script that defines a global.
const { axe } = window as unknown as { axe: typeof import('axe-core') };

async function violations(element: Element): Promise<string[]> {
  const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  // The rule concerns the page around the element.
  const found = await axe.run(element, { runOnly: { type: 'tag', values }, rules: { region: { enabled: false } } });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.failureSummary).join('; ')}`);
}

describe('the list of sessions', () => {
  let login: LoginPage;
  let restore: () => void = () => undefined;
  const others: OtpClient[] = [];
  const attributes = { 'user-pool-id': pool.userPoolId, 'client-id': pool.clientId, endpoint: pool.endpoint };
  before(() => track('ENABLED'));
  after(() => track('DISABLED'));
  beforeEach(clearStorage);
  afterEach(() => {
    restore();
    restore = () => undefined;
    for (const client of others.splice(0)) client.close();
    login?.close();
    document.body.replaceChildren();
    document.documentElement.lang = 'en';
    clearStorage();
  });

  /** Signs in on other devices, and then here. */
  async function signIn(devices = 2): Promise<void> {
    const phone = newPhone();
    for (let device = 0; device < devices; device++) {
      const values = new Map<string, string>();
      const storage = {
        getItem: (key: string) => values.get(key) ?? null,
        setItem: (key: string, value: string) => void values.set(key, value),
        removeItem: (key: string) => void values.delete(key),
      };
      const { userPoolId, clientId, endpoint } = pool;
      const client = createOtpClient({ userPoolId, clientId, endpoint, storage });
      others.push(client);
      const count = (await outbox()).length;
      await client.start({ phone: phone.replace(/^0/, '+44').replace(' ', '') });
      const message = await until(async () => (await outbox())[count], 'a message');
      expect((await client.submit(/\d{6}/.exec(message.body)![0])).step).to.equal('signed-in');
      await fetch(`${pool.endpoint}/clock`, { method: 'POST', body: JSON.stringify({ advanceMs: 31_000 }) });
    }
    login = await LoginPage.open();
    await login.typeCode(await login.requestCode(phone));
    await until(() => login.element.step === 'signed-in', 'signed in');
  }

  function open(own: Readonly<Record<string, string>> = {}) {
    const element = document.createElement('cognito-otp-session');
    for (const [name, value] of Object.entries({ ...attributes, sessions: '', ...own }))
      element.setAttribute(name, value);
    element.innerHTML = '<b slot="signed-out">Signed out</b>';
    document.body.append(element);
    const root = element.shadowRoot!;
    const rows = () => [...root.querySelectorAll<HTMLElement>('[part=session]')];
    return {
      element,
      root,
      rows,
      texts: () => rows().map((row) => row.innerText.replace(/\s+/g, ' ').trim()),
      button: (row: number, name: string) => rows()[row]!.querySelector<HTMLButtonElement>(`[name=${name}]`)!,
      error: () => root.querySelector('[role=alert]')!.textContent,
      status: () => root.querySelector('[role=status]')!.textContent!.replace(/[\u2066-\u2069]/g, ''),
    };
  }
  type Opened = ReturnType<typeof open>;
  const listed = (page: Opened, count = 3) => until(() => page.rows().length === count, `${count} sessions`);
  /** The accessible name of a button, which its `aria-labelledby` describes. */
  const nameOf = (page: Opened, button: HTMLButtonElement) =>
    button
      .getAttribute('aria-labelledby')!
      .split(' ')
      .map((id) => page.root.getElementById(id)!.textContent)
      .join(' ')
      .replace(/\s+/g, ' ')
      .trim();

  it('shows device, place and last activity, and marks this device', async () => {
    restore = completeLists();
    await signIn();
    const page = open();
    await listed(page);
    const [own, phone, desk] = page.texts();
    expect(own).to.contain('This device').and.to.contain('Last active: now');
    expect(phone).to.equal('Safari 18 / iOS 18.1 Lyon, France Last active: 3 hours ago Sign out');
    expect(desk).to.equal('Chrome 131 / Windows 11 München, Germany Last active: 5 hours ago Sign out');
    expect(nameOf(page, page.button(1, 'ask'))).to.equal('Sign out Safari 18 / iOS 18.1 Lyon, France');
    page.element.remove();
    document.documentElement.lang = 'ar';
    const arabic = open();
    await listed(arabic);
    await until(() => getComputedStyle(arabic.rows()[1]!).direction === 'rtl', 'the direction');
    // Names in Latin letters begin where the page's lines begin.
    const row = arabic.rows()[1]!;
    for (const part of ['device', 'place']) {
      const line = row.querySelector(`[part=session-${part}]`)!.getBoundingClientRect();
      const name = row.querySelector(`[part=session-${part}] bdi`)!.getBoundingClientRect();
      expect(name.right, part).to.be.closeTo(line.right, 1);
    }
    expect(arabic.texts()[1])
      .to.contain('Lyon، فرنسا')
      .and.to.match(/قبل [3٣] ساعات/)
      .and.to.contain('تسجيل الخروج');
  });

  it('follows the language of the page and its own when they change later, without loading the list again', async () => {
    restore = completeLists();
    await signIn();
    const page = open();
    await listed(page);
    const calls = watchCalls();
    page.button(1, 'ask').click();
    for (const [lang, texts] of [
      ['de-AT', ['München, Deutschland', 'Zuletzt aktiv: vor 5 Stunden', 'Abmelden']],
      ['fr', ['München, Allemagne', 'il y a 5']],
      ['tlh', ['Last active: 5 hours ago', 'Sign out']],
    ] as const) {
      document.documentElement.lang = lang;
      await until(() => texts.every((text) => page.texts()[2]?.includes(text)), `${lang}: ${texts}`);
      expect(page.button(1, 'confirm'), 'the question stays').to.be.instanceOf(HTMLElement);
    }
    page.element.lang = 'it';
    await until(() => page.texts()[2]?.includes('5 ore fa'), 'its own language');
    calls.stop();
    expect(calls.operations).not.to.contain('ListUserSessions');
  });

  it('ends another session after a second press, and announces it', async () => {
    restore = completeLists();
    await signIn();
    const page = open();
    await listed(page);
    const calls = watchCalls();
    // By keyboard alone: Enter opens the confirmation, Escape cancels, and a key that is held down does not confirm.
    page.button(1, 'ask').focus();
    await sendKeys({ press: 'Enter' });
    await until(() => page.root.activeElement?.getAttribute('name') === 'confirm', 'the focus');
    expect(nameOf(page, page.button(1, 'confirm'))).to.equal('Yes, sign out Safari 18 / iOS 18.1 Lyon, France');
    const held = new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, cancelable: true });
    page.button(1, 'confirm').dispatchEvent(held);
    expect(held.defaultPrevented).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await until(() => page.root.activeElement?.getAttribute('name') === 'ask', 'the focus');
    // The second click of a double click confirms nothing.
    page.button(1, 'ask').click();
    await page.element.updateComplete;
    page.button(1, 'confirm').dispatchEvent(new MouseEvent('click', { detail: 2, bubbles: true }));
    await page.element.updateComplete;
    expect(calls.operations).not.to.contain('RevokeUserSession');
    await sendKeys({ press: 'Enter' });
    await listed(page, 2);
    calls.stop();
    expect(calls.operations.filter((name) => name === 'RevokeUserSession')).to.have.length(1);
    expect(page.status()).to.equal('Signed out: Safari 18 / iOS 18.1');
    expect(page.root.activeElement?.id).to.equal('sessions-title');
    expect(page.texts()[1]).to.contain('Chrome 131');
    // The most recent of the others was the one that signed in last.
    const failed = await others[1]!.getTokens({ forceRefresh: true }).then(
      () => undefined,
      ({ code }) => code,
    );
    expect(failed).to.equal('session_revoked');
    expect(login.element.step).to.equal('signed-in');
  });

  it('ending the session of this device signs out', async () => {
    await signIn(0);
    const page = open();
    await listed(page, 1);
    page.button(0, 'ask').click();
    await page.element.updateComplete;
    page.button(0, 'confirm').click();
    await login.expectTitle('Sign in');
    await until(() => page.rows().length === 0, 'the list is gone');
    expect(page.root.querySelector('[part=sessions]')).to.equal(null);
  });

  it('a failure is reported, and each request can be repeated', async () => {
    await signIn(1);
    const errors: string[] = [];
    document.body.addEventListener('cognito-otp-error', ({ detail }) => errors.push(detail.code));
    let online = goOffline();
    try {
      const page = open();
      await until(() => page.root.querySelector('[role=alert]')?.textContent, 'an error');
      expect(errors).to.deep.equal(['offline']);
      online();
      page.root.querySelector<HTMLElement>('[part=sessions] > button')!.click();
      await listed(page, 2);
      expect(page.error()).to.equal('');
      online = goOffline();
      page.button(1, 'ask').click();
      await page.element.updateComplete;
      page.button(1, 'confirm').click();
      await until(page.error, 'an error');
      expect(page.rows()).to.have.length(2);
      expect(page.status()).to.equal('');
      online();
      page.button(1, 'confirm').click();
      await listed(page, 1);
      expect(page.error()).to.equal('');
    } finally {
      online();
    }
  });

  it('shows what docs/states.md lists in each state, without a violation that axe finds', async () => {
    const { oneMoment, lastActive, confirmSignOut, sessionEnded } = sessionTexts['en']!;
    const { offline, tryAgain, signOut } = messages;
    restore = completeLists();
    await signIn(1);
    const documented: string[] = [];
    let page!: Opened;
    const shows = async (state: string, sentence: string, action?: string) => {
      documented.push(`| ${[state, sentence, action ?? '–'].join(' | ')} |`);
      const visible = () => page.root.querySelector<HTMLElement>('[part=sessions]')?.textContent ?? '';
      const isShown = () => [sentence, action ?? ''].every((text) => visible().includes(text.split('{')[0]!));
      await until(isShown, `${sentence}, ${action}; found ${visible()}`);
      expect(await violations(page.element), state).to.deep.equal([]);
    };
    const confirm = async () => {
      page.button(1, 'confirm').click();
      await page.element.updateComplete;
    };
    let answer = holdRequests();
    page = open();
    await shows('loading', oneMoment);
    answer();
    await listed(page, 2);
    page.element.remove();
    let online = goOffline();
    page = open();
    await shows('could not be loaded', offline, tryAgain);
    online();
    page.root.querySelector<HTMLElement>('[part=sessions] > button')!.click();
    await shows('listed', lastActive, signOut);
    page.button(1, 'ask').click();
    await shows('asks whether to end a session', lastActive, confirmSignOut);
    for (const [scheme, dir, width] of [
      ['dark', 'rtl', 280],
      ['light', 'rtl', 1280],
      ['dark', 'ltr', 390],
    ] as const) {
      if (navigator.userAgent.includes('Chrome/')) await setViewport({ width, height: 600 });
      Object.assign(document.documentElement, { dir });
      Object.assign(document.documentElement.style, {
        colorScheme: scheme,
        background: scheme === 'dark' ? '#000' : '#fff',
      });
      expect(await violations(page.element), `${scheme} ${dir} ${width}`).to.deep.equal([]);
    }
    document.documentElement.removeAttribute('dir');
    document.documentElement.removeAttribute('style');
    answer = holdRequests();
    await confirm();
    await shows('ending a session', oneMoment, oneMoment);
    online = goOffline();
    answer();
    await shows('could not end the session', offline, confirmSignOut);
    online();
    await confirm();
    await shows('ended', sessionEnded, signOut);
    const text = await (await fetch('/docs/states.md')).text();
    const lines = text.split('| List |')[1]!.split('\n');
    expect(lines.filter((line) => line.startsWith('| '))).to.deep.equal(documented);
  });

  it('only logs a warning if the pool tracks no sessions, and loads nothing without the attribute', async () => {
    await signIn(0);
    const calls = watchCalls();
    const plain = open();
    plain.element.removeAttribute('sessions');
    await until(() => plain.root.querySelector('[part=user]'), 'the user');
    await track('DISABLED');
    const warnings: unknown[] = [];
    const { warn } = console;
    console.warn = (...parts) => warnings.push(...parts);
    try {
      const page = open();
      await until(() => warnings.length, 'a warning');
      await page.element.updateComplete;
      expect(String(warnings[0])).to.contain('SetUserPoolSessionConfiguration');
      expect(page.root.querySelector('[part=sessions]')).to.equal(null);
      expect(plain.root.querySelector('[part=sessions]')).to.equal(null);
    } finally {
      console.warn = warn;
      calls.stop();
      await track('ENABLED');
    }
    expect(calls.operations.filter((name) => name === 'ListUserSessions')).to.have.length(1);
  });
});
