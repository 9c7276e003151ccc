/** The complete entry of the client in dedicated workers and in service workers, as one file and as modules. */
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { until } from '@cognito-otp/test-kit/until';
import { expect } from '@open-wc/testing';
import { codeSentTo, pool } from './support/tabs.js';

const ONE_FILE = '/one-file/packages/otp-client/test/support/worker.ts';
/** The same as modules, which import each other. */
const MODULES = '/packages/otp-client/test/support/worker.ts';

interface WorkerReply {
  step?: string;
  document?: string;
  accessToken?: string;
  thrown?: string;
}

/** Sends a request to a worker and awaits its reply. */
const createCaller = (to: Pick<Worker, 'postMessage'>) => (data: object) =>
  new Promise<WorkerReply>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    to.postMessage(data, [port2]);
  });

/** Signs in, refreshes and signs out in the worker. */
async function expectSignInWorks(call: ReturnType<typeof createCaller>) {
  const phone = newPhoneNumber();
  expect(await call({ options: { ...pool } })).to.deep.equal({ step: 'identifier', document: 'undefined' });
  expect((await call({ call: 'start', args: [{ phone }] })).step).to.equal('code');
  expect((await call({ call: 'submit', args: [await codeSentTo(phone)] })).step).to.equal('signed-in');
  expect((await call({ call: 'getTokens', args: [{ forceRefresh: true }] })).accessToken).to.be.a('string');
  expect((await call({ call: 'signOut', args: [] })).step).to.equal('identifier');
}

describe('workers without a document', () => {
  it('a worker signs in, refreshes and signs out', async () => {
    const worker = new Worker(ONE_FILE, { type: 'module' });
    try {
      await expectSignInWorks(createCaller(worker));
    } finally {
      worker.terminate();
    }
  });

  for (const [kind, script, type] of [
    ['a classic service worker', ONE_FILE, 'classic'],
    ['a service worker of modules', MODULES, 'module'],
  ] as const) {
    it(`${kind} signs in, refreshes and signs out`, async () => {
      const registration = await navigator.serviceWorker.register(script, { type });
      try {
        const active = await until(
          () => (registration.active?.state === 'activated' ? registration.active : null),
          'the service worker is active',
        );
        await expectSignInWorks(createCaller(active));
      } finally {
        await registration.unregister();
      }
    });
  }
});
