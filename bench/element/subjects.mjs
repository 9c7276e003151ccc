import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../scripts/bundle.mjs';
import { root } from '../../scripts/workspace.mjs';
import { BENCH_FOLDER } from '../lib/set-up.mjs';

/**
 * @typedef {object} Subject a page with one kind of sign-in form
 * @property {string} name
 * @property {string} path of its page
 * @property {string} [endsWithRequest] address of a request that ends the measurement, for a form that comes from a server
 */

const pool = { 'user-pool-id': 'eu-west-1_AbCdEfGhI', 'client-id': '1h57kf5cpq17m0eml12EXAMPLE' };

const page = (head, body, language = 'en') =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;
const script = (path) => `<script type="module" src="${path}"></script>`;

/**
 * Adds the pages and files of all subjects to the server.
 *
 * @param provider a stub for the servers of identity providers, on another origin than the page
 * @returns {Promise<Record<string, Subject>>}
 */
export async function subjects(server, provider) {
  const add = (key, name, html, more = {}) => {
    server.add(`/${key}/index.html`, html);
    return { name, path: `/${key}/index.html`, ...more };
  };
  const bundled = async (key, entry, name, body, more) => {
    const files = await bundle({ file: entry }, { folder: BENCH_FOLDER });
    for (const { path, text } of files) server.add(`/${key}/${path}`, text);
    const styles = files.filter(({ path }) => path.endsWith('.css'));
    const links = styles.map(({ path }) => `<link rel="stylesheet" href="/${key}/${path}">`).join('');
    return add(key, name, page(links + script(`/${key}/${files[0].path}`), body), more);
  };

  const cdn = join(root, 'packages/otp-element/dist/cdn');
  for (const path of readdirSync(cdn, { recursive: true })) {
    if (path.endsWith('.js')) server.add(`/element/${path}`, readFileSync(join(cdn, path), 'utf8'));
  }
  const { loginSnippet } = await import(join(root, 'packages/otp-element/dist/esm/snippet.js'));
  const attributes = { ...pool, identifiers: 'phone', 'default-country': 'GB' };
  const tag = `<cognito-otp-login${Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('')}></cognito-otp-login>`;
  const elementScript = script('/element/cognito-otp.js');

  return {
    bare: add(
      'bare',
      'a bare HTML form',
      page(
        '',
        '<form><label>Mobile number <input type="tel" autocomplete="tel"></label><button>Send code</button></form>',
      ),
    ),
    snippet: add(
      'snippet',
      '**@cognito-otp/element, pre-rendered**',
      page(elementScript, loginSnippet({ attributes })),
    ),
    element: add('element', '**@cognito-otp/element**', page(elementScript, tag)),
    german: add('german', '**@cognito-otp/element**, in German', page(elementScript, tag, 'de')),
    lit: await bundled('lit', 'element/lit-one-input.js', 'a Lit element with one input', '<one-input></one-input>'),
    hanko: await bundled(
      'hanko',
      'element/hanko.js',
      '@teamhanko/hanko-elements',
      `<hanko-auth data-api="${provider.origin}/hanko"></hanko-auth>`,
    ),
    amplify: await bundled(
      'amplify',
      'element/amplify.jsx',
      '@aws-amplify/ui-react Authenticator',
      '<div id="root"></div>',
    ),
    descope: await bundled(
      'descope',
      'element/descope.js',
      '@descope/web-component, until it requests the form from its server',
      `<descope-wc project-id="P2AbCdEfGhIjKlMnOpQrStUvWxYz" flow-id="sign-up-or-in" base-url="${provider.origin}/descope-api" base-static-url="${provider.origin}/descope-static"></descope-wc>`,
      { endsWithRequest: '/descope-' },
    ),
  };
}

/** Answers the calls that Hanko's element makes before it renders: no session, and a form for an email address. */
export function api({ method, url }) {
  if (method === 'OPTIONS') return {};
  if (/^\/hanko\/sessions/.test(url)) return { is_valid: false };
  if (/^\/hanko\/login/.test(url) && method === 'POST') {
    const email = { name: 'email', type: 'email', required: true, min_length: 3, max_length: 100 };
    const login = {
      action: 'continue_with_login_identifier',
      href: '/login?action=continue_with_login_identifier',
      inputs: { email },
    };
    return {
      name: 'login_init',
      status: 200,
      csrf_token: 'token',
      actions: { continue_with_login_identifier: login },
      payload: {},
    };
  }
  return undefined;
}
