/**
 * The client in environments other than a browser page: bare web standards, bundlers, and Node with the built files.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import type * as Client from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { startPool } from './support/pool.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const { exports } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as { exports: Record<string, object> };
const entries = Object.keys(exports).map((entry) => `@cognito-otp/client${entry.slice(1)}`);

/** Bundles an entry into one script that assigns its exports to the global `client`. */
async function script(entry: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${entry}';`, resolveDir: folder },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'client',
    platform: 'browser',
    target: 'es2022',
    conditions: ['source'],
    // The README instructs users of the password entry to define this.
    define: { global: 'globalThis' },
  });
  return outputFiles[0]!.text;
}

/** Globals that edge runtimes, Deno, Bun and Node have in common: the WinterTC minimum, and nothing specific to Node. */
const standards = () => ({
  AbortController,
  AbortSignal,
  DOMException,
  Headers,
  Request,
  Response,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  atob,
  btoa,
  clearTimeout,
  crypto,
  fetch,
  queueMicrotask,
  setTimeout,
});

test('with web standards alone, as in an edge runtime, the client signs in, refreshes and signs out', async () => {
  await using env = await startPool();
  const context = createContext(standards());
  const storage = memoryStorage();
  runInContext(await script('@cognito-otp/client'), context);
  const { createOtpClient } = context['client'] as typeof Client;
  const { userPoolId, clientId, endpoint } = env.pool;
  const client = createOtpClient({ userPoolId, clientId, endpoint, storage });
  const phone = newPhoneNumber();
  assert.equal((await client.start({ phone })).step, 'code');
  const state = await client.submit(await env.codeSentTo(phone));
  assert.deepEqual([state.step, state.volatile, client.session?.user.phone], ['signed-in', false, phone]);
  assert.ok((await client.getTokens({ forceRefresh: true })).accessToken);
  assert.equal((await client.signOut()).step, 'identifier');
  client.close();
});

test('without any storage the client works in memory and reports that its state is volatile', async () => {
  const context = createContext(standards());
  runInContext(await script('@cognito-otp/client'), context);
  const { createOtpClient } = context['client'] as typeof Client;
  const client = createOtpClient({ userPoolId: 'local_P', clientId: 'c' });
  assert.deepEqual([client.getState().step, client.getState().volatile], ['identifier', true]);
  client.close();
});

/**
 * A global object that records every use of a global.
 *
 * @param readsAllowed records only calls, constructions and assignments, not mere reads.
 */
function watchedGlobals(readsAllowed: boolean) {
  const touched: string[] = [];
  const watch = (name: string): unknown =>
    new Proxy(() => {}, {
      // Converted to a string, which a library may do, a watched value is its name.
      get(_, key) {
        if (typeof key === 'symbol') return undefined;
        return /^(valueOf|toString)$/.test(key) ? () => name : watch(`${name}.${key}`);
      },
      set: (_, key) => Boolean(touched.push(`${name}.${String(key)} =`)),
      apply: () => void touched.push(`${name}()`),
      construct: () => ({ made: touched.push(`new ${name}()`) }),
    });
  const names = [
    ...Object.keys(standards()),
    'document',
    'window',
    'navigator',
    'localStorage',
    'sessionStorage',
    'indexedDB',
    'BroadcastChannel',
    'WebSocket',
    'Worker',
    'XMLHttpRequest',
    'addEventListener',
    'setInterval',
    'requestIdleCallback',
  ];
  const context = createContext({});
  for (const name of names) {
    Object.defineProperty(context, name, {
      configurable: true,
      get() {
        if (!readsAllowed) touched.push(name);
        return watch(name);
      },
    });
  }
  runInContext("Object.defineProperty(globalThis, 'self', { value: globalThis })", context);
  return { context, touched };
}

test('importing an entry has no side effects', async () => {
  for (const entry of entries) {
    // amazon-cognito-identity-js reads globals on import and bundles TypeScript helpers that define globals.
    const hasLibrary = entry.endsWith('/password');
    const { context, touched } = watchedGlobals(hasLibrary);
    runInContext(await script(entry), context);
    assert.deepEqual(touched, [], entry);
    const added = Object.keys(context).filter((name) => !hasLibrary || !/^__[a-z]+$/i.test(name));
    assert.deepEqual(added, ['client'], entry);
  }
});

/** The path of a file in a package that depends on the client, as a page does. */
const page = fileURLToPath(new URL('../../../examples/page.js', import.meta.url));

/** Bundles a page that consists of one line, with the built files tree-shaken as for an application. */
async function bundle(line: string): Promise<string> {
  const bundled = await rollup({
    input: 'page.js',
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page.js' ? page : null),
        load: (id) => (id === page ? line : null),
      },
      nodeResolve({ browser: true }),
    ],
    // The size of third-party libraries is not measured here.
    external: /^(amazon-cognito-identity-js|libphonenumber-js)/,
    onwarn: (warning) => assert.equal(warning.code, 'EMPTY_BUNDLE', warning.message),
  });
  const { output } = await bundled.generate({ format: 'es' });
  await bundled.close();
  return output[0].code;
}

test('an unused import is tree-shaken to nothing', async () => {
  for (const entry of entries) {
    const code = (await bundle(`import '${entry}';`)).trim();
    assert.equal(code, '', entry);
  }
});

test('each entry bundles its own code and none of the other entries', async () => {
  const markers = {
    client: /RespondToAuthChallenge/,
    account: /UpdateUserAttributes/,
    credentials: /GetCredentialsForIdentity/,
    fetch: /Bearer/,
    password: /from 'amazon-cognito-identity-js/,
    phone: /from 'libphonenumber-js/,
    countries: /1AGAIASBB/,
  };
  const has = async (line: string) => {
    const code = await bundle(line);
    return Object.entries(markers)
      .filter(([, marker]) => marker.test(code))
      .map(([name]) => name);
  };
  const use = (name: string, entry: string) => `import { ${name} } from '@cognito-otp/client${entry}'; log(${name});`;
  assert.deepEqual(await has(use('createOtpClient', '')), ['client']);
  // The whole client contains the account functions because it writes sign-up attributes again after verification.
  assert.deepEqual(await has(use('createOtpClient', '/complete')), ['client', 'account']);
  assert.deepEqual(await has(use('OtpError', '')), []);
  assert.deepEqual(await has(use('getAttributes', '/account')), []);
  assert.deepEqual(await has(use('updateAttributes', '/account')), ['account']);
  assert.deepEqual(await has(use('awsCredentials', '/aws-credentials')), ['credentials']);
  assert.deepEqual(await has(use('fetchWithAuth', '/fetch-with-auth')), ['fetch']);
  assert.deepEqual(await has(use('onSessionChange', '/on-session-change')), []);
  assert.deepEqual(await has(use('withPassword', '/password')), ['password']);
  assert.deepEqual(await has(use('rememberedDevice', '/password')), ['password']);
  // Which countries have a calling code is known without the metadata.
  assert.deepEqual(await has(use('parsePhone', '/phone')), ['phone', 'countries']);
  assert.deepEqual(await has(use('countries', '/countries')), ['countries']);
  assert.deepEqual(await has(use('callingCode', '/countries')), ['countries']);
});

test('Node imports the built files unchanged, and the process exits by itself', async () => {
  const line = `
    const { createOtpClient } = await import('@cognito-otp/client');
    const client = createOtpClient({ userPoolId: 'eu-central-1_P', clientId: 'c' });
    console.log(client.getState().step);
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', line], {
    cwd: folder,
    timeout: 10_000,
  });
  assert.equal(stdout.trim(), 'identifier');
});
