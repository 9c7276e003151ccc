/** Property tests: arbitrary storage contents and misbehaving storage must not prevent a sign-in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createOtpClient, OtpError, type OtpState, type StorageAdapter } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { jwt, round, tokens } from './support/stub-server.js';

const phone = '+447700900123';
const prefix = 'CognitoIdentityServiceProvider.c.';
const names = ['refreshToken', 'idToken', 'accessToken', 'clockDrift', 'signInDetails', 'deviceKey'];
const steps = ['identifier', 'code', 'signed-in'];

/** A server that works correctly, so that every failure is caused by the storage. */
const fetcher: typeof fetch = async (_url, init) => {
  const operation = `${new Headers(init?.headers).get('x-amz-target')}`.split('.')[1];
  if (operation === 'InitiateAuth') return Response.json(round());
  return Response.json(/Respond|GetTokens/.test(`${operation}`) ? tokens() : {});
};
const openClient = (storage: StorageAdapter) =>
  createOtpClient({ userPoolId: 'local_P', clientId: 'c', storage, fetcher, timeLimit: 1_000 });

/** Asserts that, whatever the storage contains, a user can sign in, get tokens and sign out. */
async function assertSignInWorks(storage: StorageAdapter): Promise<void> {
  const client = openClient(storage);
  const seen: OtpState[] = [];
  client.subscribe((state) => seen.push(state));
  try {
    while (client.getState().step === 'restoring') await new Promise((done) => setTimeout(done));
    assert.ok(steps.includes(client.getState().step), client.getState().step);
    const checked = client.getState();
    if (checked.step === 'code') {
      assert.ok(Object.isFrozen(checked) && Object.isFrozen(checked.delivery));
      assert.ok(checked.delivery.codeLength > 0);
      assert.equal(typeof checked.delivery.destination, 'string');
      assert.ok(checked.delivery.channels.every((name) => name === 'sms' || name === 'email'));
      for (const time of [checked.delivery.expiresAt, checked.delivery.resendAt, checked.delivery.attemptsLeft]) {
        assert.ok(time === null || Number.isFinite(time), `${time}`);
      }
    }
    if (client.getState().step === 'signed-in') {
      await client.getTokens().catch((error: unknown) => assert.ok(error instanceof OtpError, `${error}`));
    }
    if (client.getState().step === 'signed-in') await client.signOut();
    await client.start({ phone });
    const done = await client.submit('123456');
    assert.equal(done.step, 'signed-in', `${done.error}`);
    assert.ok((await client.getTokens()).accessToken);
    assert.equal((await client.signOut()).step, 'identifier');
    await assert.rejects(client.getTokens(), { code: 'signed_out' });
    for (const { error } of seen) assert.ok(error === null || error instanceof OtpError);
    assert.equal(({} as Record<string, unknown>)['identifier'], undefined, 'Object.prototype was modified');
  } finally {
    client.close();
  }
}

const anything = fc.oneof(
  fc.string(),
  fc.json(),
  fc.constantFrom('', 'null', '[]', '{}', '__proto__', 'NaN', '1e999', `${2 ** 53}`, '-1'),
  fc.jsonValue().map((claims) => jwt(Object(claims))),
  fc.record({ exp: fc.nat(), iat: fc.nat(), sub: fc.jsonValue() }).map((claims) => jwt(claims)),
);

/** A stored handshake that is valid except for some of its fields. */
const handshake = fc
  .tuple(
    fc.dictionary(
      fc.constantFrom(
        'identifier',
        'username',
        'session',
        'challenge',
        'delivery',
        'dialect',
        'signedUp',
        'until',
        'attributes',
        '__proto__',
      ),
      fc.jsonValue(),
    ),
    fc.dictionary(
      fc.constantFrom(
        'channel',
        'channels',
        'destination',
        'codeLength',
        'sent',
        'expiresAt',
        'resendAt',
        'attemptsLeft',
      ),
      fc.jsonValue(),
    ),
  )
  .map(([corrupted, delivery]) =>
    JSON.stringify({
      identifier: { phone },
      username: 'u',
      session: 's'.repeat(30),
      challenge: 'CUSTOM_CHALLENGE',
      dialect: true,
      signedUp: true,
      until: Date.now() + 60_000,
      delivery: {
        channel: 'sms',
        channels: ['sms'],
        destination: 'd',
        codeLength: 6,
        sent: true,
        expiresAt: null,
        resendAt: null,
        attemptsLeft: 3,
        ...delivery,
      },
      ...corrupted,
    }),
  );

test('promise 36: a user can sign in whatever the storage contains', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(anything, fc.constant('u')),
      fc.array(anything, { minLength: names.length, maxLength: names.length }),
      fc.oneof(handshake, anything),
      anything,
      async (user, values, pending, revoke) => {
        const storage = memoryStorage({
          [`${prefix}LastAuthUser`]: user,
          'cognito-otp.c.handshake': pending,
          'cognito-otp.c.revoke': revoke,
        });
        for (const [i, name] of names.entries()) storage.setItem(`${prefix}${user}.${name}`, values[i]!);
        await assertSignInWorks(storage);
      },
    ),
    { numRuns: 200, timeout: 30_000 },
  );
});

test('promise 35: however the storage misbehaves, a sign-in ends in a known step or with a typed error', async () => {
  const behavior = fc.constantFrom('keeps', 'throws', 'rejects', 'forgets', 'later', 'nonsense', 'nothing');
  await fc.assert(
    fc.asyncProperty(fc.array(behavior, { minLength: 1, maxLength: 12 }), async (behaviors) => {
      const real = memoryStorage();
      let turn = 0;
      const misbehaving =
        (name: 'getItem' | 'setItem' | 'removeItem') =>
        (...given: string[]): never => {
          const act = () => (real[name] as (...given: string[]) => unknown)(...given);
          switch (behaviors[turn++ % behaviors.length]) {
            case 'throws':
              throw new DOMException('Not now.', 'QuotaExceededError');
            case 'rejects':
              return Promise.reject(new Error('Not now.')) as never;
            case 'forgets':
              return (name === 'getItem' ? act() : undefined) as never;
            case 'later':
              return new Promise((done) => setTimeout(done)).then(act) as never;
            case 'nonsense':
              return (name === 'getItem' ? 'nonsense' : act()) as never;
            case 'nothing':
              return (name === 'getItem' ? undefined : act()) as never;
            default:
              return act() as never;
          }
        };
      const storage = {
        getItem: misbehaving('getItem'),
        setItem: misbehaving('setItem'),
        removeItem: misbehaving('removeItem'),
      };
      const client = openClient(storage);
      try {
        while (client.getState().step === 'restoring') await new Promise((done) => setTimeout(done));
        const { step } = client.getState();
        assert.equal(step, 'identifier');
        await client.start({ phone });
        const done = await client.submit('123456');
        assert.ok(done.error === null || done.error instanceof OtpError);
        assert.ok(steps.includes(done.step), done.step);
      } finally {
        client.close();
      }
    }),
    { numRuns: 150, timeout: 30_000 },
  );
});

for (const garbage of [7, true, {}, [], undefined, () => 'x']) {
  test(`promise 36: a user can sign in with a storage that returns ${typeof garbage === 'object' ? JSON.stringify(garbage) : typeof garbage} for a missing key`, async () => {
    const kept = memoryStorage();
    await assertSignInWorks({ ...kept, getItem: (key) => kept.getItem(key) ?? (garbage as unknown as string) });
  });
}
