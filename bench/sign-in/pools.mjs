import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { root } from '../../scripts/workspace.mjs';

/**
 * Without response pacing, which would add the same time to every call, and with limits that a run
 * cannot reach.
 */
const PARAMETERS = {
  Countries: '*',
  BrandName: 'Bench',
  EmailFrom: 'codes@example.com',
  AnswerPaceMs: '0',
  PoolSendsAnHour: '10000',
  PoolSendsADay: '10000',
  SignUpsAnHour: '10000',
};

const password = 'Never-used-1';

/** Calls an operation of a pool. */
async function call(endpoint, operation, input) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
}

const newAddress = {
  sms: () => `+447400${String(randomInt(1_000_000)).padStart(6, '0')}`,
  email: () => `bench-${randomInt(1e9)}@example.com`,
};

/**
 * Starts the pool of this project's template, and one in which Cognito creates the codes itself
 * (`USER_AUTH`).
 */
export async function startPools() {
  const { startLocalPool } = await import(join(root, 'packages/local-pool/dist/esm/index.js'));
  const custom = await startLocalPool({ template: join(root, 'template.yaml'), parameters: PARAMETERS });
  const native = await startLocalPool({ template: join(root, 'packages/otp-client/test/fixtures/pools.yaml') });
  const nativeIds = native.pools.flatMap(({ userPoolId, clients }) =>
    clients.filter(({ name }) => name === 'native').map(({ clientId }) => ({ userPoolId, clientId })),
  )[0];

  /** The code in the latest message to an address. */
  const codeTo = async (pool, address) => {
    const messages = (await (await fetch(pool.outbox)).json()).filter(({ to }) => to === address);
    const code = /(?<!\d)\d{6,8}(?!\d)/.exec(messages.at(-1)?.body ?? '')?.[0];
    if (!code) throw new Error(`No code was sent to ${address}: ${JSON.stringify(messages)}`);
    return code;
  };
  const pools = {
    custom: { ...custom.ready, codeTo: (address) => codeTo(custom, address) },
    native: { ...native.ready, ...nativeIds, codeTo: (address) => codeTo(native, address) },
    /** Creates an account, and returns its address. @param {'sms' | 'email'} channel @param {boolean} isNative */
    async createAccount(channel, isNative) {
      const address = newAddress[channel]();
      const { endpoint } = isNative ? native : custom;
      const { clientId } = isNative ? nativeIds : custom;
      await call(endpoint, 'SignUp', { ClientId: clientId, Username: address, Password: password });
      if (isNative) {
        const ConfirmationCode = await codeTo(native, address);
        await call(endpoint, 'ConfirmSignUp', { ClientId: clientId, Username: address, ConfirmationCode });
      }
      return address;
    },
    close: () => Promise.all([custom.close(), native.close()]),
  };
  // The first call of each function starts it, which takes seconds.
  for (const channel of ['sms', 'email']) {
    const USERNAME = await pools.createAccount(channel, false);
    const start = { ClientId: custom.clientId, AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME } };
    await call(custom.endpoint, 'InitiateAuth', start);
  }
  return pools;
}
