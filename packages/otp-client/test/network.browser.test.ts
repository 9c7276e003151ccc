import { expect } from '@open-wc/testing';
import { fault, reset, struck } from './support/control.js';
import { code, messages, newPhone, openTab, type Tab } from './support/tabs.js';

describe('a network that loses requests and replies', () => {
  let tab: Tab;
  beforeEach(async () => {
    localStorage.clear();
    tab = await openTab();
  });
  afterEach(async () => {
    tab.close();
    localStorage.clear();
    await reset();
  });

  const count = (name: string) => tab.operations.filter((operation) => operation === name).length;

  it('promise 30: three identical calls at once send one request', async () => {
    const phone = newPhone();
    const { client } = tab;
    await Promise.all([client.start({ phone }), client.start({ phone }), client.start({ phone })]);
    const right = await code(phone);
    const all = await Promise.all([client.submit(right), client.submit(right), client.submit(right)]);
    expect(tab.operations).to.deep.equal(['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
    expect(new Set(all).size).to.equal(1);
    expect(all[0].step).to.equal('signed-in');
    expect(await messages(phone)).to.have.length(1);
  });

  it('promise 30: a start whose reply is lost sends one message, even if the browser repeats the request', async () => {
    const phone = newPhone();
    await fault({ kind: 'drop-response', on: { api: 'InitiateAuth' } });
    const state = await tab.client.start({ phone });
    expect([state.step, state.error?.code, state.error?.retryable]).to.deep.equal(['identifier', 'network', true]);
    expect(count('InitiateAuth')).to.equal(1);
    // Browsers send a request again whose kept-alive connection ended without a word, once for each connection they
    // hold, and no page can forbid it: the message must be one all the same.
    expect(await struck()).to.be.at.least(1);
    expect(await messages(phone)).to.have.length(1);
    await reset();
    await tab.client.start({ phone });
    expect((await tab.client.submit(await code(phone))).step).to.equal('signed-in');
    expect(await messages(phone)).to.have.length(1);
  });

  it('promise 30: a start that fails with a service error reaches Cognito once', async () => {
    const phone = newPhone();
    await fault({ kind: 'error', at: 'after', status: 500, on: { api: 'InitiateAuth' } });
    const state = await tab.client.start({ phone });
    expect([state.step, state.error?.code, state.error?.retryable]).to.deep.equal(['identifier', 'service', true]);
    expect([count('InitiateAuth'), await struck()]).to.deep.equal([1, 1]);
    expect(await messages(phone)).to.have.length(1);
  });

  it('promise 32: an answer whose reply is lost is retried, then starts over, and is never called wrong', async () => {
    const phone = newPhone();
    await tab.client.start({ phone });
    const right = await code(phone);
    await fault({ kind: 'drop-response', on: { api: 'RespondToAuthChallenge' }, times: 1 });
    const state = await tab.client.submit(right);
    // The second may be the browser's own, as above.
    expect(count('RespondToAuthChallenge')).to.be.within(1, 2);
    expect([state.step, state.error?.code]).to.deep.equal(['identifier', 'session_ended']);
    expect(tab.states.map(({ error }) => error?.code)).not.to.include('wrong_code');
  });

  it('promise 32: an answer that is lost on its way to Cognito succeeds at the retry', async () => {
    const phone = newPhone();
    await tab.client.start({ phone });
    await fault({ kind: 'error', on: { api: 'RespondToAuthChallenge' }, status: 500, times: 1 });
    expect((await tab.client.submit(await code(phone))).step).to.equal('signed-in');
  });
});
