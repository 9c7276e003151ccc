import { expect } from '@open-wc/testing';
import { createOtpClient, OtpError } from '../src/index.js';
import { advance, reset } from './support/control.js';
import { refused, usable } from './support/endpoint-addresses.js';
import { code, newPhone, openTab, pool, type Tab, until } from './support/tabs.js';

const wrong = (right: string) => `${(Number(right) + 1) % 1_000_000}`.padStart(6, '0');

/** All text in a value, with what JSON leaves out: errors, their causes, and what is no enumerable property. */
function texts(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  return Object.getOwnPropertyNames(value).flatMap((name) => [
    name,
    ...texts((value as Record<string, unknown>)[name], seen),
  ]);
}

describe('promise 39: secrets are not exposed to the page', () => {
  let tab: Tab | undefined;
  beforeEach(() => localStorage.clear());
  afterEach(async () => {
    tab?.close();
    localStorage.clear();
    await reset();
  });

  it('promise 39: no code, token or Cognito session appears in a snapshot, error, message, log, URL or DOM node', async () => {
    const secrets = new Set<string>();
    const heard: unknown[] = [];
    let own!: Window & typeof globalThis;
    const channel = new BroadcastChannel(`cognito-otp.${pool.clientId}`);
    channel.onmessage = ({ data }) => heard.push(data ?? 'nothing');
    tab = await openTab(
      {
        fetcher: async (url: string, init: RequestInit) => {
          const response = await own.fetch(url, init);
          const { AuthenticationResult = {}, Session } = await response.clone().json();
          for (const secret of [...Object.values(AuthenticationResult), Session]) {
            if (`${secret}`.length > 20) secrets.add(`${secret}`);
          }
          return response;
        },
      } as object,
      (window) => {
        own = window;
        for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
          own.console[name] = (...said: unknown[]) => void heard.push(...said);
        }
        const dispatch = own.EventTarget.prototype.dispatchEvent;
        own.EventTarget.prototype.dispatchEvent = function (event: Event) {
          heard.push(event.type, (event as CustomEvent).detail);
          return dispatch.call(this, event);
        };
        for (const name of ['error', 'unhandledrejection', 'message', 'storage']) {
          own.addEventListener(name, (event) => {
            // A storage event is the storage's own: everybody who hears it can read the storage.
            if (name !== 'storage') heard.push(event);
          });
        }
      },
    );
    const { client, states } = tab;
    const phone = newPhone();
    await client.start({ phone });
    const right = await code(phone);
    secrets.add(right);
    secrets.add(wrong(right));
    await client.submit('12345');
    await client.submit(wrong(right));
    await client.submit(right);
    await advance(1_100);
    await client.getTokens({ forceRefresh: true });
    const thrown = await client.request('GetUser', { AccessToken: 'none' }).catch((error: unknown) => error);
    await client.signOut({ everywhere: true });
    await until(() => heard.length > 1, 'the other tabs have been told');
    channel.close();

    expect(states.map(({ step }) => step)).to.include.members(['code', 'checking', 'signed-in', 'signing-out']);
    const seen = [
      ...texts(states),
      ...texts(thrown),
      ...texts(heard),
      own.location.href,
      document.URL,
      own.document.documentElement.outerHTML,
      own.document.cookie,
      own.name,
      ...own.performance.getEntries().map(({ name }) => name),
    ].join('\n');
    // Two Sessions, two sets of three tokens, two codes.
    expect(secrets.size).to.be.at.least(10);
    for (const secret of secrets) expect(seen.includes(secret), secret).to.equal(false);
    expect(
      localStorage.length === 0 || Object.keys(localStorage).every((key) => key.startsWith('cognito-otp.')),
    ).to.equal(true);
    for (const secret of secrets) expect(JSON.stringify({ ...localStorage }).includes(secret), secret).to.equal(false);
  });

  it('promise 40: the URL parser of every browser engine accepts only https and loopback endpoints', () => {
    const open = (endpoint: string) => createOtpClient({ ...pool, endpoint, persistence: 'memory' });
    for (const endpoint of usable) open(endpoint).close();
    for (const endpoint of refused) {
      let thrown: unknown;
      try {
        open(endpoint).close();
      } catch (error) {
        thrown = error;
      }
      expect(thrown instanceof OtpError && thrown.code, endpoint).to.equal('configuration');
    }
  });
});
