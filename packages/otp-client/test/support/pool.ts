/** Local pools for tests in Node, with access to their outbox, faults and clock, and clients for them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LocalPool, type LocalPoolOptions, type OutboxMessage, startLocalPool } from '@cognito-otp/local-pool';
import { createOtpClient, type OtpClientOptions } from '../../src/index.js';
import { memoryStorage } from './memory-storage.js';

const template = fileURLToPath(new URL('../../../../template.yaml', import.meta.url));

/**
 * Starts a local pool from the project's own template and its built triggers.
 *
 * @param parameters template parameters that differ from the defaults of the tests.
 * @param editTemplate changes the text of the template before it is deployed.
 */
export async function startPool(parameters: Record<string, string> = {}, editTemplate?: (template: string) => string) {
  const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-client-'));
  const editedTemplate = join(folder, 'template.yaml');
  if (editTemplate) {
    const text = editTemplate(readFileSync(template, 'utf8'));
    writeFileSync(editedTemplate, text.replaceAll('CodeUri: ', `CodeUri: ${dirname(template)}/`));
  }
  const env = await startWithControls({
    template: editTemplate ? editedTemplate : template,
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
    ...env,
    async [Symbol.asyncDispose]() {
      await env[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

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
  const callControlApi = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(pool.endpoint + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  const messagesTo = async (address: string): Promise<OutboxMessage[]> =>
    ((await callControlApi('GET', '/outbox')) as OutboxMessage[]).filter(({ to }) => to === address);
  return {
    pool,
    messagesTo,
    /** The code in the latest message to an address. */
    async codeSentTo(address: string): Promise<string> {
      const code = /\b\d{6,8}\b/.exec((await messagesTo(address)).at(-1)?.body ?? '')?.[0];
      if (!code) throw new Error(`No code was sent to ${address}.`);
      return code;
    },
    injectFault: (fault: object) => callControlApi('POST', '/faults', fault),
    clearFaults: () => callControlApi('DELETE', '/faults'),
    advanceClock: (ms: number) => callControlApi('POST', '/clock', { advanceMs: ms }),
    resetClock: () => callControlApi('DELETE', '/clock'),
    [Symbol.asyncDispose]: () => pool.close(),
  };
}

/**
 * A British number that no test has used yet. Numbers are scattered because many adjacent ones would use up the budget
 * of their range, which guards against SMS pumping.
 */
export const newPhone = () => `+4474${`${Math.random()}`.slice(2, 10).padEnd(8, '0')}`;

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

/** A complete code that differs from `code`. */
export const wrongCode = (code: string) => `${(Number(code) + 1) % 1_000_000}`.padStart(6, '0');
