/** Every step without a network connection, and sign-outs that are completed later. */
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { until } from '@cognito-otp/test-kit/until';
import { expect } from '@open-wc/testing';
import type { OtpErrorCode } from '../src/index.js';
import { advanceClock, codeSentTo, messagesTo, openTab, pool, resetPool, type Tab } from './support/tabs.js';

describe('promise 41: offline', () => {
  const tabs: Tab[] = [];
  let isOnline = true;
  /** A tab that the test can take offline: `navigator.onLine` says so, and requests fail. */
  const openConnectedTab = async () => {
    let tabWindow!: typeof globalThis;
    const reached: string[] = [];
    const opened = await openTab(
      {
        fetcher: (url: string, init: RequestInit) => {
          if (!isOnline) return tabWindow.fetch('http://127.0.0.1:9/', init);
          reached.push(`${new Headers(init.headers).get('x-amz-target')}`.split('.')[1]!);
          return tabWindow.fetch(url, init);
        },
      } as object,
      (window) => {
        tabWindow = window;
        Object.defineProperty(tabWindow.navigator, 'onLine', { get: () => isOnline });
      },
    );
    tabs.push(opened);
    const goOnline = () => {
      isOnline = true;
      tabWindow.dispatchEvent(new tabWindow.Event('online'));
    };
    return { ...opened, reached, goOnline };
  };

  beforeEach(() => {
    isOnline = true;
    localStorage.clear();
  });
  afterEach(async () => {
    for (const opened of tabs.splice(0)) opened.close();
    localStorage.clear();
    await resetPool();
  });

  /** Asserts that a command without a connection reports `offline`, and that nothing is sent automatically afterwards. */
  const expectOffline = async (
    { client, reached, goOnline }: Awaited<ReturnType<typeof openConnectedTab>>,
    command: () => Promise<unknown>,
    step: string,
  ) => {
    const before = reached.length;
    isOnline = false;
    const thrown = await command().then(
      () => undefined,
      ({ code }: { code: OtpErrorCode }) => code,
    );
    const state = client.getState();
    expect(thrown ?? state.error?.code).to.equal('offline');
    expect(state.error?.retryable ?? true).to.equal(true);
    expect(state.step).to.equal(step);
    goOnline();
    await new Promise((done) => setTimeout(done, 50));
    expect(client.getState()).to.equal(state);
    expect(reached).to.have.length(before);
    return state;
  };

  it('promise 41: the identifier step reports offline and keeps what was typed', async () => {
    const one = await openConnectedTab();
    const phone = newPhoneNumber();
    const { identifier } = await expectOffline(one, () => one.client.start({ phone }), 'identifier');
    expect(identifier).to.deep.equal({ phone });
    await one.client.start({ phone });
    expect(await messagesTo(phone)).to.have.length(1);
  });

  it('promise 41: in the code step an answer is not sent and can be submitted again', async () => {
    const one = await openConnectedTab();
    const phone = newPhoneNumber();
    await one.client.start({ phone });
    const right = await codeSentTo(phone);
    await expectOffline(one, () => one.client.submit(right), 'code');
    expect((await one.client.submit(right)).step).to.equal('signed-in');
  });

  it('promise 41: in the code step a resend sends no message', async () => {
    const one = await openConnectedTab();
    const phone = newPhoneNumber();
    await one.client.start({ phone });
    const record = Object.keys(localStorage).find((key) => key.endsWith('.handshake'))!;
    const kept = JSON.parse(localStorage.getItem(record)!);
    localStorage.setItem(record, JSON.stringify({ ...kept, delivery: { ...kept.delivery, resendAt: 0 } }));
    const two = await openConnectedTab();
    await expectOffline(two, () => two.client.resend(), 'code');
    expect(await messagesTo(phone)).to.have.length(1);
  });

  it('promise 41: a failed refresh does not sign the user out', async () => {
    const one = await openConnectedTab();
    const phone = newPhoneNumber();
    await one.client.start({ phone });
    await one.client.submit(await codeSentTo(phone));
    await expectOffline(one, () => one.client.getTokens({ forceRefresh: true }), 'signed-in');
    await advanceClock(1_100);
    expect((await one.client.getTokens({ forceRefresh: true })).accessToken).to.be.a('string');
  });

  it('promise 34: an offline sign-out takes effect immediately, and the next page completes it at Cognito', async () => {
    const one = await openConnectedTab();
    const phone = newPhoneNumber();
    await one.client.start({ phone });
    await one.client.submit(await codeSentTo(phone));
    const key = Object.keys(localStorage).find((name) => name.endsWith('.refreshToken'))!;
    const token = localStorage.getItem(key);
    isOnline = false;
    const { step, error } = await one.client.signOut();
    expect([step, error, localStorage.getItem(key)]).to.deep.equal(['identifier', null, null]);
    one.close();
    isOnline = true;
    const two = await openConnectedTab();
    await until(() => two.reached.includes('RevokeToken'), 'the next page has revoked the token');
    await until(() => !Object.keys(localStorage).some((name) => name.endsWith('.revoke')), 'Cognito has answered');
    expect(two.reached).to.deep.equal(['RevokeToken']);
    const outcome = await two.client
      .request('GetTokensFromRefreshToken', { ClientId: pool.clientId, RefreshToken: token })
      .then(
        () => 'accepted',
        ({ code }: { code: string }) => code,
      );
    expect(outcome).to.equal('session_revoked');
  });

  it('promise 34: an offline sign-out is completed by the same page when the connection is back', async () => {
    const one = await openConnectedTab();
    const phone = newPhoneNumber();
    await one.client.start({ phone });
    await one.client.submit(await codeSentTo(phone));
    isOnline = false;
    await one.client.signOut();
    expect(one.reached).not.to.include('RevokeToken');
    one.goOnline();
    await until(() => one.reached.includes('RevokeToken'), 'the page has revoked the token');
    await until(() => !Object.keys(localStorage).some((name) => name.endsWith('.revoke')), 'Cognito has answered');
  });
});
