import { expect } from '@open-wc/testing';
import { advance, fault, reset, struck } from './support/control.js';
import { pageFor, realTab } from './support/real-tab.js';
import { code, newPhone, openTab, type Tab, until } from './support/tabs.js';

const hours = 3_600_000;

describe('promise 33: refreshing a session', () => {
  const tabs: Tab[] = [];
  /** A tab whose clock is wrong by what `shift` says. */
  const tab = async (shift: () => number = () => 0) => {
    const opened = await openTab({}, (own) => {
      const { now } = own.Date;
      own.Date.now = () => now() + shift();
    });
    tabs.push(opened);
    return opened;
  };
  beforeEach(() => localStorage.clear());
  afterEach(async () => {
    for (const opened of tabs.splice(0)) opened.close();
    localStorage.clear();
    await reset();
  });

  const signIn = async ({ client }: Tab) => {
    const phone = newPhone();
    await client.start({ phone });
    const state = await client.submit(await code(phone));
    expect(state.step).to.equal('signed-in');
  };
  const refreshes = (...some: Tab[]) =>
    some.flatMap(({ operations }) => operations).filter((name) => name === 'GetTokensFromRefreshToken').length;

  it('promise 33: after eight hours of sleep, two tabs stay signed in with one refresh', async () => {
    let asleep = 0;
    const one = await tab(() => asleep);
    await signIn(one);
    const two = await tab(() => asleep);
    asleep = 8 * hours;
    await advance(asleep);
    const [first, second] = await Promise.all([one.client.getTokens(), two.client.getTokens()]);
    expect(first.accessToken).to.equal(second.accessToken);
    expect(first.expiresAt).to.be.greaterThan(Date.now() + asleep);
    expect(refreshes(one, two)).to.equal(1);
  });

  for (const day of [-24 * hours, 24 * hours]) {
    it(`promise 33: a clock that is a day ${day < 0 ? 'behind' : 'ahead'} causes no extra refresh and ends no session`, async () => {
      const one = await tab(() => day);
      await signIn(one);
      const { expiresAt } = await one.client.getTokens();
      expect(expiresAt - (Date.now() + day))
        .to.be.greaterThan(0)
        .and.lessThan(25 * hours);
      const two = await tab(() => day);
      expect((await two.client.getTokens()).expiresAt).to.equal(expiresAt);
      expect(refreshes(one, two)).to.equal(0);
      await two.client.getTokens({ forceRefresh: true });
      expect((await two.client.getTokens()).expiresAt - (Date.now() + day)).to.be.greaterThan(0);
      expect(refreshes(one, two)).to.equal(1);
    });
  }

  it('promise 33: a tab that is killed during a refresh leaves neither a held lock nor an unusable session', async () => {
    const one = await tab();
    await signIn(one);
    const dying = await realTab(pageFor({}));
    // The token is rotated at Cognito, and the reply that says so is still on its way when the tab dies.
    await fault({ kind: 'latency', at: 'after', ms: 20_000, on: { api: 'GetTokensFromRefreshToken' }, times: 1 });
    await dying.ask('void client.getTokens({ forceRefresh: true })');
    await until(async () => (await struck()) === 1, 'the refresh has reached Cognito');
    await dying.kill();
    await advance(1_100);
    const before = localStorage.getItem(Object.keys(localStorage).find((key) => key.endsWith('.accessToken'))!);
    const { accessToken } = await one.client.getTokens({ forceRefresh: true });
    expect(accessToken).not.to.equal(before);
    expect(one.client.getState().step).to.equal('signed-in');
    expect(refreshes(one)).to.equal(1);
  });

  it('promise 33: without Web Locks, five tabs whose tokens expire together still refresh once', async () => {
    const lockless = async () => {
      const opened = await openTab({}, (own) => Object.defineProperty(own.navigator, 'locks', { value: undefined }));
      tabs.push(opened);
      return opened;
    };
    const one = await lockless();
    await signIn(one);
    const all = [one, await lockless(), await lockless(), await lockless(), await lockless()];
    const drift = Object.keys(localStorage).find((key) => key.endsWith('.clockDrift'))!;
    await advance(1_100);
    localStorage.setItem(drift, `${3_590_000}`);
    const got = await Promise.all(all.map(({ client }) => client.getTokens()));
    expect(new Set(got.map(({ accessToken }) => accessToken)).size).to.equal(1);
    expect(refreshes(...all)).to.equal(1);
    expect(Object.keys(localStorage).some((key) => key.endsWith('.refresh'))).to.equal(false);
  });
});
