import { expect } from '@open-wc/testing';
import { code, newPhone, pool, until } from './support/tabs.js';

const url = '/one-file/packages/otp-client/test/support/worker.ts';

interface Answer {
  step?: string;
  document?: string;
  accessToken?: string;
  thrown?: string;
}

const asker = (to: Pick<Worker, 'postMessage'>) => (data: object) =>
  new Promise<Answer>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    to.postMessage(data, [port2]);
  });

async function wholeWay(ask: ReturnType<typeof asker>) {
  const phone = newPhone();
  expect(await ask({ options: { ...pool } })).to.deep.equal({ step: 'identifier', document: 'undefined' });
  expect((await ask({ call: 'start', given: [{ phone }] })).step).to.equal('code');
  expect((await ask({ call: 'submit', given: [await code(phone)] })).step).to.equal('signed-in');
  expect((await ask({ call: 'getTokens', given: [{ forceRefresh: true }] })).accessToken).to.be.a('string');
  expect((await ask({ call: 'signOut', given: [] })).step).to.equal('identifier');
}

describe('workers without a document', () => {
  it('a worker signs in, refreshes and signs out', async () => {
    const worker = new Worker(url, { type: 'module' });
    try {
      await wholeWay(asker(worker));
    } finally {
      worker.terminate();
    }
  });

  it('a service worker signs in, refreshes and signs out', async () => {
    const registration = await navigator.serviceWorker.register(url);
    try {
      const active = await until(
        () => (registration.active?.state === 'activated' ? registration.active : null),
        'the service worker is active',
      );
      await wholeWay(asker(active));
    } finally {
      await registration.unregister();
    }
  });
});
