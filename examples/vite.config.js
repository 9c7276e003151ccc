/** The gallery's Vite configuration. `npm run demo` and the end-to-end tests start it. */
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loginSnippet } from '@cognito-otp/element/snippet';
import { defaultClientConditions } from 'vite';
import angular from './angular/vite-plugins.js';
import next from './next/vite-plugins.js';
import react18 from './react-18/vite-plugins.js';
import solid from './solid/vite-plugins.js';
import svelte from './svelte/vite-plugins.js';
import { frame } from './vite-frame.js';
import vue from './vue/vite-plugins.js';

const root = fileURLToPath(new URL('.', import.meta.url));
const builds = fileURLToPath(new URL('../packages/otp-element/dist/cdn/', import.meta.url));

/** Replaces `%USER_POOL_ID%` and similar placeholders with the ids of the local pools. */
function poolIds({ endpoint, userPoolId, clientId, identityPools }, passwordPool) {
  const values = {
    ENDPOINT: endpoint,
    USER_POOL_ID: userPoolId,
    CLIENT_ID: clientId,
    IDENTITY_POOL_ID: identityPools?.[0]?.identityPoolId,
    PASSWORD_ENDPOINT: passwordPool?.endpoint,
    PASSWORD_USER_POOL_ID: passwordPool?.userPoolId,
    PASSWORD_CLIENT_ID: passwordPool?.clientId,
    PASSWORD_PHONE: passwordPool?.phone,
    PASSWORD: passwordPool?.password,
  };
  return {
    name: 'pool-ids',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => html.replaceAll(/%([A-Z_]+)%/g, (placeholder, name) => values[name] ?? placeholder),
    },
  };
}

/** Replaces `%LOGIN_SNIPPET%` with the form as a server would render it. */
function preRendered({ endpoint, userPoolId, clientId }) {
  const attributes = { 'user-pool-id': userPoolId, 'client-id': clientId, endpoint, 'default-country': 'GB' };
  return {
    name: 'pre-rendered',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => html.replace('%LOGIN_SNIPPET%', () => loginSnippet({ attributes })),
    },
  };
}

/** Serves the element's single-file builds under `/cdn/`, as a CDN would. */
function cdn() {
  return {
    name: 'cdn',
    configureServer({ middlewares }) {
      middlewares.use('/cdn', (request, response, next) => {
        // The URL parser has already resolved every `..`, so the path stays below the folder.
        const file = join(builds, decodeURIComponent(new URL(request.url, 'http://cdn').pathname));
        if (!file.startsWith(builds) || !existsSync(file)) return next();
        response.setHeader('content-type', file.endsWith('.map') ? 'application/json' : 'text/javascript');
        response.setHeader('access-control-allow-origin', '*');
        createReadStream(file).pipe(response);
      });
    },
  };
}

/**
 * Returns the configuration of the gallery's server.
 *
 * @param {{ endpoint: string, userPoolId: string, clientId: string, identityPools?: { identityPoolId: string }[] }} pool what the
 *   local pool printed.
 * @param {{ endpoint: string, userPoolId: string, clientId: string, phone: string, password: string } | undefined} passwordPool
 *   a pool that asks for a password first, and the phone number and password of one of its users.
 * @param {{ port: number, strictPort?: boolean, host?: string }} server
 */
export const gallery = (pool, passwordPool, server) => ({
  root,
  configFile: false,
  appType: 'mpa',
  logLevel: 'warn',
  resolve: { conditions: ['source', ...defaultClientConditions] },
  // amazon-cognito-identity-js, which implements SRP, uses Node's name of the global object.
  define: { global: 'globalThis' },
  plugins: [
    frame(),
    poolIds(pool, passwordPool),
    preRendered(pool),
    cdn(),
    ...angular,
    ...next(pool),
    ...react18,
    ...solid,
    ...svelte,
    ...vue,
  ],
  // The middleware serves the element's script as built, so there is nothing to transform in advance.
  server: { ...server, preTransformRequests: false, fs: { allow: [fileURLToPath(new URL('..', import.meta.url))] } },
  optimizeDeps: { entries: ['**/index.html', '!angular/**', '!next/**', '!react-18/**'] },
});
