/** What the React components print on a server, and their lists of events. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OtpLogin, type OtpLoginProps, OtpLogout, OtpSession } from '@cognito-otp/element/react';
import { elementsOf, readManifest } from '../scripts/manifest.mjs';
import { languages, loadMessages } from '../src/i18n/messages/languages.js';
import { COMPANION_EVENTS, LOGIN_EVENTS } from '../src/react/events.js';
import { loginShadow } from '../src/react/shadow-content.js';

const pool = { 'user-pool-id': 'eu-central-1_abc', 'client-id': 'abc123' };
const title = (html: string | undefined) => /<h2[^>]*>([^<]*)/.exec(html ?? '')?.[1]?.replaceAll('&#39;', "'");

test('the components can be imported without a DOM, and are typed under Node’s resolution of modules', () => {
  const props: OtpLoginProps = { userPoolId: 'eu-central-1_abc', onSuccess: ({ detail }) => void detail };
  assert.deepEqual(
    [OtpLogin, OtpSession, OtpLogout].map(({ displayName }) => displayName),
    ['cognito-otp-login', 'cognito-otp-session', 'cognito-otp-logout'],
  );
  assert.equal(props.userPoolId, 'eu-central-1_abc');
});

test('every event of the elements has a prop', () => {
  const [login, session, logout] = elementsOf(readManifest());
  const types = ({ events }: { readonly events: readonly { readonly name: string }[] }) =>
    events.map(({ name }) => name).sort();
  assert.deepEqual(Object.values(LOGIN_EVENTS).sort(), types(login));
  for (const companion of [session, logout]) assert.deepEqual(Object.values(COMPANION_EVENTS).sort(), types(companion));
  const prop = (type: string) =>
    type.replace('cognito-otp', 'on').replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  for (const [name, type] of Object.entries(LOGIN_EVENTS)) assert.equal(name, prop(type));
});

for (const lang of [...languages, 'de-AT', 'zh-Hant-HK', 'xx', 'not a tag']) {
  test(`the form is printed in the language of lang="${lang}", otherwise in English`, async () => {
    const expected = lang === 'not a tag' ? 'en' : lang;
    assert.equal(title(loginShadow({ ...pool, lang }, {})), (await loadMessages(expected)).title);
  });
}

test('texts, options and the nonce of the page are printed, as text', () => {
  const html = loginShadow(
    { ...pool, lang: 'fr', identifiers: 'email', dir: 'rtl' },
    { messages: { title: '<b>Bonjour</b>' }, nonce: '"><script>' },
  )!;
  assert.equal(html.includes('<b>') || html.includes('<script>'), false);
  assert.match(html, /type="email"/);
  assert.match(html, /<form[^>]* dir="rtl"/);
});

test('a form in light DOM mode has no shadow root to print', () => {
  assert.equal(loginShadow({ ...pool, 'light-dom': true }, {}), undefined);
});
