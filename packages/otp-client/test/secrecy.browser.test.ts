/** Observes everything that a page can see and searches it for codes, tokens and Cognito sessions. */
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { until } from '@cognito-otp/test-kit/until';
import { expect } from '@open-wc/testing';
import { createOtpClient, OtpError } from '../src/index.js';
import { acceptedEndpoints, rejectedEndpoints } from './support/endpoint-addresses.js';
import { advanceClock, codeSentTo, openTab, pool, resetPool, type Tab } from './support/tabs.js';

const wrongCode = (right: string) => `${(Number(right) + 1) % 1_000_000}`.padStart(6, '0');

/** All strings in a value, including those that JSON omits: errors, their causes and non-enumerable properties. */
function stringsIn(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  return Object.getOwnPropertyNames(value).flatMap((name) => [
    name,
    ...stringsIn((value as Record<string, unknown>)[name], seen),
  ]);
}

describe('promise 39: secrets are not exposed to the page', () => {
  let tab: Tab | undefined;
  beforeEach(() => localStorage.clear());
  afterEach(async () => {
    tab?.close();
    localStorage.clear();
    await resetPool();
  });

  it('promise 39: no code, token or Cognito session appears in a snapshot, error, message, log, URL or DOM node', async () => {
    const secrets = new Set<string>();
    const observed: unknown[] = [];
    let tabWindow!: Window & typeof globalThis;
    const channel = new BroadcastChannel(`cognito-otp.${pool.clientId}`);
    channel.onmessage = ({ data }) => observed.push(data ?? 'nothing');
    tab = await openTab(
      {
        fetcher: async (url: string, init: RequestInit) => {
          const response = await tabWindow.fetch(url, init);
          const { AuthenticationResult = {}, Session } = await response.clone().json();
          for (const secret of [...Object.values(AuthenticationResult), Session]) {
            if (`${secret}`.length > 20) secrets.add(`${secret}`);
          }
          return response;
        },
      } as object,
      (window) => {
        tabWindow = window;
        for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
          tabWindow.console[name] = (...said: unknown[]) => void observed.push(...said);
        }
        const dispatch = tabWindow.EventTarget.prototype.dispatchEvent;
        tabWindow.EventTarget.prototype.dispatchEvent = function (event: Event) {
          observed.push(event.type, (event as CustomEvent).detail);
          return dispatch.call(this, event);
        };
        for (const name of ['error', 'unhandledrejection', 'message', 'storage']) {
          tabWindow.addEventListener(name, (event) => {
            // A page that receives a storage event can read the storage anyway.
            if (name !== 'storage') observed.push(event);
          });
        }
      },
    );
    const { client, states } = tab;
    const phone = newPhoneNumber();
    await client.start({ phone });
    const right = await codeSentTo(phone);
    secrets.add(right);
    secrets.add(wrongCode(right));
    await client.submit('12345');
    await client.submit(wrongCode(right));
    await client.submit(right);
    await advanceClock(1_100);
    await client.getTokens({ forceRefresh: true });
    const thrown = await client.request('GetUser', { AccessToken: 'none' }).catch((error: unknown) => error);
    await client.signOut({ everywhere: true });
    await until(() => observed.length > 1, 'the other tabs have been notified');
    channel.close();

    expect(states.map(({ step }) => step)).to.include.members(['code', 'checking', 'signed-in', 'signing-out']);
    const seen = [
      ...stringsIn(states),
      ...stringsIn(thrown),
      ...stringsIn(observed),
      tabWindow.location.href,
      document.URL,
      tabWindow.document.documentElement.outerHTML,
      tabWindow.document.cookie,
      tabWindow.name,
      ...tabWindow.performance.getEntries().map(({ name }) => name),
    ].join('\n');
    // Two Cognito sessions, two sets of three tokens, and two codes.
    expect(secrets.size).to.be.at.least(10);
    for (const secret of secrets) expect(seen.includes(secret), secret).to.equal(false);
    expect(
      localStorage.length === 0 || Object.keys(localStorage).every((key) => key.startsWith('cognito-otp.')),
    ).to.equal(true);
    for (const secret of secrets) expect(JSON.stringify({ ...localStorage }).includes(secret), secret).to.equal(false);
  });

  it('promise 40: the URL parser of every browser engine accepts only https and loopback endpoints', () => {
    const open = (endpoint: string) => createOtpClient({ ...pool, endpoint, persistence: 'memory' });
    for (const endpoint of acceptedEndpoints) open(endpoint).close();
    for (const endpoint of rejectedEndpoints) {
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
