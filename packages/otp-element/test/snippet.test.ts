/** The HTML that `loginSnippet` generates on a server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages as ar } from '../src/i18n/messages/ar.js';
import { messages as de } from '../src/i18n/messages/de.js';
import { languages, loadMessages } from '../src/i18n/messages/languages.js';
import type { Messages } from '../src/i18n/messages/types.js';
import { loginSnippet } from '../src/snippet.js';

const pool = { 'user-pool-id': 'eu-central-1_abc', 'client-id': 'abc123' };

test('the snippet contains the first step in the given language', () => {
  const html = loginSnippet({ attributes: pool, language: 'de', messages: de });
  assert.match(
    html,
    /^<cognito-otp-login user-pool-id="eu-central-1_abc" client-id="abc123"><template shadowrootmode="open"><style>/,
  );
  assert.match(html, />Code per SMS senden<\/button>/);
  assert.match(html, /<option value="DE">Deutschland<\/option>/);
});

test('values from the page are text in the snippet, never markup', () => {
  const injectedMarkup = '"><script>alert(1)</script>';
  const html = loginSnippet({
    attributes: { ...pool, name: injectedMarkup, 'default-country': 'GB' },
    messages: { ...de, title: injectedMarkup },
    nonce: injectedMarkup,
  });
  assert.equal(html.includes('<script'), false);
  assert.throws(() => loginSnippet({ attributes: { 'onclick="x" y': 'z' } }), TypeError);
});

test('the country follows any language tag, and a tag that is none leaves the names in English', () => {
  const selected = (language: string, defaultCountry = '') =>
    /<option value="(\w*)">([^<]*)/
      .exec(loginSnippet({ attributes: { ...pool, 'default-country': defaultCountry }, language, messages: de }))
      ?.slice(1);
  assert.deepEqual(selected('und-JP'), ['JP', 'Japan']);
  for (const language of ['und', 'x-private', 'en_US', '*', '']) {
    assert.equal(selected(language)?.[0] ?? '', '', language);
    assert.deepEqual(selected(language, 'DE'), ['DE', 'Germany'], language);
  }
});

test('a single kind of identifier has no switch', () => {
  const html = loginSnippet({ attributes: { ...pool, identifiers: 'email' } });
  assert.equal(html.includes('<fieldset'), false);
  assert.match(html, /type="email"/);
  assert.equal(html.includes('type="tel"'), false);
});

test('a single country has no list', () => {
  const html = loginSnippet({ attributes: { ...pool, countries: 'GB' } });
  assert.equal(html.includes('<select'), false);
  assert.match(html, /type="tel"/);
});

test('the selected country is one that the page allows', () => {
  const html = loginSnippet({ attributes: { ...pool, countries: 'FR DE', 'default-country': 'GB' } });
  assert.match(html, /<option value="FR">France<\/option>/);
});

test('the form has its direction from the start: its own, or else that of its language', () => {
  const direction = (attributes: Record<string, string>, messages?: Messages) =>
    /<form[^>]* dir="(\w+)"/.exec(
      loginSnippet({ attributes: { ...pool, ...attributes }, ...(messages && { messages }) }),
    )?.[1];
  assert.equal(direction({}), 'ltr');
  assert.equal(direction({}, ar), 'rtl');
  assert.equal(direction({ dir: 'ltr' }, ar), 'ltr');
});

test('Enter in the snippet sends nothing before the script has loaded', () => {
  assert.match(loginSnippet({ attributes: pool }), /<form [^>]*method="dialog"/);
});

test('the attribute light-dom is rejected with an error that names it', () => {
  for (const value of [true, ''] as const) {
    assert.throws(() => loginSnippet({ attributes: { ...pool, 'light-dom': value } }), {
      name: 'TypeError',
      message: /light-dom/,
    });
  }
});

test('the script for old browsers comes before the element, with its address and nonce as text', () => {
  const of = (unsupportedScript: string, nonce?: string) =>
    loginSnippet({ attributes: {}, unsupportedScript, ...(nonce && { nonce }) }).replace(/<cognito-otp-login.*/s, '');
  assert.equal(of('/cdn/cognito-otp.unsupported.js'), '<script async src="/cdn/cognito-otp.unsupported.js"></script>');
  assert.equal(of('/u.js', 'abc'), '<script async src="/u.js" nonce="abc"></script>');
  assert.equal(of('/"><b>?a&b', '"x'), '<script async src="/&quot;&gt;&lt;b&gt;?a&amp;b" nonce="&quot;x"></script>');
  assert.ok(!loginSnippet({ attributes: {}, nonce: 'abc' }).includes('<script'));
});

test('modules to preload are links before the element, with their addresses as text', () => {
  const addresses = ['/cdn/cognito-otp.js', 'https://cdn.example/chunks/client-1.js', '/"><script>', '/a?b&c'];
  const html = loginSnippet({ attributes: {}, preload: addresses });
  assert.ok(
    html.startsWith(
      '<link rel="modulepreload" href="/cdn/cognito-otp.js"><link rel="modulepreload" href="https://cdn.example/chunks/client-1.js">' +
        '<link rel="modulepreload" href="/&quot;',
    ),
    html.slice(0, 300),
  );
  assert.ok(html.includes('href="/a?b&amp;c"><cognito-otp-login>'), html.slice(0, 400));
  assert.ok(!loginSnippet({ attributes: {} }).includes('modulepreload'));
});

test('the heading contains the name of the application, isolated, in every language', async () => {
  for (const tag of languages) {
    const messages = await loadMessages(tag);
    const html = loginSnippet({ attributes: { ...pool, 'app-name': 'A&$& <b>' }, language: tag, messages });
    const title = /<h2[^>]*>(.*?)<\/h2>/.exec(html)?.[1] ?? '';
    assert.equal(
      title,
      messages.titleApp.replace('{app}', () => '\u2068A&amp;$&amp; &lt;b&gt;\u2069'),
      tag,
    );
  }
  assert.match(loginSnippet({ attributes: { ...pool, 'app-name': '' } }), /<h2[^>]*>Sign in<\/h2>/);
});

test('the logo is printed in place of the icon if its address is https or relative', () => {
  const logo = (address: string) => /<img[^>]*>/.exec(loginSnippet({ attributes: { ...pool, logo: address } }))?.[0];
  const allowed = [
    'https://example.com/l.svg',
    '/l.svg',
    'l.svg',
    './l.svg?v=2',
    '../img/l.png',
    'data:image/png;base64,AA==',
  ];
  for (const address of allowed) assert.equal(logo(address), `<img part="logo" src="${address}" alt="">`);
  const refused = [
    '',
    'http://example.com/l.svg',
    '//example.com/l.svg',
    '/\\example.com/l.svg',
    '\\\\example.com/l.svg',
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:https://example.com/1',
    'ftp://example.com/l.svg',
    ' http://example.com/l.svg',
    'ht\ttp://example.com/l.svg',
  ];
  for (const address of refused) {
    assert.equal(logo(address), undefined, address);
    assert.match(loginSnippet({ attributes: { ...pool, logo: address } }), /<svg part="icon"/);
  }
});
