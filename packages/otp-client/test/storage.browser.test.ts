/** Storage that a browser blocks, fills or partitions, and storage of other kinds. */
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { until } from '@cognito-otp/test-kit/until';
import { expect } from '@open-wc/testing';
import { openCrossOriginFrame } from './support/cross-origin-frame.js';
import { CLIENT_PAGE, clientPageUrl } from './support/real-tab.js';
import { codeSentTo, messagesTo, openTab, type Tab } from './support/tabs.js';

describe('promise 35: when the browser refuses storage', () => {
  const open: { close(): void }[] = [];
  const closeAfterTest = <T extends { close(): void }>(one: T): T => {
    open.push(one);
    return one;
  };
  beforeEach(() => localStorage.clear());
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
    localStorage.clear();
  });

  /** Asserts that the whole flow works in memory and that `volatile` reports that nothing is stored. */
  const expectWorksInMemory = async ({ client, operations }: Tab) => {
    const phone = newPhoneNumber();
    const started = await client.start({ phone });
    expect([started.step, started.volatile]).to.deep.equal(['code', true]);
    const done = await client.submit(await codeSentTo(phone));
    expect([done.step, done.volatile]).to.deep.equal(['signed-in', true]);
    expect((await client.getTokens({ forceRefresh: true })).accessToken).to.be.a('string');
    await client.getTokens({ forceRefresh: true });
    expect((await client.signOut()).step).to.equal('identifier');
    expect(operations.at(-1)).to.equal('RevokeToken');
  };

  it('promise 35: works in memory when storage and locks are blocked, as in a sandboxed frame', async () => {
    const frame = closeAfterTest(await openCrossOriginFrame(clientPageUrl({}), 'allow-scripts'));
    const phone = newPhoneNumber();
    expect(await frame.call('start', { phone })).to.deep.equal(['start', 'code', true]);
    expect(await frame.call('submit', await codeSentTo(phone))).to.deep.equal(['submit', 'signed-in', true]);
    expect(await frame.call('getTokens', { forceRefresh: true })).to.deep.equal(['getTokens', true, undefined]);
    expect(await frame.call('signOut')).to.deep.equal(['signOut', 'identifier', true]);
  });

  it('promise 35: works in memory when storage is full', async () => {
    let size = 1 << 22;
    for (let n = 0; size >= 1; n++) {
      try {
        localStorage.setItem(`full-${n}`, 'x'.repeat(size));
      } catch {
        size = Math.floor(size / 2);
      }
    }
    await expectWorksInMemory(closeAfterTest(await openTab()));
    expect(Object.keys(localStorage).filter((key) => !key.startsWith('full-'))).to.deep.equal([]);
  });

  it('promise 35: works in memory when every access to storage throws', async () => {
    const tab = closeAfterTest(
      await openTab({}, (tabWindow) => {
        const refuse = () => {
          throw new tabWindow.DOMException('The operation is insecure.', 'SecurityError');
        };
        Object.defineProperty(tabWindow, 'localStorage', { get: refuse });
      }),
    );
    await expectWorksInMemory(tab);
  });

  it('promise 35: in a cross-site frame, with partitioned or no storage, resumes or joins without a second message', async () => {
    const otherHost = location.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
    const url = `${location.protocol}//${otherHost}:${location.port}${clientPageUrl({})}`;
    expect(new URL(url).pathname).to.equal(CLIENT_PAGE);
    const frame = closeAfterTest(await openCrossOriginFrame(url));
    const phone = newPhoneNumber();
    const [, step, volatile] = await frame.call('start', { phone });
    expect(step).to.equal('code');
    await frame.reload();
    await until(async () => (await frame.call('getState'))[1] !== 'restoring', 'the page has its state');
    if (volatile) await frame.call('start', { phone });
    expect((await frame.call('submit', await codeSentTo(phone)))[1]).to.equal('signed-in');
    expect(await messagesTo(phone)).to.have.length(1);
    expect((await frame.call('signOut'))[1]).to.equal('identifier');
    expect(localStorage).to.have.length(0);
  });

  it('requested memory persistence is not reported as volatile', async () => {
    const { client } = closeAfterTest(await openTab({ persistence: 'memory' }));
    const phone = newPhoneNumber();
    await client.start({ phone });
    const { step, volatile } = await client.submit(await codeSentTo(phone));
    expect([step, volatile, localStorage.length, sessionStorage.length]).to.deep.equal(['signed-in', false, 0, 0]);
  });

  it('an asynchronous database keeps the session across a reload', async () => {
    const opening = indexedDB.open('session', 1);
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      opening.onupgradeneeded = () => opening.result.createObjectStore('entries');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const act = <T>(work: (entries: IDBObjectStore) => IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        const request = work(database.transaction('entries', 'readwrite').objectStore('entries'));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const storage = {
      getItem: async (key: string) => ((await act((entries) => entries.get(key))) as string | undefined) ?? null,
      setItem: async (key: string, value: string) => void (await act((entries) => entries.put(value, key))),
      removeItem: (key: string) => act((entries) => entries.delete(key)),
    };
    try {
      await act((entries) => entries.clear());
      const one = closeAfterTest(await openTab({ storage }));
      expect(one.client.getState().step).to.equal('restoring');
      const phone = newPhoneNumber();
      await one.client.start({ phone });
      const two = closeAfterTest(await openTab({ storage }));
      await until(() => two.client.getState().step === 'code', 'the handshake is resumed');
      expect((await two.client.submit(await codeSentTo(phone))).volatile).to.equal(false);
      const three = closeAfterTest(await openTab({ storage }));
      await until(() => three.client.session, 'the session is restored');
      expect(three.client.session?.user.phone).to.equal(phone);
      await three.client.signOut();
      await until(() => !one.client.session && !two.client.session, 'every tab is signed out');
      expect(localStorage).to.have.length(0);
    } finally {
      database.close();
      indexedDB.deleteDatabase('session');
    }
  });

  it('memory sessions are not shared, so two users can be signed in on one page', async () => {
    const users = await Promise.all([openTab({ persistence: 'memory' }), openTab({ persistence: 'memory' })]);
    const phones = [newPhoneNumber(), newPhoneNumber()];
    for (const [i, { client }] of users.entries()) {
      closeAfterTest(users[i]!);
      await client.start({ phone: phones[i]! });
      await client.submit(await codeSentTo(phones[i]!));
    }
    const seen = () => users.map(({ client }) => client.session?.user.phone);
    expect(seen()).to.deep.equal(phones);
    await users[0].client.signOut();
    await users[1].client.getTokens({ forceRefresh: true });
    expect(seen()).to.deep.equal([undefined, phones[1]]);
  });
});
