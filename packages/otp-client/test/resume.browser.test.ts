/** Resuming a handshake after a reload, a killed tab, the back button and in a second tab. */
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { until } from '@cognito-otp/test-kit/until';
import { expect } from '@open-wc/testing';
import type { OtpState } from '../src/index.js';
import { clientPageUrl, OTHER_PAGE, openRealTab, type RealTab } from './support/real-tab.js';
import { codeSentTo, messagesTo } from './support/tabs.js';

describe('promise 31: resuming a handshake in real browser tabs', () => {
  const open: RealTab[] = [];
  const openPage = async (path = clientPageUrl({})) => {
    const opened = await openRealTab(path);
    open.push(opened);
    return opened;
  };
  const kill = async (tab: RealTab) => {
    open.splice(open.indexOf(tab), 1);
    await tab.kill();
  };
  const state = (tab: RealTab) => tab.evaluate<OtpState & { notice?: string }>('client.getState()');
  const startSignIn = async () => {
    const one = await openPage();
    const phone = newPhoneNumber();
    const { step } = await one.evaluate<OtpState>(`client.start({ phone: '${phone}' })`);
    expect(step).to.equal('code');
    return { one, phone };
  };
  /** Asserts that a tab resumes the handshake without calling Cognito, and that the code of the only message signs in. */
  const expectResumed = async (tab: RealTab, phone: string) => {
    const { step, notice, identifier } = await state(tab);
    expect([step, notice, identifier]).to.deep.equal(['code', 'resumed', { phone }]);
    expect(await tab.evaluate('operations')).to.deep.equal([]);
    const done = await tab.evaluate<OtpState>(`client.submit('${await codeSentTo(phone)}')`);
    expect(done.step).to.equal('signed-in');
    expect(await messagesTo(phone)).to.have.length(1);
  };

  beforeEach(() => localStorage.clear());
  afterEach(async () => {
    for (const opened of [...open]) await kill(opened);
    localStorage.clear();
  });

  it('promise 31: a reload resumes in the code step and sends no message', async () => {
    const { one, phone } = await startSignIn();
    await one.reload();
    await expectResumed(one, phone);
  });

  it('promise 31: a second tab resumes the handshake of the first, and both are signed in', async () => {
    const { one, phone } = await startSignIn();
    const two = await openPage();
    await expectResumed(two, phone);
    await until(async () => (await state(one)).step === 'signed-in', 'the first tab is signed in');
  });

  it('promise 31: a new tab resumes the handshake of a tab that was killed', async () => {
    const { one, phone } = await startSignIn();
    await kill(one);
    await expectResumed(await openPage(), phone);
  });

  it('promise 31: the back button returns to the code step, with or without the back-forward cache', async () => {
    const { one, phone } = await startSignIn();
    await one.goTo(OTHER_PAGE);
    await one.goBack();
    const { step, identifier } = await state(one);
    expect([step, identifier]).to.deep.equal(['code', { phone }]);
    const done = await one.evaluate<OtpState>(`client.submit('${await codeSentTo(phone)}')`);
    expect(done.step).to.equal('signed-in');
    expect(await messagesTo(phone)).to.have.length(1);
  });

  it('promise 31: after the back button the page reflects a sign-in or sign-out in another tab', async () => {
    const { one, phone } = await startSignIn();
    await one.goTo(OTHER_PAGE);
    const two = await openPage();
    await two.evaluate(`client.submit('${await codeSentTo(phone)}')`);
    await one.goBack();
    await until(async () => (await state(one)).step === 'signed-in', 'the page is signed in');
    await one.goTo(OTHER_PAGE);
    await two.evaluate('client.signOut()');
    await one.goBack();
    await until(async () => (await state(one)).step === 'identifier', 'the page is signed out');
  });

  it('promise 31: an expired handshake starts over and keeps the identifier', async () => {
    const { one, phone } = await startSignIn();
    await kill(one);
    const key = Object.keys(localStorage).find((name) => name.endsWith('.handshake'))!;
    const record = JSON.parse(localStorage.getItem(key)!);
    localStorage.setItem(key, JSON.stringify({ ...record, until: Date.now() - 1 }));
    const two = await openPage();
    const { step, identifier, error } = await state(two);
    expect([step, identifier, error]).to.deep.equal(['identifier', { phone }, null]);
    expect(await two.evaluate('operations')).to.deep.equal([]);
  });

  it('promise 31: a browser with separate storage, such as an in-app browser, joins without a second message', async () => {
    const { phone } = await startSignIn();
    const inAppBrowser = await openPage(clientPageUrl({ persistence: 'session' }));
    const { step } = await inAppBrowser.evaluate<OtpState>(`client.start({ phone: '${phone}' })`);
    expect(step).to.equal('code');
    const done = await inAppBrowser.evaluate<OtpState>(`client.submit('${await codeSentTo(phone)}')`);
    expect(done.step).to.equal('signed-in');
    expect(await messagesTo(phone)).to.have.length(1);
  });
});
