import { expect } from '@open-wc/testing';
import type { OtpState } from '../src/index.js';
import { pageFor, type RealTab, realTab } from './support/real-tab.js';
import { code, messages, newPhone, until } from './support/tabs.js';

describe('promise 31: resuming a handshake in real browser tabs', () => {
  const open: RealTab[] = [];
  const page = pageFor({});
  const tab = async (path = page) => {
    const opened = await realTab(path);
    open.push(opened);
    return opened;
  };
  const kill = async (which: RealTab) => {
    open.splice(open.indexOf(which), 1);
    await which.kill();
  };
  const state = (which: RealTab) => which.ask<OtpState & { notice?: string }>('client.getState()');
  const begin = async () => {
    const one = await tab();
    const phone = newPhone();
    const { step } = await one.ask<OtpState>(`client.start({ phone: '${phone}' })`);
    expect(step).to.equal('code');
    return { one, phone };
  };
  /** Goes on where the first left off, has asked Cognito nothing by itself, and the one message's code signs in. */
  const goesOn = async (which: RealTab, phone: string) => {
    const { step, notice, identifier } = await state(which);
    expect([step, notice, identifier]).to.deep.equal(['code', 'resumed', { phone }]);
    expect(await which.ask('operations')).to.deep.equal([]);
    const done = await which.ask<OtpState>(`client.submit('${await code(phone)}')`);
    expect(done.step).to.equal('signed-in');
    expect(await messages(phone)).to.have.length(1);
  };

  beforeEach(() => localStorage.clear());
  afterEach(async () => {
    for (const opened of [...open]) await kill(opened);
    localStorage.clear();
  });

  it('promise 31: a reload resumes in the code step and sends no message', async () => {
    const { one, phone } = await begin();
    await one.reload();
    await goesOn(one, phone);
  });

  it('promise 31: a second tab resumes the handshake of the first, and both are signed in', async () => {
    const { one, phone } = await begin();
    const two = await tab();
    await goesOn(two, phone);
    await until(async () => (await state(one)).step === 'signed-in', 'the first tab is signed in');
  });

  it('promise 31: a new tab resumes the handshake of a tab that was killed', async () => {
    const { one, phone } = await begin();
    await kill(one);
    await goesOn(await tab(), phone);
  });

  it('promise 31: the back button returns to the code step, with or without the back-forward cache', async () => {
    const { one, phone } = await begin();
    await one.go('/packages/otp-client/test/support/other-page.html');
    await one.back();
    const { step, identifier } = await state(one);
    expect([step, identifier]).to.deep.equal(['code', { phone }]);
    const done = await one.ask<OtpState>(`client.submit('${await code(phone)}')`);
    expect(done.step).to.equal('signed-in');
    expect(await messages(phone)).to.have.length(1);
  });

  it('promise 31: after the back button the page reflects a sign-in or sign-out in another tab', async () => {
    const { one, phone } = await begin();
    await one.go('/packages/otp-client/test/support/other-page.html');
    const two = await tab();
    await two.ask(`client.submit('${await code(phone)}')`);
    await one.back();
    await until(async () => (await state(one)).step === 'signed-in', 'the page is signed in');
    await one.go('/packages/otp-client/test/support/other-page.html');
    await two.ask('client.signOut()');
    await one.back();
    await until(async () => (await state(one)).step === 'identifier', 'the page is signed out');
  });

  it('promise 31: an expired handshake starts over and keeps the identifier', async () => {
    const { one, phone } = await begin();
    await kill(one);
    const key = Object.keys(localStorage).find((name) => name.endsWith('.handshake'))!;
    const record = JSON.parse(localStorage.getItem(key)!);
    localStorage.setItem(key, JSON.stringify({ ...record, until: Date.now() - 1 }));
    const two = await tab();
    const { step, identifier, error } = await state(two);
    expect([step, identifier, error]).to.deep.equal(['identifier', { phone }, null]);
    expect(await two.ask('operations')).to.deep.equal([]);
  });

  it('promise 31: a browser with separate storage, such as an in-app browser, joins without a second message', async () => {
    const { phone } = await begin();
    const inside = await tab(pageFor({ persistence: 'session' }));
    const { step } = await inside.ask<OtpState>(`client.start({ phone: '${phone}' })`);
    expect(step).to.equal('code');
    const done = await inside.ask<OtpState>(`client.submit('${await code(phone)}')`);
    expect(done.step).to.equal('signed-in');
    expect(await messages(phone)).to.have.length(1);
  });
});
