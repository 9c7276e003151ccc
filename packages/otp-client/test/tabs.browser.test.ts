/** Several tabs of one site: sign-in, refresh and sign-out reach each of them. */
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { until } from '@cognito-otp/test-kit/until';
import { expect } from '@open-wc/testing';
import { codeSentTo, openTab, pool, type Tab } from './support/tabs.js';

describe('one client in several tabs', () => {
  const open: Tab[] = [];
  const openTrackedTab = async (options = {}, prepare?: Parameters<typeof openTab>[1]) => {
    const opened = await openTab(options, prepare);
    open.push(opened);
    return opened;
  };
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  afterEach(() => {
    for (const opened of open.splice(0)) opened.close();
    localStorage.clear();
    sessionStorage.clear();
  });

  const signIn = async () => {
    const phone = newPhoneNumber();
    const one = await openTrackedTab();
    await one.client.start({ phone });
    const state = await one.client.submit(await codeSentTo(phone));
    expect(state.step).to.equal('signed-in');
    return { phone, one };
  };
  const prefix = `CognitoIdentityServiceProvider.${pool.clientId}`;
  const username = () => localStorage.getItem(`${prefix}.LastAuthUser`);
  /** Makes the stored tokens look to every tab as if they expired within seconds. */
  const expireTokensSoon = () => localStorage.setItem(`${prefix}.${username()}.clockDrift`, `${3_590_000}`);

  it('a sign-in reaches the other tabs', async () => {
    const other = await openTrackedTab();
    const { one } = await signIn();
    await until(() => other.client.session, 'the other tab is signed in');
    expect(other.client.session?.user.sub).to.equal(one.client.session?.user.sub);
    expect(other.operations).to.deep.equal([]);
  });

  it('promise 33: five tabs whose tokens expire together refresh once', async () => {
    const { one } = await signIn();
    const tabs = [one, await openTrackedTab(), await openTrackedTab(), await openTrackedTab(), await openTrackedTab()];
    const before = localStorage.getItem(`${prefix}.${username()}.accessToken`);
    expireTokensSoon();
    // Tokens differ only by their time of issue in seconds, so wait until it has changed.
    await new Promise((done) => setTimeout(done, 1_100));
    const all = await Promise.all(tabs.map(({ client }) => client.getTokens()));
    expect(new Set(all.map(({ accessToken }) => accessToken)).size).to.equal(1);
    expect(all[0]?.accessToken).not.to.equal(before);
    expect(
      tabs.flatMap(({ operations }) => operations).filter((name) => name === 'GetTokensFromRefreshToken'),
    ).to.have.length(1);
    for (const { client } of tabs) expect(client.getState().step).to.equal('signed-in');
  });

  it('promise 34: a sign-out in one tab signs out all tabs and revokes the refresh token', async () => {
    const { one } = await signIn();
    const tabs = [await openTrackedTab(), await openTrackedTab()];
    const token = localStorage.getItem(`${prefix}.${username()}.refreshToken`);
    await one.client.signOut();
    for (const { client } of tabs)
      await until(() => client.getState().step === 'identifier', 'the other tab is signed out');
    expect(Object.keys(localStorage).filter((key) => key.startsWith(prefix))).to.deep.equal([]);
    let refused = '';
    await one.client
      .request('GetTokensFromRefreshToken', { ClientId: pool.clientId, RefreshToken: token })
      .catch((error: { code: string }) => {
        refused = error.code;
      });
    expect(refused).to.match(/^(session_revoked|not_authorized)$/);
  });

  it('promise 33: a sign-out in one tab wins over a refresh in progress in another', async () => {
    const { one } = await signIn();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let refreshStarted = false;
    const slow = await openTrackedTab({
      fetcher: async (url: string, init: RequestInit) => {
        refreshStarted = true;
        const response = await fetch(url, init);
        await gate;
        return response;
      },
    });
    expireTokensSoon();
    const refreshing = slow.client.getTokens().then(
      () => 'refreshed',
      (error: { code: string }) => error.code,
    );
    await until(() => refreshStarted, 'the refresh is in progress');
    const signingOut = one.client.signOut();
    await until(() => one.client.getState().step === 'identifier', 'this tab is signed out');
    release();
    expect(await refreshing).to.equal('signed_out');
    await signingOut;
    expect(Object.keys(localStorage).filter((key) => key.startsWith(prefix))).to.deep.equal([]);
    expect(slow.client.getState().step).to.equal('identifier');
  });

  it('promise 34: a tab with a copy of another tab’s session is signed out together with it', async () => {
    const phone = newPhoneNumber();
    const one = await openTrackedTab({ persistence: 'session' });
    await one.client.start({ phone });
    await one.client.submit(await codeSentTo(phone));
    const copies = Object.entries({ ...sessionStorage });
    const copy = new Map(copies);
    const two = await openTrackedTab({
      storage: {
        getItem: (key: string) => copy.get(key) ?? null,
        setItem: (key: string, value: string) => void copy.set(key, value),
        removeItem: (key: string) => void copy.delete(key),
      },
    });
    expect(two.client.getState().step).to.equal('signed-in');
    expect(localStorage).to.have.length(0);
    await one.client.signOut();
    await until(() => two.client.getState().step === 'identifier', 'the copy is signed out');
    expect([...copy.keys()].filter((key) => key.startsWith(prefix))).to.deep.equal([]);
  });

  it('a page restored from the back-forward cache reads the current state', async () => {
    const { phone } = await signIn();
    // A frozen page receives no events, which a storage without change events simulates.
    const stored = new Map<string, string>();
    let tabWindow: Window = window;
    const { client } = await openTrackedTab(
      {
        storage: {
          getItem: (key: string) => stored.get(key) ?? null,
          setItem: (key: string, value: string) => void stored.set(key, value),
          removeItem: (key: string) => void stored.delete(key),
        },
      },
      (window) => {
        tabWindow = window;
      },
    );
    const restoreFromCache = () => tabWindow.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(client.getState().step).to.equal('identifier');
    for (const [key, value] of Object.entries({ ...localStorage })) stored.set(key, value);
    expect(client.getState().step).to.equal('identifier');
    restoreFromCache();
    await until(() => client.session, 'the page is signed in');
    expect(client.session?.user.phone).to.equal(phone);
    stored.clear();
    restoreFromCache();
    await until(() => client.getState().step === 'identifier', 'the page is signed out');
  });
});
