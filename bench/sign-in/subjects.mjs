import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../scripts/bundle.mjs';
import { root } from '../../scripts/workspace.mjs';
import { BENCH_FOLDER } from '../lib/set-up.mjs';

/**
 * @typedef {object} Subject a page, and the way of signing in on it
 * @property {string} name
 * @property {string} path of its page
 * @property {'sms' | 'email'} channel
 * @property {string} group the subjects with the same limit
 * @property {boolean} [pastes] whether the number is pasted instead of typed
 * @property {boolean} [isNew] whether the device does not know that the account exists, so that a sign-up is tried first
 * @property {boolean} [isNative] whether Cognito creates the code itself
 */

const page = (head, body) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;
const script = (path) => `<script type="module" src="${path}"></script>`;
const attributesOf = (values) =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');

/** Adds the pages of all subjects to the server. @returns {Promise<Record<string, Subject>>} */
export async function signInSubjects(server, pools) {
  const cdn = join(root, 'packages/otp-element/dist/cdn');
  for (const path of readdirSync(cdn, { recursive: true })) {
    if (path.endsWith('.js')) server.add(`/element/${path}`, readFileSync(join(cdn, path), 'utf8'));
  }
  const preload = JSON.parse(readFileSync(join(cdn, 'preload.json'), 'utf8')).map((file) => `/element/${file}`);
  const { loginSnippet } = await import(join(root, 'packages/otp-element/dist/esm/snippet.js'));
  const { userPoolId, clientId } = pools.custom;

  const elementAttributes = (identifiers, isNew) => ({
    'user-pool-id': userPoolId,
    'client-id': clientId,
    endpoint: server.origin,
    identifiers,
    'default-country': 'GB',
    ...(!isNew && { 'sign-up': 'off' }),
  });
  const element = (key, identifiers, isPrerendered, isNew) => {
    const attributes = elementAttributes(identifiers, isNew);
    const body = isPrerendered
      ? loginSnippet({ attributes, preload })
      : `<cognito-otp-login${attributesOf(attributes)}></cognito-otp-login>`;
    server.add(`/${key}.html`, page(script('/element/cognito-otp.js'), body));
    return `/${key}.html`;
  };
  const bare = async (key, entry, channel, more = {}) => {
    const files = await bundle({ file: `sign-in/${entry}.js` }, { folder: BENCH_FOLDER });
    for (const { path, text } of files) server.add(`/${key}/${path}`, text);
    const label = channel === 'sms' ? 'Phone <input type="tel" autocomplete="tel">' : 'Email <input type="email">';
    const data = attributesOf({ 'data-user-pool-id': userPoolId, 'data-client-id': clientId, ...more });
    const body = `<form${data}><label>${label}</label><button>Send code</button></form>`;
    server.add(`/${key}/index.html`, page(script(`/${key}/${files[0].path}`), body));
    return `/${key}/index.html`;
  };
  const authenticator = async () => {
    const files = await bundle({ file: 'sign-in/authenticator.jsx' }, { folder: BENCH_FOLDER });
    for (const { path, text } of files) server.add(`/authenticator/${path}`, text);
    const links = files
      .filter(({ path }) => path.endsWith('.css'))
      .map(({ path }) => `<link rel="stylesheet" href="/authenticator/${path}">`)
      .join('');
    const data = attributesOf({
      id: 'root',
      'data-user-pool-id': pools.native.userPoolId,
      'data-client-id': pools.native.clientId,
    });
    server.add(
      '/authenticator/index.html',
      page(links + script(`/authenticator/${files[0].path}`), `<div${data}></div>`),
    );
    return '/authenticator/index.html';
  };

  const own = '**@cognito-otp/element**';
  const prerendered = '**@cognito-otp/element, pre-rendered**';
  const client = '**@cognito-otp/client**, bare form';
  const subjects = {
    element: { name: own, path: element('phone', 'phone', false), channel: 'sms', group: 'known' },
    prerendered: { name: prerendered, path: element('phone-html', 'phone', true), channel: 'sms', group: 'known' },
    client: { name: client, path: await bare('client', 'cognito-otp', 'sms'), channel: 'sms', group: 'known' },
    amplify: {
      name: 'aws-amplify, bare form',
      path: await bare('amplify', 'amplify', 'sms'),
      channel: 'sms',
      group: 'known',
    },
    identityJs: {
      name: 'amazon-cognito-identity-js, bare form',
      path: await bare('identity-js', 'identity-js', 'sms'),
      channel: 'sms',
      group: 'known',
    },
    authenticator: {
      name: '@aws-amplify/ui-react Authenticator, `USER_AUTH`',
      path: await authenticator(),
      channel: 'sms',
      group: 'known',
      isNative: true,
    },
    elementPasted: {
      name: `${own}, number pasted`,
      path: '/phone.html',
      channel: 'sms',
      group: 'pasted',
      pastes: true,
    },
    prerenderedPasted: {
      name: `${prerendered}, number pasted`,
      path: '/phone-html.html',
      channel: 'sms',
      group: 'pasted',
      pastes: true,
    },
    elementNew: {
      name: `${own}, new device`,
      path: element('phone-new', 'phone', false, true),
      channel: 'sms',
      group: 'new',
    },
    prerenderedNew: {
      name: `${prerendered}, new device`,
      path: element('phone-html-new', 'phone', true, true),
      channel: 'sms',
      group: 'new',
    },
    clientNew: {
      name: `${client}, new device`,
      path: await bare('client-new', 'cognito-otp', 'sms', { 'data-sign-up': 'auto' }),
      channel: 'sms',
      group: 'new',
    },
    elementEmail: { name: `${own}, email`, path: element('email', 'email', false), channel: 'email', group: 'email' },
    prerenderedEmail: {
      name: `${prerendered}, email`,
      path: element('email-html', 'email', true),
      channel: 'email',
      group: 'email',
    },
    clientEmail: {
      name: `${client}, email`,
      path: await bare('client-email', 'cognito-otp', 'email'),
      channel: 'email',
      group: 'email',
    },
    amplifyEmail: {
      name: 'aws-amplify, bare form, email',
      path: await bare('amplify-email', 'amplify', 'email'),
      channel: 'email',
      group: 'email',
    },
    identityJsEmail: {
      name: 'amazon-cognito-identity-js, bare form, email',
      path: await bare('identity-js-email', 'identity-js', 'email'),
      channel: 'email',
      group: 'email',
    },
  };
  return subjects;
}
