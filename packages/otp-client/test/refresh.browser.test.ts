/** Token refresh in real browsers: several tabs, wrong clocks, and a tab that is killed. */
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { until } from '@cognito-otp/test-kit/until';
import { expect } from '@open-wc/testing';
import { clientPageUrl, openRealTab } from './support/real-tab.js';
import {
  advanceClock,
  codeSentTo,
  countFaultMatches,
  injectFault,
  openTab,
  resetPool,
  type Tab,
} from './support/tabs.js';

const HOURS = 3_600_000;

describe('promise 33: refreshing a session', () => {
  const tabs: Tab[] = [];
  /** A tab whose clock is off by `shift()` milliseconds. */
  const openShiftedTab = async (shift: () => number = () => 0) => {
    const opened = await openTab({}, (tabWindow) => {
      const { now } = tabWindow.Date;
      tabWindow.Date.now = () => now() + shift();
    });
    tabs.push(opened);
    return opened;
  };
  beforeEach(() => localStorage.clear());
  afterEach(async () => {
    for (const opened of tabs.splice(0)) opened.close();
    localStorage.clear();
    await resetPool();
  });

  const signIn = async ({ client }: Tab) => {
    const phone = newPhoneNumber();
    await client.start({ phone });
    const state = await client.submit(await codeSentTo(phone));
    expect(state.step).to.equal('signed-in');
  };
  const refreshes = (...some: Tab[]) =>
    some.flatMap(({ operations }) => operations).filter((name) => name === 'GetTokensFromRefreshToken').length;

  it('promise 33: after eight hours of sleep, two tabs stay signed in with one refresh', async () => {
    let asleep = 0;
    const one = await openShiftedTab(() => asleep);
    await signIn(one);
    const two = await openShiftedTab(() => asleep);
    asleep = 8 * HOURS;
    await advanceClock(asleep);
    const [first, second] = await Promise.all([one.client.getTokens(), two.client.getTokens()]);
    expect(first.accessToken).to.equal(second.accessToken);
    expect(first.expiresAt).to.be.greaterThan(Date.now() + asleep);
    expect(refreshes(one, two)).to.equal(1);
  });

  for (const day of [-24 * HOURS, 24 * HOURS]) {
    it(`promise 33: a clock that is a day ${day < 0 ? 'behind' : 'ahead'} causes no extra refresh and ends no session`, async () => {
      const one = await openShiftedTab(() => day);
      await signIn(one);
      const { expiresAt } = await one.client.getTokens();
      expect(expiresAt - (Date.now() + day))
        .to.be.greaterThan(0)
        .and.lessThan(25 * HOURS);
      const two = await openShiftedTab(() => day);
      expect((await two.client.getTokens()).expiresAt).to.equal(expiresAt);
      expect(refreshes(one, two)).to.equal(0);
      await two.client.getTokens({ forceRefresh: true });
      expect((await two.client.getTokens()).expiresAt - (Date.now() + day)).to.be.greaterThan(0);
      expect(refreshes(one, two)).to.equal(1);
    });
  }

  it('promise 33: a tab that is killed during a refresh leaves neither a held lock nor an unusable session', async () => {
    const one = await openShiftedTab();
    await signIn(one);
    const killed = await openRealTab(clientPageUrl({}));
    // Cognito has rotated the token, and its reply is still on the way when the tab is killed.
    await injectFault({ kind: 'latency', at: 'after', ms: 20_000, on: { api: 'GetTokensFromRefreshToken' }, times: 1 });
    await killed.evaluate('void client.getTokens({ forceRefresh: true })');
    await until(async () => (await countFaultMatches()) === 1, 'the refresh has reached Cognito');
    await killed.kill();
    await advanceClock(1_100);
    const before = localStorage.getItem(Object.keys(localStorage).find((key) => key.endsWith('.accessToken'))!);
    const { accessToken } = await one.client.getTokens({ forceRefresh: true });
    expect(accessToken).not.to.equal(before);
    expect(one.client.getState().step).to.equal('signed-in');
    expect(refreshes(one)).to.equal(1);
  });

  it('promise 33: without Web Locks, five tabs whose tokens expire together still refresh once', async () => {
    const openTabWithoutLocks = async () => {
      const opened = await openTab({}, (tabWindow) =>
        Object.defineProperty(tabWindow.navigator, 'locks', { value: undefined }),
      );
      tabs.push(opened);
      return opened;
    };
    const one = await openTabWithoutLocks();
    await signIn(one);
    const all = [
      one,
      await openTabWithoutLocks(),
      await openTabWithoutLocks(),
      await openTabWithoutLocks(),
      await openTabWithoutLocks(),
    ];
    const drift = Object.keys(localStorage).find((key) => key.endsWith('.clockDrift'))!;
    await advanceClock(1_100);
    localStorage.setItem(drift, `${3_590_000}`);
    const got = await Promise.all(all.map(({ client }) => client.getTokens()));
    expect(new Set(got.map(({ accessToken }) => accessToken)).size).to.equal(1);
    expect(refreshes(...all)).to.equal(1);
    expect(Object.keys(localStorage).some((key) => key.endsWith('.refresh'))).to.equal(false);
  });
});
