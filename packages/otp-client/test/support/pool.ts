import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LocalPool, type LocalPoolOptions, type OutboxMessage, startLocalPool } from '@cognito-otp/local-pool';
import { createOtpClient, type OtpClientOptions } from '../../src/index.js';
import { memoryStorage } from './memory-storage.js';

const template = fileURLToPath(new URL('../../../../template.yaml', import.meta.url));

/**
 * The project's own template with its built triggers, in a pool on this machine.
 * @param change what is done to the template's text first.
 */
export async function startPool(parameters: Record<string, string> = {}, change?: (text: string) => string) {
  const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-client-'));
  const changed = join(folder, 'template.yaml');
  if (change) {
    const text = change(readFileSync(template, 'utf8'));
    writeFileSync(changed, text.replaceAll('CodeUri: ', `CodeUri: ${dirname(template)}/`));
  }
  const at = await start({
    template: change ? changed : template,
    parameters: {
      Countries: 'GB',
      AnswerPaceMs: '0',
      PoolSendsAnHour: '10000',
      PoolSendsADay: '10000',
      SignUpsAnHour: '10000',
      ...parameters,
    },
  });
  return {
    ...at,
    async [Symbol.asyncDispose]() {
      await at[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Pools that aren't ours, from `fixtures/pools.yaml`; `client` names one of their app clients. */
export async function startOthers() {
  const at = await start({ template: fileURLToPath(new URL('../fixtures/pools.yaml', import.meta.url)) });
  const ids = (name: string) => {
    for (const { userPoolId, clients } of at.pool.pools) {
      const found = clients.find((one) => one.name === name);
      if (found) return { userPoolId, clientId: found.clientId };
    }
    throw new Error(`There is no app client ${name}`);
  };
  return {
    ...at,
    ids,
    client: (name: string, options: Partial<OtpClientOptions> = {}) =>
      poolClient({ ...at.pool, ...ids(name) }, options),
  };
}

async function start(options: LocalPoolOptions) {
  const pool = await startLocalPool(options);
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(pool.endpoint + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  const messages = async (to: string): Promise<OutboxMessage[]> =>
    ((await control('GET', '/outbox')) as OutboxMessage[]).filter((message) => message.to === to);
  return {
    pool,
    messages,
    /** The code of the last message to somebody. */
    async code(to: string): Promise<string> {
      const code = /\b\d{6,8}\b/.exec((await messages(to)).at(-1)?.body ?? '')?.[0];
      if (!code) throw new Error(`no code went to ${to}`);
      return code;
    },
    fault: (fault: object) => control('POST', '/faults', fault),
    clearFaults: () => control('DELETE', '/faults'),
    advance: (ms: number) => control('POST', '/clock', { advanceMs: ms }),
    resetClock: () => control('DELETE', '/clock'),
    [Symbol.asyncDispose]: () => pool.close(),
  };
}

/** A British number that no test has used yet; scattered, since many numbers of one range are a sign of pumping. */
export const newPhone = () => `+4474${`${Math.random()}`.slice(2, 10).padEnd(8, '0')}`;

/** A client of that pool that notes which operations it asks for. */
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

export const wrong = (code: string) => `${(Number(code) + 1) % 1_000_000}`.padStart(6, '0');
