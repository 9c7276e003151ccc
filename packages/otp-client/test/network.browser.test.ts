/** Lost requests and replies in real browsers, with faults injected into the local pool. */
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { expect } from '@open-wc/testing';
import {
  codeSentTo,
  countFaultMatches,
  injectFault,
  messagesTo,
  openTab,
  resetPool,
  type Tab,
} from './support/tabs.js';

describe('a network that loses requests and replies', () => {
  let tab: Tab;
  beforeEach(async () => {
    localStorage.clear();
    tab = await openTab();
  });
  afterEach(async () => {
    tab.close();
    localStorage.clear();
    await resetPool();
  });

  const countCalls = (name: string) => tab.operations.filter((operation) => operation === name).length;

  it('promise 30: three identical calls at once send one request', async () => {
    const phone = newPhoneNumber();
    const { client } = tab;
    await Promise.all([client.start({ phone }), client.start({ phone }), client.start({ phone })]);
    const right = await codeSentTo(phone);
    const all = await Promise.all([client.submit(right), client.submit(right), client.submit(right)]);
    expect(tab.operations).to.deep.equal(['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
    expect(new Set(all).size).to.equal(1);
    expect(all[0].step).to.equal('signed-in');
    expect(await messagesTo(phone)).to.have.length(1);
  });

  it('promise 30: a start whose reply is lost sends one message, even if the browser repeats the request', async () => {
    const phone = newPhoneNumber();
    await injectFault({ kind: 'drop-response', on: { api: 'InitiateAuth' } });
    const state = await tab.client.start({ phone });
    expect([state.step, state.error?.code, state.error?.retryable]).to.deep.equal(['identifier', 'network', true]);
    expect(countCalls('InitiateAuth')).to.equal(1);
    // A browser repeats a request whose keep-alive connection closed without a response, once for each open connection,
    // and a page cannot prevent that. The repeats must not send another message.
    expect(await countFaultMatches()).to.be.at.least(1);
    expect(await messagesTo(phone)).to.have.length(1);
    await resetPool();
    await tab.client.start({ phone });
    expect((await tab.client.submit(await codeSentTo(phone))).step).to.equal('signed-in');
    expect(await messagesTo(phone)).to.have.length(1);
  });

  it('promise 30: a start that fails with a service error reaches Cognito once', async () => {
    const phone = newPhoneNumber();
    await injectFault({ kind: 'error', at: 'after', status: 500, on: { api: 'InitiateAuth' } });
    const state = await tab.client.start({ phone });
    expect([state.step, state.error?.code, state.error?.retryable]).to.deep.equal(['identifier', 'service', true]);
    expect([countCalls('InitiateAuth'), await countFaultMatches()]).to.deep.equal([1, 1]);
    expect(await messagesTo(phone)).to.have.length(1);
  });

  it('promise 32: an answer whose reply is lost is retried, then starts over, and is never called wrong', async () => {
    const phone = newPhoneNumber();
    await tab.client.start({ phone });
    const right = await codeSentTo(phone);
    await injectFault({ kind: 'drop-response', on: { api: 'RespondToAuthChallenge' }, times: 1 });
    const state = await tab.client.submit(right);
    // The retry may be the browser's own, as above.
    expect(countCalls('RespondToAuthChallenge')).to.be.within(1, 2);
    expect([state.step, state.error?.code]).to.deep.equal(['identifier', 'session_ended']);
    expect(tab.states.map(({ error }) => error?.code)).not.to.include('wrong_code');
  });

  it('promise 32: an answer that is lost on its way to Cognito succeeds at the retry', async () => {
    const phone = newPhoneNumber();
    await tab.client.start({ phone });
    await injectFault({ kind: 'error', on: { api: 'RespondToAuthChallenge' }, status: 500, times: 1 });
    expect((await tab.client.submit(await codeSentTo(phone))).step).to.equal('signed-in');
  });
});
