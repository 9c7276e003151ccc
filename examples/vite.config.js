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

/** Puts the local pools' ids where somebody would paste their own. */
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

/** The form as a page's server would print it, in place of `%LOGIN_SNIPPET%`. */
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

/** `/cdn/*`: the element's single-file builds, as a CDN would serve them. */
function cdn() {
  return {
    name: 'cdn',
    configureServer({ middlewares }) {
      middlewares.use('/cdn', (request, response, next) => {
        // The URL parser has resolved every `..` by now, so this stays below the folder.
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
 * The gallery's server.
 *
 * @param {{ endpoint: string, userPoolId: string, clientId: string, identityPools?: { identityPoolId: string }[] }} pool what the local
 *   pool printed.
 * @param {{ endpoint: string, userPoolId: string, clientId: string, phone: string, password: string } | undefined} passwordPool
 *   one that asks for a password first, and somebody it knows.
 * @param {{ port: number, strictPort?: boolean, host?: string }} server
 */
export const gallery = (pool, passwordPool, server) => ({
  root,
  configFile: false,
  appType: 'mpa',
  logLevel: 'warn',
  resolve: { conditions: ['source', ...defaultClientConditions] },
  // amazon-cognito-identity-js, which proves passwords, asks for Node's name of the global object.
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
  // The element's script is a build that the middleware serves, nothing to transform ahead of time.
  server: { ...server, preTransformRequests: false, fs: { allow: [fileURLToPath(new URL('..', import.meta.url))] } },
  optimizeDeps: { entries: ['**/index.html', '!angular/**', '!next/**', '!react-18/**'] },
});
