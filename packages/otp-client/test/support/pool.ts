/** Local pools for tests in Node, with access to their outbox, faults and clock, and clients for them. */
import { fileURLToPath } from 'node:url';
import { type LocalPool, type LocalPoolOptions, startLocalPool } from '@cognito-otp/local-pool';
import { startDeployment } from '@cognito-otp/test-kit/deployment';
import { poolControls } from '@cognito-otp/test-kit/pool-client';
import { createOtpClient, type OtpClientOptions } from '../../src/index.js';
import { memoryStorage } from './memory-storage.js';

/**
 * Starts a local pool from the project's own template and its built triggers.
 *
 * @param parameters template parameters that differ from the defaults of the tests.
 * @param editTemplate changes the text of the template before it is deployed.
 */
export const startPool = (parameters: Record<string, string> = {}, editTemplate?: (template: string) => string) =>
  startDeployment(
    startLocalPool,
    { PoolSendsAnHour: '10000', PoolSendsADay: '10000', SignUpsAnHour: '10000', ...parameters },
    editTemplate,
  );

/** Starts the third-party pools of `fixtures/pools.yaml`, which don't use this project's triggers. */
export async function startForeignPools() {
  const env = await startWithControls({ template: fileURLToPath(new URL('../fixtures/pools.yaml', import.meta.url)) });
  const ids = (clientName: string) => {
    for (const { userPoolId, clients } of env.pool.pools) {
      const found = clients.find(({ name }) => name === clientName);
      if (found) return { userPoolId, clientId: found.clientId };
    }
    throw new Error(`There is no app client named ${clientName}.`);
  };
  return {
    ...env,
    /** The IDs of an app client, given its name in the template. */
    ids,
    /** A client for an app client, given its name in the template. */
    client: (clientName: string, options: Partial<OtpClientOptions> = {}) =>
      poolClient({ ...env.pool, ...ids(clientName) }, options),
  };
}

async function startWithControls(options: LocalPoolOptions) {
  const pool = await startLocalPool(options);
  return { pool, ...poolControls(pool.endpoint), [Symbol.asyncDispose]: () => pool.close() };
}

/** A client for a pool, with its storage and a list of the Cognito operations that it calls. */
export function poolClient(pool: LocalPool, options: Partial<OtpClientOptions> = {}) {
  const operations: string[] = [];
  const storage = memoryStorage();
  const client = createOtpClient({
    userPoolId: pool.userPoolId,
    clientId: pool.clientId,
    endpoint: pool.endpoint,
    storage,
    fetcher: (url, init) => {
      operations.push(`${new Headers(init?.headers).get('x-amz-target')}`.split('.')[1]!);
      return fetch(url, init);
    },
    ...options,
  });
  return { client, storage, operations };
}
